// SPDX-License-Identifier: Apache-2.0
// How a text is cut into statements while it runs.
#include <optional>
#include <utility>

#include "engine/script_refusals.h"
#include "engine/statement_feed.h"
#include "sql/classifier.h"

namespace dbv::engine {

namespace {

/// Lines that are all in memory.
class TextCopyLines final : public CopyLines {
public:
    void set(std::string_view lines) { m_lines = lines; }
    Result<std::string_view> next() override { return std::exchange(m_lines, {}); }

private:
    std::string_view m_lines;
};

class TextFeed final : public StatementFeed {
public:
    TextFeed(std::string_view text, DialectId dialect) : m_text(text), m_grammar(dialect), m_scanner(text, m_grammar) {}

    Result<void> each(const Grammar& grammar, const std::stop_token& stop, const See& see) override {
        eachStatement(m_text, grammar, stop, see);
        return {};
    }
    Result<bool> find(Session& session) override;
    sql::Statement take() override {
        const sql::Statement statement = *std::exchange(m_next, std::nullopt);
        // Nobody asks for lines here.
        m_behind = {statement.after, 1, statement.mode};
        return statement;
    }
    [[nodiscard]] std::string_view script() const override { return m_text; }
    CopyLines* copyLines() override {
        m_next = m_scanner.next();
        if (!m_next || m_next->kind != sql::StatementKind::CopyData) {
            return nullptr;
        }
        const sql::Statement lines = take();
        m_lines.set(m_text.substr(lines.span.begin, lines.span.size()));
        // Those of further COPY in the same text, which is never sent as more than one statement.
        for (m_next = m_scanner.next(); m_next && m_next->kind == sql::StatementKind::CopyData;
             m_next = m_scanner.next()) {
            static_cast<void>(take());
        }
        return &m_lines;
    }

private:
    std::string_view m_text;
    Grammar m_grammar;
    sql::StatementScanner m_scanner;
    /// Behind the last statement that was begun, and the rows that belong to it.
    sql::ScanStart m_behind;
    bool m_toldUnclosed = false;
    /// Found, and not begun.
    std::optional<sql::Statement> m_next;
    TextCopyLines m_lines;
};

Result<bool> TextFeed::find(Session& session) {
    if (const Grammar grammar = session.grammar(); grammar != m_grammar) {
        m_grammar = grammar;
        m_scanner = sql::StatementScanner(m_text, grammar, m_behind);
        m_next.reset();
        m_toldUnclosed = false;
    }
    if (m_next) {
        return true;
    }
    m_next = m_scanner.next();
    const std::optional<sql::Token>& open = m_scanner.unclosedComment();
    if (!m_next && open && !std::exchange(m_toldUnclosed, true)) {
        const sql::Statement comment{.span = open->span, .after = open->span.end, .unclosed = open};
        // Only to be refused.
        m_next = checkClosed(m_text, comment, m_grammar.dialect) ? std::nullopt : std::optional(comment);
    }
    return m_next.has_value();
}

} // namespace

void eachStatement(std::string_view script, const Grammar& grammar, const std::stop_token& stop,
                   const StatementFeed::See& see) {
    sql::StatementScanner scanner(script, grammar);
    std::size_t number = 0;
    while (!stop.stop_requested()) {
        const std::optional<sql::Statement> statement = scanner.next();
        if (!statement) {
            return;
        }
        if (statement->kind == sql::StatementKind::Sql) {
            const std::string_view text = script.substr(statement->span.begin, statement->span.size());
            see({.statement = number, .span = statement->span, .found = sql::classify(text, grammar)}, text);
        }
        if (statement->kind != sql::StatementKind::CopyData) {
            ++number;
        }
    }
}

std::unique_ptr<StatementFeed> feedOfText(std::string_view text, DialectId dialect) {
    return std::make_unique<TextFeed>(text, dialect);
}

} // namespace dbv::engine
