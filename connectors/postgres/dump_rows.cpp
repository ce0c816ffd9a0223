// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_rows.h"

#include <optional>

namespace dbv::postgres {

namespace {

constexpr std::size_t kLongestEntry = std::size_t{64} << 20U;

std::unexpected<Error> notRows() {
    return fail(ErrorKind::Internal, "pg_dump has written the rows of a table in a way that is not known here.",
                "Report this, with the version of pg_dump.");
}

std::unexpected<Error> noWholeDump(const std::string& how) {
    return fail(ErrorKind::CorruptBackup, how,
                "Look whether the program is PostgreSQL's own, and whether its disk and memory are not full.");
}

} // namespace

Result<void> DumpRows::take(std::string_view bytes) {
    if (m_state == State::Unknown) {
        return {};
    }
    if (m_state != State::Head && m_state != State::List) {
        return takeBlocks(bytes);
    }
    m_held += bytes;
    if (m_state == State::Head) {
        takeHead();
    }
    if (m_state == State::List) {
        takeList();
    }
    if (m_state != State::Blocks) {
        return {};
    }
    const std::string rest = std::move(m_held);
    m_held.clear();
    return takeBlocks(rest);
}

Result<void> DumpRows::finish() const {
    if (!m_isDump) {
        return noWholeDump("pg_dump has ended well, but wrote no dump.");
    }
    const bool isCut =
        m_state == State::Head || m_state == State::List || (m_state == State::Blocks && !m_blocks.isBetweenBlocks());
    if (isCut) {
        return noWholeDump("pg_dump has ended well, but its dump is cut off.");
    }
    if (m_state != State::Unknown && !m_awaited.empty()) {
        const auto& [schema, name] = m_tables.at(*m_awaited.begin());
        return noWholeDump("pg_dump has ended well, but its dump is cut off: the rows of " +
                           std::to_string(m_awaited.size()) + " tables are missing, that of \"" + schema + "." + name +
                           "\" among them.");
    }
    return {};
}

void DumpRows::takeHead() {
    std::optional<DumpHead> head = headOf(m_held);
    if (!head) {
        return;
    }
    m_head = *std::move(head);
    m_isDump = m_head.version > 0;
    if (!m_head.isKnown || m_head.isPacked) {
        m_state = State::Unknown;
        m_held.clear();
        return;
    }
    m_entriesLeft = m_head.entries;
    m_state = State::List;
    m_held.erase(0, m_head.bytes);
}

void DumpRows::takeList() {
    std::size_t done = 0;
    while (m_entriesLeft > 0) {
        DumpWords words(std::string_view(m_held).substr(done), m_head.numberSize);
        std::optional<DumpEntry> entry = takeEntry(words, m_head, false);
        if (!entry) {
            break;
        }
        if (entry->kind == "TABLE DATA") {
            if (entry->hasRows) {
                m_awaited.insert(entry->id);
            }
            m_tables[entry->id] = {std::move(entry->schema), std::move(entry->name)};
        }
        done += words.at();
        --m_entriesLeft;
    }
    m_held.erase(0, done);
    m_state = m_entriesLeft > 0 ? State::List : State::Blocks;
    m_blocks = DumpBlocks(m_head.numberSize);
    // No definition is as long: what is read is not what it is taken for.
    if (m_state == State::List && m_held.size() > kLongestEntry) {
        m_state = State::Unknown;
        m_held = {};
    }
}

Result<void> DumpRows::takeBlocks(std::string_view bytes) {
    while (true) {
        const DumpBlocks::Step step = m_blocks.next(bytes);
        Result<void> done;
        switch (step.what) {
        case DumpBlocks::What::Nothing: return {};
        case DumpBlocks::What::Begins: done = beginBlock(); break;
        case DumpBlocks::What::Bytes: done = m_isWanted ? takeLines(step.bytes) : done; break;
        case DumpBlocks::What::Ends: done = endTable(); break;
        case DumpBlocks::What::Unknown: m_state = State::Unknown; return m_isWanted ? notRows() : Result<void>();
        }
        if (!done) {
            return done;
        }
    }
}

Result<void> DumpRows::beginBlock() {
    m_awaited.erase(m_blocks.id());
    const auto table = m_tables.find(m_blocks.id());
    if (m_blocks.isLarge() || table == m_tables.end()) {
        return {};
    }
    const Result<bool> wanted = m_taker.beginTable(table->second.first, table->second.second);
    m_isWanted = wanted && *wanted;
    m_hasEnded = false;
    return wanted ? Result<void>() : std::unexpected(wanted.error());
}

Result<void> DumpRows::takeLines(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            m_held += bytes;
            return {};
        }
        Result<void> taken;
        if (m_held.empty()) {
            taken = takeLine(bytes.substr(0, end));
        } else {
            m_held += bytes.substr(0, end);
            taken = takeLine(m_held);
            m_held.clear();
        }
        if (!taken) {
            return taken;
        }
        bytes.remove_prefix(end + 1);
    }
    return {};
}

Result<void> DumpRows::takeLine(std::string_view line) {
    if (m_hasEnded) {
        return line.empty() ? Result<void>() : notRows();
    }
    // No row is just that: COPY writes a backslash of a value twice.
    m_hasEnded = line == kRowsEnd;
    if (!m_hasEnded) {
        m_taker.row(line);
    }
    return {};
}

Result<void> DumpRows::endTable() {
    if (!m_isWanted) {
        return {};
    }
    m_isWanted = false;
    if (!m_hasEnded || !m_held.empty()) {
        return notRows();
    }
    m_taker.endTable();
    return {};
}

} // namespace dbv::postgres
