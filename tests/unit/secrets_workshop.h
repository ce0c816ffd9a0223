// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "secrets/user_places.h"
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

/// Writes a file that only its user may read, and gives its path.
inline std::filesystem::path putPrivate(const std::filesystem::path& file, const std::string& bytes) {
    put(file, bytes);
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    return file;
}

/// An environment and a home that a test makes up.
struct MadeUpPlaces {
    std::map<std::string, std::string> variables;
    std::filesystem::path home;

    [[nodiscard]] UserPlaces places() const {
        return {.variable = [all = variables](const char* name) -> std::optional<std::string> {
                    const auto found = all.find(name);
                    return found == all.end() ? std::nullopt : std::optional(found->second);
                },
                .home = home};
    }
};

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
