// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "imports/found_connection.h"
#include "imports/import_notes.h"
#include "imports/importers.h"
#include "imports/pasted_text.h"
#include "secrets/option_files.h"
#include "secrets/pg_service.h"
#include "settings/file_paths.h"

namespace dbv::imports {

namespace {

constexpr std::string_view kClient = "client";

/// Options that are about the program and not about where it connects to.
bool isOfConnection(const std::string& name) {
    static const std::set<std::string, std::less<>> kNames = {"host",         "port",
                                                              "user",         "database",
                                                              "socket",       "ssl-mode",
                                                              "ssl-ca",       "ssl-cert",
                                                              "ssl-key",      "ssl-crl",
                                                              "tls-version",  "init-command",
                                                              "default-auth", "connect-timeout",
                                                              "compress",     "ssl",
                                                              "skip-ssl",     "ssl-verify-server-cert"};
    return kNames.contains(name);
}

ImportItem readOptions(const std::string& name, secrets::MergedOptions merged) {
    FoundConnection found;
    found.engine = "mysql";
    found.name = name;
    for (auto& [option, value] : merged.values) {
        if (!isOfConnection(option)) {
            continue;
        }
        const bool isSwitch =
            option == "ssl" || option == "skip-ssl" || option == "ssl-verify-server-cert" || option == "compress";
        found.word(option == "ssl" ? "require-ssl" : option, isSwitch && value.empty() ? "1" : std::move(value));
    }
    found.password = std::move(merged.password);
    found.tlsKeyPassword = std::move(merged.keyPassword);
    return itemOf(std::move(found));
}

/// `[client<suffix>]` and `[mysql<suffix>]`, in their order; "" is the plain group.
std::vector<std::string> suffixesIn(const secrets::FiledOptions& options) {
    std::vector<std::string> suffixes;
    for (const secrets::FiledOption& filed : options.options) {
        const std::string group = lowerCase(filed.option.group);
        for (const std::string_view family : {kClient, std::string_view("mysql")}) {
            if (!group.starts_with(family)) {
                continue;
            }
            const std::string suffix = filed.option.group.substr(family.size());
            // Those of the family that are programs or servers of their own.
            const bool other = suffix.starts_with("-server") || suffix.starts_with("-mariadb") ||
                               suffix.starts_with("d") || suffix.starts_with("_") || suffix.starts_with("admin") ||
                               suffix.starts_with("check") || suffix.starts_with("import") ||
                               suffix.starts_with("show") || suffix.starts_with("slap");
            if (!other && std::ranges::find(suffixes, suffix) == suffixes.end()) {
                suffixes.push_back(suffix);
            }
        }
    }
    return suffixes;
}

ImportItem readService(secrets::PgService service) {
    FoundConnection found;
    found.engine = "postgresql";
    found.name = service.name;
    for (auto& [word, value] : service.values) {
        found.word(word, std::move(value));
    }
    found.password = std::move(service.password);
    found.tlsKeyPassword = std::move(service.keyPassword);
    return itemOf(std::move(found));
}

Result<void> mustBeThere(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::exists(file, unknown)
               ? Result<void>()
               : Result<void>(fail(ErrorKind::NotFound, "There is no file " + settings::shownPath(file) + ".",
                                   "Choose another file."));
}

} // namespace

Result<ImportReport> importPgServices(const std::filesystem::path& file) {
    if (Result<void> there = mustBeThere(file); !there) {
        return std::unexpected(std::move(there.error()));
    }
    Result<secrets::PgServiceList> list = secrets::readPgServices(file);
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    ImportReport report;
    for (secrets::PgService& service : list->services) {
        report.items.push_back(service.name.empty()
                                   ? refusedItem({}, "The line with its name has no end: write [name].")
                                   : readService(std::move(service)));
    }
    report.remarks = std::move(list->warnings);
    if (report.items.empty()) {
        return fail(ErrorKind::InvalidInput, settings::shownPath(file) + ": there is no service in it.",
                    "A service is a line with [its name] and lines like host=example.org.");
    }
    giveUniqueNames(report);
    return report;
}

Result<ImportReport> importOptionFile(const std::filesystem::path& file) {
    if (Result<void> there = mustBeThere(file); !there) {
        return std::unexpected(std::move(there.error()));
    }
    Result<secrets::FiledOptions> options = secrets::readOptionFiles({file});
    if (!options) {
        return std::unexpected(std::move(options.error()));
    }
    ImportReport report;
    report.remarks = options->warnings;
    // A suffix of the environment would hide the groups that the file has.
    const secrets::UserPlaces plain{.variable = [](const char*) { return std::optional<std::string>(); }, .home = {}};
    for (const std::string& suffix : suffixesIn(*options)) {
        // With a suffix the programs read the plain groups first, and then those.
        std::vector<std::string> groups = secrets::clientGroups(plain);
        const std::vector<std::string> usual = groups;
        for (const std::string& group : usual) {
            groups.push_back(group + suffix);
        }
        ImportItem item = readOptions(suffix.empty() ? "MySQL of " + settings::shownPath(file.filename()) : suffix,
                                      secrets::mergedOptions(*options, groups));
        report.items.push_back(std::move(item));
    }
    if (report.items.empty() && report.remarks.empty()) {
        return fail(ErrorKind::InvalidInput,
                    settings::shownPath(file) + ": there is no group in it that the mysql program reads.",
                    "Such a file has a line [client] with lines like host=example.org below it.");
    }
    giveUniqueNames(report);
    return report;
}

Result<ImportReport> importSshHosts(const ssh::ConfigPlace& place) {
    ImportReport report;
    const std::vector<std::string> hosts = ssh::namedHosts(place);
    if (hosts.empty()) {
        return fail(ErrorKind::NotFound, "There are no hosts in " + settings::shownPath(place.userFile) + ".",
                    "A host is a line such as Host bastion, with lines like HostName bastion.example.org below it.");
    }
    report.items.reserve(hosts.size());
    for (const std::string& host : hosts) {
        ImportItem item;
        item.connection.name = cleanName(host);
        // No more than the name: what stands in the file holds at each use, as it is then.
        item.connection.config.ssh.target.host = host;
        takeUsualSafety(item);
        item.state = ImportState::Partly;
        item.remarks.emplace_back("It is only a way: say which database is reached through it.");
        report.items.push_back(std::move(item));
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
