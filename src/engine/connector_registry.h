// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/connector.h>
#include <dbv/connector/connector_info.h>

namespace dbv::engine {

/// The connector modules of this machine. Scanning reads their descriptions only; code is loaded at first use.
///
/// Thread: any. A folder that is named first wins when two hold a connector of the same id.
class ConnectorRegistry {
public:
    explicit ConnectorRegistry(std::vector<std::filesystem::path> folders);

    /// Adds a connector that needs no module; it wins over a module of the same id.
    void add(ConnectorInfo info, std::shared_ptr<Connector> connector);
    /// The connectors that can be used, ordered by id.
    /// Blocks: at the first call, on the disk.
    [[nodiscard]] std::vector<ConnectorInfo> connectors();
    /// The modules that can not be used, each with the reason, as sentences for a person.
    [[nodiscard]] std::vector<std::string> refused();
    /// The connector itself; its code is loaded and stays.
    /// Errors: Unsupported when there is none of this id or its module does not load.
    /// Blocks: on the disk.
    [[nodiscard]] Result<std::shared_ptr<Connector>> load(std::string_view id);

private:
    struct Module {
        std::filesystem::path path;
        ConnectorInfo info;
        std::shared_ptr<Connector> loaded;
    };

    void scanOnce();
    void judge(const std::filesystem::path& path);

    std::vector<std::filesystem::path> m_folders;
    std::mutex m_mutex;
    bool m_scanned = false;
    std::map<std::string, Module, std::less<>> m_modules;
    std::vector<std::string> m_refused;
};

} // namespace dbv::engine
