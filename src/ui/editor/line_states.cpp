// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/line_states.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <QElapsedTimer>

namespace dbv::ui {
namespace {

constexpr qint64 kStatesBudgetMs = 3;
constexpr int kLinesBetweenLooksAtTheClock = 64;

sql::LexerState endState(const QString& line, DialectId dialect, sql::LexerState state) {
    const std::u16string_view text(reinterpret_cast<const char16_t*>(line.utf16()),
                                   static_cast<std::size_t>(line.size()));
    sql::Lexer<char16_t> lexer(text, dialect, state);
    while (lexer.next().kind != sql::TokenKind::End) {
    }
    return lexer.state();
}

} // namespace

LineStates::LineStates(QTextDocument& document, QObject* parent)
    : QObject(parent), m_document(document), m_blockCount(document.blockCount()) {
    m_background.setInterval(0);
    connect(&m_background, &QTimer::timeout, this, [this] {
        advance(kStatesBudgetMs);
        Q_EMIT advanced();
    });
}

void LineStates::setDialect(DialectId dialect) {
    if (std::exchange(m_dialect, dialect) != dialect) {
        m_known = 0;
        m_settled = 0;
        m_read = 0;
        m_background.start();
    }
}

void LineStates::textEdited(int position, int added) {
    const int last = std::min(position + added, m_document.characterCount() - 1);
    const int firstBlock = m_document.findBlock(position).blockNumber();
    const int lastBlock = m_document.findBlock(last).blockNumber();
    const int newBlocks = m_document.blockCount() - std::exchange(m_blockCount, m_document.blockCount());
    m_known = std::min(m_known, firstBlock);
    m_settled = std::max(m_settled > firstBlock ? m_settled + newBlocks : m_settled, lastBlock + 1);
    m_read = std::max(m_read > firstBlock ? m_read + newBlocks : m_read, m_settled);
    advance(kStatesBudgetMs);
}

std::optional<sql::LexerState> LineStates::before(const QTextBlock& block) const {
    const int number = block.blockNumber();
    if (number == 0) {
        return sql::LexerState::Plain;
    }
    if (number > m_known) {
        return std::nullopt;
    }
    return static_cast<sql::LexerState>(block.previous().userState());
}

void LineStates::advance(qint64 budgetMs) {
    QElapsedTimer clock;
    clock.start();
    QTextBlock block = m_document.findBlockByNumber(m_known);
    sql::LexerState state = block.isValid() ? before(block).value_or(sql::LexerState::Plain) : sql::LexerState::Plain;
    for (int lines = 1; block.isValid(); ++lines) {
        step(block, state);
        if (lines % kLinesBetweenLooksAtTheClock == 0 && clock.elapsed() >= budgetMs) {
            break;
        }
    }
    if (block.isValid()) {
        m_background.start();
    } else {
        m_background.stop();
    }
}

/// Reads one line, and jumps over those behind it that are right already.
void LineStates::step(QTextBlock& block, sql::LexerState& state) {
    const int number = m_known;
    state = endState(block.text(), m_dialect, state);
    const bool asBefore = number >= m_settled && number < m_read && block.userState() == static_cast<int>(state);
    block.setUserState(static_cast<int>(state));
    m_known = asBefore ? m_read : number + 1;
    m_settled = std::max(m_settled, m_known);
    m_read = std::max(m_read, m_known);
    if (!asBefore) {
        block = block.next();
        return;
    }
    block = m_document.findBlockByNumber(m_known);
    if (block.isValid()) {
        state = static_cast<sql::LexerState>(block.previous().userState());
    }
}

} // namespace dbv::ui
