// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "mysql/statement_text.h"

namespace dbv::mysql {

/// How the values of a column are written in a dump.
enum class ValueForm : std::uint8_t { Number, Text, Bytes };

/// By the name that information_schema has for a type. What is not known is bytes.
[[nodiscard]] ValueForm formOf(std::string_view type);
/// Bytes that are longer stand in a script as they are, not in hexadecimal, so that a server takes them back that has taken them once. Unit: bytes.
inline constexpr std::size_t kLongValue = 1'000'000;
/// Adds a value to the text of a row, as it is read under any sql_mode with backslashes. Rows are compared in this form.
void putDumpValue(std::string& row, ValueForm form, const std::optional<std::string_view>& value);
/// The same as a script has it: bytes that are long are about as long as they are.
void putScriptValue(std::string& row, ValueForm form, const std::optional<std::string_view>& value);

/// Pieces of text one behind the other.
[[nodiscard]] std::string joined(std::initializer_list<std::string_view> pieces);
/// An event as it would be made without acting: its state stands before the first word DO.
[[nodiscard]] std::string switchedOff(std::string_view ddl, EscapeRules rules);
/// A trigger as it would be made in whatever database the session is in: its text is as somebody has written it, perhaps with the database before
/// its name and its table's.
[[nodiscard]] std::string triggerAnywhere(std::string_view ddl, EscapeRules rules);
/// A view or a program without whom it acts for, which stands before the word that says what it is: whoever makes it is that.
[[nodiscard]] std::string withoutDefiner(std::string_view ddl, EscapeRules rules);
/// A table or a view whose sequences are those of whatever database the session is in: the server writes their database before them.
[[nodiscard]] std::string sequencesAnywhere(std::string_view ddl, std::string_view database);
/// A view in whatever database the session is in: the server writes its database before functions that were called by their full names, and before
/// columns where it can't tell what these are (a definer that does not exist, a table that is gone).
[[nodiscard]] std::string viewAnywhere(std::string_view ddl, std::string_view database);
/// The digits of the number that its next row gets, in a table's statement; nothing where it has none.
[[nodiscard]] std::optional<std::string_view> nextNumberIn(std::string_view ddl);
/// A table's statement without the number that its next row gets, which is no part of what it is.
[[nodiscard]] std::string withoutNextNumber(std::string ddl);

} // namespace dbv::mysql
