// SPDX-License-Identifier: Apache-2.0
#include "imports/found_connection.h"

#include <algorithm>
#include <array>
#include <optional>

#include <QString>

#include "imports/connection_words.h"
#include "imports/import_notes.h"
#include "imports/pasted_text.h"
#include "imports/text_readers.h"
#include "imports/vocabulary.h"

namespace dbv::imports {

namespace {

using protocol::Environment;

constexpr qsizetype kLongestName = 200;
/// Nobody opens more folders than these one in another.
constexpr int kDeepestGroup = 16;

Environment environmentOf(std::string_view word) {
    static constexpr auto kWords = std::to_array<std::pair<std::string_view, Environment>>({
        {"local", Environment::Local},
        {"dev", Environment::Local},
        {"development", Environment::Local},
        {"test", Environment::Test},
        {"testing", Environment::Test},
        {"staging", Environment::Staging},
        {"stage", Environment::Staging},
        {"prod", Environment::Production},
        {"production", Environment::Production},
    });
    const std::string plain = plainWord(word);
    const auto* const found = std::ranges::find(kWords, plain, &std::pair<std::string_view, Environment>::first);
    return found == kWords.end() ? Environment::None : found->second;
}

std::string usualName(const protocol::ConnectionConfig& config) {
    const std::string place = config.host.empty()   ? std::string()
                              : config.user.empty() ? config.host
                                                    : config.user + "@" + config.host;
    const std::string name = place.empty()             ? config.database
                             : config.database.empty() ? place
                                                       : place + "/" + config.database;
    const std::string clean = cleanName(name);
    return clean.empty() ? "Unnamed connection" : clean;
}

protocol::SshHop hopOf(const FoundSsh& found, std::vector<std::string>& losses) {
    protocol::SshHop hop{.host = found.host, .port = 0, .user = found.user};
    if (const std::string_view port = trimmedView(found.port); !port.empty() && port != "0") {
        const std::optional<std::uint16_t> number = portOf(port);
        if (!number) {
            losses.emplace_back("The port of the SSH server is not a number from 1 to 65535 and was left out.");
        }
        hop.port = number.value_or(0);
    }
    return hop;
}

protocol::SshConfig sshOf(const FoundSsh& found, std::vector<std::string>& losses) {
    protocol::SshConfig ssh;
    if (found.host.empty()) {
        return ssh;
    }
    ssh.target = hopOf(found, losses);
    ssh.auth = found.auth;
    ssh.keyFile = found.keyFile;
    for (const FoundSsh& jump : found.jump) {
        ssh.jump.push_back(hopOf(jump, losses));
        if (!jump.keyFile.empty() && jump.keyFile != found.keyFile) {
            losses.push_back("The key of the machine " + jump.host +
                             " on the way was left out: name it in the configuration of ssh as its IdentityFile.");
        }
    }
    if (lowerCase(ssh.keyFile).ends_with(".ppk")) {
        losses.emplace_back(
            "The SSH key is one of PuTTY: convert it with puttygen -O private-openssh and choose the new "
            "file.");
    }
    return ssh;
}

/// Nothing when the parts can not be read; then the losses say why.
std::optional<Pasted> partsOf(FoundConnection& found, Engine engine) {
    ConnectionWords words(engine);
    if (!found.url.empty()) {
        Result<Pasted> read = readPastedConnection(found.url);
        if (!read) {
            found.loses("Its URL could not be read. " + read.error().message);
            return std::nullopt;
        }
        return *std::move(read);
    }
    const auto take = [&](const std::string& word, std::string value) {
        if (value.empty()) {
            return;
        }
        if (const std::optional<std::string> trouble = words.take(word, std::move(value))) {
            found.loses("The value of " + word + " was left out: " + *trouble + ".");
        }
    };
    if (engine != Engine::Sqlite) {
        take("host", found.host);
        take("port", found.port == "0" ? std::string() : found.port);
    }
    words.setUser(found.user);
    words.setDatabase(found.database);
    for (auto& [word, value] : found.words) {
        take(word, std::move(value));
    }
    return words.finish();
}

void addMissing(Pasted& parts, FoundConnection& found) {
    protocol::ConnectionConfig& config = parts.config;
    config.user = config.user.empty() ? found.user : config.user;
    ConnectionWords extra(engineOfWord(config.connector));
    for (auto& [word, value] : found.words) {
        if (extra.take(word, std::move(value))) {
            found.loses("The value of " + word + " was left out: it is not one that is known here.");
        }
    }
    const Pasted more = extra.finish();
    const auto fill = [](std::string& place, const std::string& value) { place = place.empty() ? value : place; };
    config.tls.mode = config.tls.mode ? config.tls.mode : more.config.tls.mode;
    fill(config.tls.ca, more.config.tls.ca);
    fill(config.tls.cert, more.config.tls.cert);
    fill(config.tls.key, more.config.tls.key);
    fill(config.tls.crl, more.config.tls.crl);
    for (const auto& [name, value] : more.config.options) {
        config.options.emplace(name, value);
    }
    parts.remarks.insert(parts.remarks.end(), more.remarks.begin(), more.remarks.end());
}

} // namespace

std::string cleanName(std::string_view text) {
    QString clean;
    for (const QChar c : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()))) {
        const bool control =
            c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
        clean += control ? QChar(u' ') : c;
    }
    return clean.simplified().left(kLongestName).toStdString();
}

