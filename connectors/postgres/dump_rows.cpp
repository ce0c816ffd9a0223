// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_rows.h"

#include <algorithm>

namespace dbv::postgres {

namespace {

constexpr unsigned char kRowsBlock = 1;
constexpr unsigned char kLargeBlock = 3;
constexpr std::size_t kLongestEntry = std::size_t{64} << 20U;
constexpr std::string_view kRowsEnd = "\\.";

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
    if (m_state != State::Block) {
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
    const bool isCut = m_state == State::Head || m_state == State::List || m_state == State::Id ||
                       m_state == State::LargeObject || m_state == State::Length || m_state == State::Bytes;
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
    m_state = m_entriesLeft > 0 ? State::List : State::Block;
    // No definition is as long: what is read is not what it is taken for.
    if (m_state == State::List && m_held.size() > kLongestEntry) {
        m_state = State::Unknown;
        m_held = {};
    }
}

std::optional<std::int64_t> DumpRows::number(std::string_view& bytes) {
    const std::size_t size = 1 + m_head.numberSize;
    if (m_digits.empty() && bytes.size() >= size) {
        const std::int64_t whole = dumpNumber(bytes.substr(0, size));
        bytes.remove_prefix(size);
        return whole;
    }
    const std::string_view some = bytes.substr(0, size - m_digits.size());
    m_digits += some;
    bytes.remove_prefix(some.size());
    if (m_digits.size() < size) {
        return std::nullopt;
    }
    const std::int64_t whole = dumpNumber(m_digits);
    m_digits.clear();
    return whole;
}

Result<void> DumpRows::takeBlocks(std::string_view bytes) {
    while (!bytes.empty()) {
        Result<void> done;
        if (m_state == State::Block) {
            const auto kind = static_cast<unsigned char>(bytes.front());
            bytes.remove_prefix(1);
            m_isLarge = kind == kLargeBlock;
            m_state = kind == kRowsBlock || m_isLarge ? State::Id : State::Unknown;
        } else if (m_state == State::Bytes) {
            const std::string_view some =
                bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size())));
            bytes.remove_prefix(some.size());
            m_left -= some.size();
            m_state = m_left == 0 ? State::Length : State::Bytes;
            done = m_isWanted ? takeLines(some) : done;
        } else if (m_state == State::Unknown) {
            return {};
        } else if (const std::optional<std::int64_t> whole = number(bytes)) {
            done = takeNumber(*whole);
        }
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<void> DumpRows::takeNumber(std::int64_t number) {
    if (m_state == State::LargeObject) {
        m_state = number == 0 ? State::Block : State::Length;
        return {};
    }
    if (m_state == State::Length) {
        if (number < 0) {
            m_state = State::Unknown;
            return m_isWanted ? notRows() : Result<void>();
        }
        m_left = static_cast<std::uint64_t>(number);
        if (number > 0) {
            m_state = State::Bytes;
            return {};
        }
        m_state = m_isLarge ? State::LargeObject : State::Block;
        return endTable();
    }
    m_state = m_isLarge ? State::LargeObject : State::Length;
    m_awaited.erase(number);
    const auto table = m_tables.find(number);
    if (m_isLarge || table == m_tables.end()) {
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
