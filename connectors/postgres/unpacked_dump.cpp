// SPDX-License-Identifier: Apache-2.0
#include "postgres/unpacked_dump.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <dbv/core/cancel.h>

namespace dbv::postgres {

namespace {

constexpr std::chrono::milliseconds kAskReaderEvery{100};

std::unexpected<Error> dumpFileFailure(const std::string& path, const char* what) {
    return fail(ErrorKind::IoError,
                "\"" + path + "\" can't be " + what + ": " + std::generic_category().message(errno) + ".",
                "Check the folder and the room on its disk.");
}

} // namespace

UnpackedDump::UnpackedDump(std::string path, int file, const DumpContents& contents)
    : m_path(std::move(path)),
      m_file(file),
      m_numberSize(contents.head.numberSize),
      m_listBytes(contents.bytes),
      m_blocks(contents.head.numberSize) {}

UnpackedDump::~UnpackedDump() {
    ::close(m_file);
    ::unlink(m_path.c_str());
}

Result<std::unique_ptr<UnpackedDump>> UnpackedDump::make(const std::string& path, std::string_view begin,
                                                         const DumpContents& contents) {
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) {
        return dumpFileFailure(path, "written");
    }
    std::unique_ptr<UnpackedDump> dump(new UnpackedDump(path, file, contents));
    if (Result<void> added = dump->add(begin); !added) {
        return std::unexpected(std::move(added.error()));
    }
    return dump;
}

Result<void> UnpackedDump::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const ssize_t put = ::write(m_file, bytes.data(), bytes.size());
        if (put < 0 && errno != EINTR) {
            return dumpFileFailure(m_path, "written");
        }
        bytes.remove_prefix(put > 0 ? static_cast<std::size_t>(put) : 0);
    }
    return {};
}

Result<void> UnpackedDump::add(std::string_view bytes) {
    if (Result<void> written = write(bytes); !written) {
        return written;
    }
    // The list is no block.
    const std::uint64_t begin = std::min<std::uint64_t>(m_listBytes - std::min(m_listBytes, m_added), bytes.size());
    std::vector<Block> found;
    m_added += begin;
    if (!findBlocks(bytes.substr(static_cast<std::size_t>(begin)), found)) {
        return fail(ErrorKind::CorruptBackup,
                    "What the backup holds is no dump of PostgreSQL's pg_dump: what stands at its byte " +
                        std::to_string(m_added) + " or before is not known.",
                    "Verify the backup, and use another one.");
    }
    {
        const std::lock_guard lock(m_guard);
        m_size = m_added;
        for (const Block& block : found) {
            // The first of them may be the end of one that has begun before.
            if (!m_found.empty() && m_found.back().begin == block.begin) {
                m_found.back() = block;
            } else {
                m_found.push_back(block);
            }
        }
    }
    m_changed.notify_all();
    return {};
}

bool UnpackedDump::findBlocks(std::string_view bytes, std::vector<Block>& found) {
    const std::uint64_t end = m_added + bytes.size();
    const std::uint64_t headBytes = 2 + m_numberSize;
    std::optional<Block> open;
    {
        const std::lock_guard lock(m_guard);
        open = m_found.empty() || m_found.back().end > 0 ? std::nullopt : std::optional(m_found.back());
    }
    while (true) {
        const DumpBlocks::Step step = m_blocks.next(bytes);
        m_added = end - bytes.size();
        switch (step.what) {
        case DumpBlocks::What::Nothing: return true;
        case DumpBlocks::What::Begins:
            open = Block{m_blocks.id(), m_blocks.isLarge(), m_added - headBytes, 0};
            found.push_back(*open);
            break;
        case DumpBlocks::What::Bytes: break;
        case DumpBlocks::What::Ends:
            open->end = m_added;
            if (!found.empty() && found.back().begin == open->begin) {
                found.back() = *open;
            } else {
                found.push_back(*open);
            }
            break;
        case DumpBlocks::What::Unknown: return false;
        }
    }
}

void UnpackedDump::end(Result<void> how) {
    if (how && !m_blocks.isBetweenBlocks()) {
        how = fail(ErrorKind::CorruptBackup, "The dump that the backup holds is cut off.",
                   "Verify the backup, and use another one.");
    }
    {
        const std::lock_guard lock(m_guard);
        m_end = std::move(how);
    }
    m_changed.notify_all();
}

Result<void> UnpackedDump::await(std::unique_lock<std::mutex>& lock, const std::function<bool()>& isThere,
                                 const GoOn& goOn) const {
    auto askAt = std::chrono::steady_clock::now() + kAskReaderEvery;
    while (!isThere() && !m_end) {
        m_changed.wait_until(lock, askAt);
        if (std::chrono::steady_clock::now() < askAt) {
            continue;
        }
        lock.unlock();
        const bool goesOn = goOn();
        lock.lock();
        askAt = std::chrono::steady_clock::now() + kAskReaderEvery;
        if (!goesOn) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    return m_end ? *m_end : Result<void>();
}

Result<std::size_t> UnpackedDump::read(std::uint64_t at, std::span<char> into, const GoOn& goOn) const {
    std::uint64_t size = 0;
    {
        std::unique_lock lock(m_guard);
        if (Result<void> waited = await(lock, [this, at] { return m_size > at; }, goOn); !waited) {
            return std::unexpected(std::move(waited.error()));
        }
        size = m_size;
    }
    const std::size_t most = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), size > at ? size - at : 0));
    while (most > 0) {
        const ssize_t got = ::pread(m_file, into.data(), most, static_cast<off_t>(at));
        if (got > 0) {
            return static_cast<std::size_t>(got);
        }
        if (got == 0 || errno != EINTR) {
            errno = got == 0 ? EIO : errno;
            return dumpFileFailure(m_path, "read");
        }
    }
    return std::size_t{0};
}

Result<std::optional<UnpackedDump::Block>> UnpackedDump::block(std::size_t which, const GoOn& goOn) const {
    std::unique_lock lock(m_guard);
    if (Result<void> waited = await(lock, [this, which] { return m_found.size() > which; }, goOn); !waited) {
        return std::unexpected(std::move(waited.error()));
    }
    return m_found.size() > which ? std::optional(m_found[which]) : std::nullopt;
}

bool UnpackedDump::isWhole() const {
    const std::lock_guard lock(m_guard);
    return m_end && *m_end;
}

} // namespace dbv::postgres
