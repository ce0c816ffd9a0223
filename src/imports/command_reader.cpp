// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "imports/connection_words.h"
#include "imports/text_readers.h"
#include "imports/variables.h"

namespace dbv::imports {

namespace {

/// A word of a command line, and where it began in the whole text.
struct ShellWord {
    std::string text;
    std::size_t at = 0;
};

constexpr auto kPrograms = std::to_array<std::pair<std::string_view, Engine>>({
    {"psql", Engine::Postgres},
    {"pgcli", Engine::Postgres},
    {"pg_dump", Engine::Postgres},
    {"pg_dumpall", Engine::Postgres},
    {"pg_restore", Engine::Postgres},
    {"pg_isready", Engine::Postgres},
    {"createdb", Engine::Postgres},
    {"mysql", Engine::MySql},
    {"mariadb", Engine::MySql},
    {"mycli", Engine::MySql},
    {"mysqldump", Engine::MySql},
    {"mariadb-dump", Engine::MySql},
    {"mysqladmin", Engine::MySql},
    {"mysqlsh", Engine::MySql},
    {"sqlite3", Engine::Sqlite},
    {"litecli", Engine::Sqlite},
});

Engine engineOfProgram(std::string_view word) {
    word = word.substr(word.find_last_of("/\\") + 1);
    word = word.ends_with(".exe") ? word.substr(0, word.size() - 4) : word;
    const auto* const found = std::ranges::find(kPrograms, word, &std::pair<std::string_view, Engine>::first);
    return found == kPrograms.end() ? Engine::Unknown : found->second;
}

bool isAssignment(std::string_view word) {
    const std::size_t equals = word.find('=');
    return equals != std::string_view::npos && equals > 0 &&
           word.substr(0, equals).find_first_not_of(
               "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

/// Words that may stand before the program.
bool isBefore(std::string_view word) {
    return word == "$" || word == "%" || word == ">" || word == "env" || word == "sudo" || word == "exec" ||
           word == "export" || word == "time" || isAssignment(word);
}

/// Cuts as a POSIX shell does, up to the end of the command: quotes, backslashes, lines that go on.
class ShellReader {
public:
    explicit ShellReader(const TextPiece& piece) : m_whole(piece.whole), m_at(piece.begin), m_end(piece.end) {}

    Result<void> read() {
        while (true) {
            while (m_at < m_end && (isBlank() || isContinuation())) {
                m_at += isContinuation() ? 2U : 1U;
            }
            if (m_at >= m_end || endsCommand()) {
                return {};
            }
            ShellWord word{{}, m_at};
            while (m_at < m_end && !isBlank() && !endsCommand()) {
                if (Result<void> done = readPart(word.text); !done) {
                    return done;
                }
            }
            m_words.push_back(std::move(word));
        }
    }
    /// Those that are whole.
    [[nodiscard]] const std::vector<ShellWord>& words() const { return m_words; }

private:
    [[nodiscard]] bool isBlank() const {
        return m_whole[m_at] == ' ' || m_whole[m_at] == '\t' || m_whole[m_at] == '\r';
    }
    [[nodiscard]] bool isContinuation() const {
        return m_whole[m_at] == '\\' && m_at + 1 < m_end && m_whole[m_at + 1] == '\n';
    }
    [[nodiscard]] bool endsCommand() const { return std::string_view(";|&<>\n").contains(m_whole[m_at]); }

    Result<void> readPart(std::string& word) {
        const char c = m_whole[m_at];
        if (c == '\'' || c == '"') {
            return readQuoted(word, c);
        }
        if (c == '\\' && m_at + 1 < m_end) {
            word += m_whole[m_at + 1] == '\n' ? std::string() : std::string(1, m_whole[m_at + 1]);
            m_at += 2;
            return {};
        }
        word += c;
        ++m_at;
        return {};
    }

    Result<void> readQuoted(std::string& word, char quote) {
        const std::size_t begin = m_at++;
        while (m_at < m_end && m_whole[m_at] != quote) {
            const bool escaped = quote == '"' && m_whole[m_at] == '\\' && m_at + 1 < m_end &&
                                 std::string_view("\"\\$`").contains(m_whole[m_at + 1]);
            m_at += escaped ? 1 : 0;
            word += m_whole[m_at++];
        }
        if (m_at >= m_end) {
            return failAtPlace(m_whole, begin, "the quote that begins here is not closed", "Close it.");
        }
        ++m_at;
        return {};
    }

    std::string_view m_whole;
    std::size_t m_at;
    std::size_t m_end;
    std::vector<ShellWord> m_words;
};

/// What the short options of a program mean; `letters` are those that only switch something.
struct ShortOptions {
    std::vector<std::pair<char, std::string_view>> named;
    std::string_view withValue;
};

const ShortOptions& shortOptionsOf(Engine engine, bool isShell) {
    static const auto kPostgres = std::vector<std::pair<char, std::string_view>>{
        {'h', "host"}, {'p', "port"}, {'U', "user"}, {'u', "user"}, {'d', "dbname"}};
    static const ShortOptions kPsql = {kPostgres, "cfFoPRTvL"};
    static const ShortOptions kDump = {kPostgres, "fFntNjZeESTlP"};
    static const ShortOptions kMysql = {
        {{'h', "host"}, {'P', "port"}, {'u', "user"}, {'D', "database"}, {'S', "socket"}}, "e"};
    return engine != Engine::Postgres ? kMysql : isShell ? kPsql : kDump;
}

/// The program behind the words that may stand before it.
std::size_t programAt(const std::vector<ShellWord>& words) {
    const auto found = std::ranges::find_if_not(words, [](const ShellWord& word) { return isBefore(word.text); });
    return static_cast<std::size_t>(found - words.begin());
}

/// Reads the words behind `psql` or `mysql`.
class ArgumentReader {
public:
    ArgumentReader(std::string_view whole, const std::vector<ShellWord>& words, std::size_t first, Engine engine)
        : m_whole(whole),
          m_words(words),
          m_next(first),
          m_engine(engine),
          m_isShell(words[first - 1].text.ends_with("psql") || words[first - 1].text.ends_with("psql.exe")),
          m_result(engine) {}

    Result<Pasted> read(std::vector<std::pair<std::string, std::string>> variables) {
        if (const std::string wrong = takeVariables(m_engine, std::move(variables), m_result); !wrong.empty()) {
            return failAtPlace(m_whole, m_whole.find(wrong), "the value of " + wrong + " can not be right",
                               "Correct it, or leave the variable out.");
        }
        while (m_next < m_words.size()) {
            const ShellWord& word = m_words[m_next++];
            if (word.text.starts_with("--") && word.text.size() > 2) {
                takeLong(word);
            } else if (word.text.starts_with('-') && word.text.size() > 1) {
                takeShort(word);
            } else {
                m_positional.push_back(word);
            }
            if (m_failure) {
                return std::unexpected(*std::move(m_failure));
            }
        }
        return finish();
    }

private:
    void take(std::string_view name, std::string value, std::size_t at) {
        if (m_engine == Engine::Postgres && name == "dbname" && (looksLikeUrl(value) || looksLikeKeywords(value))) {
            m_connectionText = {std::move(value), at};
        } else if (const auto trouble = m_result.take(name, std::move(value))) {
            m_failure = failAtPlace(m_whole, at, *trouble, "Correct it, or leave the option out.").error();
        }
    }

    void takeLong(const ShellWord& word) {
        const std::size_t equals = std::min(word.text.find('='), word.text.size());
        const std::string name = plainWord(std::string_view(word.text).substr(2, equals - 2));
        const bool hasValue = equals < word.text.size();
        static constexpr auto kNames = std::to_array<std::string_view>(
            {"host", "port", "username", "user", "dbname", "database", "socket", "sslmode", "sslca", "sslcert",
             "sslkey", "sslcrl", "tlsversion", "connecttimeout", "initcommand", "defaultauth", "defaultcharacterset"});
        if (name == "ssl" || name == "skipssl" || name == "sslverifyservercert" || name == "compress") {
            take(name == "ssl" ? "requiressl" : name, hasValue ? word.text.substr(equals + 1) : "true", word.at);
        } else if (name == "password" && m_engine == Engine::MySql) {
            if (hasValue) {
                m_result.setPassword(Secret(std::string_view(word.text).substr(equals + 1)));
            }
        } else if (std::ranges::find(kNames, name) == kNames.end()) {
            return;
        } else if (hasValue) {
            take(name, word.text.substr(equals + 1), word.at + equals + 1);
        } else if (m_next < m_words.size()) {
            take(name, m_words[m_next].text, m_words[m_next].at);
            ++m_next;
        }
    }

    void takeShort(const ShellWord& word) {
        const ShortOptions& options = shortOptionsOf(m_engine, m_isShell);
        for (std::size_t i = 1; i < word.text.size(); ++i) {
            const char letter = word.text[i];
            const std::string rest = word.text.substr(i + 1);
            if (m_engine == Engine::MySql && letter == 'p') {
                // Behind -p the password follows at once, or is asked for.
                m_result.setPassword(Secret(std::string_view(rest)));
                return;
            }
            const auto named = std::ranges::find(options.named, letter, &std::pair<char, std::string_view>::first);
            if (named == options.named.end() && !options.withValue.contains(letter)) {
                continue;
            }
            const bool inNext = rest.empty() && m_next < m_words.size();
            const ShellWord value = inNext ? m_words[m_next++] : ShellWord{rest, word.at + i + 1};
            if (named != options.named.end()) {
                take(named->second, value.text, value.at);
            }
            return;
        }
    }

    Result<Pasted> finish() {
        if (m_engine == Engine::Sqlite) {
            m_result.setDatabase(m_positional.empty() ? ":memory:" : m_positional.front().text);
            return m_result.finish();
        }
        for (std::size_t i = 0; i < m_positional.size() && i < 2 && !m_failure; ++i) {
            if (i == 0) {
                take(m_engine == Engine::Postgres ? "dbname" : "database", m_positional[i].text, m_positional[i].at);
            } else if (m_engine == Engine::Postgres) {
                take("user", m_positional[i].text, m_positional[i].at);
            }
        }
        if (m_failure) {
            return std::unexpected(*std::move(m_failure));
        }
        if (m_connectionText.text.empty()) {
            return m_result.finish();
        }
        return withConnectionText();
    }

    /// `psql "postgres://..."`: the text says more than the options beside it.
    Result<Pasted> withConnectionText() {
        const TextPiece piece(m_connectionText.text);
        Result<Pasted> inner = looksLikeUrl(piece.text()) ? readUrl(piece) : readKeywords(piece);
        if (!inner) {
            return inner;
        }
        Pasted outer = m_result.finish();
        inner->password = inner->password.empty() ? std::move(outer.password) : std::move(inner->password);
        inner->config.user = inner->config.user.empty() ? outer.config.user : inner->config.user;
        inner->config.host = inner->config.host.empty() ? outer.config.host : inner->config.host;
        inner->config.port = inner->config.port == 0 ? outer.config.port : inner->config.port;
        inner->config.tls.mode = inner->config.tls.mode ? inner->config.tls.mode : outer.config.tls.mode;
        inner->remarks.insert(inner->remarks.end(), outer.remarks.begin(), outer.remarks.end());
        return inner;
    }

    std::string_view m_whole;
    const std::vector<ShellWord>& m_words;
    std::size_t m_next;
    Engine m_engine;
    /// psql, whose letters mean other things than those of pg_dump.
    bool m_isShell;
    ConnectionWords m_result;
    std::vector<ShellWord> m_positional;
    ShellWord m_connectionText;
    std::optional<Error> m_failure;
};

} // namespace

bool looksLikeCommand(std::string_view text) {
    ShellReader reader{TextPiece(text)};
    // A quote that is not closed is told by who reads it in earnest.
    [[maybe_unused]] const Result<void> whole = reader.read();
    const std::size_t at = programAt(reader.words());
    return at < reader.words().size() && engineOfProgram(reader.words()[at].text) != Engine::Unknown;
}

Result<Pasted> readCommand(const TextPiece& piece) {
    ShellReader reader(piece);
    if (Result<void> read = reader.read(); !read) {
        return std::unexpected(std::move(read.error()));
    }
    const std::vector<ShellWord>& words = reader.words();
    const std::size_t program = programAt(words);
    if (program >= words.size()) {
        return failAtPlace(piece.whole, piece.begin, "there is no program in this line",
                           "Paste a line of psql or mysql.");
    }
    std::vector<std::pair<std::string, std::string>> variables;
    for (const ShellWord& word : std::span(words).first(program)) {
        if (const std::size_t equals = word.text.find('='); equals != std::string::npos) {
            variables.emplace_back(word.text.substr(0, equals), word.text.substr(equals + 1));
        }
    }
    return ArgumentReader(piece.whole, words, program + 1, engineOfProgram(words[program].text))
        .read(std::move(variables));
}

} // namespace dbv::imports
