// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_rows.h"

#include <algorithm>

namespace dbv::postgres {

namespace {

constexpr std::string_view kMagic = "PGDMP";
/// Magic, three numbers of the version, the sizes of numbers and offsets, the format.
constexpr std::size_t kFixedHead = 11;
constexpr unsigned char kCustomFormat = 1;
/// Of PostgreSQL 12 to 15, and of 17 and 18.
constexpr int kFirstVersion = 114;
constexpr int kVersionOfCompressionByte = 115;
constexpr int kLastVersion = 116;
constexpr int kNumbersOfTime = 7;
constexpr int kTextsOfHead = 3;
constexpr unsigned char kRowsBlock = 1;
constexpr unsigned char kLargeBlock = 3;
constexpr std::size_t kLongestEntry = std::size_t{64} << 20U;
constexpr std::string_view kNotPacked("\0", 1);
constexpr std::string_view kRowsEnd = "\\.";

std::unexpected<Error> notRows() {
    return fail(ErrorKind::Internal, "pg_dump has written the rows of a table in a way that is not known here.",
                "Report this, with the version of pg_dump.");
}

std::int64_t dumpNumber(std::string_view bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = 1; i < bytes.size(); ++i) {
        number |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * (i - 1));
    }
    const auto whole = static_cast<std::int64_t>(number);
    return bytes.front() != 0 ? -whole : whole;
}

} // namespace

/// Reads numbers and texts as long as there are some, and remembers when there were too few bytes.
class DumpRows::Held {
public:
    Held(std::string_view bytes, std::size_t numberSize) : m_bytes(bytes), m_numberSize(numberSize) {}

    std::string_view bytes(std::size_t count) {
        if (m_failed || m_bytes.size() - m_at < count) {
            m_failed = true;
            return {};
        }
        const std::string_view some = m_bytes.substr(m_at, count);
        m_at += count;
        return some;
    }
    std::int64_t number() {
        const std::string_view some = bytes(1 + m_numberSize);
        return some.empty() ? 0 : dumpNumber(some);
    }
    /// Nothing where there is none.
    std::optional<std::string_view> text() {
        const std::int64_t size = number();
        return size < 0 || m_failed ? std::nullopt : std::optional(bytes(static_cast<std::size_t>(size)));
    }
    [[nodiscard]] bool failed() const { return m_failed; }
    [[nodiscard]] std::size_t at() const { return m_at; }

private:
    std::string_view m_bytes;
    std::size_t m_numberSize;
    std::size_t m_at = 0;
    bool m_failed = false;
};

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

void DumpRows::takeHead() {
    if (m_held.size() < kFixedHead) {
        return;
    }
    const auto byteAt = [this](std::size_t at) { return static_cast<unsigned char>(m_held[kMagic.size() + at]); };
    constexpr int kMajor = 100;
    m_version = byteAt(0) * kMajor + byteAt(1);
    m_numberSize = byteAt(3);
    m_offsetSize = byteAt(4);
    const bool known = m_held.starts_with(kMagic) && m_version >= kFirstVersion && m_version <= kLastVersion &&
                       m_numberSize > 0 && m_numberSize <= sizeof(std::int64_t) && byteAt(5) == kCustomFormat;
    if (!known) {
        m_state = State::Unknown;
        m_held.clear();
        return;
    }
    Held held(m_held, m_numberSize);
    static_cast<void>(held.bytes(kFixedHead));
    const bool isPacked = m_version >= kVersionOfCompressionByte ? held.bytes(1) != kNotPacked : held.number() != 0;
    for (int i = 0; i < kNumbersOfTime; ++i) {
        static_cast<void>(held.number());
    }
    for (int i = 0; i < kTextsOfHead; ++i) {
        static_cast<void>(held.text());
    }
    m_entriesLeft = held.number();
    if (held.failed()) {
        return;
    }
    m_state = isPacked ? State::Unknown : State::List;
    m_held.erase(0, held.at());
}

void DumpRows::takeList() {
    std::size_t done = 0;
    while (m_entriesLeft > 0) {
        Held held(std::string_view(m_held).substr(done), m_numberSize);
        if (!takeEntry(held)) {
            break;
        }
        done += held.at();
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

bool DumpRows::takeEntry(Held& held) {
    constexpr int kVersionOfKind = 116;
    const std::int64_t id = held.number();
    static_cast<void>(held.number());
    // Two numbers of the catalogue, as texts.
    static_cast<void>(held.text());
    static_cast<void>(held.text());
    const std::optional<std::string_view> name = held.text();
    const std::optional<std::string_view> kind = held.text();
    static_cast<void>(held.number());
    // What makes it, what drops it, what copies its rows.
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(held.text());
    }
    const std::optional<std::string_view> schema = held.text();
    static_cast<void>(held.text());
    static_cast<void>(held.text());
    if (m_version >= kVersionOfKind) {
        static_cast<void>(held.number());
    }
    // The owner, and a word that nobody reads.
    static_cast<void>(held.text());
    static_cast<void>(held.text());
    while (held.text()) {
        // What has to be there before.
    }
    static_cast<void>(held.bytes(1 + m_offsetSize));
    if (held.failed()) {
        return false;
    }
    if (kind == "TABLE DATA" && name && schema) {
        m_tables[id] = {std::string(*schema), std::string(*name)};
    }
    return true;
}

std::optional<std::int64_t> DumpRows::number(std::string_view& bytes) {
    const std::size_t size = 1 + m_numberSize;
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
