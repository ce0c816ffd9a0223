// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include <dbv/connector/connector.h>

#include "engine/tunnel_route.h"

namespace dbv::engine {

/// The password that a server took when it did not take that of the parameters any more.
///
/// Thread: any.
class RenewedPassword {
public:
    void set(Secret password) {
        const std::scoped_lock lock(m_mutex);
        m_password = std::move(password);
        ++m_count;
    }
    /// Nothing as long as that of the parameters holds.
    [[nodiscard]] std::optional<Secret> copy() const {
        const std::scoped_lock lock(m_mutex);
        return m_count == 0 ? std::nullopt : std::optional(m_password.clone());
    }
    /// How often there was a new one.
    [[nodiscard]] std::uint64_t count() const {
        const std::scoped_lock lock(m_mutex);
        return m_count;
    }

private:
    mutable std::mutex m_mutex;
    Secret m_password;
    std::uint64_t m_count = 0;
};

/// What a connection opens sessions with, shared by its slots. Immutable, but for a password that was changed meanwhile.
struct SessionSource {
    std::shared_ptr<Connector> connector;
    ConnectParams params;
    /// The way to the server, where it is not a direct one.
    std::shared_ptr<TunnelRoute> route;
    /// Gives a password that does not hold for long, for each session anew; empty where it is in `params`.
    std::function<Result<Secret>(const std::stop_token&)> freshPassword;
    /// There is a server, which may have no room for another session; not a file.
    bool hasServer = false;
    std::shared_ptr<RenewedPassword> renewed = std::make_shared<RenewedPassword>();

    /// The way to another database of the server, with the same tunnel and the same secrets.
    [[nodiscard]] std::shared_ptr<const SessionSource> to(std::string database) const;
    [[nodiscard]] bool hasPassword() const { return !params.password.empty() || renewed->count() > 0; }
    /// What a session is opened with now: with its password, and where a tunnel leads to. `given` goes before every other password.
    /// Blocks: on the tunnel. Errors: its, and those of the password.
    [[nodiscard]] Result<ConnectParams> login(const std::stop_token& stop, OpeningSteps& steps,
                                              const AskQuestion& ask = {}, const Secret* given = nullptr) const;
    /// `given` goes before every other password. Blocks: on the tunnel and the server. Errors: theirs, and those of
    /// `judgeStartup`, before anything is opened.
    [[nodiscard]] Result<std::unique_ptr<Session>> open(const std::stop_token& stop, OpeningSteps& steps,
                                                        const AskQuestion& ask = {},
                                                        const Secret* given = nullptr) const;
};

} // namespace dbv::engine
