// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/extra_carets.h"

#include <algorithm>
#include <utility>

#include <QPainter>
#include <QPlainTextEdit>
#include <QTextBlock>

#include "ui/editor/folded_lines.h"
#include "ui/editor/line_edits.h"

namespace dbv::ui {

namespace {

bool isOverlapping(const QTextCursor& one, const QTextCursor& other) {
    const bool same = one.selectionStart() == other.selectionStart() && one.selectionEnd() == other.selectionEnd();
    return same || (one.selectionStart() < other.selectionEnd() && other.selectionStart() < one.selectionEnd());
}

/// Places a caret at a character of a line, or at its end where it is shorter.
void placeInLine(QTextCursor& caret, const QTextBlock& block, int column, QTextCursor::MoveMode mode) {
    caret.setPosition(block.position() + std::min(column, block.length() - 1), mode);
}

} // namespace

ExtraCarets::ExtraCarets(QPlainTextEdit& editor) : QObject(&editor), m_editor(editor) {
    editor.installEventFilter(this);
    editor.viewport()->installEventFilter(this);
    connect(&editor, &QPlainTextEdit::cursorPositionChanged, this, &ExtraCarets::onCaretMoved);
    connect(&m_search, &DocumentSearch::finished, this, &ExtraCarets::take);
}

void ExtraCarets::clear() {
    m_column.reset();
    if (any()) {
        m_carets.clear();
        Q_EMIT changed();
    }
}

void ExtraCarets::onCaretMoved() {
    // An edit moves all carets with the text; a caret that is put elsewhere is alone there.
    const int revision = m_editor.document()->revision();
    if (!m_moves) {
        m_column.reset();
    }
    if (!m_moves && std::exchange(m_revision, revision) == revision) {
        clear();
    }
    m_revision = revision;
}

std::vector<QTextCursor> ExtraCarets::inOrder(std::size_t& own) const {
    std::vector<std::pair<QTextCursor, bool>> all;
    all.reserve(m_carets.size() + 1);
    all.emplace_back(m_editor.textCursor(), true);
    for (const QTextCursor& caret : m_carets) {
        all.emplace_back(caret, false);
    }
    std::ranges::stable_sort(all, {}, [](const auto& each) { return each.first.selectionStart(); });
    std::vector<QTextCursor> carets;
    carets.reserve(all.size());
    for (auto& [caret, isOwn] : all) {
        own = isOwn ? carets.size() : own;
        carets.push_back(std::move(caret));
    }
    return carets;
}

void ExtraCarets::placeAll(std::vector<QTextCursor> carets, std::size_t own) {
    m_column.reset();
    const QTextCursor kept = carets[own];
    carets.erase(carets.begin() + static_cast<std::ptrdiff_t>(own));
    std::ranges::stable_sort(carets, {}, [](const QTextCursor& caret) { return caret.selectionStart(); });
    // What has come together is one.
    std::vector<QTextCursor> apart;
    apart.reserve(carets.size());
    for (QTextCursor& caret : carets) {
        if (!isOverlapping(caret, kept) && (apart.empty() || !isOverlapping(apart.back(), caret))) {
            apart.push_back(std::move(caret));
        }
    }
    m_carets = std::move(apart);
    m_moves = true;
    m_editor.setTextCursor(kept);
    m_editor.ensureCursorVisible();
    m_moves = false;
    m_revision = m_editor.document()->revision();
    Q_EMIT changed();
}

void ExtraCarets::atEach(const Change& change, bool edits) {
    std::size_t own = 0;
    std::vector<QTextCursor> carets = inOrder(own);
    QTextCursor step(m_editor.document());
    m_moves = true;
    if (edits) {
        step.beginEditBlock();
    }
    for (std::size_t i = 0; i < carets.size(); ++i) {
        change(carets[i], i);
    }
    if (edits) {
        step.endEditBlock();
    }
    m_moves = false;
    placeAll(std::move(carets), own);
}

void ExtraCarets::addNextOccurrence() {
    const QTextCursor own = m_editor.textCursor();
    if (!own.hasSelection()) {
        QTextCursor word = own;
        word.select(QTextCursor::WordUnderCursor);
        const QString text = word.selectedText();
        const auto isOfWord = [](QChar c) { return c.isLetterOrNumber() || c == u'_' || c.isSurrogate(); };
        if (!std::ranges::any_of(text, isOfWord)) {
            Q_EMIT refused(tr("There is no word at the caret. Select what is to be looked for."));
            return;
        }
        m_editor.setTextCursor(word);
        return;
    }
    const QString text = own.selectedText();
    if (text.contains(QChar::ParagraphSeparator)) {
        Q_EMIT refused(tr("The selection has several lines. Select a part of one to add its next occurrence."));
        return;
    }
    m_search.start(*m_editor.document(), {.text = text, .matchCase = true}, SearchDirection::Forward,
                   own.selectionEnd());
}

void ExtraCarets::take(const SearchOutcome& found) {
    if (found.kind != SearchOutcome::Kind::Found) {
        Q_EMIT refused(tr("There is no other occurrence."));
        return;
    }
    QTextCursor next(m_editor.document());
    next.setPosition(found.begin);
    next.setPosition(found.end, QTextCursor::KeepAnchor);
    std::size_t own = 0;
    std::vector<QTextCursor> carets = inOrder(own);
    if (std::ranges::any_of(carets, [&next](const QTextCursor& caret) { return isOverlapping(caret, next); })) {
        Q_EMIT refused(tr("Every occurrence is selected."));
        return;
    }
    if (carets.size() > kMost) {
        Q_EMIT refused(tr("There are %1 carets already.").arg(carets.size()));
        return;
    }
    carets.push_back(next);
    const std::size_t last = carets.size() - 1;
    placeAll(std::move(carets), last);
}

void ExtraCarets::addLine(bool above) {
    std::size_t own = 0;
    std::vector<QTextCursor> carets = inOrder(own);
    const QTextCursor edge = above ? carets.front() : carets.back();
    const QTextBlock line = above ? edge.block().previous() : edge.block().next();
    if (!line.isValid() || carets.size() > kMost) {
        Q_EMIT refused(line.isValid() ? tr("There are %1 carets already.").arg(carets.size())
                       : above        ? tr("There is no line above.")
                                      : tr("There is no line below."));
        return;
    }
    QTextCursor added(m_editor.document());
    placeInLine(added, line, m_editor.textCursor().positionInBlock(), QTextCursor::MoveAnchor);
    carets.push_back(added);
    placeAll(std::move(carets), own);
}

QString ExtraCarets::selectedText() const {
    std::size_t own = 0;
    QStringList texts;
    for (const QTextCursor& caret : inOrder(own)) {
        texts.append(caret.selectedText().replace(QChar::ParagraphSeparator, u'\n'));
    }
    return texts.join(u'\n');
}

void ExtraCarets::insert(const QString& text) {
    const QStringList lines = text.split(u'\n');
    const bool each = static_cast<std::size_t>(lines.size()) == m_carets.size() + 1;
    atEach([&](QTextCursor& caret,
               std::size_t number) { caret.insertText(each ? lines[static_cast<qsizetype>(number)] : text); },
           true);
}

void ExtraCarets::removeSelected() {
    atEach([](QTextCursor& caret, std::size_t) { caret.removeSelectedText(); }, true);
}

void ExtraCarets::indent() {
    const bool selects = m_editor.textCursor().hasSelection() ||
                         std::ranges::any_of(m_carets, [](const QTextCursor& each) { return each.hasSelection(); });
    int last = -1;
    atEach(
        [&](QTextCursor& caret, std::size_t) {
            if (!selects) {
                insertTab(caret);
            } else if (const int line = caret.document()->findBlock(caret.selectionStart()).blockNumber();
                       line > std::exchange(last, caret.document()->findBlock(caret.selectionEnd()).blockNumber())) {
                indentLines(caret);
            }
        },
        true);
}

QPoint ExtraCarets::columnAt(const QPoint& place) const {
    const QTextCursor end = m_editor.cursorForPosition(place);
    // Behind the end of a line the pointer still says which column is meant.
    const QRect caret = m_editor.cursorRect(end);
    const int width = std::max(1, m_editor.fontMetrics().horizontalAdvance(u' '));
    const int behind = end.atBlockEnd() ? std::max(0, (place.x() - caret.left()) / width) : 0;
    return {end.positionInBlock() + behind, end.blockNumber()};
}

void ExtraCarets::extendColumn(int characters, int lines) {
    const QTextCursor own = m_editor.textCursor();
    const QTextBlock anchor = own.document()->findBlock(own.anchor());
    auto [from, to] = m_column.value_or(std::pair(QPoint(own.anchor() - anchor.position(), anchor.blockNumber()),
                                                  QPoint(own.positionInBlock(), own.blockNumber())));
    QTextBlock line = own.document()->findBlockByNumber(to.y());
    if (lines != 0) {
        line = lines > 0 ? nextShown(line) : line.previous();
        line = line.isValid() ? shownBefore(line) : line;
        if (!line.isValid()) {
            Q_EMIT refused(lines > 0 ? tr("There is no line below.") : tr("There is no line above."));
            return;
        }
        to.setY(line.blockNumber());
    }
    if (characters != 0) {
        // No further than the longest of its lines.
        int longest = 0;
        const int last = std::max(from.y(), to.y());
        for (QTextBlock each = own.document()->findBlockByNumber(std::min(from.y(), to.y()));
             each.isValid() && each.blockNumber() <= last; each = nextShown(each)) {
            longest = std::max(longest, each.length() - 1);
        }
        to.setX(std::clamp(to.x() + characters, 0, std::max(longest, std::min(to.x(), from.x()))));
    }
    selectColumn(from, to);
}

void ExtraCarets::selectColumn(const QPoint& from, const QPoint& to) {
    const int first = std::min(from.y(), to.y());
    const int last = std::max(from.y(), to.y());
    std::vector<QTextCursor> carets;
    std::size_t own = 0;
    for (QTextBlock line = m_editor.document()->findBlockByNumber(first); line.isValid() && line.blockNumber() <= last;
         line = nextShown(line)) {
        if (carets.size() > kMost) {
            Q_EMIT refused(tr("There are %1 carets already.").arg(carets.size()));
            return;
        }
        QTextCursor each(m_editor.document());
        placeInLine(each, line, from.x(), QTextCursor::MoveAnchor);
        placeInLine(each, line, to.x(), QTextCursor::KeepAnchor);
        own = line.blockNumber() == to.y() ? carets.size() : own;
        carets.push_back(each);
    }
    if (!carets.empty()) {
        placeAll(std::move(carets), own);
        m_column = std::pair(from, to);
    }
}

QList<QTextEdit::ExtraSelection> ExtraCarets::selections() const {
    QList<QTextEdit::ExtraSelection> all;
    for (const QTextCursor& caret : m_carets) {
        if (caret.hasSelection()) {
            QTextEdit::ExtraSelection selection;
            selection.cursor = caret;
            selection.format.setBackground(m_editor.palette().highlight());
            selection.format.setForeground(m_editor.palette().highlightedText());
            all.append(selection);
        }
    }
    return all;
}

void ExtraCarets::paint(QPainter& painter) const {
    if (m_carets.empty()) {
        return;
    }
    const QRect seen = m_editor.viewport()->rect();
    const int first = m_editor.cursorForPosition(seen.topLeft()).blockNumber();
    const int last = m_editor.cursorForPosition(seen.bottomLeft()).blockNumber();
    for (const QTextCursor& caret : m_carets) {
        if (caret.blockNumber() >= first && caret.blockNumber() <= last) {
            QRect line = m_editor.cursorRect(caret);
            line.setWidth(std::max(1, m_editor.cursorWidth()));
            painter.fillRect(line, m_editor.palette().color(QPalette::Text));
        }
    }
}

} // namespace dbv::ui
