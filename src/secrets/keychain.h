// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "secrets/key_holder.h"

namespace dbv::secrets {

class KeychainThread;

/// The keychain of the system: the Secret Service or KWallet, macOS' keychain, Windows' credentials.
///
/// A process has one of these, for as long as it runs (see KeychainThread). A call that waits for the user can be given
/// up, not taken back: its job goes on, and later ones wait behind it.
/// Thread: any but the one of the user interface, which never waits.
class Keychain final : public KeyHolder {
public:
    static constexpr std::chrono::seconds kPatience{120};

    /// `patience` is how long one question may wait for the user.
    explicit Keychain(std::chrono::milliseconds patience = kPatience, std::string service = "DB Visualizer");
    ~Keychain() override;

    [[nodiscard]] Result<void> probe(std::stop_token stop) override;
    [[nodiscard]] Result<std::optional<Secret>> find(const std::string& name, std::stop_token stop) override;
    [[nodiscard]] Result<void> keep(const std::string& name, const Secret& key, std::stop_token stop) override;
    [[nodiscard]] Result<void> forget(const std::string& name, std::stop_token stop) override;

private:
    class Question;

    [[nodiscard]] Result<void> ask(const std::shared_ptr<Question>& question, const std::stop_token& stop);
    [[nodiscard]] Result<std::optional<Secret>> read(const std::string& name, const std::stop_token& stop);
    [[nodiscard]] KeychainThread& thread();

    const std::chrono::milliseconds m_patience;
    const std::string m_service;
    std::mutex m_mutex;
    std::unique_ptr<KeychainThread> m_thread;
};

} // namespace dbv::secrets
