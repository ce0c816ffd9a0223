// SPDX-License-Identifier: Apache-2.0
#include "imports/exchange.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <QByteArray>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "connect/clear_secrets.h"
#include "connect/connection_url.h"
#include "imports/exchange_block.h"
#include "imports/foreign_file.h"
#include "imports/found_connection.h"
#include "imports/import_notes.h"
#include "imports/json_values.h"
#include "imports/pasted_text.h"
#include "settings/strict_json.h"
#include "store/config_json.h"
#include "store/saved_connections.h"

namespace dbv::imports {

namespace {

using protocol::Environment;
using protocol::SecretOrigin;
using protocol::SecretSources;

constexpr const char* kFormat = "dbvis connections";
constexpr int kFormatVersion = 1;

constexpr std::array<std::pair<Environment, const char*>, 4> kEnvironmentNames = {{
    {Environment::Local, "local"},
    {Environment::Test, "test"},
    {Environment::Staging, "staging"},
    {Environment::Production, "production"},
}};

constexpr std::array kSources = {&SecretSources::password, &SecretSources::tlsKeyPassword, &SecretSources::sshPassword,
                                 &SecretSources::sshPassphrase};

/// The same for the same JSON, however it is written.
std::string canonical(const QJsonValue& value) {
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact).toStdString();
}

QJsonObject connectionToJson(const protocol::SavedConnection& saved) {
    protocol::ConnectionConfig config = saved.config;
    for (const auto source : kSources) {
        // A number of this machine's store means nothing on another, or something else.
        if ((config.secrets.*source).origin == SecretOrigin::Stored) {
            config.secrets.*source = {};
        }
    }
    QJsonObject object{
        {QStringLiteral("name"), QString::fromStdString(saved.name)},
        {QStringLiteral("config"), QJsonDocument::fromJson(store::configToJson(config).toUtf8()).object()}};
    if (!saved.group.empty()) {
        object.insert(QStringLiteral("group"), QString::fromStdString(saved.group));
    }
    if (saved.favourite) {
        object.insert(QStringLiteral("favourite"), true);
    }
    for (const auto& [environment, word] : kEnvironmentNames) {
        if (environment == saved.environment) {
            object.insert(QStringLiteral("environment"), QLatin1String(word));
        }
    }
    return object;
}

/// Whether an option would do something on the reader's machine or with the reader's rights, chosen by who wrote the file.
bool actsHere(const std::string& option) {
    const std::string word = plainWord(option);
    return word == "localinfile" || word == "startupsql" || word == "initcommand" || word == "passfile";
}

/// Takes out what would let the writer of the file choose something on this machine.
void makeHarmless(protocol::ConnectionConfig& config, ImportItem& item) {
    for (const auto source : kSources) {
        protocol::SecretSource& origin = config.secrets.*source;
        if (origin.origin == SecretOrigin::Command) {
            item.remarks.push_back(
                "The command that gives a secret was not taken over, since it would run on this machine: " +
                cleanName(origin.what) + ". Enter it again if you trust it.");
            origin = {SecretOrigin::Ask, {}};
        } else if (origin.origin == SecretOrigin::Environment) {
            // It would be sent to wherever the connection leads.
            item.remarks.push_back("The environment variable that holds a secret was not taken over: " +
                                   cleanName(origin.what) + ". Enter it again if it is meant for this server.");
            origin = {SecretOrigin::Ask, {}};
        } else if (origin.origin == SecretOrigin::Stored) {
            origin = {};
        }
    }
    const auto acts = [](const auto& option) { return actsHere(option.first); };
    if (std::erase_if(config.options, acts) > 0) {
        item.remarks.emplace_back(
            "Files that are read here and statements that run at the opening were not taken over: "
            "choose them again.");
    }
}

/// Files of this machine that the writer of the file has named. They are the reader's to judge.
void noteNamedFiles(const protocol::ConnectionConfig& config, ImportItem& item) {
    std::string named;
    const auto add = [&named](const std::string& what, const std::string& file) {
        named += file.empty() ? std::string() : (named.empty() ? "" : ", ") + what + " " + cleanName(file);
    };
    add("tls.ca", config.tls.ca);
    add("tls.crl", config.tls.crl);
    add("tls.cert", config.tls.cert);
    add("tls.key", config.tls.key);
    add("ssh.keyFile", config.ssh.keyFile);
    add("ssh.knownHosts", config.ssh.knownHosts);
    const auto addOptions = [&add](const auto& options) {
        for (const auto& [name, value] : options) {
            const std::string word = plainWord(name);
            if (word == "sslca" || word == "sslrootcert" || word == "sslcrl" || word == "sslcrldir" ||
                word == "sslcert" || word == "sslkey") {
                add(name, value);
            }
        }
    };
    addOptions(config.options);
    if (const auto url = connect::parseConnectionUrl(config.url); url && !config.url.empty()) {
        addOptions(url->options);
    }
    if (!named.empty()) {
        item.remarks.push_back("It names files of this machine, which the writer of the file has chosen: " + named +
                               ". Look whether they are the right ones.");
    }
}

/// The names of what a configuration says and nothing here has read. Where secrets come from is looked at by others.
void addUnread(const QJsonObject& given, const QJsonObject& read, const QString& within,
               std::vector<std::string>& names) {
    constexpr std::size_t kMostNames = 8;
    for (auto each = given.begin(); each != given.end() && names.size() < kMostNames; ++each) {
        const QString name = within + each.key();
        const QJsonValue known = read.value(each.key());
        if (name == QLatin1String("secrets") || name == QLatin1String("options")) {
            continue;
        }
        if (each->isObject() && (known.isObject() || known.isUndefined())) {
            addUnread(each->toObject(), known.toObject(), name + u'.', names);
        } else if (const std::string text = textOf(*each);
                   known.isUndefined() &&
                   ((!text.empty() && text != "0" && text != "false") || !each->toArray().isEmpty())) {
            names.push_back(cleanName(name.toStdString()));
        }
    }
}

void noteUnread(const QJsonObject& given, const protocol::ConnectionConfig& config, ImportItem& item) {
    std::vector<std::string> names;
    addUnread(given, QJsonDocument::fromJson(store::configToJson(config).toUtf8()).object(), {}, names);
    std::string list;
    for (const std::string& name : names) {
        list += (list.empty() ? "" : ", ") + name;
    }
    if (!list.empty()) {
        item.remarks.push_back("Not taken over from its configuration: " + list +
                               ". Passwords stand in none; give them at the first use.");
    }
}

ImportItem itemFromJson(const QJsonObject& object, const std::string& what) {
    Result<protocol::ConnectionConfig> config =
        store::configFromJson(QString::fromUtf8(QJsonDocument(objectIn(object, "config")).toJson()));
    if (!config || !object.value(QLatin1String("config")).isObject()) {
        return refusedItem(
            cleanName(textIn(object, "name")),
            what + " was refused: " + (config ? std::string("it has no \"config\".") : config.error().message));
    }
    ImportItem item;
    item.connection.name = cleanName(textIn(object, "name"));
    if (const Result<void> named = store::checkConnectionName(item.connection.name); !named) {
        return refusedItem("", what + " was refused: " +
                                   (textIn(object, "name").empty() ? std::string("it has no name.")
                                                                   : std::string("its name is blank.")) +
                                   " Give it a \"name\" in which something can be seen.");
    }
    noteUnread(objectIn(object, "config"), *config, item);
    makeHarmless(*config, item);
    if (const Result<void> clean = connect::refuseClearSecrets(*config); !clean) {
        return refusedItem(item.connection.name, clean.error().message);
    }
    if (!config->url.empty()) {
        const auto url = connect::parseConnectionUrl(config->url);
        if (!url) {
            return refusedItem(item.connection.name, url.error().message);
        }
        if (std::ranges::any_of(url->options, [](const auto& option) { return actsHere(option.first); })) {
            return refusedItem(item.connection.name, "Its URL names files that are read here or statements that run at "
                                                     "the opening, which are not taken over.");
        }
    }
    item.connection.config = *std::move(config);
    item.connection.group = cleanGroup(textIn(object, "group"));
    item.connection.favourite = isOnIn(object, "favourite");
    const std::string environment = textIn(object, "environment");
    // Whatever it was, it was not meant to be less.
    item.connection.environment = environment.empty() ? Environment::None : Environment::Production;
    for (const auto& [known, word] : kEnvironmentNames) {
        item.connection.environment = environment == word ? known : item.connection.environment;
    }
    item.state = item.remarks.empty() ? ImportState::Complete : ImportState::Partly;
    noteChangedNames(textIn(object, "name"), textIn(object, "group"), item);
    if (!objectIn(object, "config").contains(QLatin1String("safety"))) {
        takeUsualSafety(item);
    }
    noteLowered(item);
    noteNamedFiles(item.connection.config, item);
    return item;
}

/// The file as JSON, proved to be whole. Errors: InvalidInput, VersionMismatch.
Result<QJsonObject> wholeFile(const ForeignFile& file) {
    const Result<QJsonDocument> document = readJson(file);
    if (!document) {
        return std::unexpected(document.error());
    }
    QJsonObject root = document->object();
    if (textIn(root, "format") != kFormat) {
        return failInFile(file, 0, "it is not a file of connections of this program",
                          "Choose a file that was exported here.");
    }
    if (const std::optional<std::size_t> control = settings::rawControlIn(file.bytes)) {
        const std::size_t line = lineOfByte(file.bytes, *control);
        return failInFile(file, line, "a control character stands in a text as it is",
                          "Write it with a backslash, as \\t or \\u0009.");
    }
    const double version = root.value(QLatin1String("version")).toDouble();
    if (version > kFormatVersion) {
        return fail(ErrorKind::VersionMismatch,
                    file.name + " was written by a newer version of this program (format " + textIn(root, "version") +
                        ").",
                    "Install the newer version, or export the connections with this one.");
    }
    const QString written = root.take(QLatin1String("digest")).toString();
    const std::string digest = secrets::hexadecimal(secrets::digest(canonical(root)));
    if (version != kFormatVersion || (!written.isEmpty() && written.toStdString() != digest)) {
        return failInFile(file, 0, "it is damaged: its checksum is wrong",
                          "Export the connections again. Who has changed the file by hand takes its \"digest\" out.");
    }
    if (!root.value(QLatin1String("connections")).isArray()) {
        return failInFile(file, 0, "it has no \"connections\"");
    }
    return root;
}

Result<void> addSecrets(const QJsonObject& root, const Secret& passphrase, const ForeignFile& file,
                        ImportReport& report) {
    Result<OpenBlock> block = openBlock(objectIn(root, "secrets"), passphrase, "the block of secrets in " + file.name);
    if (!block) {
        return std::unexpected(std::move(block.error()));
    }
    if (block->connectionsDigest != secrets::digest(canonical(root.value(QLatin1String("connections"))))) {
        // A password would go to wherever the changed connection leads.
        return failInFile(file, 0, "its connections were changed after their secrets were sealed",
                          "Read it without the passphrase and enter the passwords again.");
    }
    for (auto& [place, own] : block->byPlace) {
        if (place >= report.items.size()) {
            return failInFile(file, 0, "its secrets belong to connections that it does not have");
        }
        ImportItem& item = report.items[place];
        item.password = std::move(own[0]);
        item.tlsKeyPassword = std::move(own[1]);
        item.sshPassword = std::move(own[2]);
        item.sshPassphrase = std::move(own[3]);
    }
    return {};
}

} // namespace

