// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <dbv/core/secret.h>

#include "imports/import_report.h"

namespace dbv::imports {

/// The way through SSH as a program keeps it; numbers as it wrote them.
struct FoundSsh {
    std::string host;
    std::string port;
    std::string user;
    /// `password`, `key`, `agent` or empty, as in `protocol::SshConfig`.
    std::string auth;
    std::string keyFile;
    /// Machines before the last one.
    std::vector<FoundSsh> jump;
};

/// A connection as another program keeps it, before it is known what can be made of it.
struct FoundConnection {
    std::string name;
    /// What the program calls the engine.
    std::string engine;
    /// Folders from the outside in, divided by `/`.
    std::string group;
    /// `prod`, `Production`, `dev`, ...; empty for none.
    std::string environment;
    /// Any form that can be pasted. Where it is given, what stands in it comes first.
    std::string url;
    std::string host;
    std::string port;
    std::string user;
    std::string database;
    /// Further parameters, in the words of whichever client.
    std::vector<std::pair<std::string, std::string>> words;
    FoundSsh ssh;
    Secret password;
    Secret tlsKeyPassword;
    Secret sshPassword;
    Secret sshPassphrase;
    bool readOnly = false;
    bool favourite = false;
    /// What is lost, and what to do about it.
    std::vector<std::string> losses;
    /// What is good to know; nothing is lost by it.
    std::vector<std::string> notes;

    void loses(std::string sentence) { losses.push_back(std::move(sentence)); }
    void word(std::string key, std::string value) {
        if (!value.empty()) {
            words.emplace_back(std::move(key), std::move(value));
        }
    }
};

/// What can be made of it. Never fails: what can not be opened here becomes a refused item that says why.
[[nodiscard]] ImportItem itemOf(FoundConnection found);

/// An item for something that could not even be read as a connection.
[[nodiscard]] ImportItem refusedItem(const std::string& name, std::string why);

/// A name without control characters, of one line.
[[nodiscard]] std::string cleanName(std::string_view text);
/// A path of folders, each with such a name; empty ones vanish, and so does what lies too deep.
[[nodiscard]] std::string cleanGroup(std::string_view path);

} // namespace dbv::imports
