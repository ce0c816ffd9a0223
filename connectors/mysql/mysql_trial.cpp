// SPDX-License-Identifier: Apache-2.0
#include "mysql/mysql_trial.h"

#include <array>
#include <chrono>
#include <optional>
#include <utility>
#include <vector>

#include <unistd.h>

#include "mysql/connector.h"
#include "network/socket_io.h"

namespace dbv::mysql {

namespace {

using namespace std::string_view_literals;

constexpr std::array kServerFolders{"/usr/sbin"sv,
                                    "/usr/libexec"sv,
                                    "/usr/local/mysql/bin"sv,
                                    "/usr/local/bin"sv,
                                    "/opt/homebrew/opt/*/bin"sv,
                                    "/usr/local/opt/*/bin"sv,
                                    "/opt/local/lib/*/bin"sv};
constexpr std::chrono::seconds kSaysItsVersionWithin{5};
constexpr std::chrono::seconds kListensWithin{1};
constexpr const char* kTryElsewhere = ", or choose a connection beside whose database the drill is made.";

/// A server's program, and what kind it is.
struct ServerProgram {
    std::string path;
    std::string version;
    bool isMariadb = false;
};

std::optional<ServerProgram> askProgram(const std::string& path) {
    std::string said;
    const auto until = std::chrono::steady_clock::now() + kSaysItsVersionWithin;
    const Result<network::ToolEnd> end = network::runTool(
        {path, {"--no-defaults", "--version"}, {}},
        [&said](std::string_view some) {
            said += some;
            return Result<void>();
        },
        [until] { return std::chrono::steady_clock::now() < until; });
    const std::size_t number = said.find("Ver ");
    if (!end || end->exitCode != 0 || number == std::string::npos) {
        return std::nullopt;
    }
    return ServerProgram{path, said.substr(number), said.contains("MariaDB")};
}

bool isAtLeast(std::string_view version, std::string_view needed) {
    const auto both = [](std::string_view text) {
        return std::pair(network::versionNumber(text, 0), network::versionNumber(text, 1));
    };
    return both(version) >= both(needed);
}

/// Errors: Unsupported, with what is there.
Result<ServerProgram> programFor(std::string_view serverVersion) {
    const bool isMariadb = serverVersion.contains("MariaDB");
    std::vector<std::string> paths = network::findTools(isMariadb ? "mariadbd" : "mysqld", kServerFolders);
    if (isMariadb) {
        const std::vector<std::string> others = network::findTools("mysqld", kServerFolders);
        paths.insert(paths.end(), others.begin(), others.end());
    }
    std::string others;
    for (const std::string& path : paths) {
        std::optional<ServerProgram> program = askProgram(path);
        if (program && program->isMariadb == isMariadb && isAtLeast(program->version, serverVersion)) {
            return *std::move(program);
        }
        others += (others.empty() ? "" : ", ") + path + (program ? " (" + program->version + ")" : "");
    }
    const std::string kind = isMariadb ? "MariaDB" : "MySQL";
    return fail(ErrorKind::Unsupported,
                "The backup is of " + std::string(serverVersion) + ", and no server on this machine fits it: " +
                    (others.empty() ? "there is none" : "there are " + others) + ".",
                "Install the server of " + kind + " in that version or a newer one" + kTryElsewhere);
}

/// `--user` has to be named where the system's administrator starts it.
void addUser(std::vector<std::string>& arguments) {
    if (::geteuid() == 0) {
        arguments.emplace_back("--user=root");
    }
}

Result<void> makeData(const ServerProgram& program, const std::string& data, const std::stop_token& stop) {
    std::vector<std::string> arguments{"--no-defaults", "--datadir=" + data};
    if (!program.isMariadb) {
        arguments.emplace_back("--initialize-insecure");
        addUser(arguments);
        return network::runToEnd({program.path, std::move(arguments), {}}, stop);
    }
    std::vector<std::string> installers = network::findTools("mariadb-install-db", kServerFolders);
    const std::vector<std::string> older = network::findTools("mysql_install_db", kServerFolders);
    installers.insert(installers.end(), older.begin(), older.end());
    if (installers.empty()) {
        return fail(ErrorKind::Unsupported, "The program mariadb-install-db is not on this machine.",
                    std::string("Install the whole server of MariaDB") + kTryElsewhere);
    }
    arguments.insert(arguments.end(), {"--auth-root-authentication-method=normal", "--skip-test-db"});
    addUser(arguments);
    return network::runToEnd({installers.front(), std::move(arguments), {}}, stop);
}

} // namespace

Result<std::unique_ptr<TrialServer>> MysqlTrial::start(const std::string& folder, std::string_view serverVersion,
                                                       const std::stop_token& stop) {
    const Result<ServerProgram> program = programFor(serverVersion);
    if (!program) {
        return std::unexpected(program.error());
    }
    const std::string data = folder + "/data";
    std::unique_ptr<MysqlTrial> trial(new MysqlTrial);
    Result<void> done = makeData(*program, data, stop);
    const Result<std::string> socketFolder =
        done ? trial->m_process.socketFolder() : std::unexpected(std::move(done.error()));
    if (!socketFolder) {
        return std::unexpected(socketFolder.error());
    }
    trial->m_socket = *socketFolder + "/socket";
    std::vector<std::string> arguments{"--no-defaults",
                                       "--datadir=" + data,
                                       "--socket=" + trial->m_socket,
                                       "--pid-file=" + *socketFolder + "/pid",
                                       "--skip-networking",
                                       "--skip-log-bin",
                                       "--innodb-flush-log-at-trx-commit=0",
                                       "--event-scheduler=OFF",
                                       "--max-allowed-packet=1G"};
    addUser(arguments);
    trial->m_process.start({program->path, std::move(arguments), {}});
    done = trial->m_process.await(
        [&trial, &stop]() -> Result<void> {
            // Where nobody listens yet, libmariadb 3.3 closes its socket twice: by then it may be one of another thread's.
            network::Address address;
            address.socketPath = trial->m_socket;
            const Result<network::OwnLine> listens = network::OwnLine::open(
                address, {.until = std::chrono::steady_clock::now() + kListensWithin, .stop = stop});
            if (!listens) {
                return std::unexpected(listens.error());
            }
            MysqlConnector connector;
            const Result<std::unique_ptr<Session>> session = openSession(connector, trial->login(), stop);
            return session ? Result<void>() : std::unexpected(session.error());
        },
        stop);
    return done ? Result<std::unique_ptr<TrialServer>>(std::move(trial)) : std::unexpected(std::move(done.error()));
}

ConnectParams MysqlTrial::login() const {
    ConnectParams params;
    params.host = m_socket;
    params.user = "root";
    // A database has to be named; the drill makes its own.
    params.database = "mysql";
    params.safety = Safety::Off;
    return params;
}

} // namespace dbv::mysql
