// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dbv::ssh {

/// Reads the binary fields of SSH (RFC 4251) from bytes that somebody else made: every field is checked against what is
/// left, and after the first field that does not fit nothing is read any more.
class WireReader {
public:
    explicit WireReader(std::string_view bytes) : m_left(bytes) {}

    [[nodiscard]] std::optional<std::uint8_t> byte();
    [[nodiscard]] std::optional<std::uint32_t> number();
    /// A counted string: a view into what the reader was given.
    [[nodiscard]] std::optional<std::string_view> text();
    [[nodiscard]] std::string_view rest() const { return m_left; }

private:
    std::optional<std::string_view> take(std::size_t count);

    std::string_view m_left;
};

/// Writes the binary fields of SSH.
class WireWriter {
public:
    void byte(std::uint8_t value) { m_bytes.push_back(static_cast<char>(value)); }
    void number(std::uint32_t value);
    void text(std::string_view value);
    void raw(std::string_view value) { m_bytes.append(value); }
    /// A number that is not negative, from its big-endian bytes.
    void bigNumber(std::string_view bigEndian);
    [[nodiscard]] std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

} // namespace dbv::ssh
