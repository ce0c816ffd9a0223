// SPDX-License-Identifier: Apache-2.0
#include "ssh/sftp_line.h"

#include <algorithm>
#include <array>
#include <utility>

#include <poll.h>

#include "ssh/dialing.h"

namespace dbv::ssh {

namespace {

constexpr std::chrono::seconds kBetweenBreaths{2};
/// How long a call that is stopped may go on taking in what comes.
constexpr std::chrono::seconds kAfterStop{5};
/// A server whose disk is slow may bring a large file there for so long.
constexpr std::chrono::minutes kLongWork{30};
/// Less than this in the time of its patience is no sign that a server answers: what keeps a line alive is smaller. Unit: bytes.
constexpr std::uint64_t kSignOfWork = 4096;

std::string reasonOf(unsigned long code, const std::string& folder) {
    switch (code) {
    case LIBSSH2_FX_NO_SUCH_FILE:
    case LIBSSH2_FX_NO_SUCH_PATH: return "there is no such file or folder";
    case LIBSSH2_FX_PERMISSION_DENIED:
    case LIBSSH2_FX_WRITE_PROTECT:
        return folder.empty() ? "the server does not permit it"
                              : "the server does not permit it: this user may not write in the folder " + folder;
    // So OpenSSH says what it was asked in vain, which is a name that its disk can't have.
    case LIBSSH2_FX_BAD_MESSAGE: return "the server does not take this name, which may be too long";
    case LIBSSH2_FX_FILE_ALREADY_EXISTS: return "it is there already";
    case LIBSSH2_FX_NO_SPACE_ON_FILESYSTEM: return "the disk of the server is full";
    case LIBSSH2_FX_QUOTA_EXCEEDED: return "the quota at the server is used up";
    case LIBSSH2_FX_NOT_A_DIRECTORY: return "it is no folder";
    case LIBSSH2_FX_INVALID_FILENAME: return "the server does not take this name";
    case LIBSSH2_FX_OP_UNSUPPORTED: return "the server can not do that";
    case LIBSSH2_FX_FAILURE: return "the server refused it, and does not say why";
    default: return "the server's answer is not understood";
    }
}

std::string hintOf(unsigned long code, bool writes) {
    switch (code) {
    case LIBSSH2_FX_NO_SUCH_FILE:
    case LIBSSH2_FX_NO_SUCH_PATH:
        return writes ? "Check the path, and make the folder at the server first."
                      : "Check the name, or look where the file was moved to.";
    case LIBSSH2_FX_PERMISSION_DENIED:
    case LIBSSH2_FX_WRITE_PROTECT:
        return writes ? "Choose a folder at the server in which this user may write."
                      : "Let this user read it at the server, or log in as one who may.";
    case LIBSSH2_FX_BAD_MESSAGE: return "Choose a shorter name.";
    case LIBSSH2_FX_NO_SPACE_ON_FILESYSTEM:
    case LIBSSH2_FX_QUOTA_EXCEEDED: return "Free space there, or choose another place.";
    default: return "Check the path, the disk and the quota of this user at the server.";
    }
}

} // namespace

SftpLine::SftpLine(TunnelSpec spec, SshChain chain, const SftpPatience& patience, std::stop_token stop)
    : m_spec(std::move(spec)),
      m_chain(std::move(chain)),
      m_patience(patience),
      m_waiter(std::move(stop)),
      m_keepAlive(m_spec) {}

SftpLine::~SftpLine() {
    m_keeper.request_stop();
    if (m_keeper.joinable()) {
        m_keeper.join();
    }
    // What the library has is freed with the sessions, which the chain ends.
}

std::string SftpLine::name() const {
    const HostSettings& last = m_spec.hops.back();
    return last.user + "@" + last.hostName + ":" + std::to_string(last.port);
}

Result<void> SftpLine::begin() {
    const std::scoped_lock lock(m_mutex);
    int code = 0;
    Result<void> driven = drive([&] {
        m_sftp = libssh2_sftp_init(session());
        code = m_sftp == nullptr ? libssh2_session_last_errno(session()) : 0;
        return !wantsMore(code);
    });
    if (!driven) {
        return driven;
    }
    if (m_sftp == nullptr) {
        return fail(ErrorKind::Unsupported,
                    name() + ": the server does not speak SFTP (" + m_chain.last().reason() + ").",
                    "Have it switched on there (Subsystem sftp), or choose another place.");
    }
    // Where the server does not grant a second channel, a line that is silent for long may be taken for dead by those on the way.
    driven = drive([&] {
        m_pump = libssh2_channel_open_session(session());
        return m_pump != nullptr || !wantsMore(libssh2_session_last_errno(session()));
    });
    if (!driven) {
        return driven;
    }
    m_keeper = std::jthread([this](const std::stop_token& stop) { keepAlive(stop); });
    return {};
}

void SftpLine::setTidying(std::optional<std::chrono::milliseconds> most) {
    m_tidying = most;
}

std::unexpected<Error> SftpLine::died(Error error) {
    m_trouble = error;
    return std::unexpected(std::move(error));
}

Error SftpLine::silent(std::chrono::milliseconds patience) const {
    return makeError(ErrorKind::TimedOut,
                     name() + ": the server has not answered for " +
                         std::to_string(std::chrono::ceil<std::chrono::seconds>(patience).count()) + " s.",
                     "Check the network and the server, and try again.", Damage::Session);
}

Result<void> SftpLine::drive(const std::function<bool()>& isDone) {
    return driveFor(isDone, m_patience.silence, false);
}

Result<void> SftpLine::driveLong(const std::function<bool()>& isDone) {
    return driveFor(isDone, m_patience.silence < kLongWork ? kLongWork : m_patience.silence, true);
}

Result<void> SftpLine::driveFor(const std::function<bool()>& isDone, std::chrono::milliseconds patience, bool asking) {
    if (m_trouble) {
        return std::unexpected(*m_trouble);
    }
    const std::chrono::milliseconds most = m_tidying ? std::min(*m_tidying, patience) : patience;
    const Waiter& waiter = m_tidying ? m_deaf : m_waiter;
    if (waiter.stopped()) {
        return std::unexpected(tunnelCancelled());
    }
    Deadline deadline = deadlineIn(most);
    // Receiving is broken off only where the library is kept busy: what was stopped has to be put away on the same line.
    std::optional<Deadline> mustEnd;
    const auto guard = [&] {
        const Deadline now = std::chrono::steady_clock::now();
        if (waiter.stopped() && !mustEnd) {
            mustEnd = now + kAfterStop;
        }
        return now >= mustEnd.value_or(deadline + kAfterStop);
    };
    for (std::size_t hop = 0; hop < m_chain.size(); ++hop) {
        m_chain.at(hop).setGuard(guard);
    }
    // In some failures the library calls until an answer has come to what it has not handed out yet. Only the last session receives while
    // none of those before it is in a call.
    m_chain.last().setGuard([&] {
        m_chain.flush();
        return guard();
    });
    std::uint64_t before = m_chain.receivedBytes();
    const auto waited = [&]() -> Result<void> {
        m_chain.flush();
        if (m_chain.last().linkEnded()) {
            return died(makeError(ErrorKind::ConnectionLost, name() + ": the server has closed the connection.",
                                  "Try again.", Damage::Session));
        }
        const auto events = static_cast<short>(POLLIN | (m_chain.wantsToSend() ? POLLOUT : 0));
        const Deadline breath = asking ? std::min(deadline, deadlineIn(kBetweenBreaths)) : deadline;
        if (waiter.wait(m_chain.socket(), events, breath) == Awaited::Stopped) {
            return std::unexpected(tunnelCancelled());
        }
        if (asking && m_keepAlive.step(m_chain)) {
            return died(silent(m_patience.silence));
        }
        if (m_chain.receivedBytes() - before >= kSignOfWork) {
            before = m_chain.receivedBytes();
            deadline = deadlineIn(most);
        }
        return std::chrono::steady_clock::now() < deadline ? Result<void>() : died(silent(most));
    };
    Result<void> driven;
    while (driven && !isDone()) {
        driven = waited();
    }
    if (driven && guard()) {
        driven = died(waiter.stopped() ? tunnelCancelled() : silent(most));
    }
    m_chain.flush();
    for (std::size_t hop = 0; hop < m_chain.size(); ++hop) {
        m_chain.at(hop).setGuard({});
    }
    return driven;
}

Error SftpLine::failure(std::string_view what, const std::string& path, int code) {
    const unsigned long told = code == LIBSSH2_ERROR_SFTP_PROTOCOL ? libssh2_sftp_last_error(m_sftp) : 0;
    if (code != LIBSSH2_ERROR_SFTP_PROTOCOL || told == LIBSSH2_FX_NO_CONNECTION || told == LIBSSH2_FX_CONNECTION_LOST) {
        const std::optional<std::string>& farewell = m_chain.last().farewell();
        m_trouble =
            makeError(ErrorKind::ConnectionLost,
                      name() + ": the connection broke off: " + (farewell ? *farewell : m_chain.last().reason()) + ".",
                      "Check the network and the server, and try again.", Damage::Session);
        return *m_trouble;
    }
    const bool writes = what != "Could not read" && what != "Could not list";
    const std::size_t end = path.rfind('/');
    const std::string folder = end == std::string::npos ? "." : end == 0 ? "/" : path.substr(0, end);
    const bool isGone = told == LIBSSH2_FX_NO_SUCH_FILE || told == LIBSSH2_FX_NO_SUCH_PATH;
    return makeError(isGone ? ErrorKind::NotFound : ErrorKind::IoError,
                     std::string(what) + " " + path + " at " + name() + ": " + reasonOf(told, writes ? folder : "") +
                         ".",
                     hintOf(told, writes));
}

void SftpLine::keepAlive(const std::stop_token& stop) {
    std::unique_lock sleeping(m_sleepMutex);
    while (!m_sleep.wait_for(sleeping, stop, kBetweenBreaths, [&stop] { return stop.stop_requested(); })) {
        if (stop.stop_requested()) {
            break;
        }
        // Who holds the line keeps it alive.
        if (const std::unique_lock line(m_mutex, std::try_to_lock); line.owns_lock() && !m_trouble) {
            breathe();
        }
    }
}

void SftpLine::breathe() {
    if (m_pump != nullptr) {
        std::array<char, 256> nothing{};
        const ssize_t count = libssh2_channel_read(m_pump, nothing.data(), nothing.size());
        if (count < 0 && !wantsMore(count)) {
            m_pump = nullptr;
        }
    } else {
        m_chain.last().receiveAhead();
    }
    if (m_keepAlive.step(m_chain)) {
        m_trouble = silent(m_patience.silence);
    }
    m_chain.flush();
}

} // namespace dbv::ssh
