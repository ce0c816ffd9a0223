// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace dbv::secrets {

/// Numbers and texts one behind the other; numbers are little-endian, a text has its size before it.
class FieldWriter {
public:
    template <std::unsigned_integral Number>
    void number(Number value) {
        for (std::size_t i = 0; i < sizeof(Number); ++i) {
            m_bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i) & 0xFFU);
        }
    }
    void raw(std::string_view bytes) { m_bytes += bytes; }
    void text(std::string_view bytes) {
        number(static_cast<std::uint32_t>(bytes.size()));
        raw(bytes);
    }
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

/// The other way; after the first field that is not there, all are empty and `failed` is true.
class FieldReader {
public:
    explicit FieldReader(std::string_view bytes) : m_bytes(bytes) {}

    template <std::unsigned_integral Number>
    Number number() {
        std::uint64_t value = 0;
        const std::string_view bytes = raw(sizeof(Number));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        }
        return static_cast<Number>(value);
    }
    std::string_view raw(std::size_t size) {
        if (m_failed || size > m_bytes.size()) {
            m_failed = true;
            return {};
        }
        const std::string_view bytes = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return bytes;
    }
    std::string_view text() { return raw(number<std::uint32_t>()); }

    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::size_t left() const { return m_bytes.size(); }

private:
    std::string_view m_bytes;
    bool m_failed = false;
};

} // namespace dbv::secrets
