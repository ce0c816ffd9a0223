// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "imports/found_connection.h"
#include "imports/importers.h"
#include "imports/pasted_text.h"
#include "imports/xml_tree.h"

namespace dbv::imports {

namespace {

/// The value of a key among the children of an object or a dictionary.
std::string valueAt(const XmlElement& element, std::string_view key) {
    const auto found =
        std::ranges::find_if(element.children, [&](const XmlElement& child) { return child.attribute("key") == key; });
    return found == element.children.end() ? std::string() : found->text;
}

const XmlElement* parametersOf(const XmlElement& object) {
    const auto found = std::ranges::find_if(
        object.children, [](const XmlElement& child) { return child.attribute("key") == "parameterValues"; });
    return found == object.children.end() ? nullptr : &*found;
}

void readWorkbenchTls(const XmlElement& parameters, FoundConnection& found) {
    static constexpr std::array<const char*, 5> kModes = {"disable", "prefer", "require", "verify-ca", "verify-full"};
    const std::string mode = valueAt(parameters, "useSSL");
    if (mode.size() == 1 && mode.front() >= '0' && mode.front() <= '4') {
        found.word("sslmode", kModes.at(static_cast<std::size_t>(mode.front() - '0')));
    }
    found.word("sslca", valueAt(parameters, "sslCA"));
    found.word("sslcert", valueAt(parameters, "sslCert"));
    found.word("sslkey", valueAt(parameters, "sslKey"));
}

void readWorkbenchSsh(const XmlElement& parameters, FoundConnection& found) {
    const std::string host = valueAt(parameters, "sshHost");
    // host or host:port
    const std::size_t colon = host.rfind(':');
    const bool withPort = colon != std::string::npos && host.find(':') == colon;
    found.ssh.host = host.substr(0, withPort ? colon : std::string::npos);
    found.ssh.port = withPort ? host.substr(colon + 1) : valueAt(parameters, "sshPort");
    found.ssh.user = valueAt(parameters, "sshUserName");
    found.ssh.keyFile = valueAt(parameters, "sshKeyFile");
    found.ssh.auth = found.ssh.keyFile.empty() ? "password" : "key";
    if (found.ssh.host.empty()) {
        found.loses("Its SSH tunnel has no host and was left out.");
    } else if (std::string password = valueAt(parameters, "sshPassword"); !password.empty()) {
        (found.ssh.keyFile.empty() ? found.sshPassword : found.sshPassphrase) = Secret(std::move(password));
    } else if (found.ssh.keyFile.empty()) {
        found.loses("The password of its SSH tunnel is in the keychain of MySQL Workbench: enter it at the first use.");
    }
}

ImportItem readWorkbenchObject(const XmlElement& object) {
    FoundConnection found;
    found.name = valueAt(object, "name");
    // Folders of the home screen are written before the name.
    if (const std::size_t slash = found.name.rfind('/'); slash != std::string::npos) {
        found.group = found.name.substr(0, slash);
        found.name = found.name.substr(slash + 1);
    }
    const std::string driver = valueAt(object, "driver");
    found.engine = driver.empty() || lowerCase(driver).contains("mysql") ? "mysql" : driver;
    const XmlElement* parameters = parametersOf(object);
    if (parameters == nullptr) {
        return refusedItem(found.name, "It has no parameters.");
    }
    found.host = valueAt(*parameters, "hostName");
    found.port = valueAt(*parameters, "port");
    found.user = valueAt(*parameters, "userName");
    found.database = valueAt(*parameters, "schema");
    if (driver.ends_with("native_socket")) {
        found.host.clear();
        found.port.clear();
        found.word("socket", valueAt(*parameters, "socket"));
    } else if (driver.ends_with("native_sshtun")) {
        readWorkbenchSsh(*parameters, found);
    }
    readWorkbenchTls(*parameters, found);
    std::string password = valueAt(*parameters, "password");
    if (password.empty()) {
        found.loses("Its password is in the keychain of MySQL Workbench: enter it at the first use.");
    }
    found.password = Secret(std::move(password));
    return itemOf(std::move(found));
}

} // namespace

Result<ImportReport> importWorkbench(const ForeignFile& connections) {
    const Result<XmlElement> root = readXml(connections);
    if (!root) {
        return std::unexpected(root.error());
    }
    if (root->name != "data") {
        return failInFile(connections, 0, "it is not a list of connections of MySQL Workbench");
    }
    ImportReport report;
    for (const XmlElement* value : root->all("value")) {
        if (value->attribute("struct-name") == "db.mgmt.Connection") {
            report.items.push_back(readWorkbenchObject(*value));
        }
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
