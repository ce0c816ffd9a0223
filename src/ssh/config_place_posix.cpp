// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_config.h"

#include <array>

#include <pwd.h>
#include <unistd.h>

extern char** environ; // NOLINT(readability-redundant-declaration): not every system declares it

namespace dbv::ssh {

ConfigPlace usualConfigPlace() {
    ConfigPlace place;
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
        const std::string text = *variable;
        place.environment.emplace(text.substr(0, text.find('=')),
                                  text.substr(std::min(text.find('=') + 1, text.size())));
    }
    std::array<char, 16384> buffer{};
    passwd entry{};
    passwd* found = nullptr;
    ::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found);
    // As ssh does: the home of the account, whatever HOME says.
    if (found != nullptr) {
        place.home = found->pw_dir;
        place.localUser = found->pw_name;
    }
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) == 0) {
        place.localHost = host.data();
    }
    place.userNumber = std::to_string(::getuid());
    place.userFile = place.home / ".ssh" / "config";
    place.systemFile = "/etc/ssh/ssh_config";
    // As `ssh -F` does.
    if (const auto other = place.environment.find("DBVIS_SSH_CONFIG");
        other != place.environment.end() && !other->second.empty()) {
        place.userFile = other->second;
        place.systemFile.clear();
    }
    return place;
}

} // namespace dbv::ssh
