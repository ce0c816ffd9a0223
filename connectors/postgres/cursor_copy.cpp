// SPDX-License-Identifier: Apache-2.0
// A statement that is a COPY: its lines are no rows of a result.
#include "postgres/cursor.h"

#include <optional>
#include <string_view>
#include <utility>

namespace dbv::postgres {

Result<bool> PostgresCursor::fetchCopy(RowBatchBuilder& rows) {
    while (!m_ended) {
        if (rows.full()) {
            return true;
        }
        const Result<std::optional<std::string_view>> line = m_line.nextCopyLine();
        if (!line) {
            m_ended = true;
            return std::unexpected(line.error());
        }
        if (!*line) {
            if (Result<void> over = advance(); !over) {
                return std::unexpected(over.error());
            }
            return false;
        }
        std::string_view text = **line;
        if (!m_copyIsBinary && text.ends_with('\n')) {
            text.remove_suffix(1);
        }
        rows.beginRow();
        if (Result<void> added = m_copyIsBinary ? rows.addBytes(text) : rows.addText(text); !added) {
            rows.dropRow();
            return std::unexpected(added.error());
        }
        if (++m_rowsSeen == kManyRows) {
            m_line.expectMuch(true);
        }
    }
    return false;
}

Result<void> PostgresCursor::feedCopy(CopyLines* lines) {
    Result<void> done;
    Result<std::string_view> block;
    while (lines != nullptr && done && !m_line.canceller()->requested()) {
        block = lines->next();
        if (!block || block->empty()) {
            break;
        }
        done = m_line.sendCopyLines(*block);
    }
    const bool stopped = m_line.canceller()->requested();
    const char* const refusal = lines == nullptr ? "no lines were given"
                                : !block         ? "the lines could not be read to their end"
                                : stopped        ? "stopped by the user"
                                                 : nullptr;
    done = done ? m_line.endCopy(refusal) : done;
    if (!done) {
        m_ended = true;
        return done;
    }
    Result<void> over = advance();
    if (!over && !block && over.error().damage != Damage::Session) {
        const Damage damage = over.error().damage;
        over = std::unexpected(std::move(block.error()));
        over.error().damage = damage;
    }
    if (!over && lines == nullptr && over.error().damage != Damage::Session) {
        over.error().kind = ErrorKind::InvalidInput;
        over.error().message = "COPY … FROM STDIN has no lines behind it; nothing was copied.";
        over.error().hint = "Put the lines behind the statement in the script, and a line with \\. behind them.";
    }
    return over;
}

} // namespace dbv::postgres
