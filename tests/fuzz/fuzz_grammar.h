// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include <dbv/connector/grammar.h>

namespace dbv::test {

/// The input of a target: a few bytes that choose, and the text.
class FuzzInput {
public:
    FuzzInput(const std::uint8_t* bytes, std::size_t size) : m_rest(reinterpret_cast<const char*>(bytes), size) {}

    /// One of the first so many numbers.
    std::size_t choose(std::size_t count) {
        if (m_rest.empty()) {
            return 0;
        }
        const auto byte = static_cast<unsigned char>(m_rest.front());
        m_rest.remove_prefix(1);
        return byte % count;
    }
    /// Each way in which a server reads its statements.
    Grammar chooseGrammar() {
        static constexpr std::array kDialects{DialectId::Sqlite, DialectId::PostgreSql, DialectId::MariaDb,
                                              DialectId::MySql};
        const std::size_t chosen = choose(kDialects.size() * 4);
        Grammar grammar(kDialects[chosen % kDialects.size()]);
        if (grammar.dialect != DialectId::Sqlite) {
            grammar.backslashEscapes ^= (chosen & 4U) != 0;
        }
        if (grammar.dialect == DialectId::MariaDb || grammar.dialect == DialectId::MySql) {
            grammar.doubleQuotedNames ^= (chosen & 8U) != 0;
        }
        return grammar;
    }
    [[nodiscard]] std::string_view text() const { return m_rest; }

private:
    std::string_view m_rest;
};

/// Ends the target with a finding.
[[noreturn]] inline void foundBroken(const std::string& what) {
    std::fputs((what + "\n").c_str(), stderr);
    std::abort();
}

} // namespace dbv::test
