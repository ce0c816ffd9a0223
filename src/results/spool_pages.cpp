// SPDX-License-Identifier: Apache-2.0
#include "results/spool_pages.h"

#include <algorithm>
#include <utility>

namespace dbv::results {

namespace {

[[nodiscard]] std::unexpected<Error> releasedRows() {
    return fail(ErrorKind::InvalidInput, "These rows were given up after they had been passed on.",
                "Run the statement again to read them once more.");
}

[[nodiscard]] std::string mebibytes(std::uint64_t bytes) {
    return std::to_string(bytes >> 20U) + " MB";
}

} // namespace

SpoolPages::SpoolPages(std::shared_ptr<SpoolBudget> budget) : m_share(std::move(budget)) {}

SpoolPages::~SpoolPages() {
    m_share.cache().dropAll(this);
}

bool SpoolPages::addResident(std::uint32_t page, const RowBatchPtr& batch) {
    const std::uint64_t bytes = batch->byteSize();
    if (!m_share.takeResident(bytes)) {
        return false;
    }
    const std::uint64_t end = m_fileEnd.load(std::memory_order_relaxed);
    m_pages.grow(page) = {batch, bytes, {end, 0}, State::Resident};
    return true;
}

Result<void> SpoolPages::addQueued(std::uint32_t page, const RowBatchPtr& batch) {
    const std::uint64_t size = EncodedPage::byteSize(*batch);
    const Result<std::uint64_t> offset = takeFileRange(size);
    if (!offset) {
        return std::unexpected(offset.error());
    }
    const std::uint64_t bytes = batch->byteSize();
    m_share.takeInFlight(bytes);
    m_pages.grow(page) = {batch, bytes, {*offset, size}, State::Queued};
    return {};
}

Result<std::uint64_t> SpoolPages::storeLarge(std::string_view bytes) {
    // In pieces, so that a full disk is found before a gigabyte was handed to the kernel, and dirty pages drain.
    constexpr std::size_t kPiece = std::size_t{4} << 20U;
    const Result<std::uint64_t> offset = takeFileRange(bytes.size());
    for (std::size_t done = 0; offset && done < bytes.size(); done += kPiece) {
        const std::string_view piece = bytes.substr(done, kPiece);
        const std::array<std::span<const std::byte>, 1> parts{std::as_bytes(std::span(piece))};
        if (Result<void> written = m_file->write(*offset + done, parts); !written) {
            stop(written.error());
            return std::unexpected(std::move(written.error()));
        }
    }
    return offset;
}

void SpoolPages::write(std::uint32_t page) {
    Page copy;
    {
        const std::scoped_lock lock(lockOf(page));
        copy = m_pages[page];
    }
    if (copy.state != State::Queued) {
        return;
    }
    const Result<void> written =
        m_writeFailed ? Result<void>() : m_file->write(copy.place.offset, EncodedPage(*copy.batch).parts());
    if (!written) {
        m_writeFailed = true;
        stop(written.error());
    }
    std::unique_lock lock(lockOf(page));
    Page& shared = m_pages[page];
    if (shared.state == State::Released) {
        lock.unlock();
        // The release came before the bytes did.
        (void)m_file->punch(copy.place.offset, copy.place.byteSize);
    } else if (m_writeFailed) {
        shared.state = State::Resident;
        m_share.landInFlight(copy.memoryBytes);
    } else {
        shared.batch.reset();
        shared.state = State::OnDisk;
        m_share.returnInFlight(copy.memoryBytes);
    }
}

RowBatchPtr SpoolPages::tryPage(std::uint32_t page) const {
    {
        const std::scoped_lock lock(lockOf(page));
        const Page& shared = m_pages[page];
        if (shared.batch != nullptr || shared.state == State::Released) {
            return shared.batch;
        }
    }
    return m_share.cache().find(this, page);
}

Result<RowBatchPtr> SpoolPages::page(std::uint32_t page) const {
    if (RowBatchPtr kept = tryPage(page); kept != nullptr) {
        return kept;
    }
    PagePlace place;
    State state = State::OnDisk;
    {
        const std::scoped_lock lock(lockOf(page));
        place = m_pages[page].place;
        state = m_pages[page].state;
    }
    if (state == State::Released) {
        return releasedRows();
    }
    Result<RowBatchPtr> decoded = decodePage(*m_openFile.load(std::memory_order_acquire), place);
    {
        // Released while it was read, the bytes may be partly zeros: whatever came is not to be believed.
        const std::scoped_lock lock(lockOf(page));
        if (m_pages[page].state == State::Released) {
            return releasedRows();
        }
    }
    return decoded ? Result<RowBatchPtr>(m_share.cache().keep(this, page, std::move(*decoded))) : decoded;
}

Result<std::string> SpoolPages::largeRange(const LargeValue& value, std::uint64_t offset, std::uint64_t count) const {
    const std::uint64_t end = m_fileEnd.load(std::memory_order_acquire);
    if (value.length > end || value.offset > end - value.length || offset > value.length) {
        return fail(ErrorKind::InvalidInput, "This large value is not part of this result.");
    }
    std::string bytes(std::min(count, value.length - offset), '\0');
    if (bytes.empty()) {
        return bytes;
    }
    const SpoolFile* file = m_openFile.load(std::memory_order_acquire);
    if (Result<void> read = file->read(value.offset + offset, std::as_writable_bytes(std::span(bytes))); !read) {
        return std::unexpected(std::move(read.error()));
    }
    const std::scoped_lock lock(m_releaseMutex);
    if (value.offset < m_punched) {
        return releasedRows();
    }
    return bytes;
}

void SpoolPages::releaseBefore(std::uint32_t end) {
    const std::scoped_lock lock(m_releaseMutex);
    if (end <= m_releasedPages) {
        return;
    }
    std::uint64_t fileEnd = 0;
    for (; m_releasedPages < end; ++m_releasedPages) {
        fileEnd = releasePage(m_releasedPages);
    }
    m_share.cache().dropBefore(this, end);
    punchUpTo(fileEnd);
}

std::uint64_t SpoolPages::releasePage(std::uint32_t page) {
    // Declared before the lock, so that the block is freed after it.
    RowBatchPtr batch;
    const std::scoped_lock lock(lockOf(page));
    Page& shared = m_pages[page];
    batch = std::exchange(shared.batch, nullptr);
    const State before = std::exchange(shared.state, State::Released);
    if (before == State::Resident) {
        m_share.returnResident(shared.memoryBytes);
    } else if (before == State::Queued) {
        m_share.returnInFlight(shared.memoryBytes);
    }
    return shared.place.offset + shared.place.byteSize;
}

void SpoolPages::punchUpTo(std::uint64_t end) {
    // Whole blocks of the file system only come back, so the part of the last one that was left is tried again.
    constexpr std::uint64_t kLargestBlock = std::uint64_t{64} << 10U;
    SpoolFile* file = m_openFile.load(std::memory_order_acquire);
    if (file == nullptr || end <= m_punched) {
        return;
    }
    const std::uint64_t from = m_punched / kLargestBlock * kLargestBlock;
    const std::uint64_t newlyReleased = end - std::exchange(m_punched, end);
    if (file->punch(from, end - from)) {
        m_share.returnDisk(newlyReleased);
    }
}

void SpoolPages::stop(const Error& error) {
    const std::scoped_lock lock(m_stopMutex);
    if (!m_stopError) {
        m_stopError = error;
        m_isStopped.store(true, std::memory_order_release);
    }
}

std::optional<Error> SpoolPages::stopped() const {
    if (!m_isStopped.load(std::memory_order_acquire)) {
        return std::nullopt;
    }
    const std::scoped_lock lock(m_stopMutex);
    return m_stopError;
}

Result<void> SpoolPages::openFile() {
    if (m_file != nullptr) {
        return {};
    }
    const std::shared_ptr<SpoolFolder> folder = m_share.folder();
    Result<std::unique_ptr<SpoolFile>> file = folder->createFile();
    if (!file) {
        return std::unexpected(std::move(file.error()));
    }
    m_folderName = folder->name();
    m_file = std::move(*file);
    m_openFile.store(m_file.get(), std::memory_order_release);
    return {};
}

Result<std::uint64_t> SpoolPages::takeFileRange(std::uint64_t bytes) {
    if (Result<void> open = openFile(); !open) {
        stop(open.error());
        return std::unexpected(std::move(open.error()));
    }
    if (!m_share.takeDisk(bytes)) {
        const Error error = makeError(
            ErrorKind::IoError,
            "The results kept in the temporary folder " + m_folderName + " have used up their disk budget of " +
                mebibytes(m_share.diskLimit()) + ".",
            "Close other results, raise the disk budget in the settings, or fetch fewer rows.", Damage::Statement);
        stop(error);
        return std::unexpected(error);
    }
    const std::uint64_t offset = m_fileEnd.load(std::memory_order_relaxed);
    m_fileEnd.store(offset + bytes, std::memory_order_release);
    return offset;
}

} // namespace dbv::results
