// SPDX-License-Identifier: Apache-2.0
#include "engine/connector_registry.h"

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

#include <QJsonArray>
#include <QJsonObject>
#include <QLibrary>
#include <QPluginLoader>
#include <QString>

#include <dbv/connector/plugin.h>

namespace dbv::engine {

namespace {

std::vector<std::string> stringsOf(const QJsonValue& value) {
    std::vector<std::string> strings;
    for (const QJsonValue item : value.toArray()) {
        strings.push_back(item.toString().toStdString());
    }
    return strings;
}

ParamKind paramKindNamed(const QString& name) {
    static constexpr std::array kKinds{std::pair("number", ParamKind::Number), std::pair("file", ParamKind::File),
                                       std::pair("choice", ParamKind::Choice), std::pair("switch", ParamKind::Switch),
                                       std::pair("script", ParamKind::Script)};
    const auto known =
        std::ranges::find_if(kKinds, [&](const auto& kind) { return name == QLatin1String(kind.first); });
    return known == kKinds.end() ? ParamKind::Text : known->second;
}

std::vector<ParamSpec> paramsOf(const QJsonValue& value) {
    std::vector<ParamSpec> params;
    for (const QJsonValue item : value.toArray()) {
        const QJsonObject param = item.toObject();
        ParamSpec spec{.name = param[u"name"].toString().toStdString(),
                       .label = param[u"label"].toString().toStdString(),
                       .kind = paramKindNamed(param[u"kind"].toString()),
                       .hint = param[u"hint"].toString().toStdString(),
                       .choices = stringsOf(param[u"choices"])};
        if (spec.kind == ParamKind::Switch && spec.choices.size() != 2) {
            spec.kind = ParamKind::Text;
        }
        if (!spec.name.empty()) {
            params.push_back(std::move(spec));
        }
    }
    return params;
}

/// How many sessions a connection may have is said to the engine, whatever is behind it.
ParamSpec sessionsParam() {
    return {.name = "maxSessions",
            .label = "Sessions at most",
            .kind = ParamKind::Number,
            .hint = "as the settings say; 1: all tabs share one, in turn",
            .choices = {}};
}

ConnectorInfo infoOf(const QJsonObject& meta) {
    ConnectorInfo info{.id = meta[u"id"].toString().toStdString(),
                       .displayName = meta[u"displayName"].toString().toStdString(),
                       .version = meta[u"version"].toString().toStdString(),
                       .schemes = stringsOf(meta[u"schemes"]),
                       .fileExtensions = stringsOf(meta[u"fileExtensions"]),
                       .defaultPort = static_cast<std::uint16_t>(meta[u"defaultPort"].toInt(0)),
                       .passwordFiles = meta[u"passwordFiles"].toString().toStdString(),
                       .params = paramsOf(meta[u"params"])};
    if (!info.opensFiles()) {
        info.params.push_back(sessionsParam());
    }
    return info;
}

// Why a module can not be used; empty when it can.
std::string objectionTo(const QJsonObject& description) {
    if (description.isEmpty()) {
        return "it is not a plugin, or its file is damaged";
    }
    const QString iid = description[u"IID"].toString();
    if (iid != QLatin1String(DBV_CONNECTOR_PLUGIN_ID)) {
        return "it is a plugin for something else (" + iid.toStdString() + ")";
    }
    const QJsonObject meta = description[u"MetaData"].toObject();
    const int abi = meta[u"abi"].toInt(-1);
    if (abi != kConnectorAbi) {
        return "it was built for version " + std::to_string(abi) + " of the connector interface, this program has " +
               std::to_string(kConnectorAbi) + "; install the build that belongs to this program";
    }
    if (meta[u"id"].toString().isEmpty()) {
        return "its description names no id";
    }
    return {};
}

Result<std::shared_ptr<Connector>> loadModule(const std::filesystem::path& path) {
    const auto refuse = [&path](const std::string& reason) {
        return fail(ErrorKind::Unsupported, "The connector " + path.string() + " could not be loaded: " + reason,
                    "Install the connector again; the program goes on without it.");
    };
    // One of the two places that catch everything: the code is somebody else's.
    try {
        QPluginLoader loader(QString::fromStdString(path.string()));
        auto* plugin = qobject_cast<ConnectorPlugin*>(loader.instance());
        if (plugin == nullptr) {
            return refuse(loader.errorString().toStdString());
        }
        std::shared_ptr<Connector> connector = plugin->create();
        if (!connector) {
            return refuse("it makes no connector");
        }
        return connector;
    } catch (const std::exception& e) {
        return refuse(e.what());
    } catch (...) {
        return refuse("it threw something unknown");
    }
}

} // namespace

ConnectorRegistry::ConnectorRegistry(std::vector<std::filesystem::path> folders) : m_folders(std::move(folders)) {}

void ConnectorRegistry::add(ConnectorInfo info, std::shared_ptr<Connector> connector) {
    const std::scoped_lock lock(m_mutex);
    const std::string id = info.id;
    m_modules.insert_or_assign(id, Module{"the program itself", std::move(info), std::move(connector)});
}

std::vector<ConnectorInfo> ConnectorRegistry::connectors() {
    const std::scoped_lock lock(m_mutex);
    scanOnce();
    std::vector<ConnectorInfo> infos;
    infos.reserve(m_modules.size());
    for (const auto& [id, module] : m_modules) {
        infos.push_back(module.info);
    }
    return infos;
}

std::vector<std::string> ConnectorRegistry::refused() {
    const std::scoped_lock lock(m_mutex);
    scanOnce();
    return m_refused;
}

Result<std::shared_ptr<Connector>> ConnectorRegistry::load(std::string_view id) {
    const std::scoped_lock lock(m_mutex);
    scanOnce();
    const auto found = m_modules.find(id);
    if (found == m_modules.end()) {
        std::string known;
        for (const auto& [name, module] : m_modules) {
            known += (known.empty() ? "" : ", ") + name;
        }
        return fail(ErrorKind::Unsupported, "There is no connector \"" + std::string(id) + "\".",
                    known.empty() ? "No connector was found: install the connectors folder beside the program."
                                  : "The connectors of this program are: " + known + ".");
    }
    Module& module = found->second;
    if (!module.loaded) {
        Result<std::shared_ptr<Connector>> loaded = loadModule(module.path);
        if (!loaded) {
            m_refused.push_back(loaded.error().message);
            return loaded;
        }
        module.loaded = std::move(*loaded);
    }
    return module.loaded;
}

void ConnectorRegistry::scanOnce() {
    if (m_scanned) {
        return;
    }
    m_scanned = true;
    for (const std::filesystem::path& folder : m_folders) {
        std::error_code error;
        std::vector<std::filesystem::path> files;
        for (auto it = std::filesystem::directory_iterator(folder, error); !error && it != std::filesystem::end(it);
             it.increment(error)) {
            if (QLibrary::isLibrary(QString::fromStdString(it->path().string()))) {
                files.push_back(it->path());
            }
        }
        if (error && error != std::errc::no_such_file_or_directory) {
            m_refused.push_back("The connector folder " + folder.string() + " can not be read: " + error.message());
        }
        std::ranges::sort(files);
        for (const std::filesystem::path& file : files) {
            judge(file);
        }
    }
}

void ConnectorRegistry::judge(const std::filesystem::path& path) {
    const QPluginLoader loader(QString::fromStdString(path.string()));
    const QJsonObject description = loader.metaData();
    if (const std::string objection = objectionTo(description); !objection.empty()) {
        m_refused.push_back("The connector " + path.string() + " is not used: " + objection + ".");
        return;
    }
    const ConnectorInfo info = infoOf(description[u"MetaData"].toObject());
    if (const auto [at, added] = m_modules.try_emplace(info.id, Module{path, info, nullptr}); !added) {
        m_refused.push_back("The connector " + path.string() + " is not used: " + at->second.path.string() +
                            " was found first and has the same id \"" + info.id + "\".");
    }
}

} // namespace dbv::engine
