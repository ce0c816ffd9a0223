// SPDX-License-Identifier: Apache-2.0
#include "mysql/table_parts.h"

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// A name as it is meant, out of its backticks.
std::string plainName(std::string_view quoted) {
    std::string name;
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
        name += quoted[i];
        i += quoted[i] == '`' ? 1U : 0U;
    }
    return name;
}

class TableParts {
public:
    explicit TableParts(std::string_view ddl) : m_words(ddl) {}

    std::vector<std::string> read() {
        int depth = 0;
        bool begins = false;
        for (Token token = m_words.next(); token.kind != TokenKind::End && token.kind != TokenKind::Nul;
             token = m_words.next()) {
            const std::string_view text = m_words.text(token);
            if (begins) {
                begins = false;
                take(token);
                continue;
            }
            if (token.kind != TokenKind::Symbol) {
                continue;
            }
            depth += text == "(" ? 1 : 0;
            depth -= text == ")" ? 1 : 0;
            if (depth == 0) {
                break;
            }
            begins = depth == 1 && (text == "(" || text == ",");
        }
        return std::move(m_parts);
    }

private:
    /// The first token of a part; those to its name are read on.
    void take(const Token& first) {
        if (first.kind == TokenKind::Name) {
            m_parts.push_back("column " + plainName(m_words.text(first)));
            return;
        }
        const std::string word = upperCase(m_words.text(first));
        if (word == "PRIMARY") {
            m_parts.emplace_back("primary key");
            return;
        }
        // A system's own period has no name.
        if (word == "PERIOD") {
            return;
        }
        Token name = m_words.next();
        if (word != "KEY" && word != "CONSTRAINT") {
            // UNIQUE KEY, FULLTEXT KEY, ...
            name = m_words.next();
        }
        if (name.kind != TokenKind::Name) {
            return;
        }
        const bool isConstraint = word == "CONSTRAINT";
        const bool isKey = isConstraint && upperCase(m_words.text(m_words.next())) == "FOREIGN";
        m_parts.push_back((isKey          ? "foreign key "
                           : isConstraint ? "constraint "
                                          : "index ") +
                          plainName(m_words.text(name)));
    }

    TokenReader m_words;
    std::vector<std::string> m_parts;
};

} // namespace

std::vector<std::string> partsOfTable(std::string_view ddl) {
    return TableParts(ddl).read();
}

} // namespace dbv::mysql
