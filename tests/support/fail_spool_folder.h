// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "results/spool_file.h"

namespace dbv::testing {

/// What goes wrong on a FailSpoolFolder, and what it has seen. Thread: any.
class SpoolTrouble {
public:
    /// The disk is full once this many bytes were written in all.
    void diskFullAfter(std::uint64_t bytes) {
        const std::scoped_lock lock(m_mutex);
        m_room = bytes;
    }
    /// The folder is gone: no file can be made.
    void vanish() {
        const std::scoped_lock lock(m_mutex);
        m_vanished = true;
    }
    /// Every byte read comes back with its bits turned, until told otherwise.
    void turnBits(bool turn) {
        const std::scoped_lock lock(m_mutex);
        m_turnBits = turn;
    }
    /// Writes wait until `resume`.
    void hold() {
        const std::scoped_lock lock(m_mutex);
        m_held = true;
    }
    void resume() {
        {
            const std::scoped_lock lock(m_mutex);
            m_held = false;
        }
        m_changed.notify_all();
    }
    /// Waits until a write has begun.
    void awaitWrite() {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_writesBegun > 0; });
    }
    [[nodiscard]] std::uint64_t bytesWritten() const {
        const std::scoped_lock lock(m_mutex);
        return m_written;
    }
    [[nodiscard]] int filesOpen() const {
        const std::scoped_lock lock(m_mutex);
        return m_filesOpen;
    }

private:
    friend class FailSpoolFile;
    friend class FailSpoolFolder;

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_room = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t m_written = 0;
    int m_writesBegun = 0;
    int m_filesOpen = 0;
    bool m_vanished = false;
    bool m_turnBits = false;
    bool m_held = false;
};

/// A temporary file in memory that has the trouble it is told to have.
class FailSpoolFile final : public results::SpoolFile {
public:
    explicit FailSpoolFile(std::shared_ptr<SpoolTrouble> trouble) : m_trouble(std::move(trouble)) {
        const std::scoped_lock lock(m_trouble->m_mutex);
        ++m_trouble->m_filesOpen;
    }
    FailSpoolFile(const FailSpoolFile&) = delete;
    FailSpoolFile& operator=(const FailSpoolFile&) = delete;
    ~FailSpoolFile() override {
        const std::scoped_lock lock(m_trouble->m_mutex);
        --m_trouble->m_filesOpen;
    }

    Result<void> write(std::uint64_t offset, std::span<const std::span<const std::byte>> parts) override {
        std::unique_lock lock(m_trouble->m_mutex);
        ++m_trouble->m_writesBegun;
        m_trouble->m_changed.notify_all();
        m_trouble->m_changed.wait(lock, [this] { return !m_trouble->m_held; });
        for (const std::span<const std::byte> part : parts) {
            if (m_trouble->m_written + part.size() > m_trouble->m_room) {
                return std::unexpected(results::spoolIoError("Rows could not be written to", "fail", ENOSPC));
            }
            m_trouble->m_written += part.size();
            m_bytes.resize(std::max<std::size_t>(m_bytes.size(), offset + part.size()));
            std::ranges::copy(part, m_bytes.begin() + static_cast<std::ptrdiff_t>(offset));
            offset += part.size();
        }
        return {};
    }
    Result<void> read(std::uint64_t offset, std::span<std::byte> into) const override {
        const std::scoped_lock lock(m_trouble->m_mutex);
        if (offset + into.size() > m_bytes.size()) {
            return std::unexpected(results::spoolIoError("Rows could not be read back from", "fail", EIO));
        }
        for (std::size_t i = 0; i < into.size(); ++i) {
            into[i] = m_trouble->m_turnBits ? ~m_bytes[offset + i] : m_bytes[offset + i];
        }
        return {};
    }
    bool punch(std::uint64_t offset, std::uint64_t length) override {
        const std::scoped_lock lock(m_trouble->m_mutex);
        for (std::uint64_t i = offset; i < std::min<std::uint64_t>(offset + length, m_bytes.size()); ++i) {
            m_bytes[i] = std::byte{0};
        }
        return true;
    }

private:
    std::shared_ptr<SpoolTrouble> m_trouble;
    std::vector<std::byte> m_bytes;
};

/// A folder of such files.
class FailSpoolFolder final : public results::SpoolFolder {
public:
    explicit FailSpoolFolder(std::shared_ptr<SpoolTrouble> trouble) : m_trouble(std::move(trouble)) {}

    Result<std::unique_ptr<results::SpoolFile>> createFile() override {
        {
            const std::scoped_lock lock(m_trouble->m_mutex);
            if (m_trouble->m_vanished) {
                return std::unexpected(results::spoolIoError("A file for rows could not be made in", "fail", ENOENT));
            }
        }
        return std::make_unique<FailSpoolFile>(m_trouble);
    }
    std::string name() const override { return "fail"; }

private:
    std::shared_ptr<SpoolTrouble> m_trouble;
};

} // namespace dbv::testing
