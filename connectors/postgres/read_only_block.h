// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

#include "postgres/line.h"

namespace dbv::postgres {

/// How the server is kept from changing anything for a session that only reads.
enum class ReadOnlyGuard : std::uint8_t {
    None,
    /// The session's next transaction is set to read only, before each statement.
    BySession,
    /// What a session sets does not stay, or can not be set: each statement has a transaction of its own that only reads,
    /// and those of the user are told to.
    ByBlock,
};

/// Makes the server refuse changes by the next statement. With `ByBlock` a block of our own may be open afterwards.
[[nodiscard]] Result<void> guardNext(Line& line, ReadOnlyGuard guard, std::string_view sql);
/// Holds the session to reading after others' statements; a transaction that they have left open, too.
[[nodiscard]] Result<void> holdToReading(Line& line, ReadOnlyGuard guard);
/// Ends the block of our own, if one is open and nothing runs in it.
[[nodiscard]] Result<void> endOwnBlock(Line& line);
/// A cursor at whose end the block of our own ends as well.
[[nodiscard]] std::unique_ptr<Cursor> endingOwnBlock(Line& line, std::unique_ptr<Cursor> cursor);

/// Finds the way by which this server can be held to reading. `staysSet` tells whether a session keeps what it sets.
/// Errors: Unsupported when the server can not be; ConnectionLost.
[[nodiscard]] Result<ReadOnlyGuard> findReadOnlyGuard(Line& line, bool staysSet);

} // namespace dbv::postgres
