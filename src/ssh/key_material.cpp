// SPDX-License-Identifier: Apache-2.0
#include "ssh/key_material.h"

#include <array>
#include <vector>

#include "ssh/openssl_handles.h"
#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

const unsigned char* bytesOf(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Openssl<BIGNUM> bigNumber(std::string_view bytes) {
    return Openssl<BIGNUM>(BN_bin2bn(bytesOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

PrivateKey::Handle fromParams(const char* kind, OSSL_PARAM_BLD* builder) {
    const Openssl<OSSL_PARAM> params(OSSL_PARAM_BLD_to_param(builder));
    const Openssl<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (params && context && EVP_PKEY_fromdata_init(context.get()) == 1) {
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get());
    }
    return PrivateKey::Handle(key);
}

struct Curve {
    const char* ssh;
    const char* openssl;
};

constexpr std::array<Curve, 3> kCurves{{
    {"nistp256", "prime256v1"},
    {"nistp384", "secp384r1"},
    {"nistp521", "secp521r1"},
}};

std::string bytesOfNumber(const EVP_PKEY* key, const char* name) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) {
        return {};
    }
    const Openssl<BIGNUM> number(raw);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
    BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
    return bytes;
}

std::optional<PublicHalf> ecdsaHalf(const EVP_PKEY* key) {
    std::array<char, 64> group{};
    std::size_t size = 0;
    if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), &size) != 1) {
        return std::nullopt;
    }
    // Always uncompressed, whatever the file had.
    const std::string x = bytesOfNumber(key, OSSL_PKEY_PARAM_EC_PUB_X);
    const std::string y = bytesOfNumber(key, OSSL_PKEY_PARAM_EC_PUB_Y);
    const std::size_t width = (static_cast<std::size_t>(EVP_PKEY_get_bits(key)) + 7) / 8;
    for (const Curve& curve : kCurves) {
        if (std::string_view(group.data(), size) == curve.openssl && x.size() <= width && y.size() <= width) {
            std::string point = "\x04";
            point.append(width - x.size(), '\0').append(x).append(width - y.size(), '\0').append(y);
            const std::string type = std::string("ecdsa-sha2-") + curve.ssh;
            WireWriter blob;
            blob.text(type);
            blob.text(curve.ssh);
            blob.text(point);
            return PublicHalf{type, blob.take()};
        }
    }
    return std::nullopt;
}

} // namespace

PrivateKey::Handle ed25519Key(std::string_view seed) {
    return PrivateKey::Handle(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, bytesOf(seed), seed.size()));
}

PrivateKey::Handle ecdsaKey(std::string_view curve, std::string_view point, std::string_view scalar) {
    for (const Curve& known : kCurves) {
        if (curve != known.ssh) {
            continue;
        }
        const Openssl<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
        const Openssl<BIGNUM> number = bigNumber(scalar);
        if (!builder || !number ||
            OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, known.openssl, 0) != 1 ||
            OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1 ||
            OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) != 1) {
            return nullptr;
        }
        return fromParams("EC", builder.get());
    }
    return nullptr;
}

PrivateKey::Handle rsaKey(const RsaNumbers& numbers) {
    struct Field {
        const char* name;
        Openssl<BIGNUM> number;
    };
    const Openssl<BN_CTX> context(BN_CTX_new());
    const Openssl<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    Openssl<BIGNUM> d = bigNumber(numbers.d);
    Openssl<BIGNUM> p = bigNumber(numbers.p);
    Openssl<BIGNUM> q = bigNumber(numbers.q);
    const auto reduced = [&](const BIGNUM* prime) {
        Openssl<BIGNUM> less(BN_dup(prime));
        Openssl<BIGNUM> rest(BN_new());
        const bool done = less && rest && BN_is_zero(prime) == 0 && BN_sub_word(less.get(), 1) == 1 &&
                          BN_is_zero(less.get()) == 0 && BN_mod(rest.get(), d.get(), less.get(), context.get()) == 1;
        return done ? std::move(rest) : nullptr;
    };
    if (!context || !builder || !d || !p || !q) {
        return nullptr;
    }
    Openssl<BIGNUM> dp = reduced(p.get());
    Openssl<BIGNUM> dq = reduced(q.get());
    std::vector<Field> fields;
    fields.reserve(8);
    fields.push_back({OSSL_PKEY_PARAM_RSA_N, bigNumber(numbers.n)});
    fields.push_back({OSSL_PKEY_PARAM_RSA_E, bigNumber(numbers.e)});
    fields.push_back({OSSL_PKEY_PARAM_RSA_D, std::move(d)});
    fields.push_back({OSSL_PKEY_PARAM_RSA_FACTOR1, std::move(p)});
    fields.push_back({OSSL_PKEY_PARAM_RSA_FACTOR2, std::move(q)});
    fields.push_back({OSSL_PKEY_PARAM_RSA_EXPONENT1, std::move(dp)});
    fields.push_back({OSSL_PKEY_PARAM_RSA_EXPONENT2, std::move(dq)});
    fields.push_back({OSSL_PKEY_PARAM_RSA_COEFFICIENT1, bigNumber(numbers.iqmp)});
    for (const Field& field : fields) {
        if (!field.number || OSSL_PARAM_BLD_push_BN(builder.get(), field.name, field.number.get()) != 1) {
            return nullptr;
        }
    }
    return fromParams("RSA", builder.get());
}

std::optional<PublicHalf> publicHalfOf(const EVP_PKEY* key) {
    WireWriter blob;
    switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519: {
        std::string bytes(32, '\0');
        std::size_t size = bytes.size();
        if (EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(bytes.data()), &size) != 1) {
            return std::nullopt;
        }
        blob.text("ssh-ed25519");
        blob.text(bytes);
        return PublicHalf{"ssh-ed25519", blob.take()};
    }
    case EVP_PKEY_RSA:
        blob.text("ssh-rsa");
        blob.bigNumber(bytesOfNumber(key, OSSL_PKEY_PARAM_RSA_E));
        blob.bigNumber(bytesOfNumber(key, OSSL_PKEY_PARAM_RSA_N));
        return PublicHalf{"ssh-rsa", blob.take()};
    case EVP_PKEY_EC: return ecdsaHalf(key);
    default: return std::nullopt;
    }
}

} // namespace dbv::ssh
