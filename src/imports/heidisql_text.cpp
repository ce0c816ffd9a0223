// SPDX-License-Identifier: Apache-2.0
#include "imports/heidisql_text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>
#include <utility>

#include <QString>

#include "imports/pasted_text.h"

namespace dbv::imports {

namespace {

constexpr std::string_view kDivider = "<|||>";
constexpr std::string_view kServers = "Servers\\";
constexpr std::string_view kRegistryRoot = R"(\HeidiSQL\Servers\)";
constexpr std::string_view kDword = "dword:";

std::string withSlashes(std::string_view path) {
    std::string slashed(path);
    // A slash in a name would become a folder.
    std::ranges::replace(slashed, '/', '-');
    std::ranges::replace(slashed, '\\', '/');
    return slashed;
}

void replaceAll(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// Collects sessions by their paths.
class SessionList {
public:
    void add(const std::string& path, std::string_view key, std::string value) {
        const auto [at, added] = m_places.try_emplace(path, m_sessions.size());
        if (added) {
            m_sessions.push_back({path, {}});
        }
        m_sessions[at->second].values.insert_or_assign(std::string(key), std::move(value));
    }
    [[nodiscard]] std::vector<HeidiSession> take() {
        std::erase_if(m_sessions, [](const HeidiSession& session) {
            return session.values.contains("Folder") ||
                   !(session.values.contains("Host") || session.values.contains("NetType"));
        });
        return std::move(m_sessions);
    }

private:
    std::map<std::string, std::size_t> m_places;
    std::vector<HeidiSession> m_sessions;
};

void addSettingsLine(std::string_view line, SessionList& sessions) {
    const std::size_t first = line.find(kDivider);
    const std::size_t second = first == std::string_view::npos ? first : line.find(kDivider, first + kDivider.size());
    if (second == std::string_view::npos || !line.starts_with(kServers)) {
        return;
    }
    const std::string_view path = line.substr(kServers.size(), first - kServers.size());
    const std::size_t cut = path.rfind('\\');
    if (cut == std::string_view::npos) {
        return;
    }
    std::string value(line.substr(second + kDivider.size()));
    // As it writes the ends of lines.
    replaceAll(value, "<{{{>", "\r");
    replaceAll(value, "<}}}>", "\n");
    sessions.add(withSlashes(path.substr(0, cut)), path.substr(cut + 1), std::move(value));
}

/// `"text"` with backslashes before quotes and backslashes.
std::string registryText(std::string_view quoted) {
    std::string text;
    for (std::size_t i = 1; i < quoted.size() && quoted[i] != '"'; ++i) {
        i += quoted[i] == '\\' && i + 1 < quoted.size() ? 1U : 0U;
        text += quoted[i];
    }
    return text;
}

std::string registryValue(std::string_view value) {
    if (value.starts_with('"')) {
        return registryText(value);
    }
    if (!value.starts_with(kDword)) {
        return {};
    }
    unsigned long number = 0;
    const std::string_view digits = value.substr(kDword.size());
    std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    // -1 is written as it lies in memory.
    return number == 0xFFFFFFFFUL ? "-1" : std::to_string(number);
}

} // namespace

std::vector<HeidiSession> heidiSessionsIn(std::string_view text) {
    SessionList sessions;
    std::string registryPath;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line = line.ends_with('\r') ? line.substr(0, line.size() - 1) : line;
        if (line.starts_with('[') && line.ends_with(']')) {
            const std::size_t root = line.find(kRegistryRoot);
            registryPath = root == std::string_view::npos
                               ? std::string()
                               : withSlashes(line.substr(root + kRegistryRoot.size(),
                                                         line.size() - 1 - root - kRegistryRoot.size()));
        } else if (const std::size_t equals = line.find("\"=");
                   !registryPath.empty() && line.starts_with('"') && equals != std::string_view::npos) {
            sessions.add(registryPath, line.substr(1, equals - 1), registryValue(line.substr(equals + 2)));
        } else {
            addSettingsLine(line, sessions);
        }
    }
    return sessions.take();
}

std::optional<std::string> unshiftedPassword(std::string_view text) {
    const bool wide = text.size() >= 2 && text.ends_with('0');
    text = wide ? text.substr(0, text.size() - 1) : text;
    if (text.empty() || text.back() < '0' || text.back() > '9') {
        return std::nullopt;
    }
    const int moved = text.back() - '0';
    const std::size_t width = wide ? 4 : 2;
    text.remove_suffix(1);
    if (text.size() % width != 0) {
        return std::nullopt;
    }
    QString plain;
    for (; !text.empty(); text.remove_prefix(width)) {
        int code = 0;
        const std::string_view digits = text.substr(0, width);
        const auto [end, failure] = std::from_chars(digits.begin(), digits.end(), code, 16);
        if (failure != std::errc() || end != digits.end()) {
            return std::nullopt;
        }
        code -= moved;
        code += code < 0 ? (wide ? 0x10000 : 255) : 0;
        plain += QChar(static_cast<char16_t>(code));
    }
    std::string utf8 = plain.toStdString();
    plain.fill(QChar(u'\0'));
    return utf8;
}

} // namespace dbv::imports
