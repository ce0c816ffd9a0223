// SPDX-License-Identifier: Apache-2.0
#include "archive/archive_digest.h"

#include <array>
#include <new>

#include <openssl/evp.h>

#include "secrets/sealing.h"

namespace dbv::archive {

struct ArchiveDigest::State {
    struct Free {
        void operator()(EVP_MD_CTX* used) const { EVP_MD_CTX_free(used); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> running{EVP_MD_CTX_new()};
};

ArchiveDigest::ArchiveDigest() : m_state(std::make_unique<State>()) {
    // It fails for want of memory alone.
    if (m_state->running == nullptr || EVP_DigestInit_ex(m_state->running.get(), EVP_sha256(), nullptr) != 1) {
        throw std::bad_alloc();
    }
}

ArchiveDigest::ArchiveDigest(ArchiveDigest&&) noexcept = default;
ArchiveDigest& ArchiveDigest::operator=(ArchiveDigest&&) noexcept = default;
ArchiveDigest::~ArchiveDigest() = default;

void ArchiveDigest::add(std::string_view bytes) {
    EVP_DigestUpdate(m_state->running.get(), bytes.data(), bytes.size());
}

ArchiveDigest ArchiveDigest::copy() const {
    ArchiveDigest other;
    if (EVP_MD_CTX_copy_ex(other.m_state->running.get(), m_state->running.get()) != 1) {
        throw std::bad_alloc();
    }
    return other;
}

std::string ArchiveDigest::hexadecimal() {
    std::array<unsigned char, kSize> digest{};
    unsigned size = kSize;
    EVP_DigestFinal_ex(m_state->running.get(), digest.data(), &size);
    return secrets::hexadecimal({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

} // namespace dbv::archive
