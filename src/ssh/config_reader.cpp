// SPDX-License-Identifier: Apache-2.0
#include "ssh/config_reader.h"

#include <algorithm>

#include "ssh/config_tokens.h"
#include "ssh/glob.h"
#include "ssh/host_pattern.h"
#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

/// ssh's own limit.
constexpr int kDeepestInclude = 16;

bool isWritableByOthers(const std::filesystem::path& path) {
    using std::filesystem::perms;
    std::error_code code;
    const auto status = std::filesystem::status(path, code);
    return !code && (status.permissions() & (perms::group_write | perms::others_write)) != perms::none;
}

std::string placeText(const std::string& file, int number) {
    return file + ", line " + std::to_string(number);
}

/// What an option was called in earlier versions is the same option.
std::string presentName(const std::string& keyword) {
    return keyword == "pubkeyacceptedkeytypes" ? "pubkeyacceptedalgorithms" : keyword;
}

/// In `Match` an attribute and its value may be joined by `=`.
std::vector<std::string> splitAtEquals(const std::vector<std::string>& words) {
    std::vector<std::string> split;
    split.reserve(words.size());
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        split.push_back(word.substr(0, equals));
        if (equals != std::string::npos && equals + 1 < word.size()) {
            split.push_back(word.substr(equals + 1));
        }
    }
    return split;
}

} // namespace

ConfigReader::ConfigReader(const ConfigPlace& place, const ConfigQuestion& question)
    : m_place(place), m_question(question), m_host(question.host) {
    if (!question.user.empty()) {
        m_options.set("user", {question.user});
    }
    if (question.port != 0) {
        m_options.set("port", {std::to_string(question.port)});
    }
}

void ConfigReader::readAll() {
    readPass(false);
    if (m_wantsLastPass) {
        m_host = lowered(expandHostName(m_options.word("hostname", m_question.host), m_question.host));
        // From here on the name is settled, and it is what `Host` is compared with.
        m_options.set("hostname", {m_host});
        readPass(true);
    }
    const std::string canonical = lowered(m_options.word("canonicalizehostname", "no"));
    if (m_undecided.empty() && canonical != "no" && canonical != "false") {
        m_undecided = "'CanonicalizeHostname' (" + m_places["canonicalizehostname"] + ")";
    }
}

void ConfigReader::readPass(bool last) {
    m_lastPass = last;
    if (!m_place.userFile.empty()) {
        Context context;
        readFile(m_place.userFile, context, false);
    }
    if (!m_place.systemFile.empty()) {
        Context context;
        context.userFile = false;
        readFile(m_place.systemFile, context, false);
    }
}

void ConfigReader::note(const std::string& file, int number, std::string text) {
    Note note{file, number, std::move(text)};
    // The second pass over the files would say everything twice.
    if (std::ranges::find(m_notes, note) == m_notes.end()) {
        m_notes.push_back(std::move(note));
    }
}

void ConfigReader::readFile(const std::filesystem::path& path, Context& context, bool mustExist) {
    if (context.depth > kDeepestInclude) {
        note(path.string(), 0, "Too many files include each other.");
        return;
    }
    if (context.userFile && isWritableByOthers(path)) {
        note(path.string(), 0, "Others may write this file, so it is not read (chmod go-w).");
        return;
    }
    auto text = readTextFile(path);
    if (!text) {
        if (mustExist || text.error().kind != ErrorKind::NotFound) {
            note(path.string(), 0, text.error().message);
        }
        return;
    }
    std::string_view left = *text;
    int number = 0;
    while (!left.empty()) {
        const std::string_view line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(line.size() + 1, left.size()));
        readLine(line, path.string(), ++number, context);
    }
}

