// SPDX-License-Identifier: Apache-2.0
#include "archive/archive_digest.h"

#include <array>

#include <openssl/evp.h>

#include "secrets/sealing.h"

namespace dbv::archive {

struct ArchiveDigest::State {
    struct Free {
        void operator()(EVP_MD_CTX* used) const { EVP_MD_CTX_free(used); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> running{EVP_MD_CTX_new()};
    /// It fails for want of memory alone.
    bool isSound = running != nullptr && EVP_DigestInit_ex(running.get(), EVP_sha256(), nullptr) == 1;
};

ArchiveDigest::ArchiveDigest() : m_state(std::make_unique<State>()) {}

ArchiveDigest::ArchiveDigest(ArchiveDigest&&) noexcept = default;
ArchiveDigest& ArchiveDigest::operator=(ArchiveDigest&&) noexcept = default;
ArchiveDigest::~ArchiveDigest() = default;

void ArchiveDigest::add(std::string_view bytes) {
    m_state->isSound = m_state->isSound && EVP_DigestUpdate(m_state->running.get(), bytes.data(), bytes.size()) == 1;
}

ArchiveDigest ArchiveDigest::copy() const {
    ArchiveDigest other;
    other.m_state->isSound = m_state->isSound && other.m_state->isSound &&
                             EVP_MD_CTX_copy_ex(other.m_state->running.get(), m_state->running.get()) == 1;
    return other;
}

std::string ArchiveDigest::hexadecimal() {
    std::array<unsigned char, kSize> digest{};
    unsigned size = kSize;
    if (!m_state->isSound || EVP_DigestFinal_ex(m_state->running.get(), digest.data(), &size) != 1) {
        return {};
    }
    return secrets::hexadecimal({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

} // namespace dbv::archive
