// SPDX-License-Identifier: Apache-2.0
#include "ssh/private_key.h"

#include "ssh/key_material.h"
#include "ssh/openssl_handles.h"
#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

const EVP_MD* digestOf(const EVP_PKEY* key, std::string_view algorithm) {
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: return algorithm == "rsa-sha2-256" ? EVP_sha256() : EVP_sha512();
    case EVP_PKEY_EC: {
        const int bits = EVP_PKEY_get_bits(key);
        return bits <= 256 ? EVP_sha256() : bits <= 384 ? EVP_sha384() : EVP_sha512();
    }
    default: return nullptr;
    }
}

std::string bytesOfPart(const BIGNUM* number) {
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

/// OpenSSL writes an ECDSA signature as DER, SSH as two numbers.
std::string ecdsaForWire(const std::string& der) {
    const auto* at = reinterpret_cast<const unsigned char*>(der.data());
    const Openssl<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    if (!signature) {
        return {};
    }
    WireWriter wire;
    wire.bigNumber(bytesOfPart(ECDSA_SIG_get0_r(signature.get())));
    wire.bigNumber(bytesOfPart(ECDSA_SIG_get0_s(signature.get())));
    return wire.take();
}

} // namespace

void PrivateKey::Freed::operator()(EVP_PKEY* key) const {
    EVP_PKEY_free(key);
}

PrivateKey::PrivateKey(Handle key, std::string type, std::string blob)
    : m_key(std::move(key)), m_type(std::move(type)), m_blob(std::move(blob)) {}

std::optional<PrivateKey> PrivateKey::from(Handle key) {
    auto half = key ? publicHalfOf(key.get()) : std::nullopt;
    if (!half) {
        return std::nullopt;
    }
    return PrivateKey(std::move(key), std::move(half->type), std::move(half->blob));
}

Result<std::string> PrivateKey::sign(std::string_view algorithm, std::string_view message) const {
    const Openssl<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    std::size_t size = 0;
    std::string signature;
    if (context &&
        EVP_DigestSignInit(context.get(), nullptr, digestOf(m_key.get(), algorithm), nullptr, m_key.get()) == 1 &&
        EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size()) == 1) {
        signature.resize(size);
        const int done = EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                                        message.size());
        signature.resize(done == 1 ? size : 0);
    }
    if (!signature.empty() && m_type.starts_with("ecdsa")) {
        signature = ecdsaForWire(signature);
    }
    if (signature.empty()) {
        return fail(ErrorKind::SshFailed, "The key of type " + m_type + " could not sign.", "Use another key.");
    }
    return signature;
}

} // namespace dbv::ssh