void ConfigReader::readLine(std::string_view line, const std::string& file, int number, Context& context) {
    const auto split = splitConfigLine(line);
    if (!split) {
        return;
    }
    if (split->keyword != "host" && split->keyword != "match" && split->keyword != "include") {
        const ConfigLine option{presentName(split->keyword), split->rest};
        if (auto why = m_options.take(option, context.active)) {
            note(file, number, std::move(*why));
        } else if (context.active) {
            m_places.try_emplace(option.keyword, placeText(file, number));
        }
        return;
    }
    const auto words = splitConfigWords(split->rest);
    if (!words || words->empty()) {
        // Whose lines these are is not known, so they are nobody's.
        context.active = context.active && split->keyword == "include";
        note(file, number, "'" + split->keyword + "' has no value that can be read.");
        return;
    }
    if (split->keyword == "include") {
        include(*words, file, number, context);
        return;
    }
    const bool matched = split->keyword == "host" ? matchesHost(*words) : matches(*words, file, number, !context.never);
    context.active = matched && !context.never;
}

void ConfigReader::include(const std::vector<std::string>& patterns, const std::string& file, int number,
                           Context& context) {
    for (const std::string& pattern : patterns) {
        if (pattern.starts_with('~') && !context.userFile) {
            note(file, number, "A system file can not include from a home folder.");
            continue;
        }
        std::filesystem::path path = expandHome(pattern, m_place);
        if (path.is_relative()) {
            path = (context.userFile ? m_place.home / ".ssh" : m_place.systemFile.parent_path()) / path;
        }
        for (const std::filesystem::path& found : filesMatching(path)) {
            Context inner = context;
            inner.never = context.never || !context.active;
            ++inner.depth;
            readFile(found, inner, true);
        }
    }
}

bool ConfigReader::matchesHost(const std::vector<std::string>& patterns) {
    if (!m_lastPass) {
        m_hostPatterns.insert(m_hostPatterns.end(), patterns.begin(), patterns.end());
    }
    const std::vector<std::string_view> views(patterns.begin(), patterns.end());
    return matchPatterns(m_host, views) == PatternMatch::Matched;
}

std::string ConfigReader::matchedText(std::string_view attribute) const {
    if (attribute == "originalhost") {
        return m_question.host;
    }
    if (attribute == "user") {
        return m_options.word("user", m_place.localUser);
    }
    if (attribute == "localuser") {
        return m_place.localUser;
    }
    return m_options.has("hostname") ? expandHostName(m_options.word("hostname"), m_question.host) : m_host;
}

bool ConfigReader::matches(const std::vector<std::string>& words, const std::string& file, int number, bool counts) {
    const std::vector<std::string> parts = splitAtEquals(words);
    bool result = true;
    std::string onlySsh;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool negated = parts[i].starts_with('!');
        const std::string attribute = lowered(std::string_view(parts[i]).substr(negated ? 1 : 0));
        if (attribute == "all") {
            if (parts.size() > i + 1 || negated) {
                note(file, number, "'all' stands alone.");
                return false;
            }
            continue;
        }
        if (attribute == "final" || attribute == "canonical") {
            m_wantsLastPass = m_wantsLastPass || attribute == "final";
            result = result && m_lastPass != negated;
            continue;
        }
        if (i + 1 >= parts.size()) {
            note(file, number, "'" + attribute + "' of 'match' has no value.");
            return false;
        }
        const std::string& value = parts[++i];
        if (attribute == "exec") {
            note(file, number,
                 "'Match exec' is left to ssh itself, at each opening: commands of a configuration are not run here.");
            onlySsh = onlySsh.empty() ? attribute : onlySsh;
        } else if (attribute == "host" || attribute == "originalhost" || attribute == "user" ||
                   attribute == "localuser") {
            const bool isName = attribute.ends_with("host");
            const std::string list = isName ? lowered(value) : value;
            const std::string text = isName ? lowered(matchedText(attribute)) : matchedText(attribute);
            const bool matched = matchPatterns(text, splitAtCommas(list)) == PatternMatch::Matched;
            result = result && matched != negated;
        } else {
            note(file, number, "'match " + attribute + "' is left to ssh itself, at each opening.");
            onlySsh = onlySsh.empty() ? attribute : onlySsh;
        }
    }
    if (onlySsh.empty() || !result) {
        return result;
    }
    if (counts && m_undecided.empty()) {
        m_undecided = "'Match " + onlySsh + "' (" + placeText(file, number) + ")";
    }
    return false;
}

} // namespace dbv::ssh
