// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dialect.h>
#include <dbv/core/result.h>

/// Tables whose rows can be kept outside of their database and be made again there, value for value.
namespace dbv::sql {

/// How a kept value is written in SQL.
enum class KeptKind : std::uint8_t { Null, Number, Text, Bytes };

/// A value as it was read: by its text where it is a number, by its bytes elsewhere.
struct KeptValue {
    KeptKind kind = KeptKind::Null;
    std::string bytes;

    friend auto operator<=>(const KeptValue&, const KeptValue&) = default;
};
using KeptRow = std::vector<KeptValue>;

/// A column whose values are kept.
struct KeptColumn {
    std::string name;
    /// As the server names it.
    std::string type;
    /// Reads the value so that nothing of it is lost; `{}` stands for the column.
    std::string read;
    /// Makes it again; each `{}` stands for what was read.
    std::string write;
    /// What all values are that are not NULL; Null where each value tells that itself.
    KeptKind kind = KeptKind::Null;
    /// 1-based place in the primary key; 0 outside of it.
    std::uint32_t keyPlace = 0;
    /// The server gives its values, and has to be told that others are meant.
    bool identity = false;

    friend bool operator==(const KeptColumn&, const KeptColumn&) = default;
};

/// A table whose rows can be kept. What it computes itself is left out.
struct KeptTable {
    std::string schema;
    std::string name;
    std::vector<KeptColumn> columns;

    /// Places of the primary key's columns, in its order.
    [[nodiscard]] std::vector<std::size_t> key() const;
    /// As SQL names it, quoted.
    [[nodiscard]] std::string quotedName(DialectId dialect) const;
    friend bool operator==(const KeptTable&, const KeptTable&) = default;
};

/// The answer to a question, as texts; nothing stands for NULL.
using AnswerRow = std::vector<std::optional<std::string>>;

/// The query that tells a table's columns; `table` is its name as a statement writes it, or `quotedName`.
[[nodiscard]] std::string keptTableQuestion(std::string_view table, DialectId dialect);
/// What it has answered.
/// Errors: Unsupported, with the reason, for tables whose rows can not be told apart or can not be made again.
[[nodiscard]] Result<KeptTable> keptTableOf(const std::vector<AnswerRow>& answer, DialectId dialect);

/// The query that tells what of a session decides how its values are written; empty where nothing does.
[[nodiscard]] std::string keptSettingsQuestion(DialectId dialect);
/// The statements that make another session write values in the same way, from what it has answered, for before a transaction;
/// and those that give that session its own ways back.
struct KeptSettings {
    std::vector<std::string> before;
    std::vector<std::string> within;
    std::vector<std::string> after;

    friend bool operator==(const KeptSettings&, const KeptSettings&) = default;
};
/// Errors: Unsupported where the session shortens values.
[[nodiscard]] Result<KeptSettings> keptSettingsOf(const std::vector<AnswerRow>& answer, DialectId dialect);

} // namespace dbv::sql
