// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/document_search.h"

#include <algorithm>

#include <QElapsedTimer>
#include <QTextDocument>

namespace dbv::ui {
namespace {

constexpr qint64 kSearchBudgetMs = 8;

/// The last match that ends at or before a column.
QRegularExpressionMatch lastMatch(const QRegularExpression& expression, const QString& line, qsizetype before) {
    QRegularExpressionMatch last;
    QRegularExpressionMatchIterator matches = expression.globalMatch(line);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedEnd() > before) {
            break;
        }
        if (match.capturedLength() > 0) {
            last = match;
        }
    }
    return last;
}

/// The first match that begins at or behind a column and is not empty.
QRegularExpressionMatch firstMatch(const QRegularExpression& expression, const QString& line, qsizetype from) {
    QRegularExpressionMatchIterator matches = expression.globalMatch(line, from);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength() > 0) {
            return match;
        }
    }
    return {};
}

} // namespace

QRegularExpression toRegularExpression(const SearchPattern& pattern) {
    QRegularExpression::PatternOptions options = QRegularExpression::UseUnicodePropertiesOption;
    if (!pattern.matchCase) {
        options |= QRegularExpression::CaseInsensitiveOption;
    }
    return QRegularExpression(pattern.regex ? pattern.text : QRegularExpression::escape(pattern.text), options);
}

QString replacementFor(const QRegularExpressionMatch& match, const QString& replacement, bool regex) {
    if (!regex) {
        return replacement;
    }
    QString text;
    for (qsizetype i = 0; i < replacement.size(); ++i) {
        const bool escape = replacement[i] == u'\\' && i + 1 < replacement.size();
        const QChar next = escape ? replacement[i + 1] : QChar();
        if (next >= u'0' && next <= u'9') {
            text += match.captured(next.unicode() - u'0');
            ++i;
        } else if (next == u'\\') {
            text += u'\\';
            ++i;
        } else {
            text += replacement[i];
        }
    }
    return text;
}

DocumentSearch::DocumentSearch(QObject* parent) : QObject(parent) {
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &DocumentSearch::go);
}

void DocumentSearch::start(const QTextDocument& document, const SearchPattern& pattern, SearchDirection direction,
                           int from) {
    stop();
    m_document = &document;
    m_expression = toRegularExpression(pattern);
    if (!m_expression.isValid()) {
        finish({.kind = SearchOutcome::Kind::InvalidPattern, .message = m_expression.errorString()});
        return;
    }
    if (pattern.text.isEmpty()) {
        finish({});
        return;
    }
    m_direction = direction;
    m_from = from;
    m_line = document.findBlock(from).blockNumber();
    // The first line comes twice: the part on this side of `from`, and, at the very end, the other.
    m_linesLeft = document.blockCount() + 1;
    m_wrapped = false;
    m_timer.start();
    go();
}

void DocumentSearch::stop() {
    m_timer.stop();
}

void DocumentSearch::go() {
    QElapsedTimer clock;
    clock.start();
    for (int lines = 1; m_linesLeft > 0; ++lines) {
        if (searchLine()) {
            return;
        }
        if (!nextLine()) {
            break;
        }
        if (lines % 64 == 0 && clock.elapsed() >= kSearchBudgetMs) {
            return;
        }
    }
    finish({});
}

bool DocumentSearch::searchLine() {
    const QTextBlock block = m_document->findBlockByNumber(m_line);
    const QString line = block.text();
    const bool first = m_linesLeft == m_document->blockCount() + 1;
    const int column = std::clamp<int>(m_from - block.position(), 0, static_cast<int>(line.size()));
    QRegularExpressionMatch match;
    if (m_direction == SearchDirection::Forward) {
        match = firstMatch(m_expression, line, first ? column : 0);
    } else {
        match = lastMatch(m_expression, line, first ? column : line.size());
    }
    if (!match.hasMatch()) {
        return false;
    }
    finish({.kind = SearchOutcome::Kind::Found,
            .begin = block.position() + static_cast<int>(match.capturedStart()),
            .end = block.position() + static_cast<int>(match.capturedEnd()),
            .wrapped = m_wrapped});
    return true;
}

bool DocumentSearch::nextLine() {
    const int count = m_document->blockCount();
    --m_linesLeft;
    m_line += m_direction == SearchDirection::Forward ? 1 : -1;
    if (m_line < 0 || m_line >= count) {
        m_line = m_line < 0 ? count - 1 : 0;
        m_wrapped = true;
    }
    return m_linesLeft > 0;
}

void DocumentSearch::finish(const SearchOutcome& outcome) {
    m_timer.stop();
    Q_EMIT finished(outcome);
}

DocumentReplace::DocumentReplace(QObject* parent) : QObject(parent) {
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &DocumentReplace::go);
}

void DocumentReplace::start(QTextDocument& document, const SearchPattern& pattern, const QString& replacement) {
    m_document = &document;
    m_expression = toRegularExpression(pattern);
    m_replacement = replacement;
    m_regex = pattern.regex;
    m_line = 0;
    m_replaced = 0;
    if (!m_expression.isValid() || pattern.text.isEmpty()) {
        Q_EMIT finished(0);
        return;
    }
    m_revision = document.revision();
    m_timer.start();
    go();
}

void DocumentReplace::go() {
    if (m_document->revision() != m_revision) {
        m_timer.stop();
        Q_EMIT finished(m_replaced);
        return;
    }
    QElapsedTimer clock;
    clock.start();
    QTextCursor cursor(m_document);
    if (m_replaced == 0) {
        cursor.beginEditBlock();
    } else {
        cursor.joinPreviousEditBlock();
    }
    QTextBlock block = m_document->findBlockByNumber(m_line);
    for (; block.isValid() && clock.elapsed() < kSearchBudgetMs; block = block.next()) {
        replaceInLine(cursor, block);
        // The replacement may have brought line ends.
        block = cursor.position() > block.position() ? m_document->findBlock(cursor.position()) : block;
        m_line = block.blockNumber() + 1;
    }
    cursor.endEditBlock();
    m_revision = m_document->revision();
    if (!block.isValid()) {
        m_timer.stop();
        Q_EMIT finished(m_replaced);
    }
}

void DocumentReplace::replaceInLine(QTextCursor& cursor, const QTextBlock& block) {
    const int start = block.position();
    int moved = 0;
    cursor.setPosition(start);
    QRegularExpressionMatchIterator matches = m_expression.globalMatch(block.text());
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength() == 0) {
            continue;
        }
        const QString text = replacementFor(match, m_replacement, m_regex);
        cursor.setPosition(start + static_cast<int>(match.capturedStart()) + moved);
        cursor.setPosition(start + static_cast<int>(match.capturedEnd()) + moved, QTextCursor::KeepAnchor);
        cursor.insertText(text);
        moved += static_cast<int>(text.size() - match.capturedLength());
        ++m_replaced;
    }
}

} // namespace dbv::ui
