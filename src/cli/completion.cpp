// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <algorithm>

#include "cli/verb_table.h"

namespace dbv::cli {

namespace {

/// The words that may stand first.
std::string verbNames() {
    std::string names;
    for (const VerbGroup& group : verbGroups()) {
        names += std::string(group.name) + " ";
    }
    for (const VerbRule& verb : verbs()) {
        names += isAction(verb) ? "" : std::string(verb.name) + " ";
    }
    names.pop_back();
    return names;
}

std::string actionNames(const VerbGroup& group) {
    std::string names;
    for (const VerbRule* action : actionsOf(group)) {
        names += (names.empty() ? "" : " ") + std::string(lastWord(*action));
    }
    return names;
}

std::string spaced(std::string_view choices) {
    std::string words(choices);
    std::ranges::replace(words, '|', ' ');
    return words;
}

std::string optionNames(std::span<const OptionRule> options) {
    std::string names;
    for (const OptionRule& option : options) {
        names += std::string(option.name) + " ";
    }
    return names;
}

/// The words that may follow a verb besides its options.
std::string fixedOperands(const VerbRule& verb) {
    const std::string_view first = verb.operands.substr(0, verb.operands.find(' '));
    return first.find('|') == std::string_view::npos ? std::string() : spaced(first);
}

/// A verb as the label of a `case`, in which `*` stands for any.
std::string quotedLabel(std::string_view verb) {
    return verb == "*" ? "*" : "\"" + std::string(verb) + "\"";
}

/// Lines of a `case "$previous"` over all options with fixed values.
std::string choiceCases() {
    std::string cases;
    const auto add = [&cases](std::string_view verb, std::span<const OptionRule> options) {
        for (const OptionRule& option : options) {
            if (!option.choices.empty()) {
                cases += "        " + quotedLabel(verb) + ":" + std::string(option.name) + ") words=\"" +
                         spaced(option.choices) + "\" ;;\n";
            }
        }
    };
    add("*", commonOptions());
    for (const VerbRule& verb : verbs()) {
        add(verb.name, verb.options);
    }
    return cases;
}

/// Lines of a `case "$verb:$word"` that take an action for a part of the verb.
std::string groupCases() {
    std::string cases;
    for (const VerbGroup& group : verbGroups()) {
        cases += "        " + std::string(group.name) + ":*) verb=\"$verb $word\" ;;\n";
    }
    return cases;
}

std::string bashScript() {
    std::string text = "# bash completion of dbvis; in ~/.bashrc: source <(dbvis completion bash)\n"
                       "_dbvis() {\n"
                       "    local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
                       "    local verb=\"\" words=\"\" word\n"
                       "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                       "        case \"$verb:$word\" in\n"
                       "        *:-*) ;;\n"
                       "        :*) verb=\"$word\" ;;\n" +
                       groupCases() +
                       "        esac\n"
                       "    done\n"
                       "    case \"$verb:$previous\" in\n" +
                       choiceCases() + "    *) case \"$verb\" in\n" + R"(        "") words=")" + verbNames() + " " +
                       optionNames(commonOptions()) + "\" ;;\n";
    for (const VerbGroup& group : verbGroups()) {
        text += "        " + quotedLabel(group.name) + ") words=\"" + actionNames(group) + " " +
                optionNames(actionsOf(group).front()->options) + optionNames(commonOptions()) + "\" ;;\n";
    }
    for (const VerbRule& verb : verbs()) {
        text += "        " + quotedLabel(verb.name) + ") words=\"" + fixedOperands(verb) + " " +
                optionNames(verb.options) + optionNames(commonOptions()) + "\" ;;\n";
    }
    text += "        esac ;;\n"
            "    esac\n"
            "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\") $(compgen -f -- \"$current\"))\n"
            "}\n"
            "complete -o filenames -F _dbvis dbvis\n";
    return text;
}

std::string zshScript() {
    return "#compdef dbvis\n"
           "# zsh completion of dbvis; in ~/.zshrc: source <(dbvis completion zsh)\n"
           "autoload -U +X bashcompinit && bashcompinit\n" +
           bashScript();
}

std::string fishQuoted(std::string_view text) {
    std::string quoted = "'";
    for (const char c : text) {
        quoted += c == '\'' || c == '\\' ? "\\" + std::string(1, c) : std::string(1, c);
    }
    return quoted + "'";
}

std::string fishOption(const std::string& condition, const OptionRule& option) {
    std::string line = "complete -c dbvis" + condition + " -l " + std::string(option.name.substr(2));
    if (!option.shortName.empty()) {
        line += " -s " + std::string(option.shortName.substr(1));
    }
    if (!option.choices.empty()) {
        line += " -x -a " + fishQuoted(spaced(option.choices));
    } else if (!option.value.empty()) {
        line += " -r";
    }
    return line + " -d " + fishQuoted(option.help) + "\n";
}

/// Where what belongs to a verb is offered.
std::string fishCondition(const VerbRule& verb) {
    const std::string seen = "__fish_seen_subcommand_from ";
    return isAction(verb) ? " -n '" + seen + std::string(verb.name.substr(0, verb.name.find(' '))) + "; and " + seen +
                                std::string(lastWord(verb)) + "'"
                          : " -n '" + seen + std::string(verb.name) + "'";
}

std::string fishScript() {
    std::string text = "# fish completion of dbvis; put it into ~/.config/fish/completions/dbvis.fish\n";
    for (const OptionRule& option : commonOptions()) {
        text += fishOption("", option);
    }
    const auto first = [&text](std::string_view name, std::string_view summary) {
        text +=
            "complete -c dbvis -n __fish_use_subcommand -a " + std::string(name) + " -d " + fishQuoted(summary) + "\n";
    };
    for (const VerbGroup& group : verbGroups()) {
        first(group.name, group.summary);
        for (const VerbRule* action : actionsOf(group)) {
            text += "complete -c dbvis -n '__fish_seen_subcommand_from " + std::string(group.name) +
                    "; and not __fish_seen_subcommand_from " + actionNames(group) + "' -f -a " +
                    std::string(lastWord(*action)) + " -d " + fishQuoted(action->summary) + "\n";
        }
    }
    for (const VerbRule& verb : verbs()) {
        if (!isAction(verb)) {
            first(verb.name, verb.summary);
        }
        const std::string condition = fishCondition(verb);
        if (const std::string words = fixedOperands(verb); !words.empty()) {
            text += "complete -c dbvis" + condition + " -f -a " + fishQuoted(words) + "\n";
        }
        for (const OptionRule& option : verb.options) {
            text += fishOption(condition, option);
        }
    }
    return text;
}

} // namespace

std::optional<std::string> completionScript(std::string_view shell) {
    if (shell == "bash") {
        return bashScript();
    }
    if (shell == "zsh") {
        return zshScript();
    }
    return shell == "fish" ? std::optional(fishScript()) : std::nullopt;
}

} // namespace dbv::cli
