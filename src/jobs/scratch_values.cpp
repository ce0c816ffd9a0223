// SPDX-License-Identifier: Apache-2.0
#include "jobs/scratch_values.h"

#include <algorithm>

#include <QTemporaryFile>

namespace dbv::jobs {

ScratchValues::ScratchValues() = default;
ScratchValues::~ScratchValues() = default;

std::unexpected<Error> ScratchValues::failed() const {
    return fail(ErrorKind::IoError,
                "A large value could not be kept in a temporary file: " + m_file->errorString().toStdString() + ".",
                "Free space in the temporary folder.");
}

Result<std::uint64_t> ScratchValues::store(std::string_view bytes) {
    if (!m_file) {
        m_file = std::make_unique<QTemporaryFile>();
        if (!m_file->open()) {
            const std::unexpected<Error> error = failed();
            m_file.reset();
            return error;
        }
    }
    const auto size = static_cast<qint64>(bytes.size());
    // Flushed, so that a full disk is noticed here.
    if (!m_file->seek(static_cast<qint64>(m_size)) ||
        m_file->write(bytes.data(), static_cast<qint64>(bytes.size())) != size || !m_file->flush()) {
        return failed();
    }
    const std::uint64_t offset = m_size;
    m_size += bytes.size();
    return offset;
}

Result<std::string> ScratchValues::range(const LargeValue& value, std::uint64_t offset, std::uint64_t count) const {
    if (value.offset + value.length > m_size || offset > value.length) {
        return fail(ErrorKind::InvalidInput, "The large value is not kept any more.", "Run the statement again.");
    }
    std::string bytes(std::min(count, value.length - offset), '\0');
    const std::uint64_t begin = value.offset + offset;
    const auto size = static_cast<qint64>(bytes.size());
    if (!m_file->seek(static_cast<qint64>(begin)) || m_file->read(bytes.data(), size) != size) {
        return failed();
    }
    return bytes;
}

} // namespace dbv::jobs
