// SPDX-License-Identifier: Apache-2.0
#include "scripts/packed_input.h"

#include <algorithm>
#include <utility>

namespace dbv::scripts {

namespace {

constexpr std::size_t kPackedBlock = std::size_t{256} << 10U;

} // namespace

PackedInput::PackedInput(std::unique_ptr<ScriptBytes> bytes) : m_bytes(std::move(bytes)), m_block(kPackedBlock) {}

Result<bool> PackedInput::fill() {
    if (m_used < m_size) {
        return true;
    }
    const Result<std::size_t> read = m_bytes->read(m_block);
    if (!read) {
        return std::unexpected(read.error());
    }
    m_before += m_size;
    m_used = 0;
    m_size = *read;
    return m_size > 0;
}

std::unexpected<Error> PackedInput::damaged(const std::string& kind, const std::string& why) const {
    return fail(ErrorKind::IoError,
                "The " + kind + " archive is damaged near byte " + std::to_string(offset()) + ": " + why + ".",
                "Fetch or make it anew. What stands before that place in the script was read.");
}

std::unexpected<Error> PackedInput::cutOff(const std::string& kind) const {
    return fail(ErrorKind::IoError,
                "The " + kind + " archive is cut off: it ends at byte " + std::to_string(offset()) +
                    " in the middle of its data.",
                "Fetch or make it anew.");
}

Result<std::size_t> UnpackedBytes::unpackSome(std::span<char> into, bool waits) {
    while (!m_ended) {
        bool isLast = false;
        if (!m_mayHoldMore) {
            if (!waits && !m_input.isReady()) {
                return std::size_t{0};
            }
            const Result<bool> more = m_input.fill();
            if (!more) {
                return std::unexpected(more.error());
            }
            isLast = !*more;
        }
        const Result<std::size_t> some = unpack(into, isLast);
        m_mayHoldMore = some && *some == into.size();
        if (!some || *some > 0) {
            return some;
        }
    }
    return std::size_t{0};
}

Result<std::size_t> UnpackedBytes::read(std::span<char> into) {
    if (m_aheadUsed < m_ahead.size()) {
        const std::size_t count = std::min(into.size(), m_ahead.size() - m_aheadUsed);
        std::copy_n(m_ahead.data() + m_aheadUsed, count, into.data());
        m_aheadUsed += count;
        return count;
    }
    return m_trouble ? std::unexpected(*m_trouble) : unpackSome(into, true);
}

bool UnpackedBytes::isReady() {
    if (!mayWait() || m_ended || m_trouble || m_aheadUsed < m_ahead.size()) {
        return true;
    }
    m_ahead.resize(kPackedBlock);
    const Result<std::size_t> some = unpackSome(m_ahead, false);
    m_ahead.resize(some.value_or(0));
    m_aheadUsed = 0;
    if (!some) {
        m_trouble = some.error();
    }
    return m_ended || m_trouble || !m_ahead.empty();
}

} // namespace dbv::scripts
