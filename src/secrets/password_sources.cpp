// SPDX-License-Identifier: Apache-2.0
#include "secrets/password_sources.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "secrets/login_path.h"
#include "secrets/option_files.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

bool takeVariable(PasswordSearch& search, const UserPlaces& places, const char* name) {
    if (std::optional<std::string> value = setVariable(places, name)) {
        search.found =
            FoundPassword{.password = Secret(*std::move(value)), .origin = std::string("the variable ") + name};
    }
    return search.found.has_value();
}

/// A file that can not be read is told; the search goes on, as the next place may have the password.
void takeLoginPaths(PasswordSearch& search, const std::vector<std::string>& groups, const UserPlaces& places) {
    const std::filesystem::path file = loginPathFile(places);
    Result<LoginPaths> read = readLoginPaths(file);
    if (!read) {
        search.warnings.push_back(read.error().message);
        return;
    }
    std::ranges::move(read->warnings, std::back_inserter(search.warnings));
    for (LoginPath& path : read->paths) {
        if (std::ranges::find(groups, path.name) != groups.end() && !path.password.empty()) {
            search.found = FoundPassword{.password = std::move(path.password),
                                         .origin = settings::shownPath(file) + ", login path " + path.name};
        }
    }
}

void takeOptionFiles(PasswordSearch& search, const std::vector<std::string>& groups, const UserPlaces& places) {
    Result<FiledOptions> read = readOptionFiles(optionFiles(places));
    if (!read) {
        search.warnings.push_back(read.error().message);
        return;
    }
    std::ranges::move(read->warnings, std::back_inserter(search.warnings));
    MergedOptions merged = mergedOptions(*read, groups);
    if (!search.found && !merged.password.empty()) {
        search.found =
            FoundPassword{.password = std::move(merged.password), .origin = std::move(merged.passwordOrigin)};
    }
}

} // namespace

PasswordSearch postgresPassword(const PgpassQuestion& question, const UserPlaces& places) {
    PasswordSearch search;
    if (takeVariable(search, places, "PGPASSWORD")) {
        return search;
    }
    return findInPgpass(pgpassFile(places), question);
}

PasswordSearch mysqlPassword(const std::string& loginPath, const UserPlaces& places) {
    std::vector<std::string> groups = clientGroups(places);
    PasswordSearch search;
    std::vector<std::string> loginGroups = groups;
    if (!loginPath.empty()) {
        loginGroups.push_back(loginPath);
    }
    takeLoginPaths(search, loginGroups, places);
    takeOptionFiles(search, groups, places);
    if (!search.found) {
        takeVariable(search, places, "MYSQL_PWD");
    }
    return search;
}

} // namespace dbv::secrets
