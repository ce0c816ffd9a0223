// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace dbv::ssh {

/// Frees what OpenSSL has made.
struct OpensslFreed {
    void operator()(BIO* it) const { BIO_free(it); }
    void operator()(BIGNUM* it) const { BN_clear_free(it); }
    void operator()(BN_CTX* it) const { BN_CTX_free(it); }
    void operator()(EVP_PKEY_CTX* it) const { EVP_PKEY_CTX_free(it); }
    void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
    void operator()(EVP_CIPHER_CTX* it) const { EVP_CIPHER_CTX_free(it); }
    void operator()(OSSL_PARAM_BLD* it) const { OSSL_PARAM_BLD_free(it); }
    void operator()(OSSL_PARAM* it) const { OSSL_PARAM_free(it); }
    void operator()(ECDSA_SIG* it) const { ECDSA_SIG_free(it); }
};

template <class T>
using Openssl = std::unique_ptr<T, OpensslFreed>;

} // namespace dbv::ssh
