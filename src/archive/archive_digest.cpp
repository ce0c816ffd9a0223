// SPDX-License-Identifier: Apache-2.0
#include "archive/archive_digest.h"

#include <array>

#include <sodium.h>

#include "secrets/sealing.h"

namespace dbv::archive {

struct ArchiveDigest::State {
    crypto_generichash_state running;
};

ArchiveDigest::ArchiveDigest() : m_state(std::make_unique<State>()) {
    crypto_generichash_init(&m_state->running, nullptr, 0, kSize);
}

ArchiveDigest::ArchiveDigest(ArchiveDigest&&) noexcept = default;
ArchiveDigest& ArchiveDigest::operator=(ArchiveDigest&&) noexcept = default;
ArchiveDigest::~ArchiveDigest() = default;

void ArchiveDigest::add(std::string_view bytes) {
    crypto_generichash_update(&m_state->running, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

ArchiveDigest ArchiveDigest::copy() const {
    ArchiveDigest other;
    *other.m_state = *m_state;
    return other;
}

std::string ArchiveDigest::hexadecimal() {
    std::array<unsigned char, kSize> digest{};
    crypto_generichash_final(&m_state->running, digest.data(), digest.size());
    return secrets::hexadecimal({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

} // namespace dbv::archive
