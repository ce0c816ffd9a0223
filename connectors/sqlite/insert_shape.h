// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dbv::sqlite {

/// An INSERT of constants, as a dump has them by the thousand, taken apart: what it has in common with others, and its values.
///
/// The text that is made of it means the same to SQLite once the values are bound: whole numbers of up to 18 digits, texts, blobs
/// and NULL are what they are, and other numbers go as their text into a CAST, which reads it by the same code as a literal.
class InsertShape {
public:
    enum class Kind : std::uint8_t { Null, Integer, Real, Text, Blob };
    struct Value {
        Kind kind = Kind::Null;
        std::int64_t number = 0;
        /// As a text or blob is bound; of a real, its digits.
        std::string_view bytes;
    };

    /// Takes a statement apart. False when it is anything else, or too long to gain by it; then there is no shape.
    [[nodiscard]] bool read(std::string_view sql);
    /// With a parameter for each value.
    [[nodiscard]] const std::string& text() const { return m_text; }
    /// Good until the next is read, as long as the statement's text is there.
    [[nodiscard]] const std::vector<Value>& values() const { return m_values; }

private:
    [[nodiscard]] bool readHead();
    [[nodiscard]] bool readRow();
    [[nodiscard]] bool readValue();
    [[nodiscard]] bool readNumber();
    [[nodiscard]] bool readQuoted(Kind kind);
    [[nodiscard]] bool readWord();
    void skipBlanks();
    /// The byte at the place; NUL behind the end.
    [[nodiscard]] char here(std::size_t ahead = 0) const {
        return m_at + ahead < m_sql.size() ? m_sql[m_at + ahead] : '\0';
    }

    std::string_view m_sql;
    std::size_t m_at = 0;
    std::string m_text;
    std::vector<Value> m_values;
    /// Where texts stand that are not in the statement as they are. Never grows while values point into it.
    std::string m_bytes;
};

} // namespace dbv::sqlite
