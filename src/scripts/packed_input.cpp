// SPDX-License-Identifier: Apache-2.0
#include "scripts/packed_input.h"

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

} // namespace dbv::scripts
