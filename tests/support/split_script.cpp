// SPDX-License-Identifier: Apache-2.0
// Prints how a script on standard input is split, one statement a line: kind (s, d for the rows of a COPY, m), begin, end, what
// stands behind its terminator, line, and whether the terminator is there (0, 1). For `split_suites.py`.
//     dbv_split_script DIALECT [OFFSET:BACKSLASHES:NAMES ...]
// From the end of the statement that reaches an offset on, backslashes escape in quotes, and double quotes hold names (0, 1).
#include <cstddef>
#include <iostream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <dbv/connector/dialect.h>

#include "sql/splitter.h"

namespace {

struct GrammarChange {
    std::size_t from = 0;
    bool backslashEscapes = false;
    bool doubleQuotedNames = false;
};

std::optional<GrammarChange> changeOf(const std::string& word) {
    std::istringstream in(word);
    GrammarChange change;
    char first = 0;
    char second = 0;
    const bool read =
        static_cast<bool>(in >> change.from >> first >> change.backslashEscapes >> second >> change.doubleQuotedNames);
    return read && first == ':' && second == ':' ? std::optional(change) : std::nullopt;
}

void print(const dbv::sql::Statement& statement) {
    const char kind = statement.kind == dbv::sql::StatementKind::Sql        ? 's'
                      : statement.kind == dbv::sql::StatementKind::CopyData ? 'd'
                                                                            : 'm';
    std::cout << kind << ' ' << statement.span.begin << ' ' << statement.span.end << ' ' << statement.after << ' '
              << statement.line << ' ' << statement.terminated << '\n';
}

} // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv, argv + argc);
    const std::optional<dbv::DialectId> dialect = words.size() > 1 ? dbv::dialectNamed(words[1]) : std::nullopt;
    if (!dialect) {
        std::cerr
            << "Usage: dbv_split_script postgresql|mysql|mariadb|sqlite [OFFSET:BACKSLASHES:NAMES ...] < SCRIPT\n";
        return 2;
    }
    std::vector<GrammarChange> changes;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const std::optional<GrammarChange> change = changeOf(words[i]);
        if (!change) {
            std::cerr << "This is no change of the grammar: " << words[i] << '\n';
            return 2;
        }
        changes.push_back(*change);
    }
    const std::string script{std::istreambuf_iterator<char>(std::cin), {}};
    dbv::Grammar grammar(*dialect);
    dbv::sql::StatementScanner scanner(script, grammar);
    std::size_t line = 1;
    std::size_t counted = 0;
    auto change = changes.begin();
    while (const std::optional<dbv::sql::Statement> statement = scanner.next()) {
        print(*statement);
        for (; counted < statement->after; ++counted) {
            line += script[counted] == '\n' ? std::size_t{1} : std::size_t{0};
        }
        const auto before = change;
        for (; change != changes.end() && change->from <= statement->after; ++change) {
            grammar.backslashEscapes = change->backslashEscapes;
            grammar.doubleQuotedNames = change->doubleQuotedNames;
        }
        if (change != before) {
            scanner = dbv::sql::StatementScanner(script, grammar, {statement->after, line, statement->mode});
        }
    }
    return 0;
}
