// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_tools.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include <dbv/core/wiped_text.h>

#include "postgres/open_plan.h"
#include "postgres/plain_settings.h"

namespace dbv::postgres {

namespace {

using namespace std::string_view_literals;

constexpr std::array kToolFolders{
    "/usr/lib/postgresql/*/bin"sv, "/usr/pgsql/*/bin"sv,
    "/usr/local/pgsql/bin"sv,      "/opt/homebrew/opt/*/bin"sv,
    "/usr/local/opt/*/bin"sv,      "/opt/local/lib/*/bin"sv,
    "/Library/PostgreSQL/*/bin"sv, "/Applications/Postgres.app/Contents/Versions/*/bin"sv};
/// Debian's program of that name chooses another one, by rules of its own.
constexpr std::string_view kChooser = "pg_wrapper";
constexpr std::chrono::seconds kVersionWithin{5};
constexpr int kMajor = 10'000;
constexpr const char* kServiceName = "dbvisualizer";

std::optional<DumpTool> askVersion(const std::string& path) {
    std::string said;
    const auto until = std::chrono::steady_clock::now() + kVersionWithin;
    const Result<network::ToolEnd> end = network::runTool(
        {path, {"--version"}, {}},
        [&said](std::string_view some) {
            said += some;
            return Result<void>();
        },
        [until] { return std::chrono::steady_clock::now() < until; });
    if (!end || end->exitCode != 0) {
        return std::nullopt;
    }
    DumpTool tool{path, said.substr(0, said.find('\n')), 0};
    const std::size_t number = said.find_first_of("0123456789");
    if (number == std::string::npos) {
        return std::nullopt;
    }
    std::from_chars(said.data() + number, said.data() + said.size(), tool.major);
    return tool.major == 0 ? std::nullopt : std::optional(std::move(tool));
}

std::string majorText(int serverVersion) {
    return std::to_string(serverVersion / kMajor);
}

/// A file of this user's alone, which must not be there yet.
Result<void> writePrivately(const std::string& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    bool done = file >= 0;
    int code = done ? 0 : errno;
    while (done && !text.empty()) {
        const ssize_t put = ::write(file, text.data(), text.size());
        if (put < 0 && errno != EINTR) {
            code = errno;
            done = false;
        } else if (put > 0) {
            text.remove_prefix(static_cast<std::size_t>(put));
        }
    }
    if (file >= 0) {
        ::close(file);
    }
    return done ? Result<void>()
                : fail(ErrorKind::IoError,
                       "\"" + path + "\" can't be written: " + std::generic_category().message(code) + ".",
                       "Check the folder and the room on its disk.");
}

/// As people know it.
std::string signalText(int number) {
    static constexpr auto kNames = std::to_array<std::pair<int, std::string_view>>({{SIGHUP, "SIGHUP"},
                                                                                    {SIGINT, "SIGINT"},
                                                                                    {SIGQUIT, "SIGQUIT"},
                                                                                    {SIGILL, "SIGILL"},
                                                                                    {SIGABRT, "SIGABRT"},
                                                                                    {SIGBUS, "SIGBUS"},
                                                                                    {SIGFPE, "SIGFPE"},
                                                                                    {SIGKILL, "SIGKILL"},
                                                                                    {SIGSEGV, "SIGSEGV"},
                                                                                    {SIGPIPE, "SIGPIPE"},
                                                                                    {SIGTERM, "SIGTERM"}});
    const auto* const found = std::ranges::find(kNames, number, [](const auto& each) { return each.first; });
    return found == kNames.end() ? std::to_string(number) : std::string(found->second);
}

bool isOneLine(std::string_view text) {
    return text.find_first_of("\n\r"sv) == std::string_view::npos && !text.contains('\0');
}

/// A service file loses blanks at the end of a line.
bool endsInBlank(std::string_view text) {
    return !text.empty() && std::string_view(" \t\v\f").contains(text.back());
}

} // namespace

Result<DumpTool> toolFor(std::string_view name, int serverVersion) {
    std::optional<DumpTool> best;
    std::string others;
    const int major = serverVersion / kMajor;
    for (const std::string& path : network::findTools(name, kToolFolders)) {
        std::error_code unknown;
        if (std::filesystem::canonical(path, unknown).filename() == kChooser) {
            continue;
        }
        std::optional<DumpTool> tool = askVersion(path);
        if (!tool) {
            continue;
        }
        others += (others.empty() ? "" : ", ") + path + " (" + std::to_string(tool->major) + ")";
        if (tool->major >= major && (!best || tool->major < best->major)) {
            best = std::move(tool);
        }
    }
    if (best) {
        return *std::move(best);
    }
    const std::string needed = std::string(name) + " " + majorText(serverVersion) + " or newer";
    return fail(ErrorKind::Unsupported,
                "The server is PostgreSQL " + majorText(serverVersion) + ", and no program on this machine fits it: " +
                    (others.empty() ? "there is no " + std::string(name) : "there are " + others) + ".",
                "Install " + needed + " (on Debian: postgresql-client-" + majorText(serverVersion) + ").");
}

std::string connectionWord(std::string_view word, std::string_view value) {
    std::string text = std::string(word) + "='";
    for (const char c : value) {
        if (c == '\'' || c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text + "'";
}

Result<ConnectParams> loginOf(const DumpGround& ground) {
    return ground.login ? ground.login()
                        : fail(ErrorKind::Internal, "No way to log in to the server once more was given.");
}

ToolLogin::~ToolLogin() {
    for (const std::string& path : {m_service, m_passwords}) {
        std::error_code ignored;
        if (!path.empty()) {
            std::filesystem::remove(path, ignored);
        }
    }
}

Result<ToolLogin> ToolLogin::write(const std::string& folder, const ConnectParams& params, Line& line,
                                   const std::string& database) {
    Result<OpenPlan> plan = planOpening(params);
    if (!plan) {
        return std::unexpected(std::move(plan.error()));
    }
    const Result<std::string> options = plainOptions(line);
    if (!options) {
        return std::unexpected(options.error());
    }
    // The server that the line is open to, of several that may be named.
    const char* const address = PQhostaddr(line.handle());
    const std::string host = PQhost(line.handle());
    const bool isSocket = host.starts_with('/') || host.starts_with('@');
    std::vector<std::pair<std::string, std::string>> words = plan->words;
    std::erase_if(words, [](const auto& word) {
        static constexpr std::array kOwn{"dbname"sv, "user"sv, "host"sv, "hostaddr"sv, "port"sv, "passfile"sv,
                                         "password"sv,
                                         // It dumps in the database's own.
                                         "client_encoding"sv};
        return std::ranges::find(kOwn, word.first) != kOwn.end();
    });
    if (!options->empty()) {
        const auto given = std::ranges::find(words, "options", &std::pair<std::string, std::string>::first);
        if (given == words.end()) {
            words.emplace_back("options", *options);
        } else {
            given->second += " " + *options;
        }
    }
    words.emplace_back("host", host);
    if (!isSocket && address != nullptr && *address != '\0') {
        words.emplace_back("hostaddr", address);
    }
    words.emplace_back("port", PQport(line.handle()));
    const std::string user = PQuser(line.handle());
    const std::string base = folder + "/tool-";
    ToolLogin login(base + "service", base + "passwords",
                    connectionWord("dbname", database) + " " + connectionWord("user", user));
    words.emplace_back("passfile", login.m_passwords);
    for (const auto& [what, name] : {std::pair("The name of the database", database), std::pair("The user", user)}) {
        if (!isOneLine(name)) {
            return fail(ErrorKind::Unsupported,
                        std::string(what) + " has a line break in it, which no program of PostgreSQL can be given.",
                        "Give it another name, or back up with another connection.");
        }
    }
    WipedText service;
    service += std::string_view("[" + std::string(kServiceName) + "]\n");
    for (const auto& [word, value] : words) {
        if (!isOneLine(value) || endsInBlank(value)) {
            return fail(ErrorKind::Unsupported,
                        "\"" + word + "\" of the connection has " +
                            (isOneLine(value) ? "a blank at its end" : "a line break in it") +
                            ", which no program of PostgreSQL can be given.",
                        "Leave it out, or back up with another connection.");
        }
        service += word;
        service += '=';
        service += value;
        service += '\n';
    }
    if (!params.tls.keyPassword.empty()) {
        service += "sslpassword=";
        service += params.tls.keyPassword.reveal();
        service += "\n";
    }
    WipedText passwords;
    if (const std::string_view password = params.password.reveal(); !password.empty()) {
        if (!isOneLine(password)) {
            return fail(ErrorKind::Unsupported,
                        "The password has a line break in it, which no program of PostgreSQL can be given.",
                        "Use another password for backups.");
        }
        passwords += "*:*:*:*:";
        for (const char c : password) {
            if (c == ':' || c == '\\') {
                passwords += '\\';
            }
            passwords += c;
        }
        passwords += "\n";
    }
    Result<void> done = writePrivately(login.m_service, service);
    done = done ? writePrivately(login.m_passwords, passwords) : done;
    return done ? Result<ToolLogin>(std::move(login)) : std::unexpected(std::move(done.error()));
}

network::ToolCall ToolLogin::call(const DumpTool& tool, std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(),
                     {"--no-password", "--dbname=service=" + std::string(kServiceName) + " " + m_names});
    return {tool.path,
            std::move(arguments),
            {{"PGSERVICEFILE", m_service},
             {"PGSERVICE", {}},
             {"PGPASSFILE", m_passwords},
             {"PGOPTIONS", {}},
             {"PGCONNECT_TIMEOUT", "30"},
             // Its words are read.
             {"LC_MESSAGES", "C"},
             {"LC_ALL", {}},
             {"LANGUAGE", {}},
             {"PG_COLOR", "never"}}};
}

Result<std::vector<Notice>> judgeTool(const DumpTool& tool, const network::ToolEnd& end) {
    std::vector<Notice> notices;
    std::string errors;
    for (std::string_view rest = end.said; !rest.empty();) {
        const std::size_t stop = rest.find('\n');
        const std::string_view line = rest.substr(0, stop);
        rest = stop == std::string_view::npos ? std::string_view() : rest.substr(stop + 1);
        // Whatever it exits with: some go on after an error, and exit with 0.
        if (line.contains("error: ") || line.contains("ERROR: ") || line.contains("FATAL: ") ||
            line.contains("fatal: ")) {
            errors += (errors.empty() ? "" : " ") + std::string(line);
        } else if (!line.empty()) {
            notices.push_back({"warning", std::string(line)});
        }
    }
    if (end.exitCode == 0 && errors.empty()) {
        return notices;
    }
    if (errors.empty()) {
        errors = end.said;
    }
    const bool wasEnded = end.exitCode < 0;
    const std::string how = wasEnded ? " was ended from outside, by the signal " + signalText(-end.exitCode)
                                     : " has failed (exit code " + std::to_string(end.exitCode) + ")";
    Error error =
        makeError(ErrorKind::SqlError,
                  std::filesystem::path(tool.path).filename().string() + how +
                      (errors.empty() ? wasEnded ? "." : ", and says nothing." : ": " + errors),
                  wasEnded         ? "Look who ended it (the system's log tells whether memory ran out), and try again."
                  : errors.empty() ? "Look whether \"" + tool.path + "\" is PostgreSQL's own program, and try again."
                                   : "Mend what it says, and try again.");
    error.detail = end.said;
    if (errors.contains("max_locks_per_transaction")) {
        error.hint =
            "One transaction holds a lock on each object. Raise max_locks_per_transaction at the server, or restore "
            "with several sessions (--jobs), which is no transaction.";
    }
    return std::unexpected(std::move(error));
}

} // namespace dbv::postgres
