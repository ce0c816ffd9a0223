// SPDX-License-Identifier: Apache-2.0
#include "postgres/postgres_trial.h"

#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include <unistd.h>

#include "postgres/connector.h"
#include "postgres/dump_tools.h"

namespace dbv::postgres {

namespace {

constexpr const char* kTrialUser = "db_visualizer";
constexpr int kVersionsOfMajor = 10'000;
constexpr std::chrono::seconds kStopsWithin{10};
constexpr const char* kElsewhere = "or choose a connection beside whose database the drill is made.";

/// Letters have their cases there as in most databases; not every system knows it.
constexpr const char* kTrialLocale = "--locale=C.UTF-8";

Result<void> makeCluster(const std::string& initdb, const std::string& data, const std::stop_token& stop) {
    std::vector<std::string> arguments{"--pgdata=" + data,   std::string("--username=") + kTrialUser,
                                       "--auth-local=trust", "--auth-host=reject",
                                       "--encoding=UTF8",    "--no-sync",
                                       kTrialLocale};
    Result<void> made = network::runToEnd({initdb, arguments, {}}, stop);
    if (!made && !stop.stop_requested()) {
        std::error_code unknown;
        std::filesystem::remove_all(data, unknown);
        arguments.back() = "--no-locale";
        made = network::runToEnd({initdb, std::move(arguments), {}}, stop);
    }
    return made;
}

} // namespace

Result<std::unique_ptr<TrialServer>> PostgresTrial::start(const std::string& folder, std::string_view serverVersion,
                                                          const std::stop_token& stop) {
    if (::geteuid() == 0) {
        return fail(ErrorKind::Unsupported, "A server of PostgreSQL does not run as the system's administrator.",
                    std::string("Run the drill as another user, ") + kElsewhere);
    }
    const int major = network::versionNumber(serverVersion, 0);
    Result<DumpTool> initdb = toolFor("initdb", major * kVersionsOfMajor);
    if (!initdb) {
        initdb.error().hint = "Install the server of PostgreSQL " + std::to_string(major) +
                              " or newer (on Debian: postgresql-" + std::to_string(major) + "), " + kElsewhere;
        return std::unexpected(std::move(initdb.error()));
    }
    std::error_code unknown;
    const std::filesystem::path program = std::filesystem::canonical(initdb->path, unknown);
    std::unique_ptr<PostgresTrial> trial(new PostgresTrial(program.parent_path().string(), folder + "/data"));
    Result<void> done = makeCluster(program.string(), trial->m_data, stop);
    done = done ? trial->begin(stop) : done;
    return done ? Result<std::unique_ptr<TrialServer>>(std::move(trial)) : std::unexpected(std::move(done.error()));
}

Result<void> PostgresTrial::begin(const std::stop_token& stop) {
    Result<std::string> socketFolder = m_process.socketFolder();
    if (!socketFolder) {
        return std::unexpected(std::move(socketFolder.error()));
    }
    m_socketFolder = *std::move(socketFolder);
    m_process.start({m_programs + "/postgres",
                     {"-D", m_data,
                      "-k", m_socketFolder,
                      "-c", "listen_addresses=",
                      "-c", "fsync=off",
                      "-c", "full_page_writes=off",
                      "-c", "synchronous_commit=off",
                      "-c", "wal_level=minimal",
                      "-c", "max_wal_senders=0",
                      "-c", "autovacuum=off",
                      "-c", "max_wal_size=4GB"},
                     {}});
    return m_process.await(
        [this, &stop]() -> Result<void> {
            PostgresConnector connector;
            const Result<std::unique_ptr<Session>> session = openSession(connector, login(), stop);
            return session ? Result<void>() : std::unexpected(session.error());
        },
        stop);
}

PostgresTrial::~PostgresTrial() {
    if (m_socketFolder.empty()) {
        return;
    }
    // Its processes are sessions of the system of their own: it ends them itself.
    const auto until = std::chrono::steady_clock::now() + kStopsWithin;
    static_cast<void>(
        network::runTool(
            {m_programs + "/pg_ctl", {"stop", "--pgdata=" + m_data, "--mode=immediate", "--wait", "--silent"}, {}},
            [](std::string_view /*said*/) { return Result<void>(); },
            [until] { return std::chrono::steady_clock::now() < until; })
            .has_value());
}

ConnectParams PostgresTrial::login() const {
    ConnectParams params;
    params.host = m_socketFolder;
    params.user = kTrialUser;
    params.database = "postgres";
    params.safety = Safety::Off;
    return params;
}

} // namespace dbv::postgres
