// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <QTemporaryDir>

#include "imports/importers.h"
#include "imports_workshop.h"

namespace dbv::imports::workshop {

/// A file that is not on any disk.
inline ForeignFile fileOf(std::string_view bytes, std::string name = "/home/ann/list") {
    return {std::move(name), std::string(bytes)};
}

/// A folder that goes with the test.
class Folder {
public:
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    std::filesystem::path put(const std::filesystem::path& name, std::string_view bytes) const {
        std::filesystem::create_directories((path() / name).parent_path());
        std::ofstream(path() / name, std::ios::binary) << bytes;
        return path() / name;
    }

private:
    QTemporaryDir m_folder;
};

/// "group | name: configuration | ssh | secrets", and the state where it is not complete.
inline std::string shown(const ImportItem& item) {
    const protocol::SavedConnection& saved = item.connection;
    std::string text = (saved.group.empty() ? "" : saved.group + " | ") + saved.name + ": ";
    text += item.state == ImportState::Refused ? "refused" : shown(saved.config);
    const protocol::SshConfig& ssh = saved.config.ssh;
    const auto hop = [](const protocol::SshHop& one) {
        return (one.user.empty() ? "" : one.user + "@") + one.host +
               (one.port == 0 ? "" : ":" + std::to_string(one.port));
    };
    if (ssh.used()) {
        text += " via ";
        for (const protocol::SshHop& jump : ssh.jump) {
            text += hop(jump) + " > ";
        }
        text +=
            hop(ssh.target) + (ssh.auth.empty() ? "" : " " + ssh.auth) + (ssh.keyFile.empty() ? "" : " " + ssh.keyFile);
    }
    for (const auto& [name, secret] : {std::pair("", &item.password), std::pair("ssh:", &item.sshPassword),
                                       std::pair("phrase:", &item.sshPassphrase)}) {
        text += secret->empty() ? "" : std::string(" | ") + name + std::string(secret->reveal());
    }
    return text + (item.state == ImportState::Partly ? " (partly)" : "");
}

/// All items, a line each; or the error.
inline std::string shown(const Result<ImportReport>& report) {
    if (!report) {
        return "error: " + report.error().message;
    }
    std::string text;
    for (const ImportItem& item : report->items) {
        EXPECT_TRUE(item.connection.config.url.empty());
        text += shown(item) + "\n";
    }
    return text;
}

/// The remarks of one item, a line each.
inline std::string remarks(const Result<ImportReport>& report, std::size_t item) {
    std::string text;
    if (report && item < report->items.size()) {
        for (const std::string& remark : report->items[item].remarks) {
            text += remark + "\n";
        }
    }
    return text;
}

} // namespace dbv::imports::workshop
