// SPDX-License-Identifier: Apache-2.0
// Compares docs/protocol.md with the tables that the program works by, both ways.
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "rpc/error_json.h"
#include "rpc/line_splitter.h"
#include "rpc/method_table.h"
#include "rpc/server.h"

namespace {

using Lines = std::vector<std::string>;

std::string page() {
    std::ifstream file(DBV_SOURCE_DIR "/docs/protocol.md");
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The lines below each heading, by the heading's words.
std::map<std::string, Lines> sections() {
    std::map<std::string, Lines> sections;
    std::string current;
    std::istringstream text(page());
    for (std::string line; std::getline(text, line);) {
        if (line.starts_with("## ") || line.starts_with("### ")) {
            current = line.substr(line.find(' ') + 1);
            sections[current] = {};
        } else {
            sections[current].push_back(line);
        }
    }
    return sections;
}

/// `name type yes` of each row of a section's table of params.
Lines paramsOf(const Lines& lines) {
    static const std::regex row(R"(\| `(\w+)` \| ([a-z ]+) \| (yes|no) \|)");
    Lines params;
    for (const std::string& line : lines) {
        if (std::smatch match; std::regex_match(line, match, row)) {
            params.push_back(match.str(1) + " " + match.str(2) + " " + match.str(3));
        }
    }
    return params;
}

Lines paramsOf(std::span<const dbv::rpc::ParamRule> rules) {
    Lines params;
    for (const dbv::rpc::ParamRule& rule : rules) {
        params.push_back(std::string(rule.name) + " " + std::string(typeName(rule.type)) +
                         (rule.required ? " yes" : " no"));
    }
    return params;
}

/// The names in backticks of the line that begins with a word.
Lines namesOf(const Lines& lines, const std::string& word) {
    static const std::regex name("`([^`]+)`");
    Lines names;
    for (const std::string& line : lines) {
        if (line.starts_with(word)) {
            for (std::sregex_iterator at(line.begin(), line.end(), name), end; at != end; ++at) {
                names.push_back(at->str(1));
            }
        }
    }
    return names;
}

Lines textsOf(std::span<const std::string_view> names) {
    return {names.begin(), names.end()};
}

/// The headings between two others.
Lines headingsBetween(const std::string& from, const std::string& to) {
    const std::string text = page();
    std::istringstream part(
        text.substr(text.find("\n## " + from), text.find("\n## " + to) - text.find("\n## " + from)));
    Lines headings;
    for (std::string line; std::getline(part, line);) {
        if (line.starts_with("### ")) {
            headings.push_back(line.substr(4));
        }
    }
    return headings;
}

TEST(ProtocolPage, NamesExactlyTheMethodsTheirParamsAndResults) {
    auto known = sections();
    Lines names;
    for (const dbv::rpc::Method& method : dbv::rpc::methods()) {
        SCOPED_TRACE(method.name);
        names.emplace_back(method.name);
        EXPECT_EQ(paramsOf(known[names.back()]), paramsOf(method.params));
        EXPECT_EQ(namesOf(known[names.back()], "Result:"), textsOf(method.result));
    }
    EXPECT_EQ(headingsBetween("Methods", "Notifications"), names);
}

TEST(ProtocolPage, NamesExactlyTheNotificationsAndTheirMembers) {
    auto known = sections();
    Lines names;
    for (const dbv::rpc::NotificationShape& shape : dbv::rpc::notifications()) {
        SCOPED_TRACE(shape.name);
        names.emplace_back(shape.name);
        EXPECT_EQ(namesOf(known[names.back()], "Params:"), textsOf(shape.params));
    }
    EXPECT_EQ(headingsBetween("Notifications", "config"), names);
}

TEST(ProtocolPage, NamesExactlyTheMembersOfConfigAndOfExportOptions) {
    auto known = sections();
    EXPECT_EQ(paramsOf(known["config"]), paramsOf(dbv::rpc::configRules()));
    EXPECT_EQ(paramsOf(known["config.tls"]), paramsOf(dbv::rpc::tlsRules()));
    EXPECT_EQ(paramsOf(known["config.ssh"]), paramsOf(dbv::rpc::sshRules()));
    EXPECT_EQ(paramsOf(known["config.ssh.jump"]), paramsOf(dbv::rpc::sshHopRules()));
    EXPECT_EQ(paramsOf(known["config.passwordFrom"]), paramsOf(dbv::rpc::secretSourceRules()));
    EXPECT_EQ(paramsOf(known["secrets"]), paramsOf(dbv::rpc::givenSecretRules()));
    EXPECT_EQ(paramsOf(known["connection"]), paramsOf(dbv::rpc::savedConnectionRules()));
    EXPECT_EQ(paramsOf(known["Formats"]), paramsOf(dbv::rpc::exportOptionRules()));
    EXPECT_EQ(paramsOf(known["format options"]), paramsOf(dbv::rpc::formatOptionRules()));
}

TEST(ProtocolPage, ListsEveryKindOfErrorWithItsCode) {
    static const std::regex row(R"(\| (-\d+) \| `(\w+)` \|)");
    Lines listed;
    const auto known = sections();
    for (const std::string& line : known.at("Errors")) {
        if (std::smatch match; std::regex_match(line, match, row)) {
            listed.push_back(match.str(1) + " " + match.str(2));
        }
    }
    Lines coded;
    for (int kind = 0; kind <= static_cast<int>(dbv::ErrorKind::Internal); ++kind) {
        const auto one = static_cast<dbv::ErrorKind>(kind);
        coded.push_back(std::to_string(dbv::rpc::codeOf(one)) + " " + std::string(kindName(one)));
    }
    EXPECT_EQ(listed, coded);
}

TEST(ProtocolPage, TellsTheLimits) {
    const std::string text = page();
    EXPECT_NE(text.find("| " + std::to_string(dbv::rpc::LineSplitter::kMaxLine) + " bytes |"), std::string::npos);
    EXPECT_NE(text.find("| " + std::to_string(dbv::rpc::Server::kMaxRunning) + " |"), std::string::npos);
}

} // namespace
