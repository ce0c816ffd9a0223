// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/secret.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// The words of a connection as libpq takes them. Secrets stay where they are, and have to outlive this.
class KeywordList {
public:
    void add(std::string_view word, std::string_view value) { m_words.emplace_back(word, value); }
    void add(std::string_view word, const Secret& secret) {
        if (!secret.empty()) {
            m_secrets.emplace_back(word, &secret);
        }
    }
    [[nodiscard]] Connection start() const {
        std::vector<const char*> words;
        std::vector<const char*> values;
        const std::size_t count = m_words.size() + m_secrets.size() + 1;
        words.reserve(count);
        values.reserve(count);
        for (const auto& [word, value] : m_words) {
            words.push_back(word.c_str());
            values.push_back(value.c_str());
        }
        for (const auto& [word, secret] : m_secrets) {
            words.push_back(word.c_str());
            values.push_back(secret->revealToC());
        }
        words.push_back(nullptr);
        values.push_back(nullptr);
        return Connection(PQconnectStartParams(words.data(), values.data(), 0));
    }

private:
    std::vector<std::pair<std::string, std::string>> m_words;
    std::vector<std::pair<std::string, const Secret*>> m_secrets;
};

} // namespace dbv::postgres
