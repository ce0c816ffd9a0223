// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "ssh/host_settings.h"
#include "ssh/note.h"

namespace dbv::ssh {

/// Where the configuration of ssh lies, and who asks. Values, so that a test can be somebody else.
struct ConfigPlace {
    /// `~/.ssh/config`, or a file that the user chose; empty for none.
    std::filesystem::path userFile;
    /// `/etc/ssh/ssh_config`; empty for none.
    std::filesystem::path systemFile;
    std::filesystem::path home;
    std::string localUser;
    std::string localHost;
    std::string userNumber;
    /// What `${NAME}` stands for.
    std::map<std::string, std::string, std::less<>> environment;
    /// The names of variables that hold secrets, which no program that is started gets.
    std::vector<std::string> secretVariables;
};

/// The place of this user on this machine.
[[nodiscard]] ConfigPlace usualConfigPlace();

/// What is asked for: a host as it was typed, with what was typed beside it.
struct ConfigQuestion {
    std::string host;
    std::string user;
    /// 0 when none was given.
    std::uint16_t port = 0;
};

struct ConfigAnswer {
    HostSettings settings;
    /// Lines that were passed over, with their files.
    std::vector<Note> notes;
};

/// What the configuration says about a host, as ssh reads it: of each option the first value wins. `Match exec` is
/// reported, and makes the answer `undecided`; no command is run. Files are read anew each time.
/// Blocks: reads files. Errors: none; what can not be read is in the notes.
[[nodiscard]] ConfigAnswer lookUpHost(const ConfigPlace& place, const ConfigQuestion& question);

/// The hosts that the configuration names without a wildcard, in its order.
/// Blocks: reads files.
[[nodiscard]] std::vector<std::string> namedHosts(const ConfigPlace& place);

} // namespace dbv::ssh
