// SPDX-License-Identifier: Apache-2.0
#include "ssh/plain_names.h"

#include <algorithm>
#include <string>

namespace dbv::ssh {

namespace {

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/// What a message may repeat: one line, however the name was written.
std::string shown(std::string_view name) {
    constexpr std::size_t kLongest = 100;
    std::string text(name.substr(0, kLongest));
    std::ranges::replace_if(text, isControl, '?');
    return "\"" + text + (name.size() > kLongest ? "...\"" : "\"");
}

Result<void> refused(std::string_view what, std::string_view name, const std::string& why) {
    return fail(ErrorKind::InvalidInput, shown(name) + " is no " + std::string(what) + " for SSH: " + why + ".",
                "ssh refuses such names too: a shell would run what stands in them.");
}

std::string mustNotHold(char c) {
    return isControl(c) ? "a control character is in it"
           : c == ' '   ? "a blank is in it"
                        : std::string("it must not hold ") + c;
}

} // namespace

Result<void> checkHostName(std::string_view host) {
    if (host.empty() || host.front() == '-') {
        return refused("host name", host, host.empty() ? "it is empty" : "it begins with -");
    }
    const auto bad = std::ranges::find_if(host, [](char c) {
        return isControl(c) || isBlank(c) || std::string_view("'`\"$\\;&<>|(){},").find(c) != std::string_view::npos;
    });
    return bad == host.end() ? Result<void>() : refused("host name", host, mustNotHold(*bad));
}

Result<void> checkUserName(std::string_view user) {
    if (user.starts_with('-')) {
        return refused("user name", user, "it begins with -");
    }
    const auto bad = std::ranges::find_if(user, [](char c) {
        return isControl(c) || std::string_view("'`\";&<>|(){}").find(c) != std::string_view::npos;
    });
    if (bad != user.end()) {
        return refused("user name", user, mustNotHold(*bad));
    }
    if (user.find(" -") != std::string_view::npos) {
        return refused("user name", user, "a - follows a blank");
    }
    return user.ends_with('\\') ? refused("user name", user, "it ends with \\") : Result<void>();
}

Result<void> checkNames(const ConfigQuestion& question) {
    const Result<void> host = checkHostName(question.host);
    return host ? checkUserName(question.user) : host;
}

Result<void> checkNames(const TunnelSpec& spec) {
    for (const HostSettings& hop : spec.hops) {
        Result<void> fit = hop.alias.empty() ? Result<void>() : checkHostName(hop.alias);
        fit = fit ? checkHostName(hop.hostName) : fit;
        fit = fit ? checkUserName(hop.user) : fit;
        if (!fit) {
            return fit;
        }
    }
    return {};
}

} // namespace dbv::ssh
