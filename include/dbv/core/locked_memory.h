// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
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
        const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
        m_pages = (m_size + page) / page * page;
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
            // Unlocks as well.
            ::munmap(m_bytes, m_pages);
        }
    }
#endif

    char* m_bytes = nullptr;
    std::size_t m_size = 0;
    std::size_t m_pages = 0;
    bool m_locked = false;
};

} // namespace dbv
