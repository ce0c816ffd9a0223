// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <string>
#include <utility>

#include "imports/found_connection.h"
#include "imports/importers.h"
#include "imports/pasted_text.h"
#include "imports/vocabulary.h"
#include "imports/xml_tree.h"

namespace dbv::imports {

namespace {

/// What the file beside the data sources adds, and the SSH ways of the whole IDE, by their ids.
struct DataGripExtras {
    std::map<std::string, XmlElement> local;
    std::map<std::string, XmlElement> ssh;
};

Result<std::map<std::string, XmlElement>> elementsById(const std::optional<ForeignFile>& file, std::string_view name,
                                                       std::string_view idName) {
    std::map<std::string, XmlElement> byId;
    if (!file) {
        return byId;
    }
    const Result<XmlElement> root = readXml(*file);
    if (!root) {
        return std::unexpected(root.error());
    }
    for (const XmlElement* element : root->all(name)) {
        byId.emplace(element->attribute(idName), *element);
    }
    return byId;
}

/// `$USER_HOME$` is the home folder, as `~` is here; other macros mean folders that are not known here.
std::string withoutMacros(std::string path, FoundConnection& found) {
    static constexpr std::string_view kHome = "$USER_HOME$";
    path = path.starts_with("file://") ? path.substr(7) : path;
    if (const std::size_t home = path.find(kHome); home != std::string::npos) {
        path.replace(home, kHome.size(), "~");
    }
    for (const std::string_view macro :
         {"$PROJECT_DIR$", "$ProjectFileDir$", "$APPLICATION_HOME_DIR$", "$MODULE_DIR$"}) {
        if (path.contains(macro)) {
            found.loses("A path in it begins with a macro of the IDE: choose the file again.");
        }
    }
    return path;
}

std::string driverOf(const XmlElement& source) {
    std::string driver = source.childText("driver-ref");
    const std::string url = source.childText("jdbc-url");
    if (engineOfWord(driver) != Engine::Unknown || url.size() <= 5) {
        return driver;
    }
    // Drivers that a user has set up have names of their own; the URL tells the engine.
    const std::string scheme = url.substr(5, url.find(':', 5) - 5);
    return engineOfWord(scheme) != Engine::Unknown || driver.empty() ? scheme : driver;
}

void readSshProperties(const XmlElement& source, const DataGripExtras& extras, FoundConnection& found) {
    const XmlElement* properties = source.child("ssh-properties");
    if (properties == nullptr || properties->childText("enabled") != "true") {
        return;
    }
    const auto config = extras.ssh.find(properties->childText("ssh-config-id"));
    if (config == extras.ssh.end()) {
        found.loses(
            "Its SSH tunnel was left out: sshConfigs.xml of the IDE does not have it. Enter it in the connection.");
        return;
    }
    const XmlElement& ssh = config->second;
    const std::string kind = ssh.attribute("authType");
    found.ssh.host = ssh.attribute("host");
    found.ssh.port = ssh.attribute("port");
    found.ssh.user = ssh.attribute("username");
    found.ssh.auth = kind == "KEY_PAIR" ? "key" : kind == "PASSWORD" ? "password" : "";
    found.ssh.keyFile = withoutMacros(ssh.attribute("keyPath"), found);
    if (found.ssh.auth == "password") {
        found.loses("The password of its SSH tunnel is in the IDE's own store: enter it at the first use.");
    }
}

void readSslConfig(const XmlElement& source, FoundConnection& found) {
    const XmlElement* ssl = source.child("ssl-config");
    if (ssl == nullptr || (ssl->child("enabled") != nullptr && ssl->childText("enabled") != "true")) {
        return;
    }
    const std::string mode = ssl->childText("mode");
    found.word("sslmode", mode.empty() ? "require" : mode);
    found.word("sslca", withoutMacros(ssl->childText("ca-cert"), found));
    found.word("sslcert", withoutMacros(ssl->childText("client-cert"), found));
    found.word("sslkey", withoutMacros(ssl->childText("client-key"), found));
}

ImportItem readSource(const XmlElement& source, const DataGripExtras& extras) {
    FoundConnection found;
    found.name = source.attribute("name");
    found.engine = driverOf(source);
    found.group = source.attribute("group");
    found.readOnly = source.attribute("read-only") == "true" || source.childText("read-only") == "true";
    found.url = withoutMacros(source.childText("jdbc-url"), found);
    found.user = source.childText("user-name");
    const std::string provider = source.childText("auth-provider");
    readSshProperties(source, extras, found);
    readSslConfig(source, found);
    if (const auto local = extras.local.find(source.attribute("uuid")); local != extras.local.end()) {
        found.user = found.user.empty() ? local->second.childText("user-name") : found.user;
        found.group = found.group.empty() ? local->second.attribute("group") : found.group;
        readSshProperties(local->second, extras, found);
        readSslConfig(local->second, found);
    }
    const bool file = engineOfWord(found.engine) == Engine::Sqlite;
    if (provider == "pgpass") {
        found.notes.emplace_back("Its password is read from .pgpass, here as in the IDE.");
    } else if (!file && provider != "no-auth") {
        found.loses(
            "Its password is in the IDE's own store, which other programs can not read: enter it at the first use.");
    }
    if (found.url.empty()) {
        return refusedItem(found.name, "It has no URL.");
    }
    return itemOf(std::move(found));
}

} // namespace

Result<ImportReport> importDataGrip(const ForeignFile& sources, const std::optional<ForeignFile>& local,
                                    const std::optional<ForeignFile>& sshConfigs) {
    const Result<XmlElement> root = readXml(sources);
    if (!root) {
        return std::unexpected(root.error());
    }
    auto localById = elementsById(local, "data-source", "uuid");
    auto sshById = elementsById(sshConfigs, "sshConfig", "id");
    if (!localById || !sshById) {
        return std::unexpected(localById ? sshById.error() : localById.error());
    }
    const DataGripExtras extras{*std::move(localById), *std::move(sshById)};
    ImportReport report;
    for (const XmlElement* source : root->all("data-source")) {
        report.items.push_back(readSource(*source, extras));
    }
    if (report.items.empty() && root->all("component").empty() && root->name != "component") {
        return failInFile(sources, 0, "it is not a list of data sources: it has no component of that kind");
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
