// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dbv::postgres {

/// What a file of pg_dump's begins with.
inline constexpr std::string_view kDumpMagic = "PGDMP";

/// Reads the numbers and texts of pg_dump's custom format, and remembers when there were too few bytes.
class DumpWords {
public:
    DumpWords(std::string_view bytes, std::size_t numberSize) : m_bytes(bytes), m_numberSize(numberSize) {}

    std::string_view bytes(std::size_t count);
    std::int64_t number();
    /// Nothing where there is none.
    std::optional<std::string_view> text();
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::size_t at() const { return m_at; }

private:
    std::string_view m_bytes;
    std::size_t m_numberSize;
    std::size_t m_at = 0;
    bool m_failed = false;
};

/// A number as that format has it: a sign, then its bytes, the lowest first.
[[nodiscard]] std::int64_t dumpNumber(std::string_view bytes);

/// What a dump says of itself before its list.
struct DumpHead {
    /// 114 is that of PostgreSQL 12 to 15, 115 of 16, 116 of 17 and 18.
    int version = 0;
    std::size_t numberSize = 0;
    std::size_t offsetSize = 0;
    bool isPacked = false;
    std::string database;
    /// Of the server, as it says itself.
    std::string server;
    std::int64_t entries = 0;
    /// Its own length.
    std::size_t bytes = 0;
    /// A format that is read here.
    bool isKnown = false;
};
/// Nothing where more bytes are needed; of what is no dump, or one of another format, no more than that is told.
[[nodiscard]] std::optional<DumpHead> headOf(std::string_view bytes);

/// When an entry is restored, by the dump's own word.
enum class DumpSection : std::uint8_t { None = 1, BeforeRows = 2, Rows = 3, BehindRows = 4 };

/// An entry of a dump's list.
struct DumpEntry {
    std::int64_t id = 0;
    std::string kind;
    std::string schema;
    /// With the table before it, where it is a part of one.
    std::string name;
    std::string owner;
    /// What makes it.
    std::string definition;
    /// Of the rows of a table: the COPY … FROM stdin that takes them.
    std::string copy;
    DumpSection section = DumpSection::None;
    /// What has to be there before.
    std::vector<std::int64_t> needs;
    /// The dump has rows for it, perhaps none.
    bool hasRows = false;
};
/// Nothing where there are too few bytes. The definition, and what copies rows, is kept where that is asked for.
[[nodiscard]] std::optional<DumpEntry> takeEntry(DumpWords& words, const DumpHead& head, bool withDefinition);

/// A dump's list.
struct DumpContents {
    DumpHead head;
    std::vector<DumpEntry> entries;
    /// Where the rows begin. Unit: bytes.
    std::size_t bytes = 0;

    /// Of a whole database, with its settings.
    [[nodiscard]] bool isWhole() const;
};
/// The list of a dump that begins with these bytes; nothing where more of them are needed. Of a format that is not known, it is empty.
[[nodiscard]] std::optional<DumpContents> contentsOf(std::string_view bytes);

/// The table that a foreign key refers to, by schema and name, out of what makes it.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> referencedTable(std::string_view definition);
/// The roles to whom, or of whom, an entry's definition tells something; the owner is not among them.
[[nodiscard]] std::set<std::string> rolesIn(const DumpEntry& entry);
/// The statements of an entry that sets something of the database, for a database of another name.
/// Shape: a statement, and the role of whom it is (empty where it is of all).
[[nodiscard]] std::vector<std::pair<std::string, std::string>> databaseStatements(const DumpEntry& entry,
                                                                                  std::string_view quotedDatabase);

} // namespace dbv::postgres
