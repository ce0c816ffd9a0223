// SPDX-License-Identifier: Apache-2.0
#include "engine/script_split.h"

#include <optional>
#include <string>

#include <dbv/core/cancel.h>

#include "sql/splitter.h"

namespace dbv::engine {

Result<protocol::ScriptSplit> splitScript(const protocol::SplitScript& command, const std::stop_token& stop) {
    protocol::ScriptSplit split;
    sql::StatementScanner scanner(command.sql, command.dialect, {command.from, 1, command.mode});
    while (const std::optional<sql::Statement> statement = scanner.next()) {
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        if (split.statements.size() == command.most) {
            return fail(ErrorKind::InvalidInput,
                        "The script has more than " + std::to_string(command.most) + " statements.",
                        "Give it in several parts.");
        }
        split.statements.push_back({.span = statement->span,
                                    .line = statement->line,
                                    .kind = static_cast<protocol::StatementKind>(statement->kind),
                                    .after = statement->after,
                                    .terminated = statement->terminated,
                                    .mode = statement->mode});
        split.unclosed = statement->unclosed ? std::optional(statement->unclosed->span) : std::nullopt;
    }
    if (scanner.unclosedComment()) {
        split.unclosed = scanner.unclosedComment()->span;
    }
    return split;
}

} // namespace dbv::engine
