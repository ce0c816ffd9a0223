// SPDX-License-Identifier: Apache-2.0
#include "secrets/login_path.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include <openssl/evp.h>

#include "secrets/byte_fields.h"
#include "secrets/option_text.h"
#include "secrets/secret_text.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

// The file: four bytes of nothing, twenty of a key, then line by line its size (4, little-endian) and its ciphertext.
constexpr std::size_t kUnusedSize = 4;
constexpr std::size_t kStoredKeySize = 20;
constexpr std::size_t kCipherKeySize = 16;
constexpr std::size_t kCipherBlock = 16;
constexpr std::size_t kLongestCipher = 4096;

struct CipherEnd {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

/// The stored key, folded to the size that AES-128 has.
Secret foldedKey(std::string_view stored) {
    return Secret::filled(kCipherKeySize, [stored](std::span<char> key) {
        for (std::size_t i = 0; i < stored.size(); ++i) {
            key[i % key.size()] = static_cast<char>(key[i % key.size()] ^ stored[i]);
        }
    });
}

const unsigned char* bytesOf(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// The number of bytes that were written to `into`, which has room for `cipher`; nothing when they were not encrypted so.
std::optional<std::size_t> decrypt(const Secret& key, std::string_view cipher, std::span<char> into) {
    const std::unique_ptr<EVP_CIPHER_CTX, CipherEnd> context(EVP_CIPHER_CTX_new());
    auto* out = reinterpret_cast<unsigned char*>(into.data());
    int first = 0;
    int last = 0;
    const bool good =
        context != nullptr &&
        EVP_DecryptInit_ex(context.get(), EVP_aes_128_ecb(), nullptr, bytesOf(key.reveal()), nullptr) == 1 &&
        EVP_DecryptUpdate(context.get(), out, &first, bytesOf(cipher), static_cast<int>(cipher.size())) == 1 &&
        EVP_DecryptFinal_ex(context.get(), out + first, &last) == 1;
    return good ? std::optional(static_cast<std::size_t>(first) + static_cast<std::size_t>(last)) : std::nullopt;
}

/// The text of the file; nothing when it is damaged.
std::optional<Secret> clearText(std::string_view bytes) {
    FieldReader fields(bytes);
    fields.raw(kUnusedSize);
    const Secret key = foldedKey(fields.raw(kStoredKeySize));
    LockedMemory text(bytes.size());
    std::size_t size = 0;
    while (!fields.failed() && fields.left() > 0) {
        const auto length = fields.number<std::uint32_t>();
        if (length == 0 || length > kLongestCipher || length % kCipherBlock != 0) {
            return std::nullopt;
        }
        const std::string_view cipher = fields.raw(length);
        const std::optional<std::size_t> got =
            fields.failed() ? std::nullopt : decrypt(key, cipher, text.bytes().subspan(size));
        if (!got) {
            return std::nullopt;
        }
        size += *got;
    }
    if (fields.failed()) {
        return std::nullopt;
    }
    text.shrink(size);
    return Secret(std::move(text));
}

Error damagedLoginFile(const std::filesystem::path& file, const std::string& why) {
    return makeError(ErrorKind::IoError,
                     "The file of login paths " + settings::shownPath(file) + " is damaged: " + why + ".",
                     "Make it anew with mysql_config_editor.");
}

std::vector<LoginPath> pathsIn(OptionText text) {
    std::vector<LoginPath> paths;
    for (auto& line : text.lines) {
        auto* option = std::get_if<OptionLine>(&line);
        if (option == nullptr) {
            continue;
        }
        auto path = std::ranges::find(paths, option->group, &LoginPath::name);
        if (path == paths.end()) {
            path = paths.insert(paths.end(), LoginPath{.name = option->group, .values = {}, .password = {}});
        }
        const std::string name = plainOptionName(option->name);
        if (name == "password") {
            path->password = std::move(option->secret);
        } else if (option->value) {
            path->values.insert_or_assign(name, *std::move(option->value));
        }
    }
    return paths;
}

} // namespace

std::filesystem::path loginPathFile(const UserPlaces& places) {
    if (const std::optional<std::string> named = setVariable(places, "MYSQL_TEST_LOGIN_FILE")) {
        return *named;
    }
#ifdef _WIN32
    const std::optional<std::string> folder = setVariable(places, "APPDATA");
    return folder ? std::filesystem::path(*folder) / "MySQL" / ".mylogin.cnf" : std::filesystem::path();
#else
    return places.home.empty() ? std::filesystem::path() : places.home / ".mylogin.cnf";
#endif
}

Result<LoginPaths> readLoginPaths(const std::filesystem::path& file) {
    const Result<std::optional<Secret>> bytes = readSecretText(file);
    if (!bytes) {
        return std::unexpected(bytes.error());
    }
    LoginPaths result;
    if (!*bytes) {
        return result;
    }
    if (isOpenToOthers(file)) {
        result.warnings.push_back("The file of login paths " + settings::shownPath(file) +
                                  " was passed over: others may read it. Its permissions should be u=rw (0600).");
        return result;
    }
    const std::optional<Secret> text = clearText((*bytes)->reveal());
    if (!text) {
        return std::unexpected(damagedLoginFile(file, "it can not be decrypted"));
    }
    OptionText parsed = parseOptions(text->reveal());
    if (parsed.trouble) {
        return std::unexpected(damagedLoginFile(file, parsed.trouble->why));
    }
    result.paths = pathsIn(std::move(parsed));
    return result;
}

} // namespace dbv::secrets
