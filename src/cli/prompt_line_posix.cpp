// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <QSocketNotifier>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <dbv/core/locked_memory.h>

#include "cli/prompt_line.h"
#include "cli/terminal_text.h"

namespace dbv::cli {

namespace {

/// The longest line. Unit: bytes.
constexpr std::size_t kLongest = 65536;

class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

/// A terminal that shows nothing of what is typed, until this goes.
class HiddenEcho {
public:
    explicit HiddenEcho(int fd) : m_fd(fd) {
        m_changed = ::tcgetattr(fd, &m_before) == 0;
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        quiet.c_lflag |= static_cast<tcflag_t>(ECHONL | ICANON);
        m_changed = m_changed && ::tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
    }
    HiddenEcho(const HiddenEcho&) = delete;
    HiddenEcho& operator=(const HiddenEcho&) = delete;
    ~HiddenEcho() {
        if (m_changed) {
            ::tcsetattr(m_fd, TCSADRAIN, &m_before);
        }
    }
    [[nodiscard]] bool works() const { return m_changed; }

private:
    int m_fd;
    termios m_before{};
    bool m_changed = false;
};

void writeTo(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t count = ::write(fd, text.data(), text.size());
        if (count < 0 && errno != EINTR) {
            return;
        }
        text.remove_prefix(count < 0 ? 0U : static_cast<std::size_t>(count));
    }
}

int openTerminal() {
    return ::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
}

/// Reads a line as it comes.
class PosixPrompt final : public PromptLine {
public:
    PosixPrompt(std::unique_ptr<Descriptor> terminal, int fd, Done done)
        : m_terminal(std::move(terminal)), m_fd(fd), m_done(std::move(done)) {}
    ~PosixPrompt() override {
        // It may be the one whose signal is being handled.
        if (m_notifier) {
            m_notifier->setEnabled(false);
            m_notifier.release()->deleteLater();
        }
    }

    [[nodiscard]] bool hideEcho() {
        m_hidden = std::make_unique<HiddenEcho>(m_fd);
        return m_hidden->works();
    }
    void begin() {
        m_notifier = std::make_unique<QSocketNotifier>(m_fd, QSocketNotifier::Read);
        QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { readSome(); });
    }

private:
    void readSome() {
        const std::span<char> room = m_bytes.bytes().subspan(m_size);
        const ssize_t count = ::read(m_fd, room.data(), room.size());
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) {
            return;
        }
        if (count < 0) {
            finish(fail(ErrorKind::IoError,
                        "What was to be read can not be read: " + std::generic_category().message(errno) + ".",
                        "Check the file descriptor."));
            return;
        }
        m_size += static_cast<std::size_t>(count);
        const std::string_view text(m_bytes.bytes().data(), m_size);
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos && count != 0 && m_size < m_bytes.bytes().size()) {
            return;
        }
        if (end == std::string_view::npos && count == 0 && m_size == 0) {
            finish(fail(ErrorKind::Cancelled, "Nothing was given where a line was awaited."));
            return;
        }
        std::string_view line = text.substr(0, end);
        line.remove_suffix(line.ends_with('\r') ? 1 : 0);
        finish(Secret(line));
    }
    /// Calls the receiver last, which may destroy this.
    void finish(Result<Secret> line) {
        m_notifier->setEnabled(false);
        m_hidden.reset();
        const Done done = std::move(m_done);
        done(std::move(line));
    }

    std::unique_ptr<Descriptor> m_terminal;
    int m_fd;
    Done m_done;
    std::unique_ptr<HiddenEcho> m_hidden;
    std::unique_ptr<QSocketNotifier> m_notifier;
    LockedMemory m_bytes{kLongest};
    std::size_t m_size = 0;
};

} // namespace

Result<std::unique_ptr<PromptLine>> PromptLine::atTerminal(const std::string& text, Echo echo, Done done) {
    auto terminal = std::make_unique<Descriptor>(openTerminal());
    const int fd = terminal->get();
    if (fd < 0) {
        return fail(ErrorKind::NotFound, "There is no terminal at which to ask.",
                    "Give it by a file descriptor or a command; the help of the verb names the option.");
    }
    auto prompt = std::make_unique<PosixPrompt>(std::move(terminal), fd, std::move(done));
    if (echo == Echo::Hidden && !prompt->hideEcho()) {
        return fail(ErrorKind::IoError, "The terminal can not be kept from showing what is typed.",
                    "Give it by a file descriptor or a command; the help of the verb names the option.");
    }
    writeTo(fd, terminalText(text));
    prompt->begin();
    return prompt;
}

Result<std::unique_ptr<PromptLine>> PromptLine::fromDescriptor(int descriptor, Done done) {
    const int flags = ::fcntl(descriptor, F_GETFD);
    // What the program has opened for itself is closed on exec; what it was given has come through one.
    if (flags < 0 || (static_cast<unsigned>(flags) & static_cast<unsigned>(FD_CLOEXEC)) != 0U) {
        return fail(ErrorKind::InvalidInput,
                    "The file descriptor " + std::to_string(descriptor) + " was not given to this program.",
                    "Open it in the shell, for example with " + std::to_string(descriptor) + "< FILE.");
    }
    auto prompt = std::make_unique<PosixPrompt>(nullptr, descriptor, std::move(done));
    prompt->begin();
    return prompt;
}

void tellTerminal(const std::string& text) {
    const Descriptor terminal(openTerminal());
    writeTo(terminal.get(), terminalText(text));
}

} // namespace dbv::cli
