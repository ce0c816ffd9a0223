// SPDX-License-Identifier: Apache-2.0
#include "secrets/pgpass.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "secrets/secret_text.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

constexpr std::string_view kLocalHost = "localhost";
constexpr std::string_view kUsualPort = "5432";
/// Where libpq was built to look for the usual socket; Debian's differs from everybody else's.
constexpr std::array<std::string_view, 2> kSocketFolders = {"/tmp", "/var/run/postgresql"};

/// What stands behind a field that fits, or nothing. A field is everything or a text, in which a backslash takes away the
/// meaning of what follows.
std::optional<std::string_view> behindField(std::string_view line, std::string_view wanted) {
    if (line.starts_with("*:")) {
        return line.substr(2);
    }
    std::size_t at = 0;
    for (const char letter : wanted) {
        if (at < line.size() && line[at] == ':') {
            return std::nullopt;
        }
        if (at < line.size() && line[at] == '\\') {
            ++at;
        }
        if (at >= line.size() || line[at] != letter) {
            return std::nullopt;
        }
        ++at;
    }
    return at < line.size() && line[at] == ':' ? std::optional(line.substr(at + 1)) : std::nullopt;
}

/// The password, which goes to the next colon that has no backslash before it.
Secret unescapedPassword(std::string_view text) {
    LockedMemory memory(text.size());
    std::size_t size = 0;
    for (std::size_t at = 0; at < text.size() && text[at] != ':'; ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) {
            ++at;
        }
        memory.bytes()[size++] = text[at];
    }
    memory.shrink(size);
    return Secret(std::move(memory));
}

std::string_view hostToFind(const PgpassQuestion& question) {
    const bool usual =
        question.host.empty() || std::ranges::find(kSocketFolders, question.host) != kSocketFolders.end();
    return usual ? kLocalHost : std::string_view(question.host);
}

std::optional<std::string_view> passwordIn(std::string_view line, const PgpassQuestion& question) {
    const std::array<std::string_view, 4> fields = {
        hostToFind(question), question.port.empty() ? kUsualPort : std::string_view(question.port), question.database,
        question.user};
    // libpq takes away as many returns as there are.
    line = line.substr(0, line.find_last_not_of('\r') + 1);
    std::optional<std::string_view> rest = line;
    for (const std::string_view field : fields) {
        rest = rest ? behindField(*rest, field) : std::nullopt;
    }
    return rest;
}

} // namespace

std::filesystem::path pgpassFile(const UserPlaces& places) {
    if (const std::optional<std::string> named = setVariable(places, "PGPASSFILE")) {
        return *named;
    }
#ifdef _WIN32
    const std::optional<std::string> data = setVariable(places, "APPDATA");
    return data ? std::filesystem::path(*data) / "postgresql" / "pgpass.conf" : std::filesystem::path();
#else
    return places.home.empty() ? std::filesystem::path() : places.home / ".pgpass";
#endif
}

PasswordSearch findInPgpass(const std::filesystem::path& file, const PgpassQuestion& question) {
    PasswordSearch search;
    std::error_code unknown;
    if (file.empty() || question.database.empty() || question.user.empty() || !std::filesystem::exists(file, unknown)) {
        return search;
    }
    if (isOpenToOthers(file)) {
        search.warnings.push_back("The password file " + settings::shownPath(file) +
                                  " was passed over: others may read it. Its permissions should be u=rw (0600).");
        return search;
    }
    const Result<std::optional<Secret>> text = readSecretText(file);
    if (!text) {
        search.warnings.push_back(text.error().message);
        return search;
    }
    LineReader lines(*text ? (*text)->reveal() : std::string_view());
    for (std::optional<std::string_view> line = lines.next(); line; line = lines.next()) {
        const std::optional<std::string_view> password =
            line->starts_with('#') ? std::nullopt : passwordIn(*line, question);
        if (password) {
            // An empty one ends the search as well, and is none.
            if (Secret found = unescapedPassword(*password); !found.empty()) {
                search.found =
                    FoundPassword{.password = std::move(found),
                                  .origin = settings::shownPath(file) + ", line " + std::to_string(lines.number())};
            }
            return search;
        }
    }
    return search;
}

} // namespace dbv::secrets
