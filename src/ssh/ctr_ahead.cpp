// SPDX-License-Identifier: Apache-2.0
#include "ssh/ctr_ahead.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <new>

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/params.h>
#include <openssl/provider.h>
#include <openssl/rand.h>

#include "ssh/openssl_handles.h"

namespace dbv::ssh {

namespace {

constexpr const char* kProvider = "dbvis-ctr-ahead";
constexpr std::size_t kAhead = 4096;
/// Of AES: what is reckoned at once, and the size of the counter.
constexpr std::size_t kAesBlock = 16;

/// OpenSSL's own cipher, and what it has given for zeros: the key stream.
class AheadCipher {
public:
    explicit AheadCipher(const char* name) {
        EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, name, "provider=default");
        m_made = cipher != nullptr && m_inner != nullptr &&
                 EVP_EncryptInit_ex2(m_inner.get(), cipher, nullptr, nullptr, nullptr) == 1;
        EVP_CIPHER_free(cipher);
    }
    AheadCipher(const AheadCipher&) = delete;
    AheadCipher& operator=(const AheadCipher&) = delete;
    ~AheadCipher() { OPENSSL_cleanse(m_stream.data(), m_stream.size()); }

    [[nodiscard]] bool made() const { return m_made; }

    /// Either may be null and then stays what it was.
    [[nodiscard]] bool start(const unsigned char* key, const unsigned char* iv) {
        m_at = m_stream.size();
        return EVP_EncryptInit_ex2(m_inner.get(), nullptr, key, iv, nullptr) == 1;
    }

    /// Encrypts or decrypts, which in this mode is the same. `out` may be `in`.
    [[nodiscard]] bool run(unsigned char* out, const unsigned char* in, std::size_t size) {
        while (size > 0) {
            if (m_at == m_stream.size() && !fill()) {
                return false;
            }
            // Whole blocks of a fixed size are what the compiler makes fast.
            const std::size_t left = std::min(size, m_stream.size() - m_at);
            const std::size_t count = left >= kAesBlock ? kAesBlock : left;
            if (count == kAesBlock) {
                std::array<unsigned char, kAesBlock> block{};
                std::memcpy(block.data(), in, kAesBlock);
                for (std::size_t i = 0; i < kAesBlock; ++i) {
                    block[i] ^= m_stream[m_at + i];
                }
                std::memcpy(out, block.data(), kAesBlock);
            } else {
                for (std::size_t i = 0; i < count; ++i) {
                    out[i] = in[i] ^ m_stream[m_at + i];
                }
            }
            m_at += count;
            out += count;
            in += count;
            size -= count;
        }
        return true;
    }

private:
    bool fill() {
        static constexpr std::array<unsigned char, kAhead> kZeros{};
        int count = 0;
        if (EVP_EncryptUpdate(m_inner.get(), m_stream.data(), &count, kZeros.data(), static_cast<int>(kAhead)) != 1 ||
            count != static_cast<int>(kAhead)) {
            return false;
        }
        m_at = 0;
        return true;
    }

