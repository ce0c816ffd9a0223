// SPDX-License-Identifier: Apache-2.0
#include "network/tool_process.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include <dbv/core/cancel.h>
#include <dbv/core/child_environment.h>

#include "network/tool_feed.h"

extern char** environ;

namespace dbv::network {

namespace {

constexpr std::size_t kBlock = std::size_t{256} << 10U;
constexpr std::size_t kPipe = std::size_t{1} << 20U;
/// A program that has written as much will write more.
constexpr std::size_t kMuch = std::size_t{4} << 20U;
/// How long what such a program writes is left to become more: many programs write 4 KiB at a time.
constexpr std::chrono::milliseconds kLetGather{1};
constexpr std::size_t kMostSaid = std::size_t{64} << 10U;
constexpr int kLookEveryMs = 50;
constexpr int kNotStarted = 127;

std::unexpected<Error> notStarted(const std::string& program, int code) {
    return fail(code == ENOENT ? ErrorKind::NotFound : ErrorKind::IoError,
                "The program \"" + program + "\" can't be started: " + std::generic_category().message(code) + ".",
                "Check that it is installed and may be run.");
}

/// A pipe whose ends no other program inherits.
class Pipe {
public:
    Pipe() = default;
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        closeEnd(0);
        closeEnd(1);
    }
    [[nodiscard]] bool open() {
#ifdef __linux__
        return ::pipe2(m_ends.data(), O_CLOEXEC) == 0;
#else
        return ::pipe(m_ends.data()) == 0 && ::fcntl(m_ends[0], F_SETFD, FD_CLOEXEC) == 0 &&
               ::fcntl(m_ends[1], F_SETFD, FD_CLOEXEC) == 0;
#endif
    }
    [[nodiscard]] int end(std::size_t which) const { return m_ends.at(which); }
    void closeEnd(std::size_t which) {
        if (m_ends.at(which) >= 0) {
            ::close(std::exchange(m_ends.at(which), -1));
        }
    }

private:
    std::array<int, 2> m_ends{-1, -1};
};

/// Arguments and variables as the system takes them.
class Words {
public:
    explicit Words(std::vector<std::string> words) : m_words(std::move(words)) {
        for (std::string& word : m_words) {
            m_pointers.push_back(word.data());
        }
        m_pointers.push_back(nullptr);
    }
    [[nodiscard]] char** get() { return m_pointers.data(); }

private:
    std::vector<std::string> m_words;
    std::vector<char*> m_pointers;
};

std::vector<std::string> environmentFor(const ToolCall& call) {
    std::vector<std::string> variables;
    for (const char* const variable : childEnvironment(environ)) {
        if (variable == nullptr) {
            break;
        }
        const std::string_view text(variable);
        const std::string_view name = text.substr(0, text.find('='));
        if (std::ranges::none_of(call.environment, [name](const auto& other) { return other.first == name; })) {
            variables.emplace_back(text);
        }
    }
    for (const auto& [name, value] : call.environment) {
        if (!value.empty()) {
            std::string& variable = variables.emplace_back(name);
            variable += '=';
            variable += value;
        }
    }
    return variables;
}

/// The program while it runs. Destroyed before it has ended, it is killed, with all that it has started.
class RunningTool {
public:
    RunningTool() = default;
    RunningTool(const RunningTool&) = delete;
    RunningTool& operator=(const RunningTool&) = delete;
    ~RunningTool() {
        if (m_process > 0) {
            ::kill(-m_process, SIGKILL);
            static_cast<void>(wait());
        }
    }

    Result<void> start(const ToolCall& call, bool hasInput) {
        std::vector<std::string> words{call.program};
        words.insert(words.end(), call.arguments.begin(), call.arguments.end());
        Words arguments(std::move(words));
        Words variables(environmentFor(call));
        Pipe failure;
        if (!m_output.open() || !m_errors.open() || !failure.open() || (hasInput && !m_input.open())) {
            return notStarted(call.program, errno);
        }
        const pid_t parent = ::getpid();
        m_process = ::fork();
        if (m_process < 0) {
            return notStarted(call.program, errno);
        }
        if (m_process == 0) {
            // Nothing here but calls of the system: other threads may have held any lock.
            become(parent, call.program.c_str(), arguments, variables, failure.end(1));
        }
#ifdef __linux__
        // The more it takes, the seldomer two programs wait for each other; what the system allows is enough.
        static_cast<void>(::fcntl(m_output.end(0), F_SETPIPE_SZ, static_cast<int>(kPipe)));
        if (hasInput) {
            static_cast<void>(::fcntl(m_input.end(1), F_SETPIPE_SZ, static_cast<int>(kPipe)));
        }
#endif
        if (hasInput && ::fcntl(m_input.end(1), F_SETFL, O_NONBLOCK) != 0) {
            return notStarted(call.program, errno);
        }
        m_input.closeEnd(0);
        m_output.closeEnd(1);
        m_errors.closeEnd(1);
        failure.closeEnd(1);
        int code = 0;
        ssize_t got = 0;
        do {
            got = ::read(failure.end(0), &code, sizeof code);
        } while (got < 0 && errno == EINTR);
        return got == static_cast<ssize_t>(sizeof code) ? notStarted(call.program, code) : Result<void>();
    }

    [[nodiscard]] int output() const { return m_output.end(0); }
    [[nodiscard]] int errors() const { return m_errors.end(0); }
    [[nodiscard]] int input() const { return m_input.end(1); }
    void closeInput() { m_input.closeEnd(1); }

