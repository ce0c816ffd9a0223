// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "secrets/vault.h"

namespace dbv::secrets::workshop {

/// The cheapest key there is: the tests are about the file.
inline VaultOptions cheap() {
    VaultOptions options;
    options.cost = kLowestCost;
    return options;
}

inline VaultKey password(const char* text) {
    return {.source = KeySource::Password, .bytes = Secret(text)};
}

inline std::string contentOf(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

inline void put(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

/// What a result failed with; an empty message when it did not.
template <class T>
Error errorOf(const Result<T>& result) {
    return result ? Error() : result.error();
}

/// The text of a secret, or why there is none.
inline std::string shown(const Result<Secret>& secret) {
    return secret ? std::string(secret->reveal()) : "error: " + secret.error().message;
}

/// A folder with a vault's place in it.
class VaultTest : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path file() const { return folder() / "secrets.vault"; }
    [[nodiscard]] std::filesystem::path backup() const { return folder() / "secrets.vault.bak"; }

private:
    QTemporaryDir m_folder;
};

} // namespace dbv::secrets::workshop
