// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "ssh/descriptor.h"

namespace dbv::ssh {

/// What the system's ssh asks comes in through here, and answers go out: ssh starts the script that `SSH_ASKPASS` names, which
/// speaks to us through pipes in a private folder. So no answer is ever in an argument, a variable or a file.
///
/// Thread: one. Owns: the pipe of the questions.
class AskpassDoor {
public:
    struct Asked {
        std::string id;
        /// In ssh's words, or, behind `(user@host) `, in those of a server.
        std::string text;
    };

    /// Puts script and pipe into a folder that only this user may enter.
    /// Errors: IoError.
    [[nodiscard]] static Result<AskpassDoor> open(const std::filesystem::path& folder);

    /// For ssh, and all that it starts.
    [[nodiscard]] std::vector<std::string> variables() const;
    /// Readable when something is asked.
    [[nodiscard]] int fd() const { return m_questions.get(); }
    /// What was asked since the last call. Does not wait.
    [[nodiscard]] std::vector<Asked> take();
    void answer(const Asked& asked, const Secret& secret) const;
    /// No answer, which ssh takes for an empty one.
    void refuse(const Asked& asked) const;
    /// No answer, and the end of the ssh that asked.
    void end(const Asked& asked) const;

private:
    AskpassDoor(std::filesystem::path folder, Descriptor questions)
        : m_folder(std::move(folder)), m_questions(std::move(questions)) {}
    void write(const Asked& asked, std::initializer_list<std::string_view> parts) const;

    std::filesystem::path m_folder;
    Descriptor m_questions;
    std::string m_heard;
};

} // namespace dbv::ssh