    Openssl<EVP_CIPHER_CTX> m_inner{EVP_CIPHER_CTX_new()};
    bool m_made = false;
    std::array<unsigned char, kAhead> m_stream{};
    std::size_t m_at = kAhead;
};

AheadCipher* cipherOf(void* state) {
    return static_cast<AheadCipher*>(state);
}

template <std::size_t KeyBytes>
void* newCipher(void* /*provider*/) {
    constexpr const char* kName = KeyBytes == 16 ? "AES-128-CTR" : KeyBytes == 24 ? "AES-192-CTR" : "AES-256-CTR";
    auto* const made = new (std::nothrow) AheadCipher(kName);
    if (made != nullptr && made->made()) {
        return made;
    }
    delete made;
    return nullptr;
}

void freeCipher(void* state) {
    delete cipherOf(state);
}

template <std::size_t KeyBytes>
int startCipher(void* state, const unsigned char* key, std::size_t keySize, const unsigned char* iv, std::size_t ivSize,
                const OSSL_PARAM* /*none that it knows*/) {
    const bool fits = (key == nullptr || keySize == KeyBytes) && (iv == nullptr || ivSize == kAesBlock);
    return fits && cipherOf(state)->start(key, iv) ? 1 : 0;
}

int updateCipher(void* state, unsigned char* out, std::size_t* outSize, std::size_t room, const unsigned char* in,
                 std::size_t size) {
    if (room < size || !cipherOf(state)->run(out, in, size)) {
        return 0;
    }
    *outSize = size;
    return 1;
}

int endCipher(void* /*state*/, unsigned char* /*out*/, std::size_t* outSize, std::size_t /*room*/) {
    *outSize = 0;
    return 1;
}

/// True unless it is asked for and can not be told.
bool tellSize(OSSL_PARAM* asked, const char* name, std::size_t value) {
    OSSL_PARAM* const place = OSSL_PARAM_locate(asked, name);
    return place == nullptr || OSSL_PARAM_set_size_t(place, value) == 1;
}

/// What a cipher in use is asked for.
template <std::size_t KeyBytes>
int tellState(void* /*state*/, OSSL_PARAM* asked) {
    return tellSize(asked, OSSL_CIPHER_PARAM_KEYLEN, KeyBytes) && tellSize(asked, OSSL_CIPHER_PARAM_IVLEN, kAesBlock)
               ? 1
               : 0;
}

/// What is asked for before.
template <std::size_t KeyBytes>
int tellCipher(OSSL_PARAM* asked) {
    OSSL_PARAM* const mode = OSSL_PARAM_locate(asked, OSSL_CIPHER_PARAM_MODE);
    const bool told = tellState<KeyBytes>(nullptr, asked) == 1 && tellSize(asked, OSSL_CIPHER_PARAM_BLOCK_SIZE, 1) &&
                      (mode == nullptr || OSSL_PARAM_set_uint(mode, EVP_CIPH_CTR_MODE) == 1);
    return told ? 1 : 0;
}

template <class Function>
void (*entry(Function function))() {
    return reinterpret_cast<void (*)()>(function);
}

template <std::size_t KeyBytes>
const OSSL_DISPATCH* cipherTable() {
    static const OSSL_DISPATCH kTable[] = {
        {OSSL_FUNC_CIPHER_NEWCTX, entry(&newCipher<KeyBytes>)},
        {OSSL_FUNC_CIPHER_FREECTX, entry(&freeCipher)},
        {OSSL_FUNC_CIPHER_ENCRYPT_INIT, entry(&startCipher<KeyBytes>)},
        {OSSL_FUNC_CIPHER_DECRYPT_INIT, entry(&startCipher<KeyBytes>)},
        {OSSL_FUNC_CIPHER_UPDATE, entry(&updateCipher)},
        {OSSL_FUNC_CIPHER_FINAL, entry(&endCipher)},
        {OSSL_FUNC_CIPHER_CIPHER, entry(&updateCipher)},
        {OSSL_FUNC_CIPHER_GET_PARAMS, entry(&tellCipher<KeyBytes>)},
        {OSSL_FUNC_CIPHER_GET_CTX_PARAMS, entry(&tellState<KeyBytes>)},
        {0, nullptr},
    };
    return kTable;
}

const OSSL_ALGORITHM* algorithms(void* /*provider*/, int operation, int* mustNotBeKept) {
    static const OSSL_ALGORITHM kCiphers[] = {
        {"AES-128-CTR", "provider=dbvis-ctr-ahead", cipherTable<16>(), "counter mode, reckoned ahead"},
        {"AES-192-CTR", "provider=dbvis-ctr-ahead", cipherTable<24>(), "counter mode, reckoned ahead"},
        {"AES-256-CTR", "provider=dbvis-ctr-ahead", cipherTable<32>(), "counter mode, reckoned ahead"},
        {nullptr, nullptr, nullptr, nullptr},
    };
    *mustNotBeKept = 0;
    return operation == OSSL_OP_CIPHER ? kCiphers : nullptr;
}

int startProvider(const OSSL_CORE_HANDLE* handle, const OSSL_DISPATCH* /*core*/, const OSSL_DISPATCH** table,
                  void** provider) {
    static const OSSL_DISPATCH kTable[] = {
        {OSSL_FUNC_PROVIDER_QUERY_OPERATION, entry(&algorithms)},
        {0, nullptr},
    };
    *table = kTable;
    // It has no state of its own, but must not be null.
    *provider = const_cast<OSSL_CORE_HANDLE*>(handle);
    return 1;
}

/// The context in which ciphers reckon ahead; null where there is none. Lives as long as the process.
OSSL_LIB_CTX* makeContext() {
    if (EVP_default_properties_is_fips_enabled(nullptr) == 1) {
        return nullptr;
    }
    OSSL_LIB_CTX* const context = OSSL_LIB_CTX_new();
    // Random numbers are made by AES-CTR, too; those stay with OpenSSL's own.
    const bool ready = context != nullptr && OSSL_PROVIDER_add_builtin(context, kProvider, &startProvider) == 1 &&
                       OSSL_PROVIDER_load(context, "default") != nullptr &&
                       OSSL_PROVIDER_load(context, kProvider) != nullptr &&
                       RAND_set_DRBG_type(context, "CTR-DRBG", "provider=default", "AES-256-CTR", nullptr) == 1 &&
                       EVP_set_default_properties(context, "?provider=dbvis-ctr-ahead") == 1;
    if (!ready) {
        OSSL_LIB_CTX_free(context);
        return nullptr;
    }
    return context;
}

} // namespace

CtrAhead::CtrAhead() {
    static OSSL_LIB_CTX* const kContext = makeContext();
    if (kContext != nullptr) {
        m_before = OSSL_LIB_CTX_set0_default(kContext);
        m_works = m_before != nullptr;
    }
}

CtrAhead::~CtrAhead() {
    if (m_works) {
        OSSL_LIB_CTX_set0_default(m_before);
    }
}

} // namespace dbv::ssh