std::string cleanGroup(std::string_view path) {
    std::string group;
    int depth = 0;
    while (!path.empty() && depth < kDeepestGroup) {
        const std::size_t slash = std::min(path.find('/'), path.size());
        if (const std::string part = cleanName(path.substr(0, slash)); !part.empty()) {
            group += (group.empty() ? "" : "/") + part;
            ++depth;
        }
        path.remove_prefix(std::min(slash + 1, path.size()));
    }
    return group;
}

ImportItem refusedItem(const std::string& name, std::string why) {
    ImportItem item;
    item.connection.name = cleanName(name);
    item.connection.name = item.connection.name.empty() ? "Unnamed connection" : item.connection.name;
    item.state = ImportState::Refused;
    item.remarks.push_back(std::move(why));
    return item;
}

ImportItem itemOf(FoundConnection found) {
    const Engine engine = engineOfWord(found.engine);
    if (engine == Engine::Unknown) {
        ImportItem item = refusedItem(found.name, found.engine.empty() ? "It does not tell which database it leads to."
                                                                       : "It leads to " + cleanName(found.engine) +
                                                                             ", for which there is no connector.");
        item.connection.group = cleanGroup(found.group);
        return item;
    }
    std::optional<Pasted> parts = partsOf(found, engine);
    if (!parts) {
        ImportItem item = refusedItem(found.name, found.losses.back());
        item.connection.group = cleanGroup(found.group);
        return item;
    }
    if (!found.url.empty()) {
        addMissing(*parts, found);
    }
    if (parts->config.user.contains(':')) {
        // Where others keep a user, some have written the password behind it.
        ImportItem item =
            refusedItem(found.name, "There is a colon in its user, behind which there may be a password, "
                                    "so it is not kept. Make the connection by hand if the name has one.");
        item.connection.group = cleanGroup(found.group);
        return item;
    }
    if (isCousin(found.engine)) {
        found.notes.push_back("It leads to " + cleanName(found.engine) + ", which is opened as " +
                              (engine == Engine::Postgres ? "PostgreSQL." : "MySQL."));
    }
    ImportItem item;
    item.connection.config = std::move(parts->config);
    item.connection.config.ssh = sshOf(found.ssh, found.losses);
    item.connection.name = cleanName(found.name);
    item.connection.name = item.connection.name.empty() ? usualName(item.connection.config) : item.connection.name;
    item.connection.group = cleanGroup(found.group);
    item.connection.environment = environmentOf(found.environment);
    item.connection.favourite = found.favourite;
    item.password = found.password.empty() ? std::move(parts->password) : std::move(found.password);
    item.tlsKeyPassword =
        found.tlsKeyPassword.empty() ? std::move(parts->tlsKeyPassword) : std::move(found.tlsKeyPassword);
    item.sshPassword = std::move(found.sshPassword);
    item.sshPassphrase = std::move(found.sshPassphrase);
    item.remarks = std::move(parts->remarks);
    item.remarks.insert(item.remarks.end(), found.losses.begin(), found.losses.end());
    item.state = item.remarks.empty() ? ImportState::Complete : ImportState::Partly;
    item.remarks.insert(item.remarks.end(), found.notes.begin(), found.notes.end());
    noteChangedNames(found.name, found.group, item);
    if (found.readOnly) {
        item.connection.config.safety = Safety::ReadOnly;
    } else {
        takeUsualSafety(item);
    }
    noteLowered(item);
    return item;
}

} // namespace dbv::imports
