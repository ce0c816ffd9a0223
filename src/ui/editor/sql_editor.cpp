// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/sql_editor.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <span>
#include <utility>

#include <QFontDatabase>
#include <QLocale>
#include <QScrollBar>

#include "ui/editor/code_folds.h"
#include "ui/editor/editor_gutter.h"
#include "ui/editor/extra_carets.h"
#include "ui/editor/find_bar.h"
#include "ui/editor/folded_lines.h"
#include "ui/editor/line_edits.h"
#include "ui/editor/snippet_stops.h"
#include "viewmodel/utf8_text.h"

namespace dbv::ui {
namespace {

/// Typing is told of this long after its first key, so that a draft is never much older than what is on the screen.
constexpr std::chrono::milliseconds kEditedAfter{300};
/// Of a text over this it is told less often: each time all of it is written.
constexpr std::size_t kLongText = std::size_t{1} << 20U;
constexpr std::chrono::milliseconds kLongEditedAfter{600};

QFont editorFont() {
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setStyleHint(QFont::Monospace);
    font.setFixedPitch(true);
    return font;
}

} // namespace

SqlEditor::SqlEditor(bus::CommandBus* bus, QWidget* parent)
    : QPlainTextEdit(parent),
      m_text(*document()),
      m_states(*document()),
      m_map(m_text, bus),
      m_carets(new ExtraCarets(*this)),
      m_folds(new CodeFolds(*this, m_text, m_states, m_map, *m_carets)),
      m_snippet(new SnippetStops(*this, *m_carets)),
      m_gutter(new EditorGutter(*this)),
      m_findBar(new FindBar(*this)) {
    setFont(editorFont());
    m_normalPointSize = font().pointSizeF();
    setLineWrapMode(NoWrap);
    setFrameShape(NoFrame);
    setAccessibleName(tr("SQL editor"));
    setPlaceholderText(tr("Write SQL here"));
    m_findBar->hide();
    m_soon.setSingleShot(true);
    m_edited.setSingleShot(true);
    connect(&m_soon, &QTimer::timeout, this, &SqlEditor::updateCurrentStatement);
    connect(&m_edited, &QTimer::timeout, this, &SqlEditor::textEdited);
    connect(&m_states, &LineStates::advanced, this, &SqlEditor::colorVisibleLines);
    connect(&m_map, &viewmodel::StatementMap::changed, this, &SqlEditor::updateCurrentStatement);
    connect(m_findBar, &FindBar::toggled, this, &SqlEditor::layOut);
    connect(m_carets, &ExtraCarets::refused, this, &SqlEditor::refused);
    connect(m_folds, &CodeFolds::refused, this, &SqlEditor::refused);
    connect(m_folds, &CodeFolds::marked, m_gutter, qOverload<>(&QWidget::update));
    connect(m_folds, &CodeFolds::changed, this, [this] {
        colorVisibleLines();
        repaintAll();
    });
    connect(m_carets, &ExtraCarets::changed, this, [this] {
        showSelections();
        viewport()->update();
    });
    connect(m_snippet, &SnippetStops::changed, this, &SqlEditor::showSelections);
    connect(document(), &QTextDocument::contentsChange, this, &SqlEditor::onContentsChange);
    connect(document(), &QTextDocument::contentsChanged, this, [this] {
        m_folds->editEnded();
        colorVisibleLines();
    });
    connect(this, &QPlainTextEdit::cursorPositionChanged, this, &SqlEditor::onCaretMoved);
    connect(this, &QPlainTextEdit::blockCountChanged, this, &SqlEditor::layOut);
    connect(this, &QPlainTextEdit::updateRequest, this, &SqlEditor::onUpdateRequest);
    setColors(makeTheme(schemeOf(palette())).editor);
    layOut();
}

void SqlEditor::setColors(const EditorColors& colors) {
    m_colors = colors;
    m_lineColors = LineColors(colors);
    m_marks.setColors(colors);
    m_gutter->setColors(colors);
    QPalette own = palette();
    own.setColor(QPalette::Base, colors.background);
    own.setColor(QPalette::Text, colors.text);
    own.setColor(QPalette::PlaceholderText, colors.comment);
    setPalette(own);
    colorVisibleLines();
    onCaretMoved();
}

void SqlEditor::setDialect(DialectId dialect) {
    m_states.setDialect(dialect);
    m_map.setDialect(dialect);
    colorVisibleLines();
    m_soon.start(0);
}

Result<void> SqlEditor::setText(const QString& text) {
    if (text.size() > kMaxUnits) {
        const QLocale locale;
        return std::unexpected(makeError(ErrorKind::InvalidInput,
                                         tr("The text has %1 characters; the editor takes up to %2.")
                                             .arg(locale.toString(text.size()), locale.toString(kMaxUnits))
                                             .toStdString(),
                                         tr("Run the file without opening it, or split it.").toStdString()));
    }
    clearStatementStates();
    m_carets->clear();
    m_snippet->end();
    setPlainText(text);
    beginRun();
    return {};
}

void SqlEditor::requestSql(SqlScope scope, std::function<void(Result<viewmodel::SqlToRun>)> done) {
    if (scope == SqlScope::Script) {
        done(sqlOf({0, m_text.size()}));
        return;
    }
    if (const QTextCursor caret = textCursor(); caret.hasSelection()) {
        done(sqlOf({static_cast<std::size_t>(caret.selectionStart()), static_cast<std::size_t>(caret.selectionEnd())}));
        return;
    }
    m_map.whenFresh([this, done = std::move(done)](bool fresh) {
        if (!fresh) {
            done(std::unexpected(
                makeError(ErrorKind::Busy,
                          tr("The text was edited before its statements were found. Nothing was run.").toStdString(),
                          tr("Run it again.").toStdString())));
            return;
        }
        done(currentSql());
    });
}

Result<viewmodel::SqlToRun> SqlEditor::currentSql() const {
    const auto caret = static_cast<std::size_t>(textCursor().position());
    const std::optional<sql::Statement> statement = m_map.statementAt(caret);
    if (!statement) {
        return std::unexpected(makeError(ErrorKind::InvalidInput,
                                         tr("There is no statement at the caret.").toStdString(),
                                         tr("Put the caret into a statement, or select what to run.").toStdString()));
    }
    return sqlOf(statement->span);
}

Result<viewmodel::SqlToRun> SqlEditor::sqlOf(TextSpan span) const {
    const QString piece = m_text.piece(span.begin, span.end);
    const auto lineOf = [this](std::size_t position) {
        return static_cast<std::size_t>(document()->findBlock(static_cast<int>(position)).blockNumber()) + 1;
    };
    const std::size_t half = viewmodel::findLoneSurrogate(piece);
    if (half != static_cast<std::size_t>(piece.size())) {
        return std::unexpected(makeError(ErrorKind::InvalidInput,
                                         tr("Line %1 holds half of a character, which cannot be sent. Nothing was run.")
                                             .arg(lineOf(span.begin + half))
                                             .toStdString(),
                                         tr("Delete what is shown as a box there.").toStdString()));
    }
    return viewmodel::SqlToRun{.sql = piece.toUtf8().toStdString(), .position = span.begin, .line = lineOf(span.begin)};
}

SqlEditor::TextPiece SqlEditor::pieceAround(std::size_t position, std::size_t most) {
    const std::size_t size = m_text.size();
    if (size <= most) {
        return {0, m_text.all()};
    }
    // Where it is not quick, what is certain will do.
    (void)m_map.refresh();
    const viewmodel::KnownStatements statements = m_map.statements();
    const std::size_t behind = statements.firstBehind(position);
    std::size_t begin = 0;
    if (behind > 0) {
        const sql::Statement before = statements[behind - 1];
        begin = before.terminated && before.after <= position ? before.after : before.span.begin;
    }
    const std::size_t end = behind < statements.size() ? statements[behind].span.begin : size;
    return {begin, m_text.piece(begin, std::min(end, std::max(position, begin) + most))};
}

void SqlEditor::setStatementState(TextSpan statement, viewmodel::StatementState state) {
    if (const std::optional<TextSpan> now = m_map.trail().now(statement)) {
        // What an earlier run has said of it is over; that of this one comes before or behind its failure.
        if (!std::holds_alternative<viewmodel::StatementFailed>(state) && m_marks.dropErrorsOf(*now)) {
            showSelections();
        }
        m_map.marks().set(*now, std::move(state));
        repaintAll();
    }
}

void SqlEditor::clearStatementStates() {
    m_map.marks().clear();
    m_marks.clearErrors();
    showSelections();
    repaintAll();
}

void SqlEditor::markError(TextSpan span, const QString& message) {
    if (const std::optional<TextSpan> now = m_map.trail().now(span)) {
        markErrorNow(*now, message);
    }
}

void SqlEditor::markErrorNow(TextSpan span, const QString& message) {
    m_marks.addError(*document(), span, message);
    showSelections();
}

void SqlEditor::goTo(std::size_t position) {
    QTextCursor caret = textCursor();
    caret.setPosition(static_cast<int>(std::min(position, m_text.size())));
    setTextCursor(caret);
    centerCursor();
}

std::vector<VisibleLine> SqlEditor::visibleLines() const {
    std::vector<VisibleLine> lines;
    const int bottom = viewport()->height();
    QTextBlock block = firstVisibleBlock();
    QRectF rect = blockBoundingGeometry(block).translated(contentOffset());
    while (block.isValid() && rect.top() <= bottom) {
        if (!block.next().isValid()) {
            // The margin beneath the text counts as its last line's.
            rect.setBottom(rect.bottom() - document()->documentMargin());
        }
        lines.push_back({block, rect});
        block = nextShown(block);
        if (block.isValid()) {
            rect = blockBoundingRect(block).translated(0, rect.bottom());
        }
    }
    return lines;
}

void SqlEditor::onContentsChange(int position, int removed, int added) {
    m_text.edited(position, added);
    m_states.textEdited(position, added);
    m_folds->textEdited(position, added);
    m_map.textEdited(static_cast<std::size_t>(position), static_cast<std::size_t>(removed),
                     static_cast<std::size_t>(added));
    if (m_marks.dropEditedErrors()) {
        showSelections();
    }
    m_soon.start(0);
    if (!m_edited.isActive()) {
        m_edited.start(m_text.size() > kLongText ? kLongEditedAfter : kEditedAfter);
    }
}

void SqlEditor::tellEdits() {
    if (m_edited.isActive()) {
        m_edited.stop();
        Q_EMIT textEdited();
    }
}

void SqlEditor::onCaretMoved() {
    const QTextCursor caret = textCursor();
    if (!caret.block().isVisible()) {
        m_folds->show(caret.block());
        ensureCursorVisible();
    }
    m_marks.matchBrackets(caret, m_text, m_states);
    showSelections();
    const int caretLine = caret.blockNumber();
    if (std::exchange(m_caretLine, caretLine) != caretLine) {
        repaintAll();
    }
    if (!m_soon.isActive()) {
        updateCurrentStatement();
    }
    Q_EMIT cursorMoved(caret.blockNumber() + 1, caret.positionInBlock() + 1);
}

void SqlEditor::updateCurrentStatement() {
    (void)m_map.refresh();
    const std::optional<sql::Statement> statement =
        m_map.statementAt(static_cast<std::size_t>(textCursor().position()));
    m_currentStatement = statement ? statement->span : TextSpan{};
    const auto lineOf = [this](std::size_t position) {
        return document()->findBlock(static_cast<int>(position)).blockNumber();
    };
    const std::pair lines =
        statement ? std::pair(lineOf(statement->span.begin), lineOf(statement->span.end)) : std::pair(-1, -1);
    // The bar beside the lines does not tell which of several statements on a line is meant.
    const bool shared = statement && m_map.sharesLine(*statement);
    if (m_marks.shade(*document(), shared ? statement->span : TextSpan{})) {
        showSelections();
    }
    // A key within a statement leaves the band as it is, and painting all lines is most of what a key costs.
    const bool bandMoved = std::exchange(m_paintedBand, lines) != lines;
    const std::size_t marks = m_map.marks().all().size();
    if (std::exchange(m_paintedMarks, marks) != marks || marks != 0 || bandMoved) {
        repaintAll();
    }
}

void SqlEditor::repaintAll() {
    m_gutter->update();
    viewport()->update();
}

void SqlEditor::colorVisibleLines() {
    if (std::exchange(m_coloredFrom, firstVisibleBlock().blockNumber()) != m_coloredFrom) {
        m_folds->lookSoon();
    }
    for (VisibleLine& line : visibleLines()) {
        if (const std::optional<sql::LexerState> state = m_states.before(line.block)) {
            m_lineColors.apply(line.block, m_states.dialect(), *state);
        }
    }
}

void SqlEditor::edit(void (*change)(QTextCursor&)) {
    if (isReadOnly()) {
        return;
    }
    QTextCursor caret = textCursor();
    change(caret);
    setTextCursor(caret);
}

void SqlEditor::editLines(void (*change)(QTextCursor&), bool moves) {
    if (!isReadOnly()) {
        // A line is changed with what is hidden behind it in sight, or not at all.
        m_folds->showAround(textCursor(), moves);
    }
    edit(change);
}

void SqlEditor::toggleComment() {
    editLines(toggleLineComments);
}

void SqlEditor::duplicateSelectedLines() {
    editLines(duplicateLines);
}

void SqlEditor::moveSelectedLinesUp() {
    editLines(moveLinesUp, true);
}

void SqlEditor::moveSelectedLinesDown() {
    editLines(moveLinesDown, true);
}

void SqlEditor::openFind() {
    m_findBar->open(false);
}

void SqlEditor::openReplace() {
    m_findBar->open(true);
}

void SqlEditor::findNext() {
    m_findBar->findNext();
}

void SqlEditor::findPrevious() {
    m_findBar->findPrevious();
}

void SqlEditor::setPointSize(double points) {
    m_normalPointSize = points > 0 ? points : editorFont().pointSizeF();
    zoomReset();
}

void SqlEditor::zoomReset() {
    QFont normal = font();
    normal.setPointSizeF(m_normalPointSize);
    setFont(normal);
}

} // namespace dbv::ui
