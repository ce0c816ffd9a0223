// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <dbv/core/result.h>

#include "postgres/dump_blocks.h"
#include "postgres/dump_contents.h"

namespace dbv::postgres {

/// Finds the rows in what pg_dump writes in its custom format, while it passes: nothing of it is kept.
///
/// A format that is not known is passed over without a word. Thread: one at a time.
/// Limits: memory for the list of what the dump holds, and for one row.
class DumpRows {
public:
    /// Takes the rows of tables: a table, its rows, its end.
    class Taker {
    public:
        Taker() = default;
        Taker(const Taker&) = delete;
        Taker& operator=(const Taker&) = delete;
        virtual ~Taker() = default;

        /// Whether its rows are wanted. Errors: those of whoever takes them.
        [[nodiscard]] virtual Result<bool> beginTable(const std::string& schema, const std::string& name) = 0;
        /// The line that COPY gives of a row, without its line feed.
        virtual void row(std::string_view line) = 0;
        virtual void endTable() = 0;
    };

    explicit DumpRows(Taker& taker) : m_taker(taker) {}

    /// The next bytes of the dump. Errors: those of the taker; Internal where a table's rows, of which some were given already, turn out
    /// to be something else.
    [[nodiscard]] Result<void> take(std::string_view bytes);
    /// Behind the last bytes. Errors: CorruptBackup where that was no dump, or one that is cut off, as far as that can be told.
    [[nodiscard]] Result<void> finish() const;

private:
    enum class State : std::uint8_t { Head, List, Blocks, Unknown };

    void takeHead();
    void takeList();
    [[nodiscard]] Result<void> takeBlocks(std::string_view bytes);
    [[nodiscard]] Result<void> beginBlock();
    [[nodiscard]] Result<void> takeLines(std::string_view bytes);
    [[nodiscard]] Result<void> takeLine(std::string_view line);
    [[nodiscard]] Result<void> endTable();

    Taker& m_taker;
    State m_state = State::Head;
    /// What is not understood yet: of the list, or of a row.
    std::string m_held;
    DumpHead m_head;
    DumpBlocks m_blocks{0};
    std::int64_t m_entriesLeft = 0;
    std::map<std::int64_t, std::pair<std::string, std::string>> m_tables;
    /// Of which the list says that rows follow, and none have come.
    std::set<std::int64_t> m_awaited;
    /// It begins as a dump does.
    bool m_isDump = false;
    bool m_isWanted = false;
    /// The line that ends a table's rows has come.
    bool m_hasEnded = false;
};

} // namespace dbv::postgres
