// SPDX-License-Identifier: Apache-2.0
#include "sqlite/stored_rows.h"

#include <algorithm>
#include <optional>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"

namespace dbv::sqlite {

namespace {

// As https://sqlite.org/fileformat2.html has it.
constexpr unsigned char kIndexInner = 2;
constexpr unsigned char kTableInner = 5;
constexpr unsigned char kIndexLeaf = 10;
constexpr unsigned char kTableLeaf = 13;
constexpr std::size_t kFileHead = 100;
constexpr std::size_t kLeafHead = 8;
constexpr std::size_t kInnerHead = 12;
constexpr std::size_t kPageNumber = 4;
constexpr int kDeepest = 20;
/// Pages are read together as long as they are asked for one behind the other. Unit: bytes.
constexpr std::size_t kWindow = std::size_t{256} << 10U;
/// Between leaves may stand what is none of them.
constexpr std::uint64_t kGap = 16;

std::unexpected<Error> malformed() {
    return std::unexpected(errorFor({SQLITE_CORRUPT, "database disk image is malformed", false, false}));
}

std::size_t twoBytes(std::span<const unsigned char> bytes, std::size_t at) {
    return static_cast<std::size_t>(bytes[at]) << 8U | bytes[at + 1];
}

std::uint32_t fourBytes(std::span<const unsigned char> bytes, std::size_t at) {
    return static_cast<std::uint32_t>(twoBytes(bytes, at) << 16U | twoBytes(bytes, at + 2));
}

/// A number of 1 to 9 bytes, and moves behind it; nothing where the page ends in it.
std::optional<std::uint64_t> varint(std::span<const unsigned char> bytes, std::size_t& at) {
    constexpr int kLongest = 9;
    std::uint64_t number = 0;
    for (int i = 1; at < bytes.size(); ++i) {
        const unsigned char byte = bytes[at++];
        if (i == kLongest) {
            return number << 8U | byte;
        }
        number = number << 7U | (byte & 0x7FU);
        if (byte < 0x80U) {
            return number;
        }
    }
    return std::nullopt;
}

/// How many bytes of a record stand in its cell, the rest on other pages.
std::uint64_t localSize(std::uint64_t record, std::uint64_t usable, bool isTable) {
    const std::uint64_t least = (usable - 12) * 32 / 255 - 23;
    const std::uint64_t most = isTable ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    if (record <= most) {
        return record;
    }
    const std::uint64_t some = least + (record - least) % (usable - 4);
    return some <= most ? some : least;
}

} // namespace

StoredRows::StoredRows(const MomentFile& file) : m_file(file), m_left(file.pages()) {}

Result<StoredRows::Page> StoredRows::page(std::uint32_t number, Window& window) {
    if (number == 0 || number > m_file.pages() || m_left == 0) {
        return malformed();
    }
    --m_left;
    const std::size_t size = m_file.pageSize();
    if (number < window.first || number >= window.first + window.count) {
        const std::uint64_t end = window.first + window.count;
        const bool goesOn = window.count > 0 && number >= end && number < end + kGap;
        window.next = goesOn ? std::min<std::uint64_t>(window.next * 2, std::max<std::size_t>(kWindow / size, 1)) : 1;
        window.count = 0;
        const std::uint64_t count = std::min(window.next, m_file.pages() - number + 1);
        window.bytes.resize(static_cast<std::size_t>(count) * size);
        if (Result<void> read = m_file.read((std::uint64_t{number} - 1) * size, window.bytes); !read) {
            return std::unexpected(std::move(read.error()));
        }
        window.first = number;
        window.count = count;
    }
    const char* const begin = window.bytes.data() + static_cast<std::size_t>(number - window.first) * size;
    return Page(reinterpret_cast<const unsigned char*>(begin), m_file.usableSize());
}

Result<void> StoredRows::tell(std::uint32_t root, Number number, const TakeRow& take) {
    m_number = number;
    m_take = &take;
    return walk(root, 0);
}

Result<void> StoredRows::walk(std::uint32_t number, int depth) {
    const Result<Page> page = depth > kDeepest ? malformed() : this->page(number, m_leaves);
    if (!page) {
        return std::unexpected(page.error());
    }
    const std::size_t head = number == 1 ? kFileHead : 0;
    switch ((*page)[head]) {
    case kTableInner:
    case kIndexInner: return walkBelow(*page, head, depth);
    case kTableLeaf:
    case kIndexLeaf: return tellCells(*page, head);
    default: return malformed();
    }
}

Result<void> StoredRows::walkBelow(Page page, std::size_t head, int depth) {
    const std::size_t cells = twoBytes(page, head + 3);
    if (head + kInnerHead + 2 * cells > page.size()) {
        return malformed();
    }
    std::vector<std::uint32_t> below;
    below.reserve(cells + 1);
    for (std::size_t i = 0; i < cells; ++i) {
        const std::size_t at = twoBytes(page, head + kInnerHead + 2 * i);
        if (at + kPageNumber > page.size()) {
            return malformed();
        }
        below.push_back(fourBytes(page, at));
    }
    below.push_back(fourBytes(page, head + kLeafHead));
    // Those of tables have rows in their leaves alone.
    Result<void> told = page[head] == kIndexInner ? tellCells(page, head) : Result<void>();
    for (auto next = below.begin(); told && next != below.end(); ++next) {
        told = walk(*next, depth + 1);
    }
    return told;
}

Result<void> StoredRows::tellCells(Page page, std::size_t head) {
    const unsigned char kind = page[head];
    const std::size_t pointers = head + (kind == kIndexInner ? kInnerHead : kLeafHead);
    const std::size_t cells = twoBytes(page, head + 3);
    if (pointers + 2 * cells > page.size()) {
        return malformed();
    }
    Result<void> told;
    for (std::size_t i = 0; told && i < cells; ++i) {
        told = tellCell(page, twoBytes(page, pointers + 2 * i), kind);
    }
    return told;
}

Result<void> StoredRows::tellCell(Page page, std::size_t at, unsigned char kind) {
    at += kind == kIndexInner ? kPageNumber : 0;
    const std::optional<std::uint64_t> record = varint(page, at);
    std::size_t begin = at;
    if (kind == kTableLeaf && !varint(page, at)) {
        return malformed();
    }
    begin = m_number == Number::Value && kind == kTableLeaf ? begin : at;
    // No record is longer, whatever stands there.
    constexpr std::uint64_t kLongestRecord = 0x7FFF'FFFF;
    if (!record || *record > kLongestRecord) {
        return malformed();
    }
    const std::uint64_t local = localSize(*record, page.size(), kind == kTableLeaf);
    const bool overflows = local < *record;
    if (at + local + (overflows ? kPageNumber : 0) > page.size()) {
        return malformed();
    }
    const std::size_t end = at + static_cast<std::size_t>(local);
    std::string_view row(reinterpret_cast<const char*>(page.data()) + begin, end - begin);
    if (overflows) {
        m_row = row;
        if (Result<void> added = addOverflow(fourBytes(page, end), *record - local); !added) {
            return added;
        }
        row = m_row;
    }
    return (*m_take)(row) ? Result<void>() : std::unexpected(cancelledError(Damage::None));
}

Result<void> StoredRows::addOverflow(std::uint32_t first, std::uint64_t bytes) {
    std::uint32_t next = first;
    while (bytes > 0) {
        const Result<Page> page = this->page(next, m_others);
        if (!page) {
            return std::unexpected(page.error());
        }
        next = fourBytes(*page, 0);
        const std::size_t some = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, page->size() - kPageNumber));
        m_row.append(reinterpret_cast<const char*>(page->data()) + kPageNumber, some);
        bytes -= some;
    }
    return {};
}

} // namespace dbv::sqlite
