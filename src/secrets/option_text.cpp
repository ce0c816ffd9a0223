// SPDX-License-Identifier: Apache-2.0
#include "secrets/option_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "secrets/secret_text.h"

namespace dbv::secrets {

namespace {

constexpr std::string_view kOptionSpace = " \t\r\n\v\f";
constexpr std::array<std::string_view, 8> kSecretOptions = {
    "password", "password1", "password2", "password3", "ssl-passphrase", "tls-passphrase", "proxy-password", "pass"};

std::string_view withoutEnd(std::string_view text) {
    return text.substr(0, text.find_last_not_of(kOptionSpace) + 1);
}

std::string_view withoutBegin(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(kOptionSpace), text.size()));
}

/// What stands before a comment; within quotes a # is none, and only there does a backslash count.
std::string_view withoutComment(std::string_view line) {
    char quote = 0;
    bool escaped = false;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const char letter = line[at];
        if ((letter == '\'' || letter == '"') && !escaped) {
            quote = quote == 0 ? letter : quote == letter ? '\0' : quote;
        }
        if (quote == 0 && letter == '#') {
            return line.substr(0, at);
        }
        escaped = quote != 0 && letter == '\\' && !escaped;
    }
    return line;
}

/// The letter that a backslash and this one stand for; 0 when they stand for themselves.
char escapedLetter(char letter) {
    switch (letter) {
    case 'b': return '\b';
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case 's': return ' ';
    case '\\':
    case '"':
    case '\'': return letter;
    default: return 0;
    }
}

/// Into locked memory: it may be a password.
Secret unescapedValue(std::string_view text) {
    LockedMemory memory(text.size());
    std::size_t size = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        char letter = text[at];
        if (letter == '\\' && at + 1 < text.size()) {
            if (const char meant = escapedLetter(text[at + 1]); meant != 0) {
                letter = meant;
                ++at;
            }
        }
        memory.bytes()[size++] = letter;
    }
    memory.shrink(size);
    return Secret(std::move(memory));
}

std::string_view withoutQuotes(std::string_view value) {
    const bool quoted =
        value.size() > 1 && (value.front() == '"' || value.front() == '\'') && value.front() == value.back();
    return quoted ? value.substr(1, value.size() - 2) : value;
}

/// What follows `!include` or `!includedir`.
std::optional<OptionInclude> includeIn(std::string_view line) {
    for (const std::string_view word : {std::string_view("!includedir"), std::string_view("!include")}) {
        if (line.starts_with(word) && (line.size() == word.size() || kOptionSpace.contains(line[word.size()]))) {
            return OptionInclude{.isFolder = word.ends_with("dir"),
                                 .path = std::string(withoutEnd(withoutBegin(line.substr(word.size()))))};
        }
    }
    return std::nullopt;
}

OptionLine optionIn(std::string_view line) {
    line = withoutComment(line);
    const std::size_t equals = line.find('=');
    OptionLine option;
    option.name = withoutEnd(line.substr(0, equals));
    if (equals == std::string_view::npos) {
        return option;
    }
    Secret value = unescapedValue(withoutQuotes(withoutEnd(withoutBegin(line.substr(equals + 1)))));
    if (isSecretOption(plainOptionName(option.name))) {
        option.secret = std::move(value);
    } else {
        option.value = std::string(value.reveal());
    }
    return option;
}

} // namespace

OptionText parseOptions(std::string_view text) {
    OptionText result;
    LineReader lines(text);
    std::optional<std::string> group;
    const auto stop = [&](const char* why) {
        result.trouble = OptionTrouble{.why = why, .line = lines.number()};
        return std::move(result);
    };
    for (std::optional<std::string_view> raw = lines.next(); raw; raw = lines.next()) {
        const std::string_view line = withoutBegin(*raw);
        if (line.empty() || line.starts_with('#') || line.starts_with(';')) {
            continue;
        }
        if (line.starts_with('!')) {
            std::optional<OptionInclude> include = includeIn(line);
            if (include && include->path.empty()) {
                return stop("what is to be included is missing");
            }
            if (include) {
                include->line = lines.number();
                result.lines.emplace_back(*std::move(include));
            }
            continue;
        }
        if (line.starts_with('[')) {
            const std::size_t end = line.find(']');
            if (end == std::string_view::npos) {
                return stop("the name of the group has no end");
            }
            group = withoutEnd(line.substr(1, end - 1));
            continue;
        }
        if (!group) {
            return stop("there is an option before the first [group]");
        }
        OptionLine option = optionIn(line);
        option.group = *group;
        option.line = lines.number();
        result.lines.emplace_back(std::move(option));
    }
    return result;
}

std::string plainOptionName(std::string_view name) {
    std::string plain(name);
    std::ranges::replace(plain, '_', '-');
    return plain.starts_with("loose-") ? plain.substr(6) : plain;
}

bool isSecretOption(std::string_view plainName) {
    return std::ranges::find(kSecretOptions, plainName) != kSecretOptions.end();
}

} // namespace dbv::secrets
