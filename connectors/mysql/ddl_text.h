// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <dbv/data/object_path.h>

#include "mysql/statement_text.h"

namespace dbv::mysql {

/// What held in the session that made an object and decides what its statement means; empty where it has no part in that.
struct Making {
    std::optional<std::string> sqlMode;
    std::string clientCharset;
    std::string collation;
    std::string timeZone;
    /// That of the database, from which texts without a character set of their own have theirs.
    std::string databaseCollation;
};

/// A statement that makes an object, with the object's database before its name (and before its table's, for a trigger), so
/// that it makes the object there whatever database the session is in. `kind` is the word or words before the name.
[[nodiscard]] std::string inItsDatabase(std::string_view ddl, std::string_view kind, const ObjectPath& path,
                                        EscapeRules rules);

/// A statement that makes a table, with the table's database before the names of those that it is the union of, which are
/// told without one, and with texts that are bytes of no character set (defaults of binary columns) by their numbers.
[[nodiscard]] std::string readableTable(std::string_view ddl, const std::string& schema, EscapeRules rules);

/// The mode in which a table can be made whose defaults are days that no calendar has; nullopt when it has none of those.
[[nodiscard]] std::optional<std::string> modeForDays(std::string_view ddl);

/// As `inItsDatabase` for a view, whose query names databases only where the server has thought them needed. `definition` is the query
/// with all of them, as information_schema has it, and `checkOption` is its word there (`NONE`).
[[nodiscard]] std::string viewInItsDatabase(std::string_view ddl, const ObjectPath& path, std::string_view definition,
                                            std::string_view checkOption, EscapeRules rules);

/// A statement as a script which makes the object as it was made, and leaves the session as it was. `session` is what holds
/// there. With `program` it has semicolons of its own, for the clients that know DELIMITER.
[[nodiscard]] std::string asScript(const std::string& ddl, const Making& making, const Making& session, bool program);

} // namespace dbv::mysql
