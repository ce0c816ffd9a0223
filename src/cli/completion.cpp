// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <algorithm>

#include "cli/verb_table.h"

namespace dbv::cli {

namespace {

std::string verbNames() {
    std::string names;
    for (const VerbRule& verb : verbs()) {
        names += (names.empty() ? "" : " ") + std::string(verb.name);
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

/// Lines of a `case "$previous"` over all options with fixed values.
std::string choiceCases() {
    std::string cases;
    const auto add = [&cases](std::string_view verb, std::span<const OptionRule> options) {
        for (const OptionRule& option : options) {
            if (!option.choices.empty()) {
                cases += "        " + std::string(verb) + ":" + std::string(option.name) + ") words=\"" +
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

std::string bashScript() {
    std::string text = "# bash completion of dbvis; in ~/.bashrc: source <(dbvis completion bash)\n"
                       "_dbvis() {\n"
                       "    local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
                       "    local verb=\"\" words=\"\" word\n"
                       "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
                       "        case \"$word\" in -*) ;; *) verb=\"$word\"; break ;; esac\n"
                       "    done\n"
                       "    case \"$verb:$previous\" in\n" +
                       choiceCases() + "    *) case \"$verb\" in\n" + R"(        "") words=")" + verbNames() + " " +
                       optionNames(commonOptions()) + "\" ;;\n";
    for (const VerbRule& verb : verbs()) {
        text += "        " + std::string(verb.name) + ") words=\"" + fixedOperands(verb) + " " +
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

std::string fishScript() {
    std::string text = "# fish completion of dbvis; put it into ~/.config/fish/completions/dbvis.fish\n";
    for (const OptionRule& option : commonOptions()) {
        text += fishOption("", option);
    }
    for (const VerbRule& verb : verbs()) {
        text += "complete -c dbvis -n __fish_use_subcommand -a " + std::string(verb.name) + " -d " +
                fishQuoted(verb.summary) + "\n";
        const std::string condition = " -n '__fish_seen_subcommand_from " + std::string(verb.name) + "'";
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
