// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <span>
#include <utility>

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace dbv {

/// Overwrites bytes so that no compiler leaves it out.
inline void wipe(std::span<char> bytes) noexcept {
    if (bytes.empty()) {
        return;
    }
#ifdef _WIN32
    ::SecureZeroMemory(bytes.data(), bytes.size());
#else
    std::memset(bytes.data(), 0, bytes.size());
    // For all that the compiler knows, somebody reads them.
    __asm__ __volatile__("" : : "r"(bytes.data()) : "memory");
#endif
}

/// Overwrites what calls that are over have left on this thread's stack: their variables, and registers that were put there.
#ifdef __GNUC__
[[gnu::noinline]]
#endif
inline void wipeDeadStack() noexcept {
    constexpr std::size_t kDeep = std::size_t{32} << 10U;
    std::array<char, kDeep> below; // NOLINT(cppcoreguidelines-pro-type-member-init): it is written at once
    wipe(below);
}

/// Pages that secrets have left, wiped and still locked, for the next ones: to have a page locked and to give it back takes
/// longer than all else that is done with a password.
///
/// Thread: any. Limits: few, since the system locks no more than so many for a user.
class SparePages {
public:
    /// Those of this module. They stay until the process ends.
    [[nodiscard]] static SparePages& ofModule() {
        static auto* const kPages = new SparePages;
        return *kPages;
    }
    /// None when there is none.
    [[nodiscard]] char* take() noexcept {
        const std::scoped_lock lock(m_mutex);
        return m_count == 0 ? nullptr : m_pages[--m_count];
    }
    /// False when there are enough of them.
    [[nodiscard]] bool keep(char* page) noexcept {
        const std::scoped_lock lock(m_mutex);
        if (m_count == m_pages.size()) {
            return false;
        }
        m_pages[m_count++] = page;
        return true;
    }

private:
    std::mutex m_mutex;
    std::array<char*, 4> m_pages{};
    std::size_t m_count = 0;
};

/// A block of memory on pages of its own, which the system neither swaps nor writes into a core image. Wiped when it goes.
///
/// Where the system locks no more pages for this user, the block is like any other memory, except that it is wiped.
/// Owns: its pages.
class LockedMemory {
public:
    LockedMemory() = default;
    /// Shape: `size` bytes, all zero, and a NUL behind them.
    explicit LockedMemory(std::size_t size) : m_size(size) { take(); }
    LockedMemory(const LockedMemory&) = delete;
    LockedMemory& operator=(const LockedMemory&) = delete;
    LockedMemory(LockedMemory&& other) noexcept { swap(other); }
    LockedMemory& operator=(LockedMemory&& other) noexcept {
        LockedMemory gone(std::move(other));
        swap(gone);
        return *this;
    }
    ~LockedMemory() { giveBack(); }

    [[nodiscard]] std::span<char> bytes() { return {m_bytes, m_size}; }
    [[nodiscard]] std::span<const char> bytes() const { return {m_bytes, m_size}; }
    /// False when the system refused the lock.
    [[nodiscard]] bool isLocked() const { return m_locked; }
    /// Gives up the last bytes, wiped.
    void shrink(std::size_t size) {
        if (size < m_size) {
            wipe(bytes().subspan(size));
            m_size = size;
        }
    }

private:
    void swap(LockedMemory& other) noexcept {
        std::swap(m_bytes, other.m_bytes);
        std::swap(m_size, other.m_size);
        std::swap(m_pages, other.m_pages);
        std::swap(m_locked, other.m_locked);
    }
#ifdef _WIN32
    void take() {
        if (m_size == 0) {
            return;
        }
        // The system rounds up to pages.
        m_pages = m_size + 1;
        m_bytes = static_cast<char*>(::VirtualAlloc(nullptr, m_pages, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE));
        if (m_bytes == nullptr) {
            std::abort();
        }
        m_locked = ::VirtualLock(m_bytes, m_pages) != 0;
    }
    void giveBack() noexcept {
        if (m_bytes != nullptr) {
            wipe({m_bytes, m_pages});
            ::VirtualFree(m_bytes, 0, MEM_RELEASE);
        }
    }
#else
    void take() {
        if (m_size == 0) {
            return;
        }
        const std::size_t page = pageSize();
        m_pages = (m_size + page) / page * page;
        if (char* spare = m_pages == page ? SparePages::ofModule().take() : nullptr) {
            m_bytes = spare;
            m_locked = true;
            return;
        }
        void* pages = ::mmap(nullptr, m_pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) {
            // As `new` ends where nobody catches: no memory at all.
            std::abort();
        }
        m_bytes = static_cast<char*>(pages);
        m_locked = ::mlock(pages, m_pages) == 0;
#ifdef MADV_DONTDUMP
        ::madvise(pages, m_pages, MADV_DONTDUMP);
#endif
    }
    void giveBack() noexcept {
        if (m_bytes != nullptr) {
            wipe({m_bytes, m_pages});
            if (!m_locked || m_pages != pageSize() || !SparePages::ofModule().keep(m_bytes)) {
                // Unlocks as well.
                ::munmap(m_bytes, m_pages);
            }
        }
    }
    [[nodiscard]] static std::size_t pageSize() noexcept {
        static const auto kSize = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        return kSize;
    }
#endif

    char* m_bytes = nullptr;
    std::size_t m_size = 0;
    std::size_t m_pages = 0;
    bool m_locked = false;
};

} // namespace dbv