Result<std::string> writeConnections(std::span<const ExchangedConnection> connections, const Secret* passphrase,
                                     const secrets::KeyCost& cost) {
    if (passphrase != nullptr && passphrase->empty()) {
        return fail(ErrorKind::InvalidInput, "The passphrase is empty.",
                    "Choose one of several words, or export without secrets.");
    }
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    QJsonArray list;
    for (const ExchangedConnection& one : connections) {
        list.append(connectionToJson(one.connection));
    }
    QJsonObject root{{QStringLiteral("format"), QLatin1String(kFormat)},
                     {QStringLiteral("version"), kFormatVersion},
                     {QStringLiteral("connections"), list}};
    const bool any = std::ranges::any_of(connections, [](const ExchangedConnection& one) {
        return std::ranges::any_of(kExchangedSecrets, [&](const auto member) { return !(one.*member).empty(); });
    });
    if (passphrase != nullptr && any) {
        Result<QJsonObject> block = sealBlock(connections, secrets::digest(canonical(list)), *passphrase, cost);
        if (!block) {
            return std::unexpected(std::move(block.error()));
        }
        root.insert(QStringLiteral("secrets"), *block);
    }
    root.insert(QStringLiteral("digest"),
                QString::fromStdString(secrets::hexadecimal(secrets::digest(canonical(root)))));
    return QJsonDocument(root).toJson(QJsonDocument::Indented).toStdString();
}

bool holdsSealedSecrets(std::string_view bytes) {
    const Result<QJsonDocument> document = readJson({"", bytes});
    return document && textIn(document->object(), "format") == kFormat &&
           document->object().value(QLatin1String("secrets")).isObject();
}

Result<ImportReport> readConnections(const std::string& name, std::string_view bytes, const Secret* passphrase) {
    const ForeignFile file{name, bytes};
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    const Result<QJsonObject> root = wholeFile(file);
    if (!root) {
        return std::unexpected(root.error());
    }
    ImportReport report;
    for (const QJsonValue entry : root->value(QLatin1String("connections")).toArray()) {
        const std::string what = name + ", connection " + std::to_string(report.items.size() + 1);
        report.items.push_back(itemFromJson(entry.toObject(), what));
    }
    if (root->contains(QLatin1String("secrets"))) {
        if (passphrase == nullptr) {
            report.remarks.push_back("The secrets in " + name +
                                     " were left out: they open with the passphrase they were "
                                     "sealed with.");
        } else if (Result<void> added = addSecrets(*root, *passphrase, file, report); !added) {
            return std::unexpected(std::move(added.error()));
        }
    }
    giveUniqueNames(report);
    return report;
}

} // namespace dbv::imports
