// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <random>
#include <span>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <dbv/core/secret.h>

namespace dbv::secrets::workshop {

/// A text that stands in no memory but where the test puts it: this keeps it with every bit turned.
class Marker {
public:
    Marker() {
        std::random_device random;
        for (char& byte : m_turned) {
            byte = static_cast<char>(~('a' + static_cast<int>(random() % 26U)));
        }
    }

    [[nodiscard]] Secret secret() const {
        return Secret::filled(m_turned.size(), [this](std::span<char> bytes) { writeTo(bytes.data()); });
    }
    void writeTo(char* at) const {
        for (std::size_t i = 0; i < m_turned.size(); ++i) {
            at[i] = static_cast<char>(~m_turned[i]);
        }
    }
    [[nodiscard]] std::size_t size() const { return m_turned.size(); }
    /// How often it stands in all of this process's memory that can be written.
    [[nodiscard]] int countInMemory() const {
        LockedMemory block(1UL << 20);
        const auto own = reinterpret_cast<std::uintptr_t>(block.bytes().data());
        std::ifstream maps("/proc/self/maps");
        const int memory = ::open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
        int count = 0;
        for (std::string line; std::getline(maps, line);) {
            std::uintptr_t from = 0;
            std::uintptr_t to = 0;
            char dash = 0;
            std::string rights;
            std::istringstream(line) >> std::hex >> from >> dash >> to >> rights;
            // Shadow memory of a sanitizer has terabytes and no texts.
            if (!rights.starts_with("rw") || to - from >= (1UL << 28)) {
                continue;
            }
            // What is read into the block would be found there again.
            if (from <= own && own < to) {
                count += countIn(memory, block.bytes(), from, own) +
                         countIn(memory, block.bytes(), own + block.bytes().size(), to);
            } else {
                count += countIn(memory, block.bytes(), from, to);
            }
        }
        ::close(memory);
        return count;
    }

private:
    [[nodiscard]] int countIn(int memory, std::span<char> block, std::uintptr_t from, std::uintptr_t to) const {
        int count = 0;
        for (std::uintptr_t at = from; at < to; at += block.size() - m_turned.size()) {
            const ssize_t got =
                ::pread(memory, block.data(), std::min<std::size_t>(block.size(), to - at), static_cast<off_t>(at));
            const auto size = got > 0 ? static_cast<std::size_t>(got) : 0U;
            count += countIn(block.first(size));
        }
        return count;
    }

    [[nodiscard]] int countIn(std::span<const char> block) const {
        int count = 0;
        const char* end = block.data() + block.size();
        for (const char* at = block.data(); end - at >= std::ptrdiff_t(m_turned.size()); ++at) {
            at = static_cast<const char*>(std::memchr(at, ~m_turned[0] & 0xFF, static_cast<std::size_t>(end - at)));
            if (at == nullptr || end - at < std::ptrdiff_t(m_turned.size())) {
                break;
            }
            count += std::ranges::equal(m_turned, std::span(at, m_turned.size()),
                                        [](char turned, char byte) { return byte == static_cast<char>(~turned); })
                         ? 1
                         : 0;
        }
        return count;
    }

    std::array<char, 40> m_turned{};
};

} // namespace dbv::secrets::workshop
