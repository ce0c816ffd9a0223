// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_feed.h"

#include <algorithm>
#include <string_view>
#include <utility>

namespace dbv::postgres {

namespace {

/// Less is loaded sooner than other sessions are opened. Unit: bytes.
constexpr std::uint64_t kWorthSharing = std::uint64_t{8} << 20U;
/// What is shorter is given to its end.
constexpr std::uint64_t kWorthCutting = std::uint64_t{1} << 20U;
/// A table of less is loaded while another session would be told of it.
constexpr std::uint64_t kWorthKeeping = std::uint64_t{4} << 10U;

} // namespace

Result<std::size_t> DumpFeed::read(std::span<char> into) {
    if (m_at < m_dump.listBytes()) {
        const std::size_t most =
            static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), m_dump.listBytes() - m_at));
        const Result<std::size_t> got = m_dump.read(m_at, into.first(most), m_goOn);
        m_at += got.value_or(0);
        m_given = m_at;
        return got;
    }
    while (true) {
        if (m_sharing == Sharing::Undecided && m_dump.isWhole()) {
            if (Result<void> decided = decide(); !decided) {
                return std::unexpected(std::move(decided.error()));
            }
        }
        if (mayBeCutHere()) {
            m_left.push_back({m_block->id, m_at, m_block->end, true});
            m_own = endOfRowsBlock(m_dump.numberSize());
            m_block.reset();
        }
        if (!m_own.empty()) {
            const std::size_t some = m_own.copy(into.data(), into.size());
            m_own.erase(0, some);
            return some;
        }
        if (m_block) {
            return readBlock(into);
        }
        const Result<bool> more = nextBlock();
        if (!more) {
            return std::unexpected(more.error());
        }
        if (!*more) {
            return std::size_t{0};
        }
    }
}

bool DumpFeed::mayBeCutHere() const {
    return m_sharing == Sharing::Shared && m_block && !m_block->isLarge && m_blocks.isBetweenPieces() &&
           m_last == '\n' && m_block->end - m_at > kWorthCutting;
}

Result<bool> DumpFeed::nextBlock() {
    while (true) {
        const Result<std::optional<UnpackedDump::Block>> block = m_dump.block(m_next, m_goOn);
        if (!block) {
            return std::unexpected(block.error());
        }
        if (!*block) {
            return false;
        }
        ++m_next;
        if (!m_wanted.contains((*block)->id)) {
            continue;
        }
        m_at = (*block)->begin;
        const bool isKept = m_sharing == Sharing::Shared && !(*block)->isLarge;
        if (isKept && (*block)->end - (*block)->begin > kWorthKeeping) {
            m_own = emptyRowsBlock((*block)->id, m_dump.numberSize());
            m_left.push_back({(*block)->id, (*block)->begin + m_own.size() - endOfRowsBlock(m_dump.numberSize()).size(),
                              (*block)->end, false});
            return true;
        }
        m_block = **block;
        m_blocks = DumpBlocks(m_dump.numberSize());
        m_last = '\n';
        return true;
    }
}

Result<std::size_t> DumpFeed::readBlock(std::span<char> into) {
    const Result<std::size_t> got = m_dump.read(m_at, into, m_goOn);
    if (!got || *got == 0) {
        return got;
    }
    std::string_view bytes(into.data(), *got);
    // With the decision still to come, or to cut as soon as a row ends, one has to know where it is.
    while (true) {
        const DumpBlocks::Step step = m_blocks.next(bytes);
        if (step.what == DumpBlocks::What::Nothing || step.what == DumpBlocks::What::Unknown) {
            break;
        }
        if (step.what == DumpBlocks::What::Bytes) {
            m_last = step.bytes.back();
        }
        if (step.what == DumpBlocks::What::Ends) {
            m_block.reset();
            break;
        }
        if (m_sharing == Sharing::Shared && m_last == '\n' && m_blocks.isBetweenPieces()) {
            break;
        }
    }
    const std::size_t some = *got - bytes.size();
    m_at += some;
    m_given += some;
    return some;
}

Result<void> DumpFeed::decide() {
    std::uint64_t others = 0;
    std::uint64_t longest = 0;
    for (std::size_t which = m_next;; ++which) {
        const Result<std::optional<UnpackedDump::Block>> block = m_dump.block(which, m_goOn);
        if (!block) {
            return std::unexpected(block.error());
        }
        if (!*block) {
            break;
        }
        if (m_wanted.contains((*block)->id) && !(*block)->isLarge) {
            const std::uint64_t bytes = (*block)->end - (*block)->begin;
            others += bytes;
            longest = std::max(longest, bytes);
        }
    }
    // A table is one session's.
    others -= m_block ? 0 : longest;
    if (m_block) {
        // Its end was not known when it began.
        const Result<std::optional<UnpackedDump::Block>> block = m_dump.block(m_next - 1, m_goOn);
        if (!block) {
            return std::unexpected(block.error());
        }
        m_block = *block;
    }
    m_sharing = others >= kWorthSharing ? Sharing::Shared : Sharing::Alone;
    return {};
}

} // namespace dbv::postgres
