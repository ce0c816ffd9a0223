// SPDX-License-Identifier: Apache-2.0
#include "engine/own_statement.h"

#include <memory>
#include <utility>

namespace dbv::engine {

Result<void> carryOut(Session& session, std::string_view sql) {
    Result<std::unique_ptr<Cursor>> cursor = session.execute({.sql = sql, .positional = {}, .named = {}});
    if (!cursor) {
        return std::unexpected(std::move(cursor.error()));
    }
    Result<void> ended = (*cursor)->end();
    cursor->reset();
    if (!ended) {
        // It is our statement that failed, not a place in the user's.
        ended.error().where.reset();
    }
    return ended;
}

} // namespace dbv::engine
