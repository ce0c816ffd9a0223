// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/line_states.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <QElapsedTimer>

namespace dbv::ui {
namespace {

/// Within the event of an edit, for the lines on the screen.
constexpr qint64 kAtOnceMs = 1;
/// The rest waits until what was typed is painted, and goes on in pieces that nobody notices.
constexpr int kBehindEditMs = 20;
constexpr qint64 kInBackgroundMs = 3;
/// More edits than these in places that were not read again yet are forgotten, and read.
constexpr std::size_t kMostChains = 64;
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
    connect(&m_background, &QTimer::timeout, this, [this] {
        m_background.setInterval(0);
        advance(kInBackgroundMs);
        Q_EMIT advanced();
    });
}

void LineStates::setDialect(DialectId dialect) {
    if (std::exchange(m_dialect, dialect) != dialect) {
        m_known = 0;
        m_chains.clear();
        m_background.start(0);
    }
}

void LineStates::textEdited(int position, int added) {
    const int lastPosition = std::min(position + added, m_document.characterCount() - 1);
    const int first = m_document.findBlock(position).blockNumber();
    const int last = m_document.findBlock(lastPosition).blockNumber();
    const int newLines = m_document.blockCount() - std::exchange(m_blockCount, m_document.blockCount());
    cutChains(first, last, newLines);
    m_known = std::min(m_known, first);
    advance(kAtOnceMs);
    if (m_background.isActive()) {
        m_background.start(kBehindEditMs);
    }
}

void LineStates::cutChains(int first, int last, int newLines) {
    const int behind = last - newLines + 1;
    std::vector<Chain> cut;
    const auto add = [&cut](int begin, int end) {
        if (begin < end) {
            cut.push_back({begin, end});
        }
    };
    add(last + 1, m_known + newLines);
    for (const Chain& chain : m_chains) {
        add(chain.begin, std::min(chain.end, first));
        add(std::max(chain.begin, behind) + newLines, chain.end + newLines);
    }
    if (cut.size() > kMostChains) {
        cut.resize(kMostChains);
    }
    m_chains = std::move(cut);
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
    if (!block.isValid()) {
        m_background.stop();
    } else if (!m_background.isActive()) {
        m_background.start(0);
    }
}

/// Reads one line, and jumps over those behind it that are right already.
void LineStates::step(QTextBlock& block, sql::LexerState& state) {
    const int line = m_known;
    std::erase_if(m_chains, [line](const Chain& chain) { return chain.end <= line; });
    const bool inChain = !m_chains.empty() && m_chains.front().begin <= line;
    state = endState(block.text(), m_dialect, state);
    const bool asBefore = inChain && block.userState() == static_cast<int>(state);
    block.setUserState(static_cast<int>(state));
    if (!asBefore) {
        m_known = line + 1;
        block = block.next();
        return;
    }
    m_known = m_chains.front().end;
    block = m_document.findBlockByNumber(m_known);
    if (block.isValid()) {
        state = static_cast<sql::LexerState>(block.previous().userState());
    }
}

} // namespace dbv::ui
