// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/provider.h>

#include "ssh/ctr_ahead.h"
#include "ssh/openssl_handles.h"

namespace dbv::ssh {

struct CounterCipher {
    const char* name;
    const EVP_CIPHER* (*cipher)();
};

std::ostream& operator<<(std::ostream& out, const CounterCipher& kind) {
    return out << kind.name;
}

class SshCtrAhead : public ::testing::TestWithParam<CounterCipher> {};

namespace {

using Bytes = std::vector<unsigned char>;

Bytes counted(std::size_t size) {
    Bytes bytes(size);
    std::iota(bytes.begin(), bytes.end(), static_cast<unsigned char>(7));
    return bytes;
}

/// A cipher as libssh2 sets it up and calls it.
class Crypt {
public:
    Crypt(const CounterCipher& kind, bool encrypts, const Bytes& iv)
        : m_set(EVP_CipherInit(m_context.get(), kind.cipher(), counted(32).data(), iv.data(), encrypts ? 1 : 0) == 1) {}

    [[nodiscard]] bool set() const { return m_set; }
    [[nodiscard]] std::string provider() const {
        return OSSL_PROVIDER_get0_name(EVP_CIPHER_get0_provider(EVP_CIPHER_CTX_get0_cipher(m_context.get())));
    }
    /// What `bytes` become, in pieces of the size that `next` tells.
    template <class Next>
    Bytes run(const Bytes& bytes, Next next) {
        Bytes out(bytes.size());
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t size = std::min<std::size_t>(next(), bytes.size() - at);
            EXPECT_EQ(EVP_Cipher(m_context.get(), out.data() + at, bytes.data() + at, static_cast<unsigned>(size)),
                      static_cast<int>(size));
            at += size;
        }
        return out;
    }
    [[nodiscard]] EVP_CIPHER_CTX* raw() { return m_context.get(); }

private:
    Openssl<EVP_CIPHER_CTX> m_context{EVP_CIPHER_CTX_new()};
    bool m_set;
};

const auto kBlocks = [] { return std::size_t{16}; };

} // namespace

TEST_P(SshCtrAhead, GivesWhatOpensslGivesInPiecesOfAnySize) {
    Bytes iv = counted(16);
    // So that the counter runs over from its low half within the first blocks.
    std::fill(iv.begin() + 8, iv.end(), static_cast<unsigned char>(0xff));
    const Bytes plain = counted(100'003);
    Crypt theirs(GetParam(), true, iv);
    ASSERT_TRUE(theirs.set());
    EXPECT_EQ(theirs.provider(), "default");
    const Bytes wanted = theirs.run(plain, kBlocks);

    const CtrAhead ahead;
    ASSERT_TRUE(ahead.works());
    Crypt ours(GetParam(), true, iv);
    ASSERT_TRUE(ours.set());
    EXPECT_EQ(ours.provider(), "dbvis-ctr-ahead");
    EXPECT_EQ(ours.run(plain, kBlocks), wanted);
    std::minstd_rand dice(4);
    Crypt inPieces(GetParam(), true, iv);
    EXPECT_EQ(inPieces.run(plain, [&] { return std::size_t{1} + dice() % 9000; }), wanted);
    Crypt back(GetParam(), false, iv);
    EXPECT_EQ(back.run(wanted, [&] { return std::size_t{1} + dice() % 40; }), plain);
}

TEST_P(SshCtrAhead, StartsAnewWithAnotherIvAndTheKeyThatItHas) {
    const Bytes plain = counted(5000);
    const Bytes iv = counted(16);
    const CtrAhead ahead;
    Crypt ours(GetParam(), true, iv);
    const Bytes first = ours.run(plain, kBlocks);
    ASSERT_EQ(EVP_CipherInit_ex(ours.raw(), nullptr, nullptr, nullptr, iv.data(), 1), 1);
    EXPECT_EQ(ours.run(plain, kBlocks), first);
}

TEST_P(SshCtrAhead, IsOfItsThreadAndOfItsTime) {
    const Bytes iv = counted(16);
    {
        const CtrAhead ahead;
        std::string elsewhere;
        std::thread([&] { elsewhere = Crypt(GetParam(), true, iv).provider(); }).join();
        EXPECT_EQ(elsewhere, "default");
        EXPECT_EQ(Crypt(GetParam(), true, iv).provider(), "dbvis-ctr-ahead");
    }
    EXPECT_EQ(Crypt(GetParam(), true, iv).provider(), "default");
}

TEST_P(SshCtrAhead, IsUsedInAnotherThreadThanItWasSetUpIn) {
    const Bytes iv = counted(16);
    const Bytes plain = counted(10'000);
    const Bytes wanted = Crypt(GetParam(), true, iv).run(plain, kBlocks);
    std::unique_ptr<Crypt> ours;
    {
        const CtrAhead ahead;
        ours = std::make_unique<Crypt>(GetParam(), true, iv);
    }
    Bytes got;
    std::thread([&] { got = std::exchange(ours, nullptr)->run(plain, kBlocks); }).join();
    EXPECT_EQ(got, wanted);
}

INSTANTIATE_TEST_SUITE_P(Ciphers, SshCtrAhead,
                         ::testing::Values(CounterCipher{"AES128", &EVP_aes_128_ctr},
                                           CounterCipher{"AES192", &EVP_aes_192_ctr},
                                           CounterCipher{"AES256", &EVP_aes_256_ctr}),
                         [](const auto& kind) { return std::string(kind.param.name); });

} // namespace dbv::ssh
