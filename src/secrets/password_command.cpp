// SPDX-License-Identifier: Apache-2.0
#include "secrets/password_command.h"

#include <optional>
#include <utility>

namespace dbv::secrets {

namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kOnlyForShells = "|&;<>()`$";
constexpr std::string_view kOnlyForShellsInQuotes = "`$";
/// What a backslash takes the meaning of within double quotes.
constexpr std::string_view kEscapedInQuotes = "\"\\$`";

std::unexpected<Error> badCommand(const std::string& why, std::string hint) {
    return fail(ErrorKind::InvalidInput, "The password command can not be run: " + why + ".", std::move(hint));
}

/// Cuts a line into words, one step a character.
class WordCutter {
public:
    explicit WordCutter(std::string_view line) : m_line(line) {}

    [[nodiscard]] Result<std::vector<std::string>> cut() {
        for (; m_at < m_line.size(); ++m_at) {
            const char letter = m_line[m_at];
            if (meansSomethingToAShell(letter)) {
                return badCommand(std::string("no shell reads it, so a ") + letter + " means nothing",
                                  "Put it in single quotes, or run a shell: sh -c '...'.");
            }
            take(letter);
        }
        if (m_quote != 0) {
            return badCommand("a quote is not closed", "Close it.");
        }
        endWord();
        if (m_words.empty() || m_words.front().empty()) {
            return badCommand("it is empty", "Write a program and its arguments.");
        }
        return std::move(m_words);
    }

private:
    [[nodiscard]] bool meansSomethingToAShell(char letter) const {
        return (m_quote == 0 && kOnlyForShells.contains(letter)) ||
               (m_quote == '"' && kOnlyForShellsInQuotes.contains(letter));
    }
    void take(char letter) {
        if (m_quote == 0 && kBlank.contains(letter)) {
            endWord();
        } else if (m_quote == 0 && (letter == '\'' || letter == '"')) {
            m_quote = letter;
            open();
        } else if (m_quote != 0 && letter == m_quote) {
            m_quote = 0;
        } else if (letter == '\\' && takesMeaning()) {
            open() += m_line[++m_at];
        } else {
            open() += letter;
        }
    }
    [[nodiscard]] bool takesMeaning() const {
        if (m_at + 1 >= m_line.size() || m_quote == '\'') {
            return false;
        }
        return m_quote == 0 || kEscapedInQuotes.contains(m_line[m_at + 1]);
    }
    std::string& open() {
        if (!m_word) {
            m_word.emplace();
        }
        return *m_word;
    }
    void endWord() {
        if (m_word) {
            m_words.push_back(*std::exchange(m_word, std::nullopt));
        }
    }

    std::string_view m_line;
    std::size_t m_at = 0;
    char m_quote = 0;
    /// An empty word in quotes is one, too.
    std::optional<std::string> m_word;
    std::vector<std::string> m_words;
};

/// Its arguments may hold a secret of their own, so only the program is named.
std::string namedProgram(const std::vector<std::string>& words) {
    return "The password command " + words.front();
}

/// What it says may hold a secret, as the trace of a shell does, and errors are shown, copied and kept.
std::string seeFor(const CommandOutcome& outcome) {
    return outcome.complained
               ? "Run it in a terminal to see what it says, which is not shown here since it may be secret."
               : "Run it in a terminal to see what is wrong; it said nothing.";
}

} // namespace

Result<std::vector<std::string>> splitCommand(std::string_view line) {
    if (line.contains('\0')) {
        return badCommand("there is a NUL in it", "Take it out.");
    }
    return WordCutter(line).cut();
}

Result<Secret> passwordFromCommand(const PasswordCommand& command, const std::stop_token& stop) {
    const Result<std::vector<std::string>> words = splitCommand(command.line);
    if (!words) {
        return std::unexpected(words.error());
    }
    const Result<CommandOutcome> outcome = runCommand(*words, command, stop);
    if (!outcome) {
        return std::unexpected(outcome.error());
    }
    if (outcome->tooMuch) {
        return fail(ErrorKind::IoError, namedProgram(*words) + " prints more than any password has.",
                    "It should print the password alone.");
    }
    if (outcome->exitCode != 0) {
        const std::string how = outcome->exitCode < 0 ? " was ended by signal " + std::to_string(-outcome->exitCode)
                                                      : " failed with exit code " + std::to_string(outcome->exitCode);
        return fail(ErrorKind::IoError, namedProgram(*words) + how + ".", seeFor(*outcome));
    }
    const std::string_view output = outcome->output.reveal();
    std::string_view line = output.substr(0, output.find('\n'));
    if (line.ends_with('\r')) {
        line.remove_suffix(1);
    }
    if (line.empty()) {
        return fail(ErrorKind::IoError, namedProgram(*words) + " printed no password.",
                    "It should print the password as its first line. " + seeFor(*outcome));
    }
    if (line.contains('\0')) {
        return fail(ErrorKind::IoError, namedProgram(*words) + " printed a NUL, which no password has.",
                    "It should print the password as text.");
    }
    return Secret(line);
}

} // namespace dbv::secrets
