// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <dbv/core/result.h>

#include "mysql/dump_rows.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

/// The settings of a session under which a program or a view was made, and by which the server reads it ever since.
struct MadeUnder {
    /// Of a program alone.
    std::optional<std::string> sqlMode;
    /// Empty where the server keeps none for what it is.
    std::string clientCharset;
    std::string collation;
    /// What the database had then, by which a program reads texts without a collation of their own. Empty for a view.
    std::string databaseCollation;
};

/// A program or a view as the server shows it.
struct ShownProgram {
    MadeUnder under;
    /// In UTF-8, as it is compared.
    std::string ddl;
    /// In the bytes that mean the same to a session of that client character set.
    std::string written;

    /// Changes both texts in the same way.
    template <class Change>
    void change(const Change& by) {
        ddl = by(ddl);
        written = by(written);
    }
};

/// What SHOW CREATE says of something; the statement stands in a column, and the settings behind it.
/// Errors: of the server; SqlError where it keeps the definition from the user.
[[nodiscard]] Result<ShownProgram> showProgram(DumpReading& reading, const std::string& kind, std::string_view name,
                                               std::size_t column);
/// A text in the bytes that mean it to a session of a client character set. Errors: of the server.
[[nodiscard]] Result<std::string> bytesFor(DumpReading& reading, const std::string& text, const MadeUnder& under);
/// An event as it is written for its client character set: the server keeps its name and its comment in UTF-8, and shows them before a body that is
/// not. Errors: of the server.
[[nodiscard]] Result<std::string> eventFor(DumpReading& reading, const ShownProgram& event, EscapeRules rules);

/// The statement by which a session of a script takes these settings; empty where there are none.
[[nodiscard]] std::string takingOf(const MadeUnder& under);
/// The statement by which it has its own again.
[[nodiscard]] std::string givingBack(const MadeUnder& under);
/// The settings without the mode, in words that are the same at servers of any version, and in backups of all of a database and of a part. That of the
/// database is left out for what comes with a table, which may lie in any.
[[nodiscard]] std::string detailsOf(const MadeUnder& under, bool comesWithTable);

/// The name of a character set or a collation by which servers of any version mean it.
[[nodiscard]] std::string lastingName(std::string_view charset);
/// What sets the comment of a database where the server knows such, to stand behind its collation.
[[nodiscard]] std::string databaseComment(std::string_view comment);

/// Of each trigger of the database its place among those that act at the same time, from 1, by its name. Errors: of the server.
[[nodiscard]] Result<std::map<std::string, std::size_t>> placesOfTriggers(DumpReading& reading);

} // namespace dbv::mysql
