// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace dbv {

/// Bytes that nobody else may read: wiped when they go, never printed, never compared to a constant, never copied by accident.
///
/// Owns: its bytes.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string bytes) : m_bytes(std::move(bytes)) {}
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept { take(other); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            take(other);
        }
        return *this;
    }
    ~Secret() { wipe(); }

    /// A second copy, asked for by name.
    [[nodiscard]] Secret clone() const { return Secret(m_bytes); }
    [[nodiscard]] bool empty() const { return m_bytes.empty(); }
    /// The bytes, for the one call that needs them. Valid until the secret is changed or destroyed.
    [[nodiscard]] std::string_view reveal() const { return m_bytes; }

private:
    // A moved-from short string keeps its bytes in place, so the source is wiped as well.
    void take(Secret& other) {
        m_bytes = other.m_bytes;
        other.wipe();
    }
    void wipe() {
        volatile char* bytes = m_bytes.data();
        for (std::size_t i = 0; i < m_bytes.size(); ++i) {
            bytes[i] = 0;
        }
        m_bytes.clear();
    }

    std::string m_bytes;
};

} // namespace dbv
