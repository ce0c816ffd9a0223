// SPDX-License-Identifier: Apache-2.0
#include "secrets/pg_service.h"

#include <array>
#include <string_view>
#include <system_error>
#include <utility>

#include "secrets/secret_text.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

constexpr std::string_view kServiceSpace = " \t\r\n\v\f";
constexpr const char* kServiceName = "pg_service.conf";
/// Where libpq was built to look; it can not be asked.
constexpr std::array<const char*, 3> kSystemFolders = {"/etc/postgresql-common", "/etc/sysconfig/pgsql",
                                                       "/usr/local/etc/postgresql"};
/// libpq refuses longer lines.
constexpr std::size_t kLongestServiceLine = 1022;

std::string_view trimmedService(std::string_view line) {
    const std::size_t begin = line.find_first_not_of(kServiceSpace);
    return begin == std::string_view::npos ? std::string_view()
                                           : line.substr(begin, line.find_last_not_of(kServiceSpace) - begin + 1);
}

/// The name of the section that a line begins, if it is such a line.
std::optional<std::string_view> sectionOf(std::string_view line) {
    if (!line.starts_with('[')) {
        return std::nullopt;
    }
    const std::size_t end = line.find(']');
    // Without an end it is nobody's.
    return end == std::string_view::npos ? std::string_view() : line.substr(1, end - 1);
}

Error badServiceLine(const std::filesystem::path& file, int number, const std::string& why) {
    return makeError(
        ErrorKind::InvalidInput, settings::shownPath(file) + ", line " + std::to_string(number) + ": " + why + ".",
        "A service is a line with [its name] and lines like host=example.org, without spaces around the =.");
}

/// Errors: InvalidInput.
Result<void> takeSetting(PgService& service, std::string_view line, int number) {
    const std::size_t equals = line.find('=');
    if (line.starts_with("ldap")) {
        return std::unexpected(
            badServiceLine(service.file, number, "services that are looked up by LDAP are not known"));
    }
    if (equals == std::string_view::npos || equals == 0) {
        return std::unexpected(badServiceLine(service.file, number, "there is no = in it"));
    }
    const std::string_view key = line.substr(0, equals);
    const std::string_view value = line.substr(equals + 1);
    if (key == "service") {
        return std::unexpected(badServiceLine(service.file, number, "a service can not name another one"));
    }
    // The first one counts.
    if (key == "password" || key == "sslpassword") {
        Secret& secret = key == "password" ? service.password : service.keyPassword;
        secret = secret.empty() ? Secret(value) : std::move(secret);
    } else {
        service.values.emplace(key, value);
    }
    return {};
}

/// Nothing when the file has no such section.
Result<std::optional<PgService>> sectionIn(const std::filesystem::path& file, std::string_view text,
                                           const std::string& name) {
    LineReader lines(text);
    std::optional<PgService> service;
    for (std::optional<std::string_view> raw = lines.next(); raw; raw = lines.next()) {
        if (raw->size() > kLongestServiceLine) {
            return std::unexpected(badServiceLine(file, lines.number(), "it is too long"));
        }
        const std::string_view line = trimmedService(*raw);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (const std::optional<std::string_view> section = sectionOf(line)) {
            if (service) {
                return service;
            }
            if (*section == name) {
                service = PgService{.name = name, .values = {}, .password = {}, .keyPassword = {}, .file = file};
            }
        } else if (service) {
            if (Result<void> taken = takeSetting(*service, line, lines.number()); !taken) {
                return std::unexpected(std::move(taken.error()));
            }
        }
    }
    return service;
}

} // namespace

std::vector<std::filesystem::path> pgServiceFiles(const UserPlaces& places) {
    std::vector<std::filesystem::path> files;
    if (const std::optional<std::string> named = setVariable(places, "PGSERVICEFILE")) {
        files.emplace_back(*named);
    } else if (!places.home.empty()) {
        files.push_back(places.home / ".pg_service.conf");
    }
    if (const std::optional<std::string> folder = setVariable(places, "PGSYSCONFDIR")) {
        files.push_back(std::filesystem::path(*folder) / kServiceName);
        return files;
    }
    for (const char* folder : kSystemFolders) {
        files.push_back(std::filesystem::path(folder) / kServiceName);
    }
    return files;
}

Result<PgService> findPgService(const std::string& name, const UserPlaces& places) {
    std::string looked;
    for (const std::filesystem::path& file : pgServiceFiles(places)) {
        const Result<std::optional<Secret>> text = readSecretText(file);
        if (!text) {
            return std::unexpected(text.error());
        }
        if (!*text && places.variable("PGSERVICEFILE") == file.string()) {
            return fail(ErrorKind::NotFound, "There is no service file " + settings::shownPath(file) + ".",
                        "Make it, or take away the variable PGSERVICEFILE.");
        }
        looked += (looked.empty() ? "" : ", ") + settings::shownPath(file);
        Result<std::optional<PgService>> found = sectionIn(file, *text ? (*text)->reveal() : std::string_view(), name);
        if (!found) {
            return std::unexpected(std::move(found.error()));
        }
        if (*found) {
            return **std::move(found);
        }
    }
    return fail(ErrorKind::NotFound, "There is no service \"" + name + "\" in " + looked + ".",
                "Add a section [" + name + "], or set PGSERVICEFILE.");
}

Result<PgServiceList> readPgServices(const std::filesystem::path& file) {
    const Result<std::optional<Secret>> text = readSecretText(file);
    if (!text) {
        return std::unexpected(text.error());
    }
    PgServiceList list;
    LineReader lines(*text ? (*text)->reveal() : std::string_view());
    for (std::optional<std::string_view> raw = lines.next(); raw; raw = lines.next()) {
        const std::string_view line = trimmedService(*raw);
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        if (const std::optional<std::string_view> section = sectionOf(line)) {
            list.services.push_back(
                {.name = std::string(*section), .values = {}, .password = {}, .keyPassword = {}, .file = file});
        } else if (!list.services.empty()) {
            if (const Result<void> taken = takeSetting(list.services.back(), line, lines.number()); !taken) {
                list.warnings.push_back(taken.error().message);
            }
        }
    }
    return list;
}

} // namespace dbv::secrets
