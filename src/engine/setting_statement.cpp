// SPDX-License-Identifier: Apache-2.0
#include "engine/setting_statement.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "engine/statement_words.h"

namespace dbv::engine {

namespace {

struct Word {
    sql::TokenKind kind;
    std::string text;
};

// A setting has a few words. One with more is not looked at.
constexpr std::size_t kMostWords = 64;
// MySQL's functions that need no brackets, each time another value.
constexpr auto kMoments = std::to_array<std::string_view>(
    {"CURRENT_DATE", "CURRENT_ROLE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "LOCALTIME", "LOCALTIMESTAMP",
     "SYSDATE", "UTC_DATE", "UTC_TIME", "UTC_TIMESTAMP"});
// What MySQL sets without an assignment.
constexpr auto kUnassigned =
    std::to_array<std::string_view>({"CHARACTER", "CHARSET", "LOCAL", "NAMES", "ROLE", "SESSION"});
// Variables of MySQL that are used up by the next statement.
constexpr auto kUsedUp =
    std::to_array<std::string_view>({"IDENTITY", "INSERT_ID", "LAST_INSERT_ID", "RAND_SEED1", "RAND_SEED2"});
constexpr auto kOfServer = std::to_array<std::string_view>({"GLOBAL", "PERSIST", "PERSIST_ONLY"});

template <class List>
bool isAmong(const List& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

bool isMySql(Grammar grammar) {
    return grammar.dialect == DialectId::MySql || grammar.dialect == DialectId::MariaDb;
}

/// Goes to the first word, also where it is for some versions of the server only (`/*!40101 SET`).
bool nextVerb(StatementWords& words) {
    bool any = words.next();
    while (any && words.word().starts_with("/*")) {
        any = words.next();
    }
    return any;
}

/// The words behind the first; empty as well when there are too many.
std::vector<Word> wordsBehindVerb(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    std::vector<Word> all;
    static_cast<void>(nextVerb(words));
    while (words.next() && words.kind() != sql::TokenKind::Semicolon) {
        if (all.size() == kMostWords) {
            return {};
        }
        all.push_back({words.kind(), words.word()});
    }
    return all;
}

/// The name of a system variable without `@@` and what it belongs to.
std::string_view variableName(std::string_view word) {
    const std::size_t at = word.find_last_of("@.");
    return at == std::string_view::npos ? word : word.substr(at + 1);
}

/// Whether a word says that the variable is the server's.
bool isOfServer(std::string_view word) {
    return isAmong(kOfServer, word) || word.starts_with("@@GLOBAL") || word.starts_with("@@PERSIST");
}

/// MySQL takes expressions, and with SET STATEMENT whole statements; only a single constant is the same each time.
SettingKind kindOfMySqlSet(const std::vector<Word>& words) {
    bool inValue = false;
    bool assigns = false;
    int constants = 0;
    bool ofServer = false;
    bool several = false;
    std::string_view before;
    for (const Word& word : words) {
        if (word.text == "=" || word.text == ":=") {
            inValue = true;
            assigns = true;
            constants = 0;
        } else if (word.text == ",") {
            inValue = false;
            several = true;
        } else if (word.kind == sql::TokenKind::OpenBracket || word.kind == sql::TokenKind::Parameter) {
            return SettingKind::Session;
        } else if (inValue) {
            // Another variable is an operator to the lexer.
            const bool sign = (word.text == "-" || word.text == "+") && before.ends_with('=');
            const bool constant =
                word.kind == sql::TokenKind::Operator ? sign || word.text == "*/" : !isAmong(kMoments, word.text);
            constants += word.kind == sql::TokenKind::Operator ? 0 : 1;
            if (!constant || constants > 1) {
                return SettingKind::Session;
            }
        }
        if (!inValue) {
            ofServer = ofServer || isOfServer(word.text);
            if (isAmong(kUsedUp, variableName(word.text))) {
                return SettingKind::Session;
            }
        }
        before = word.text;
    }
    if (ofServer) {
        return several ? SettingKind::Session : SettingKind::Server;
    }
    return assigns || isAmong(kUnassigned, words.front().text) ? SettingKind::Repeatable : SettingKind::Session;
}

SettingKind kindOfSet(const std::vector<Word>& words, Grammar grammar) {
    if (words.empty()) {
        return SettingKind::Session;
    }
    const std::string& first = words.front().text;
    if (grammar.dialect == DialectId::PostgreSql) {
        const bool passes = first == "LOCAL" || first == "TRANSACTION" || first == "CONSTRAINTS";
        // Its grammar takes constants only.
        return passes ? SettingKind::Passing : SettingKind::Repeatable;
    }
    if (first == "TRANSACTION") {
        // It is about the next transaction, of which nobody knows when it was.
        return SettingKind::Session;
    }
    if (first == "PASSWORD" || first == "DEFAULT") {
        return SettingKind::Server;
    }
    return first == "RESOURCE" || first == "STATEMENT" || grammar.dialect == DialectId::Sqlite ? SettingKind::Session
                                                                                               : kindOfMySqlSet(words);
}

/// `SELECT [pg_catalog.]set_config('name', 'value', false)` and nothing else.
SettingKind kindOfSelect(const std::vector<Word>& words) {
    static constexpr auto kShape = std::to_array<std::string_view>({"SET_CONFIG", "(", "'", ",", "'", ",", "", ")"});
    std::size_t at = 0;
    if (words.size() > 2 && words[0].text == "PG_CATALOG" && words[1].text == ".") {
        at = 2;
    }
    if (words.size() != at + kShape.size()) {
        return SettingKind::None;
    }
    for (std::size_t i = 0; i < kShape.size(); ++i) {
        const Word& word = words[at + i];
        const bool fits = kShape[i] == "'"    ? word.kind == sql::TokenKind::String
                          : kShape[i].empty() ? word.text == "FALSE" || word.text == "TRUE"
                                              : word.text == kShape[i];
        if (!fits) {
            return SettingKind::None;
        }
    }
    return words[at + 6].text == "TRUE" ? SettingKind::Passing : SettingKind::Repeatable;
}

/// Whether the first letter alone says that nothing is set, since no verb that sets something begins with it.
bool plainlySetsNothing(std::string_view statement) {
    static constexpr std::string_view kFirstLetters("DdLlRrSsUu");
    const char first = statement.empty() ? '\0' : statement.front();
    const bool isLetter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    return isLetter && !kFirstLetters.contains(first);
}

SettingKind kindOf(std::string_view statement, Grammar grammar) {
    if (plainlySetsNothing(statement)) {
        return SettingKind::None;
    }
    StatementWords words(statement, grammar);
    if (!nextVerb(words)) {
        return SettingKind::None;
    }
    std::string verb = words.word();
    if (verb == "SET") {
        return kindOfSet(wordsBehindVerb(statement, grammar), grammar);
    }
    if (grammar.dialect == DialectId::Sqlite) {
        return SettingKind::None;
    }
    if (isMySql(grammar)) {
        return verb == "USE" ? SettingKind::Repeatable : SettingKind::None;
    }
    if (verb == "SELECT") {
        return kindOfSelect(wordsBehindVerb(statement, grammar));
    }
    const bool repeatable = verb == "RESET" || verb == "DISCARD" || verb == "LISTEN" || verb == "UNLISTEN";
    return repeatable ? SettingKind::Repeatable : SettingKind::None;
}

/// What is set: the word behind SET or RESET. DISCARD gives all back.
std::string subjectOf(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    if (!nextVerb(words)) {
        return {};
    }
    std::string verb = words.word();
    if (verb == "USE" || verb == "LISTEN") {
        return verb;
    }
    if (verb == "DISCARD") {
        return "ALL";
    }
    if ((verb != "SET" && verb != "RESET") || !words.next()) {
        return {};
    }
    if (words.word() == "SESSION" || words.word() == "LOCAL") {
        static_cast<void>(words.next());
    }
    // RESET ALL leaves role and user.
    return words.word() == "ALL" ? std::string() : words.word();
}

} // namespace

bool replacesSetting(std::string_view setting, std::string_view other, Grammar grammar) {
    const std::string subject = subjectOf(setting, grammar);
    return subject == "ALL" || (!subject.empty() && subject == subjectOf(other, grammar)) || setting == other;
}

bool dependsOn(Grammar grammar, std::string_view setting) {
    return !grammar.isUsual() && setting.contains('\\');
}

SettingKind settingKind(std::string_view statement, Grammar grammar) {
    const SettingKind kind = kindOf(statement, grammar);
    return kind == SettingKind::Repeatable && dependsOn(grammar, statement) ? SettingKind::Session : kind;
}

std::string localSetting(std::string_view statement, Grammar grammar) {
    if (grammar.dialect != DialectId::PostgreSql || settingKind(statement, grammar) != SettingKind::Passing) {
        return {};
    }
    const std::vector<Word> words = wordsBehindVerb(statement, grammar);
    std::string name;
    if (const auto text = std::ranges::find(words, sql::TokenKind::String, &Word::kind);
        words.front().text != "LOCAL" && text != words.end()) {
        // `set_config('name', …)`.
        name = text->text.substr(1, text->text.size() - 2);
    } else if (words.front().text == "LOCAL" && words.size() > 1) {
        const std::string& first = words[1].text;
        name = first == "TIME"      ? "TIMEZONE"
               : first == "SESSION" ? "SESSION_AUTHORIZATION"
               : first == "SCHEMA"  ? "SEARCH_PATH"
               : first == "NAMES"   ? "CLIENT_ENCODING"
               : first == "XML"     ? "XMLOPTION"
                                    : first;
        for (std::size_t i = 2; i + 1 < words.size() && words[i].text == "."; i += 2) {
            name += "." + words[i + 1].text;
        }
    }
    std::erase(name, '"');
    static constexpr std::string_view kOfNames("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
    const bool plain = name != "TRANSACTION" && name != "SEED" && name.find_first_not_of(kOfNames) == std::string::npos;
    return plain ? name : std::string();
}

bool setsLaterTransactions(std::string_view statement, Grammar grammar) {
    static constexpr auto kVariables = std::to_array<std::string_view>(
        {"DEFAULT_TRANSACTION_DEFERRABLE", "DEFAULT_TRANSACTION_ISOLATION", "DEFAULT_TRANSACTION_READ_ONLY",
         "TRANSACTION_ISOLATION", "TRANSACTION_READ_ONLY", "TX_ISOLATION", "TX_READ_ONLY"});
    if (grammar.dialect == DialectId::Sqlite || plainlySetsNothing(statement)) {
        return false;
    }
    StatementWords verb(statement, grammar);
    const std::vector<Word> words =
        nextVerb(verb) && verb.word() == "SET" ? wordsBehindVerb(statement, grammar) : std::vector<Word>();
    const std::size_t at = !words.empty() && words[0].text == "SESSION" ? 1 : 0;
    if (words.size() <= at + 1) {
        return false;
    }
    const std::string_view name = words[at].text;
    // PostgreSQL's own two of these names are about the transaction that is open.
    const bool isVariable = isMySql(grammar) ? isAmong(kVariables, variableName(name))
                                             : name.starts_with("DEFAULT_") && isAmong(kVariables, name);
    return isVariable || (at == 1 && (name == "CHARACTERISTICS" || name == "TRANSACTION"));
}

bool setsFromVariables(std::string_view statement, Grammar grammar) {
    static constexpr auto kOthers = std::to_array<std::string_view>(
        {"PASSWORD", "DEFAULT", "TRANSACTION", "RESOURCE", "STATEMENT", "SELECT", "(", "?"});
    StatementWords words(statement, grammar);
    if (!isMySql(grammar) || !nextVerb(words) || words.word() != "SET") {
        return false;
    }
    const std::vector<Word> all = wordsBehindVerb(statement, grammar);
    return !all.empty() && std::ranges::none_of(all, [](const Word& word) {
        const std::string_view name = variableName(word.text);
        // The time is another one whenever it is read.
        return isAmong(kOthers, word.text) || isOfServer(word.text) || isAmong(kUsedUp, name) || name == "TIMESTAMP";
    });
}

std::string settingTarget(std::string_view statement, Grammar grammar) {
    StatementWords words(statement, grammar);
    if (!words.next()) {
        return {};
    }
    std::string verb = words.word();
    if (verb == "USE") {
        return verb;
    }
    if (grammar.dialect != DialectId::PostgreSql || (verb != "SET" && verb != "RESET") || !words.next()) {
        return {};
    }
    if (words.word() == "SESSION") {
        static_cast<void>(words.next());
    }
    std::string target = words.isPlain() ? words.word() : std::string();
    if (target == "TIME") {
        return "TIMEZONE";
    }
    // These are about more than one, or change what others mean. Behind a dot stands the name of an extension's setting.
    if (target.empty() || target == "ALL" || target == "AUTHORIZATION" || target == "CHARACTERISTICS") {
        return {};
    }
    while (words.next() && words.word() == "." && words.next()) {
        target += "." + words.word();
    }
    return target;
}

} // namespace dbv::engine
