// SPDX-License-Identifier: Apache-2.0
#include "sqlite/stored_pages.h"

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
/// Pages are read together as long as they are asked for one behind the other. Unit: bytes.
constexpr std::size_t kWindow = std::size_t{256} << 10U;
/// Between leaves may stand what is none of them.
constexpr std::uint64_t kGap = 16;

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

std::unexpected<Error> malformed() {
    return std::unexpected(errorFor({SQLITE_CORRUPT, "database disk image is malformed", false, false}));
}

bool StoredPage::isLeaf() const {
    return bytes[head] == kTableLeaf || bytes[head] == kIndexLeaf;
}

bool StoredPage::isInner() const {
    return bytes[head] == kTableInner || bytes[head] == kIndexInner;
}

bool StoredPage::hasRows() const {
    return isLeaf() || bytes[head] == kIndexInner;
}

StoredPages::StoredPages(const MomentFile& file) : m_file(file), m_left(file.pages()), m_othersLeft(file.pages()) {}

StoredPages::Bytes StoredPages::usedOf(const char* page) const {
    return {reinterpret_cast<const unsigned char*>(page), m_file.usableSize()};
}

void StoredPages::haveAtHand(std::uint64_t first, std::string_view bytes) {
    m_firstAtHand = first;
    m_atHand = bytes;
}

StoredPage StoredPages::atHand(std::uint64_t number) const {
    const std::size_t at = static_cast<std::size_t>(number - m_firstAtHand) * m_file.pageSize();
    return {usedOf(m_atHand.data() + at), number == 1 ? kFileHead : 0};
}

Result<StoredPages::Bytes> StoredPages::page(std::uint32_t number, Window& window, std::uint64_t& left) {
    if (number == 0 || number > m_file.pages() || left == 0) {
        return malformed();
    }
    --left;
    const std::size_t size = m_file.pageSize();
    if (number >= m_firstAtHand && number < m_firstAtHand + m_atHand.size() / size) {
        return atHand(number).bytes;
    }
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
    return usedOf(window.bytes.data() + static_cast<std::size_t>(number - window.first) * size);
}

Result<StoredPage> StoredPages::read(std::uint32_t number) {
    const Result<Bytes> bytes = page(number, m_trees, m_left);
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    const StoredPage read{*bytes, number == 1 ? kFileHead : 0};
    return read.isLeaf() || read.isInner() ? Result<StoredPage>(read) : malformed();
}

Result<std::vector<std::uint32_t>> StoredPages::below(const StoredPage& page) const {
    const auto& [bytes, head] = page;
    const std::size_t cells = twoBytes(bytes, head + 3);
    if (head + kInnerHead + 2 * cells > bytes.size()) {
        return malformed();
    }
    std::vector<std::uint32_t> below;
    below.reserve(cells + 1);
    for (std::size_t i = 0; i < cells; ++i) {
        const std::size_t at = twoBytes(bytes, head + kInnerHead + 2 * i);
        if (at + kPageNumber > bytes.size()) {
            return malformed();
        }
        below.push_back(fourBytes(bytes, at));
    }
    below.push_back(fourBytes(bytes, head + kLeafHead));
    return below;
}

Result<void> StoredPages::tellRows(const StoredPage& page, Number number, const TakeRow& take) {
    const std::size_t pointers = page.head + (page.isLeaf() ? kLeafHead : kInnerHead);
    const std::size_t cells = twoBytes(page.bytes, page.head + 3);
    if (pointers + 2 * cells > page.bytes.size()) {
        return malformed();
    }
    Result<void> told;
    for (std::size_t i = 0; told && i < cells; ++i) {
        told = tellRow(page, twoBytes(page.bytes, pointers + 2 * i), number, take);
    }
    return told;
}

Result<void> StoredPages::tellRow(const StoredPage& page, std::size_t at, Number number, const TakeRow& take) {
    const auto& [bytes, head] = page;
    const bool isTable = bytes[head] == kTableLeaf;
    at += page.isLeaf() ? 0 : kPageNumber;
    const std::optional<std::uint64_t> record = varint(bytes, at);
    std::size_t begin = at;
    if (isTable && !varint(bytes, at)) {
        return malformed();
    }
    begin = number == Number::Value && isTable ? begin : at;
    // No record is longer, whatever stands there.
    constexpr std::uint64_t kLongestRecord = 0x7FFF'FFFF;
    if (!record || *record > kLongestRecord) {
        return malformed();
    }
    const std::uint64_t local = localSize(*record, bytes.size(), isTable);
    const bool overflows = local < *record;
    if (at + local + (overflows ? kPageNumber : 0) > bytes.size()) {
        return malformed();
    }
    const std::size_t end = at + static_cast<std::size_t>(local);
    std::string_view row(reinterpret_cast<const char*>(bytes.data()) + begin, end - begin);
    if (overflows) {
        m_row = row;
        if (Result<void> added = addOverflow(fourBytes(bytes, end), *record - local); !added) {
            return added;
        }
        row = m_row;
    }
    return take(row) ? Result<void>() : std::unexpected(cancelledError(Damage::None));
}

Result<void> StoredPages::addOverflow(std::uint32_t first, std::uint64_t bytes) {
    std::uint32_t next = first;
    while (bytes > 0) {
        const Result<Bytes> page = this->page(next, m_others, m_othersLeft);
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
