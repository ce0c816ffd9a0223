// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include <libssh2_sftp.h>

#include "ssh/keep_alive.h"
#include "ssh/sftp.h"
#include "ssh/ssh_chain.h"

namespace dbv::ssh {

/// The line on which SFTP is spoken: one call of the library after the other, each driven to its end.
///
/// Thread: any that holds `mutex()`; a thread of its own keeps the line alive meanwhile. Owns: the sessions.
class SftpLine {
public:
    SftpLine(TunnelSpec spec, SshChain chain, const SftpPatience& patience, std::stop_token stop);
    SftpLine(const SftpLine&) = delete;
    SftpLine& operator=(const SftpLine&) = delete;
    ~SftpLine();

    /// Errors: Unsupported where the server does not have it.
    [[nodiscard]] Result<void> begin();
    [[nodiscard]] std::mutex& mutex() { return m_mutex; }
    [[nodiscard]] LIBSSH2_SFTP* raw() const { return m_sftp; }
    [[nodiscard]] LIBSSH2_SESSION* session() { return m_chain.last().raw(); }

    /// Calls until the library does not want to be called again.
    /// Errors: Cancelled, TimedOut, ConnectionLost; what else the library says is the caller's.
    [[nodiscard]] Result<void> drive(const std::function<bool()>& isDone);
    /// The same for what may take a server long that is there: it is asked meanwhile whether it is.
    [[nodiscard]] Result<void> driveLong(const std::function<bool()>& isDone);
    /// Whether a code of the library means that it wants to be called again.
    [[nodiscard]] static bool wantsMore(long code) { return code == LIBSSH2_ERROR_EAGAIN; }
    /// What the library's last failure means for a file.
    [[nodiscard]] Error failure(std::string_view what, const std::string& path, int code);
    /// As `Sftp::tidyUp`; also before a file is closed because it is not needed any more.
    void setTidying(std::optional<std::chrono::milliseconds> most);
    [[nodiscard]] std::optional<std::chrono::milliseconds> tidying() const { return m_tidying; }
    [[nodiscard]] bool isDead() const { return m_trouble.has_value(); }

private:
    [[nodiscard]] Result<void> driveFor(const std::function<bool()>& isDone, std::chrono::milliseconds patience,
                                        bool asking);
    [[nodiscard]] std::unexpected<Error> died(Error error);
    [[nodiscard]] Error silent(std::chrono::milliseconds patience) const;
    [[nodiscard]] std::string name() const;
    void keepAlive(const std::stop_token& stop);
    void breathe();

    TunnelSpec m_spec;
    SshChain m_chain;
    SftpPatience m_patience;
    Waiter m_waiter;
    Waiter m_deaf{std::stop_token()};
    KeepAlive m_keepAlive;
    LIBSSH2_SFTP* m_sftp = nullptr;
    /// Nothing goes through it: reading from it lets the library handle what comes while nothing else does.
    LIBSSH2_CHANNEL* m_pump = nullptr;
    std::optional<std::chrono::milliseconds> m_tidying;
    std::optional<Error> m_trouble;
    std::mutex m_mutex;
    std::mutex m_sleepMutex;
    std::condition_variable_any m_sleep;
    std::jthread m_keeper;
};

} // namespace dbv::ssh
