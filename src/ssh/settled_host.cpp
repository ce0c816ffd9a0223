// SPDX-License-Identifier: Apache-2.0
#include "ssh/settled_host.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "ssh/config_options.h"
#include "ssh/options_meaning.h"
#include "ssh/plain_names.h"
#include "ssh/ssh_sayings.h"

namespace dbv::ssh {

namespace {

/// The values of each option, as `ssh -G` writes them: a line each, unquoted.
using Sayings = std::map<std::string, std::vector<std::string>, std::less<>>;

Sayings readSayings(std::string_view text) {
    Sayings sayings;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        const std::string_view keyword = line.substr(0, line.find(' '));
        sayings[std::string(keyword)].emplace_back(line.substr(std::min(keyword.size() + 1, line.size())));
    }
    return sayings;
}

/// A value as a configuration would have it.
std::string written(std::string_view keyword, const std::string& value) {
    if (keyword.ends_with("command") || keyword.ends_with("knownhostsfile")) {
        return value;
    }
    std::string quoted = "\"";
    for (const char c : value) {
        quoted += (c == '"' || c == '\\' ? "\\" : "") + std::string(1, c);
    }
    return quoted + "\"";
}

/// The words that ask ssh about a host.
std::vector<std::string> asking(const ConfigQuestion& question, const std::vector<std::string>& files) {
    std::vector<std::string> words{"ssh", "-G"};
    words.insert(words.end(), files.begin(), files.end());
    if (!question.user.empty()) {
        words.insert(words.end(), {"-l", question.user});
    }
    if (question.port != 0) {
        words.insert(words.end(), {"-p", std::to_string(question.port)});
    }
    words.push_back(question.host);
    return words;
}

Result<Sayings> ask(const ConfigPlace& place, const ConfigQuestion& question, const std::vector<std::string>& files,
                    const std::string& line, const std::stop_token& stop) {
    Result<std::string> said = sayingsOfSsh(asking(question, files), place.secretVariables, stop);
    if (!said && said.error().kind != ErrorKind::Cancelled) {
        Error error = said.error();
        error.message =
            line + " leaves it to ssh what holds for " + question.host + ", and ssh can not be asked. " + error.message;
        return std::unexpected(std::move(error));
    }
    if (!said) {
        return std::unexpected(said.error());
    }
    return readSayings(*said);
}

} // namespace

Result<HostSettings> settledHost(const ConfigPlace& place, const ConfigQuestion& question, std::vector<Note>* notes,
                                 const std::stop_token& stop) {
    if (auto plain = checkNames(question); !plain) {
        return std::unexpected(std::move(plain.error()));
    }
    ConfigAnswer answer = lookUpHost(place, question);
    if (notes != nullptr) {
        std::ranges::copy_if(answer.notes, std::back_inserter(*notes),
                             [notes](const Note& note) { return std::ranges::find(*notes, note) == notes->end(); });
    }
    const std::string line = answer.settings.undecided;
    if (line.empty()) {
        return std::move(answer.settings);
    }
    // ssh reads the usual files by itself; a file that is named is the only one then.
    const bool usual = place.userFile == place.home / ".ssh" / "config" && !place.systemFile.empty();
    const auto said =
        ask(place, question,
            usual ? std::vector<std::string>() : std::vector<std::string>{"-F", place.userFile.string()}, line, stop);
    if (!said) {
        return std::unexpected(said.error());
    }
    // What ssh would do without any file is no wish of the user's.
    const auto unasked = ask(place, question, {"-F", "none"}, line, stop);
    if (!unasked) {
        return std::unexpected(unasked.error());
    }
    ConfigOptions options;
    for (const auto& [keyword, values] : *said) {
        const auto same = unasked->find(keyword);
        if (!ConfigOptions::knows(keyword) || (same != unasked->end() && same->second == values)) {
            continue;
        }
        for (const std::string& value : values) {
            if (const auto why = options.take({keyword, written(keyword, value)}, true)) {
                return fail(ErrorKind::SshFailed,
                            line + " leaves it to ssh what holds for " + question.host +
                                ", and what ssh says is not understood: " + *why,
                            "Take the line out, or give the connection its own key, user and jump hosts.");
            }
        }
    }
    HostSettings settings = meaningOf(place, question, options, {}, answer.notes);
    settings.undecided = line;
    settings.settled = true;
    return settings;
}

} // namespace dbv::ssh
