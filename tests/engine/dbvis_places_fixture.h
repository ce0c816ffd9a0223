// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "dbvis_fixture.h"
#include "support/ssh_folder.h"
#include "support/ssh_server.h"

namespace dbv::testing {

/// The program, and a server with a folder for backups, which the configuration of ssh calls `lab`.
class DbvisPlaces : public DbvisProgram {
protected:
    /// `subsystem` is what speaks SFTP there.
    void serve(const std::string& subsystem = "internal-sftp") {
        m_ssh.makeKey("user", {"-t", "ed25519"});
        support::SshServerSetup setup;
        setup.authorizedKeys = m_ssh.read("user.pub");
        setup.config = "Subsystem sftp " + subsystem + "\n";
        m_server = std::make_unique<support::SshServer>(setup);
        std::filesystem::create_directory(there());
        std::filesystem::permissions(there(), std::filesystem::perms::all);
        m_ssh.write("known_hosts", m_server->knownHostLine());
        m_ssh.write("config", "Host lab\n  HostName 127.0.0.1\n  Port " + std::to_string(m_server->port()) +
                                  "\n  User " + support::SshServer::user() + "\n  IdentityFile " +
                                  m_ssh.path("user").string() +
                                  "\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile " +
                                  m_ssh.path("known_hosts").string() + "\n  GlobalKnownHostsFile none\n");
        ::setenv("DBVIS_SSH_CONFIG", m_ssh.path("config").c_str(), 1);
    }
    void TearDown() override { ::unsetenv("DBVIS_SSH_CONFIG"); }

    /// The folder for backups, as the server's disk has it, and its address.
    [[nodiscard]] std::filesystem::path there(const std::string& name = {}) const {
        return name.empty() ? m_server->folder().path("backups") : m_server->folder().path("backups/" + name);
    }
    [[nodiscard]] std::string address(const std::string& name = {}) const {
        return "sftp://lab" + there().string() + "/" + name;
    }
    /// What lies in it.
    [[nodiscard]] std::vector<std::string> files(const std::filesystem::path& folder) const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            names.push_back(entry.path().filename().string());
        }
        std::ranges::sort(names);
        return names;
    }
    [[nodiscard]] std::vector<std::string> files() const { return files(there()); }
    [[nodiscard]] std::string path(const std::string& name) const { return m_work.path().toStdString() + "/" + name; }
    [[nodiscard]] std::string url(const std::string& name) const { return "sqlite:" + path(name) + "?mode=rwc"; }
    void makeDatabase(const std::string& name, int rows = 1000, int size = 200) {
        ASSERT_EQ(run({"query", url(name),
                       "create table t(a integer primary key, b);"
                       "with recursive n(i) as (select 1 union all select i + 1 from n where i < " +
                           std::to_string(rows) + ") insert into t select i, hex(randomblob(" + std::to_string(size) +
                           ")) from n"}),
                  0)
            << errors();
    }
    std::string list() {
        EXPECT_EQ(run({"backup", "list"}), 0) << errors();
        return output();
    }
    /// The id of the newest backup.
    std::string newest() {
        const std::string listed = list();
        const std::size_t line = listed.find('\n') + 1;
        return listed.starts_with("ID") ? listed.substr(line, listed.find('\t', line) - line)
                                        : listed.substr(0, listed.find('\t'));
    }
    /// Runs a line of the shell, in which $DBVIS is the program.
    int shell(const std::string& line) {
        EXPECT_TRUE(m_program.start(
            "/bin/sh", {"-c", "DBVIS=" DBV_PROGRAM_DIR "/dbvis; cd " + m_work.path().toStdString() + "; " + line}));
        m_program.closeInput();
        return m_program.wait();
    }
    /// Waits until a file with such an end lies at the server. False when none does in time.
    [[nodiscard]] bool appears(const std::string& part) const {
        QElapsedTimer waited;
        waited.start();
        while (waited.elapsed() < ChildProgram::kWaitMs) {
            if (std::ranges::any_of(files(), [&part](const std::string& name) { return name.contains(part); })) {
                return true;
            }
            QThread::msleep(5);
        }
        return false;
    }

    support::SshFolder m_ssh;
    std::unique_ptr<support::SshServer> m_server;
    QTemporaryDir m_work;
};

} // namespace dbv::testing
