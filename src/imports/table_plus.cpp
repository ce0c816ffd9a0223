// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <string>
#include <utility>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "imports/found_connection.h"
#include "imports/importers.h"
#include "imports/json_values.h"
#include "imports/pasted_text.h"
#include "imports/vocabulary.h"
#include "imports/xml_tree.h"

namespace dbv::imports {

namespace {

constexpr std::size_t kDeepestGroup = 32;

/// A property list has the same kinds of values as JSON.
QJsonValue jsonOf(const XmlElement& element) {
    if (element.name == "array") {
        QJsonArray array;
        for (const XmlElement& child : element.children) {
            array.append(jsonOf(child));
        }
        return array;
    }
    if (element.name == "dict") {
        QJsonObject object;
        for (std::size_t i = 0; i + 1 < element.children.size(); i += 2) {
            object.insert(QString::fromStdString(element.children[i].text), jsonOf(element.children[i + 1]));
        }
        return object;
    }
    if (element.name == "true" || element.name == "false") {
        return element.name == "true";
    }
    return QString::fromStdString(element.text);
}

/// The list in a file, whichever of the two forms it has. Errors: InvalidInput, Unsupported.
Result<QJsonArray> listIn(const ForeignFile& file) {
    if (file.bytes.starts_with("bplist")) {
        return fail(ErrorKind::Unsupported,
                    file.name + " is a property list in Apple's binary form, which is not read.",
                    "Write it as XML first: plutil -convert xml1 -o Connections.xml Connections.plist");
    }
    const std::string_view begin = trimmedView(std::string_view(file.bytes).substr(0, 64));
    QJsonValue root;
    if (begin.starts_with('[') || begin.starts_with('{')) {
        const Result<QJsonDocument> document = readJson(file);
        if (!document) {
            return std::unexpected(document.error());
        }
        root = document->isArray() ? QJsonValue(document->array()) : QJsonValue(document->object());
    } else if (begin.contains('<')) {
        const Result<XmlElement> plist = readXml(file);
        if (!plist) {
            return std::unexpected(plist.error());
        }
        root = plist->children.empty() ? QJsonValue() : jsonOf(plist->children.front());
    } else {
        return fail(ErrorKind::Unsupported,
                    file.name + " is neither a property list nor JSON; TablePlus encrypts what it "
                                "exports.",
                    "Choose Connections.plist in the folder com.tinyapp.TablePlus/Data of TablePlus.");
    }
    for (const char* name : {"Connections", "connections", "Groups"}) {
        root = root.isObject() && root.toObject().contains(QLatin1String(name))
                   ? root.toObject().value(QLatin1String(name))
                   : root;
    }
    if (!root.isArray()) {
        return failInFile(file, 0, "it holds no list of connections");
    }
    return root.toArray();
}

/// The paths of groups by their ids.
class TablePlusGroups {
public:
    explicit TablePlusGroups(const QJsonArray& groups) {
        for (const QJsonValue group : groups) {
            m_groups.emplace(textIn(group.toObject(), "ID"), group.toObject());
        }
    }

    [[nodiscard]] std::string pathOf(std::string id, FoundConnection& found) const {
        std::string path;
        std::set<std::string> seen;
        for (auto group = m_groups.find(id); group != m_groups.end(); group = m_groups.find(id)) {
            if (!seen.insert(id).second || seen.size() > kDeepestGroup) {
                found.loses("Its group was left out: the groups around it form a circle.");
                return {};
            }
            path.insert(0, path.empty() ? "" : "/");
            path.insert(0, textIn(group->second, "Name"));
            id = textIn(group->second, "GroupID");
        }
        return path;
    }

private:
    std::map<std::string, QJsonObject> m_groups;
};

void readTablePlusSsh(const QJsonObject& entry, FoundConnection& found) {
    if (!isOnIn(entry, "isOverSSH")) {
        return;
    }
    const std::string key = textIn(entry, "ServerPrivateKeyName");
    found.ssh.host = textIn(entry, "ServerAddress");
    found.ssh.port = textIn(entry, "ServerPort");
    found.ssh.user = textIn(entry, "ServerUser");
    found.ssh.auth = isOnIn(entry, "isUsePrivateKey") ? "key" : "password";
    if (found.ssh.host.empty()) {
        found.loses("Its SSH tunnel has no address and was left out.");
    } else if (found.ssh.auth == "password") {
        found.loses("The password of its SSH tunnel is in the keychain of TablePlus: enter it at the first use.");
    } else if (key.starts_with('/') || key.starts_with("~/")) {
        found.ssh.keyFile = key;
    } else if (!key.empty()) {
        found.loses("TablePlus keeps a copy of its SSH key \"" + cleanName(key) + "\": choose the file of the key.");
    }
}

void readTablePlusTls(const QJsonObject& entry, FoundConnection& found) {
    // The place in a menu that is another one for each engine and version.
    if (const std::string mode = textIn(entry, "tLSMode"); !mode.empty() && mode != "0") {
        found.loses(
            "Its TLS mode was left out: TablePlus keeps it as a number whose meaning is not known. Choose it in the "
            "connection; until then the strictest holds.");
    }
    const QJsonArray files = entry.value(QLatin1String("TlsKeyPaths")).toArray();
    bool any = false;
    for (const QJsonValue file : files) {
        any = any || !file.toString().isEmpty();
    }
    if (any) {
        found.loses("Its files for TLS were left out: their order is not known. Choose them in the connection.");
    }
}

ImportItem readTablePlusEntry(const QJsonObject& entry, const TablePlusGroups& groups) {
    FoundConnection found;
    found.name = textIn(entry, "ConnectionName");
    found.engine = textIn(entry, "Driver");
    found.group = groups.pathOf(textIn(entry, "GroupID"), found);
    found.environment = textIn(entry, "Enviroment");
    found.environment = found.environment.empty() ? textIn(entry, "Environment") : found.environment;
    const bool file = engineOfWord(found.engine) == Engine::Sqlite;
    found.host = textIn(entry, "DatabaseHost");
    found.port = textIn(entry, "DatabasePort");
    found.user = file ? std::string() : textIn(entry, "DatabaseUser");
    found.database = textIn(entry, file ? "DatabasePath" : "DatabaseName");
    if (isOnIn(entry, "isUseSocket")) {
        found.word("socket", textIn(entry, "DatabaseSocket"));
    }
    std::string password = textIn(entry, "DatabasePassword");
    if (password.empty() && !file && engineOfWord(found.engine) != Engine::Unknown) {
        found.loses("Its password is in the keychain of TablePlus: enter it at the first use.");
    }
    found.password = Secret(std::move(password));
    if (!file) {
        readTablePlusSsh(entry, found);
        readTablePlusTls(entry, found);
    }
    return itemOf(std::move(found));
}

} // namespace

Result<ImportReport> importTablePlus(const ForeignFile& connections, const std::optional<ForeignFile>& groups) {
    const Result<QJsonArray> list = listIn(connections);
    if (!list) {
        return std::unexpected(list.error());
    }
    ImportReport report;
    QJsonArray groupList;
    if (groups) {
        if (const Result<QJsonArray> read = listIn(*groups)) {
            groupList = *read;
        } else {
            report.remarks.push_back("The groups were left out. " + read.error().message);
        }
    }
    const TablePlusGroups byId(groupList);
    for (const QJsonValue entry : *list) {
        report.items.push_back(entry.isObject() ? readTablePlusEntry(entry.toObject(), byId)
                                                : refusedItem({}, "An entry of the list is not a connection."));
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
