// SPDX-License-Identifier: Apache-2.0
#include "results/page_codec.h"

#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace dbv::results {

namespace {

struct PageHeader {
    std::uint32_t magic = 0;
    std::uint32_t columns = 0;
    std::uint64_t rows = 0;
    std::uint64_t arenaBytes = 0;
    std::uint64_t pageBytes = 0;
};
static_assert(sizeof(PageHeader) == EncodedPage::kHeaderBytes);

/// "DBVp"; a hole of the file reads as zeros and so is no page.
constexpr std::uint32_t kPageMagic = 0x70564244U;

[[nodiscard]] std::unexpected<Error> damagedPage(std::string_view why) {
    return fail(
        ErrorKind::IoError, "Rows that were kept in a temporary file came back damaged: " + std::string(why) + ".",
        "Run the statement again; if it happens again, check the disk of the temporary folder.", Damage::Statement);
}

[[nodiscard]] bool isSoundCell(CellSlot slot, std::span<const std::byte> arena) {
    const std::uint64_t length = slot.length();
    const bool inside = slot.offset() + length <= arena.size();
    switch (slot.kind()) {
    case CellKind::Null:
    case CellKind::SmallInt: return length == 0;
    case CellKind::Text:
    case CellKind::Bytes: return inside;
    case CellKind::Integer:
    case CellKind::Real: return inside && length == sizeof(std::int64_t);
    case CellKind::LargeText:
    case CellKind::LargeBytes: {
        LargeValue record;
        if (!inside || length < sizeof record) {
            return false;
        }
        std::memcpy(&record, arena.data() + slot.offset(), sizeof record);
        return record.length >= length - sizeof record && record.offset + record.length >= record.offset;
    }
    }
    return false;
}

[[nodiscard]] bool isConsistent(const PageHeader& header, std::uint64_t pageBytes) {
    if (header.magic != kPageMagic || header.pageBytes != pageBytes) {
        return false;
    }
    // Both factors are read from the file: the product must not wrap, nor exceed what the page can hold.
    const std::uint64_t body = pageBytes - sizeof header;
    const std::uint64_t most = body / sizeof(CellSlot);
    if (header.columns != 0 && header.rows > most / header.columns) {
        return false;
    }
    return header.rows * header.columns * sizeof(CellSlot) + header.arenaBytes == body && header.arenaBytes <= body;
}

} // namespace

EncodedPage::EncodedPage(const RowBatch& batch) : m_slots(std::as_bytes(batch.cellSlots())), m_arena(batch.arena()) {
    const PageHeader header{kPageMagic, static_cast<std::uint32_t>(batch.columns()), batch.rows(), m_arena.size(),
                            byteSize(batch)};
    std::memcpy(m_header.data(), &header, sizeof header);
}

std::uint64_t EncodedPage::byteSize(const RowBatch& batch) {
    return kHeaderBytes + batch.cellSlots().size_bytes() + batch.arena().size();
}

Result<RowBatchPtr> decodePage(const ByteSource& source, PagePlace place) {
    PageHeader header;
    if (place.byteSize < sizeof header) {
        return damagedPage("a page is too short");
    }
    if (Result<void> read = source.read(place.offset, std::as_writable_bytes(std::span(&header, 1))); !read) {
        return std::unexpected(std::move(read.error()));
    }
    if (!isConsistent(header, place.byteSize)) {
        return damagedPage("the head of a page does not fit its size");
    }
    std::vector<CellSlot> slots(header.rows * header.columns);
    const std::span<std::byte> slotBytes = std::as_writable_bytes(std::span(slots));
    if (Result<void> read = source.read(place.offset + sizeof header, slotBytes); !read) {
        return std::unexpected(std::move(read.error()));
    }
    ByteArena arena;
    arena.reserve(header.arenaBytes);
    const std::span<std::byte> arenaBytes(arena.extend(header.arenaBytes), header.arenaBytes);
    if (Result<void> read = source.read(place.offset + sizeof header + slotBytes.size(), arenaBytes); !read) {
        return std::unexpected(std::move(read.error()));
    }
    for (const CellSlot slot : slots) {
        if (!isSoundCell(slot, arenaBytes)) {
            return damagedPage("a cell lies outside its page");
        }
    }
    return std::make_shared<const RowBatch>(header.columns, header.rows, std::move(slots), std::move(arena));
}

} // namespace dbv::results
