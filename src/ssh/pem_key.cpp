// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "ssh/key_errors.h"
#include "ssh/key_print.h"
#include "ssh/openssh_key.h"
#include "ssh/openssl_handles.h"
#include "ssh/private_key.h"
#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

int givePassphrase(char* buffer, int size, int /*writing*/, void* secret) {
    if (secret == nullptr) {
        return -1;
    }
    const std::string_view text = static_cast<const Secret*>(secret)->reveal();
    if (text.size() > static_cast<std::size_t>(std::max(size, 0))) {
        return -1;
    }
    std::memcpy(buffer, text.data(), text.size());
    return static_cast<int>(text.size());
}

bool isEncryptedPem(std::string_view text) {
    return text.find("-----BEGIN ENCRYPTED PRIVATE KEY-----") != std::string_view::npos ||
           text.find("Proc-Type: 4,ENCRYPTED") != std::string_view::npos;
}

KeyResult<PrivateKey> parsePem(std::string_view text, const Secret* passphrase, std::string_view name) {
    const bool encrypted = isEncryptedPem(text);
    if (encrypted && passphrase == nullptr) {
        return std::unexpected(keyNeedsPassphrase(name));
    }
    const Openssl<BIO> source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    Secret copy = passphrase != nullptr ? passphrase->clone() : Secret();
    ERR_clear_error();
    PrivateKey::Handle handle(source ? PEM_read_bio_PrivateKey(source.get(), nullptr, &givePassphrase, &copy)
                                     : nullptr);
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (!handle) {
        // A cut file is already no PEM; behind that only the passphrase decides what comes out.
        const bool cut = ERR_GET_LIB(code) == ERR_LIB_PEM && ERR_GET_REASON(code) != PEM_R_BAD_DECRYPT;
        return std::unexpected(encrypted && !cut ? keyWrongPassphrase(name)
                                                 : keyDamaged(name, "the file is cut or changed"));
    }
    auto key = PrivateKey::from(std::move(handle));
    if (!key) {
        return std::unexpected(keyDamaged(name, "SSH does not use keys of its kind"));
    }
    return std::move(*key);
}

std::optional<std::string> blobOfPublicLine(std::string_view line) {
    const std::size_t begin = line.find(' ');
    if (begin == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view rest = line.substr(begin + 1);
    auto blob = decodedBase64(rest.substr(0, rest.find_first_of(" \r\n")));
    return blob && keyTypeOf(*blob) == line.substr(0, begin) ? blob : std::nullopt;
}

} // namespace

KeyResult<PrivateKey> parsePrivateKey(std::string_view text, const Secret* passphrase, std::string_view name) {
    if (isOpensshKey(text)) {
        return parseOpensshKey(text, passphrase, name);
    }
    if (text.starts_with("PuTTY-User-Key-File")) {
        return std::unexpected(keyDamaged(name, "it is in PuTTY's form; export it as an OpenSSH key with puttygen"));
    }
    if (const auto blob = blobOfPublicLine(text)) {
        return std::unexpected(keyDamaged(name, "it is the public half of a key"));
    }
    if (text.find("-----BEGIN ") == std::string_view::npos) {
        return std::unexpected(keyDamaged(name, "it holds no private key"));
    }
    return parsePem(text, passphrase, name);
}

std::optional<std::string> publicBlobOf(const std::filesystem::path& path) {
    if (auto beside = readTextFile(path.string() + ".pub")) {
        if (auto blob = blobOfPublicLine(*beside)) {
            return blob;
        }
    }
    auto text = readTextFile(path);
    if (!text) {
        return std::nullopt;
    }
    const Secret wiped(std::move(*text));
    if (isOpensshKey(wiped.reveal())) {
        return opensshPublicBlob(wiped.reveal());
    }
    return blobOfPublicLine(wiped.reveal());
}

} // namespace dbv::ssh