    int wait() {
        int status = 0;
        while (::waitpid(m_process, &status, 0) < 0 && errno == EINTR) {
        }
        m_process = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }

private:
    [[noreturn]] void become(pid_t parent, const char* program, Words& arguments, Words& variables, int failure) {
        ::setpgid(0, 0);
#ifdef __linux__
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) {
            ::_exit(kNotStarted);
        }
#else
        static_cast<void>(parent);
#endif
        // What our process blocks or passes over is nothing to it.
        sigset_t none;
        sigemptyset(&none);
        ::sigprocmask(SIG_SETMASK, &none, nullptr);
        ::signal(SIGPIPE, SIG_DFL);
        const int read = m_input.end(0) >= 0 ? m_input.end(0) : ::open("/dev/null", O_RDONLY);
        if (read < 0) {
            ::_exit(kNotStarted);
        }
        ::dup2(read, STDIN_FILENO);
        ::dup2(m_output.end(1), STDOUT_FILENO);
        ::dup2(m_errors.end(1), STDERR_FILENO);
        ::execve(program, arguments.get(), variables.get());
        const int code = errno;
        static_cast<void>(!::write(failure, &code, sizeof code));
        ::_exit(kNotStarted);
    }

    Pipe m_input;
    Pipe m_output;
    Pipe m_errors;
    pid_t m_process = -1;
};

/// Reads what has come; false when the pipe has ended.
Result<bool> readSome(int pipe, std::vector<char>& block, const std::function<Result<void>(std::string_view)>& take) {
    const ssize_t got = ::read(pipe, block.data(), block.size());
    if (got < 0) {
        return errno == EINTR || errno == EAGAIN
                   ? Result<bool>(true)
                   : fail(ErrorKind::IoError,
                          "What a program writes can't be read: " + std::generic_category().message(errno) + ".");
    }
    if (got == 0) {
        return false;
    }
    Result<void> taken = take({block.data(), static_cast<std::size_t>(got)});
    return taken ? Result<bool>(true) : std::unexpected(std::move(taken.error()));
}

bool mayBeRun(const std::filesystem::path& file) {
    std::error_code unknown;
    return std::filesystem::is_regular_file(file, unknown) && ::access(file.c_str(), X_OK) == 0;
}

} // namespace

Result<ToolEnd> runTool(const ToolCall& call, const std::function<Result<void>(std::string_view)>& take,
                        const std::function<bool()>& goOn, const ToolInput& input) {
    const QuietPipes quiet;
    RunningTool tool;
    if (Result<void> started = tool.start(call, static_cast<bool>(input)); !started) {
        return std::unexpected(std::move(started.error()));
    }
    ToolEnd end;
    const auto hear = [&end](std::string_view said) {
        end.said += said;
        if (end.said.size() > kMostSaid) {
            end.said.erase(0, end.said.size() - kMostSaid);
        }
        return Result<void>();
    };
    std::size_t taken = 0;
    const auto takeCounted = [&](std::string_view some) {
        taken += some.size();
        Result<void> done = take(some);
        if (taken > kMuch && some.size() < kBlock / 4) {
            std::this_thread::sleep_for(kLetGather);
        }
        return done;
    };
    std::vector<char> block(kBlock);
    ToolFeed feed(input);
    std::array<pollfd, 3> pipes{pollfd{tool.output(), POLLIN, 0}, pollfd{tool.errors(), POLLIN, 0},
                                pollfd{tool.input(), POLLOUT, 0}};
    while (pipes[0].fd >= 0 || pipes[1].fd >= 0) {
        if (!goOn()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        if (::poll(pipes.data(), pipes.size(), kLookEveryMs) <= 0) {
            continue;
        }
        if (pipes[2].fd >= 0 && pipes[2].revents != 0) {
            if (Result<void> given = feed.give(tool.input()); !given) {
                return std::unexpected(std::move(given.error()));
            }
            if (feed.isOver()) {
                tool.closeInput();
                pipes[2].fd = -1;
            }
        }
        for (std::size_t i = 0; i < 2; ++i) {
            pollfd& pipe = pipes.at(i);
            if (pipe.fd < 0 || pipe.revents == 0) {
                continue;
            }
            const Result<bool> more = i == 0 ? readSome(pipe.fd, block, takeCounted) : readSome(pipe.fd, block, hear);
            if (!more) {
                return std::unexpected(more.error());
            }
            // A pipe without a number is passed over.
            pipe.fd = *more ? pipe.fd : -1;
        }
    }
    // What has closed its outputs and still reads would wait for more.
    tool.closeInput();
    end.exitCode = tool.wait();
    end.tookAll = !input || feed.gaveAll();
    return end;
}

std::vector<std::string> findTools(std::string_view name, std::span<const std::string_view> others) {
    std::vector<std::filesystem::path> folders;
    const char* const variable = std::getenv("PATH");
    for (std::string_view path = variable == nullptr ? "" : variable; !path.empty();) {
        const std::size_t end = path.find(':');
        folders.emplace_back(path.substr(0, end));
        path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
    }
    constexpr std::string_view kEach = "/*/bin";
    for (const std::string_view other : others) {
        if (!other.ends_with(kEach)) {
            folders.emplace_back(other);
            continue;
        }
        std::error_code unknown;
        for (const auto& entry :
             std::filesystem::directory_iterator(other.substr(0, other.size() - kEach.size()), unknown)) {
            folders.push_back(entry.path() / "bin");
        }
    }
    std::vector<std::string> found;
    std::set<std::filesystem::path> seen;
    for (const std::filesystem::path& folder : folders) {
        const std::filesystem::path file = folder / name;
        std::error_code unknown;
        if (folder.is_absolute() && mayBeRun(file) && seen.insert(std::filesystem::canonical(file, unknown)).second) {
            found.push_back(file.string());
        }
    }
    return found;
}

} // namespace dbv::network
