// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ssh/tunnel.h"

namespace dbv::ssh {

/// What the system's ssh asks and says, in the words of the built-in SSH: whoever answers does not see which of them it is.
///
/// Thread: one. `spec` and `prompts` outlive this.
class SystemSshTalk {
public:
    /// In `folder` ssh notes the keys that hosts show (see `systemSshConfig`).
    SystemSshTalk(const TunnelSpec& spec, SshPrompts& prompts, std::filesystem::path folder)
        : m_spec(spec), m_prompts(prompts), m_folder(std::move(folder)) {}

    /// The answer to a question of ssh. Without one, `over` tells whether ssh may go on to what else it could do.
    /// Blocks: asks a person.
    struct Answer {
        std::optional<Secret> secret;
        bool over = false;
    };
    [[nodiscard]] Answer answer(std::string_view text);

    /// Keeps the keys that nobody had to be asked about, and tells what was kept.
    [[nodiscard]] std::string keepNewKeys();
    /// Why ssh has ended, having said this.
    [[nodiscard]] Error failure(std::string_view output) const;

private:
    struct Shown {
        std::size_t hop = 0;
        std::string blob;
    };

    /// The keys that hosts have shown so far. Hosts are reached one after the other, so the last is the one that ssh is at.
    [[nodiscard]] std::vector<Shown> shown() const;
    [[nodiscard]] std::size_t currentHop() const;
    [[nodiscard]] HostKeyCheck check(const Shown& key) const;
    [[nodiscard]] Answer hostKey(std::string_view text);
    [[nodiscard]] Answer passphrase(const std::string& file);
    [[nodiscard]] Answer given(Result<Secret> secret, bool lastWay);
    /// The key file that a question is about; nothing when it is none of ours.
    [[nodiscard]] std::optional<std::string> keyFileIn(std::string_view text) const;

    const TunnelSpec& m_spec;
    SshPrompts& m_prompts;
    std::filesystem::path m_folder;
    std::map<std::string, int> m_attempts;
    std::string m_kept;
    /// Why no way goes on from here, and what was asked and nobody answered.
    std::optional<Error> m_refusal;
    std::optional<Error> m_unanswered;
};

} // namespace dbv::ssh
