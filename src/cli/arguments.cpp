// SPDX-License-Identifier: Apache-2.0
#include "cli/arguments.h"

#include <algorithm>
#include <utility>

namespace dbv::cli {

namespace {

std::unexpected<Error> usage(const VerbRule* verb, std::string message) {
    const std::string about = verb == nullptr ? "dbvis --help" : "dbvis " + std::string(verb->name) + " --help";
    return fail(ErrorKind::InvalidInput, std::move(message), "See " + about + ".");
}

bool isChoice(std::string_view choices, std::string_view value) {
    while (!choices.empty()) {
        const std::size_t bar = choices.find('|');
        if (choices.substr(0, bar) == value) {
            return true;
        }
        choices.remove_prefix(bar == std::string_view::npos ? choices.size() : bar + 1);
    }
    return false;
}

/// No option has a blank in its name, and the SQL of a query may begin with a comment.
bool mayBeOption(std::string_view word) {
    const std::string_view name = word.substr(0, word.find('='));
    return word.size() > 1 && word.front() == '-' && name.find_first_of(" \t\r\n") == std::string_view::npos;
}

/// Goes through the words from left to right.
class ArgumentReader {
public:
    explicit ArgumentReader(const std::vector<std::string>& words) : m_words(words) {}

    Result<Arguments> read() {
        for (; m_next < m_words.size(); ++m_next) {
            const std::string& word = m_words[m_next];
            if (!m_onlyOperands && word == "--") {
                m_onlyOperands = true;
            } else if (!m_onlyOperands && mayBeOption(word)) {
                if (Result<void> taken = takeOption(word); !taken) {
                    return std::unexpected(taken.error());
                }
            } else if (Result<void> taken = takeOperand(word); !taken) {
                return std::unexpected(taken.error());
            }
        }
        return checked();
    }

private:
    [[nodiscard]] const OptionRule* findOption(std::string_view name) const {
        const auto matches = [name](const OptionRule& rule) { return rule.name == name || rule.shortName == name; };
        const auto common = std::ranges::find_if(commonOptions(), matches);
        if (common != commonOptions().end()) {
            return &*common;
        }
        const VerbRule* verb = verbSoFar();
        if (verb == nullptr) {
            return nullptr;
        }
        const auto own = std::ranges::find_if(verb->options, matches);
        return own == verb->options.end() ? nullptr : &*own;
    }

    /// Of a verb with actions the one that is meant when none follows.
    [[nodiscard]] const VerbRule* verbSoFar() const {
        return m_read.verb != nullptr || m_read.group == nullptr ? m_read.verb : actionsOf(*m_read.group).front();
    }

    Result<void> takeOption(const std::string& word) {
        const VerbRule* verb = verbSoFar();
        const std::size_t equals = word.starts_with("--") ? word.find('=') : std::string::npos;
        const std::string name = word.substr(0, equals);
        const OptionRule* rule = findOption(name);
        if (rule == nullptr) {
            return usage(verb, verb == nullptr ? "There is no option " + name + " in front of the verb."
                                               : std::string(verb->name) + " has no option " + name + ".");
        }
        std::string value;
        if (rule->value.empty()) {
            if (equals != std::string::npos) {
                return usage(verb, name + " has no value.");
            }
        } else if (equals != std::string::npos) {
            value = word.substr(equals + 1);
        } else if (m_next + 1 < m_words.size()) {
            value = m_words[++m_next];
        } else {
            return usage(verb, name + " needs a value, " + std::string(rule->value) + ".");
        }
        if (!rule->choices.empty() && !isChoice(rule->choices, value)) {
            return usage(verb, name + " must be one of " + std::string(rule->choices) + ", not " + value + ".");
        }
        m_read.given.emplace_back(rule->name, value);
        m_read.options.insert_or_assign(std::string(rule->name), std::move(value));
        return {};
    }

    Result<void> takeOperand(const std::string& word) {
        if (m_read.verb != nullptr) {
            m_read.operands.push_back(word);
            return {};
        }
        if (m_read.group != nullptr) {
            return takeAction(word);
        }
        m_read.group = findGroup(word);
        // An action by its whole name is no verb.
        m_read.verb = m_read.group == nullptr && word.find(' ') == std::string::npos ? findVerb(word) : nullptr;
        return m_read.verb != nullptr || m_read.group != nullptr ? Result<void>()
                                                                 : usage(nullptr, "There is no verb " + word + ".");
    }

    Result<void> takeAction(const std::string& word) {
        std::string known;
        for (const VerbRule* action : actionsOf(*m_read.group)) {
            if (lastWord(*action) == word) {
                m_read.verb = action;
                return {};
            }
            known += (known.empty() ? "" : ", ") + std::string(lastWord(*action));
        }
        const std::string name(m_read.group->name);
        return fail(ErrorKind::InvalidInput, name + " can not " + word + "; it knows " + known + ".",
                    "See dbvis " + name + " --help.");
    }

    Result<Arguments> checked() {
        const bool asksHelp = m_read.has("--help") || m_read.has("--version");
        if (asksHelp) {
            return std::move(m_read);
        }
        m_read.verb = verbSoFar();
        if (m_read.verb == nullptr) {
            return usage(nullptr, "What shall be done? The verb is missing.");
        }
        const VerbRule& verb = *m_read.verb;
        if (m_read.operands.size() < verb.minOperands || m_read.operands.size() > verb.maxOperands) {
            const bool few = m_read.operands.size() < verb.minOperands;
            return usage(&verb, std::string(few ? "Something is missing" : "There is too much") + " behind " +
                                    std::string(verb.name) +
                                    (verb.operands.empty() ? "." : ": " + std::string(verb.operands) + "."));
        }
        return std::move(m_read);
    }

    const std::vector<std::string>& m_words;
    std::size_t m_next = 0;
    bool m_onlyOperands = false;
    Arguments m_read;
};

} // namespace

Result<Arguments> parseArguments(const std::vector<std::string>& words) {
    return ArgumentReader(words).read();
}

} // namespace dbv::cli
