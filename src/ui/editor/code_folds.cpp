// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/code_folds.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <string_view>

#include <QElapsedTimer>
#include <QLocale>

#include "ui/editor/extra_carets.h"
#include "ui/editor/folded_lines.h"
#include "ui/editor/sql_editor.h"

namespace dbv::ui {
namespace {

/// How far before and behind the lines on the screen is read. Unit: code units.
constexpr std::size_t kReach = 32'768;
/// Longer lines on the screen are not read to their end.
constexpr std::size_t kMostLookedAt = 8 * kReach;
constexpr std::chrono::milliseconds kLookAfter{80};
constexpr qint64 kFoldingBudgetMs = 6;

/// Whether nothing follows in the rest of a line.
bool isClearRest(QStringView rest) {
    while (!rest.isEmpty() && (rest.front().isSpace() || rest.front() == u';')) {
        rest = rest.mid(1);
    }
    return rest.isEmpty() || rest.startsWith(u"--");
}

} // namespace

CodeFolds::CodeFolds(SqlEditor& editor, const DocumentText& text, const LineStates& states,
                     viewmodel::StatementMap& map, ExtraCarets& carets)
    : QObject(&editor), m_editor(editor), m_text(text), m_states(states), m_map(map), m_carets(carets) {
    m_soon.setSingleShot(true);
    m_working.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &CodeFolds::look);
    connect(&m_working, &QTimer::timeout, this, &CodeFolds::goOn);
    connect(&states, &LineStates::advanced, this, &CodeFolds::lookSoon);
    connect(&map, &viewmodel::StatementMap::changed, this, &CodeFolds::lookSoon);
    connect(&carets, &ExtraCarets::changed, this, [this] {
        if (anyHidden(*m_editor.document())) {
            for (const QTextCursor& caret : m_carets.all()) {
                show(caret.block());
            }
        }
    });
}

bool CodeFolds::canFold(int line) const {
    return std::ranges::binary_search(m_foldable, line);
}

void CodeFolds::lookSoon() {
    if (!m_soon.isActive()) {
        m_soon.start(kLookAfter);
    }
}

void CodeFolds::look() {
    const std::vector<int> before = std::exchange(m_foldable, {});
    const std::vector<VisibleLine> lines = m_editor.visibleLines();
    const auto endOf = [&lines](std::size_t i) {
        return static_cast<std::size_t>(lines[i].block.position() + lines[i].block.length() - 1);
    };
    // Hidden lines between are read only where they are few.
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto begin = static_cast<std::size_t>(lines[i].block.position());
        while (i + 1 < lines.size() &&
               static_cast<std::size_t>(lines[i + 1].block.position()) < endOf(i) + kReach / 8) {
            ++i;
        }
        const bool last = i + 1 == lines.size();
        lookAt(begin, std::min(last ? endOf(i) + kReach : endOf(i), m_text.size()));
    }
    std::ranges::sort(m_foldable);
    if (m_foldable != before) {
        Q_EMIT marked();
    }
}

void CodeFolds::lookAt(std::size_t begin, std::size_t end) {
    const auto start = startFor(begin, end);
    if (!start) {
        return;
    }
    for (const Part& part : read(start->first, std::min(end, start->first + kMostLookedAt), start->second)) {
        m_foldable.push_back(part.line);
    }
}

std::optional<std::pair<std::size_t, sql::FoldStart>> CodeFolds::startFor(std::size_t begin, std::size_t end) const {
    const viewmodel::KnownStatements known = m_map.statements();
    const std::size_t next = known.firstBehind(begin);
    const bool inside = next > 0 && begin < known[next - 1].after;
    const std::size_t before = inside ? next - 1 : next;
    const std::size_t behind = before == 0 ? 0 : known[before - 1].after;
    const ScriptMode mode = before == 0 ? ScriptMode() : known[before - 1].mode;
    if (begin - behind <= kReach) {
        return std::pair(behind, sql::FoldStart{.lexer = {}, .rest = 0, .mode = mode});
    }
    if (inside && begin - known[before].span.begin <= kReach) {
        return std::pair(known[before].span.begin, sql::FoldStart{.lexer = {}, .rest = 0, .mode = mode});
    }
    const std::optional<sql::LexerState> state =
        m_states.before(m_editor.document()->findBlock(static_cast<int>(begin)));
    if (!state) {
        return std::nullopt;
    }
    const std::size_t until = inside ? known[before].after : next == known.size() ? end : known[next].span.begin;
    return std::pair(begin, sql::FoldStart{.lexer = *state,
                                           .rest = std::min(until, end) - begin,
                                           .mode = inside ? known[before].mode : mode});
}

std::vector<CodeFolds::Part> CodeFolds::read(std::size_t begin, std::size_t end, const sql::FoldStart& start) const {
    const QString piece = m_text.piece(begin, end);
    const std::u16string_view view(reinterpret_cast<const char16_t*>(piece.utf16()),
                                   static_cast<std::size_t>(piece.size()));
    const int first = m_editor.document()->findBlock(static_cast<int>(begin)).blockNumber();
    const bool whole = end == m_text.size();
    std::vector<Part> parts;
    for (const sql::FoldRegion& region : sql::foldRegions(view, m_states.dialect(), start)) {
        // What is open where the text ends is not closed at all; but a statement needs no end.
        if (region.open && whole && region.kind != sql::FoldKind::Statement) {
            continue;
        }
        const int line = first + static_cast<int>(region.line);
        const auto lines = std::ranges::count(view.substr(region.span.begin, region.span.size() - 1), u'\n');
        parts.push_back({.line = line,
                         .last = first + static_cast<int>(region.lastHidden),
                         .end = line + static_cast<int>(lines),
                         .kind = region.kind});
    }
    return parts;
}

std::vector<CodeFolds::Part> CodeFolds::partsAround(const QTextBlock& line) const {
    const viewmodel::KnownStatements known = m_map.statements();
    const auto position = static_cast<std::size_t>(line.position());
    const std::size_t behindStart = known.firstBehind(position);
    const std::size_t first = behindStart == 0 ? 0 : behindStart - 1;
    const std::size_t behind = known.firstBehind(position + static_cast<std::size_t>(line.length()) - 1);
    return read(first > 0 ? known[first - 1].after : 0,
                behind == known.size() ? m_text.size() : known[behind].span.begin,
                {.lexer = {}, .rest = 0, .mode = first > 0 ? known[first - 1].mode : ScriptMode()});
}

void CodeFolds::foldAtCaret() {
    m_map.whenFresh([this](bool fresh) {
        if (fresh) {
            foldAround(m_editor.textCursor().block(), false);
        }
    });
}

void CodeFolds::foldAround(const QTextBlock& line, bool onlyBeginning) {
    const int at = line.blockNumber();
    std::optional<Part> chosen;
    for (const Part& part : partsAround(line)) {
        const bool around = onlyBeginning ? part.line == at : part.line <= at && at <= part.end;
        const bool inner =
            !chosen || part.line > chosen->line || (part.line == chosen->line && part.last > chosen->last);
        if (around && inner && !isFoldedAt(m_editor.document()->findBlockByNumber(part.line))) {
            chosen = part;
        }
    }
    if (!chosen) {
        Q_EMIT refused(tr("Nothing at the caret spans several lines, so there is nothing to fold."));
    } else if (!hide(*chosen)) {
        const QLocale locale;
        Q_EMIT refused(tr("This has %1 lines; up to %2 can be folded.")
                           .arg(locale.toString(chosen->last - chosen->line), locale.toString(kMostLines)));
    }
    tell();
    if (!onlyBeginning) {
        m_editor.ensureCursorVisible();
    }
}

void CodeFolds::unfoldAtCaret() {
    const QTextBlock line = m_editor.textCursor().block();
    if (!isFoldedAt(line)) {
        Q_EMIT refused(tr("Nothing is folded in the line of the caret."));
        return;
    }
    showLines(line);
    tell();
}

void CodeFolds::toggle(const QTextBlock& line) {
    if (isFoldedAt(line)) {
        showLines(line);
        tell();
        return;
    }
    m_map.whenFresh([this, number = line.blockNumber()](bool fresh) {
        if (fresh) {
            foldAround(m_editor.document()->findBlockByNumber(number), true);
        }
    });
}

bool CodeFolds::hide(const Part& part) {
    if (part.last - part.line > kMostLines) {
        return false;
    }
    const QTextBlock line = m_editor.document()->findBlockByNumber(part.line);
    const auto isWithin = [&part](const QTextBlock& block) {
        return part.line < block.blockNumber() && block.blockNumber() <= part.last;
    };
    if (std::ranges::any_of(m_carets.all(),
                            [&isWithin](const QTextCursor& caret) { return isWithin(caret.block()); })) {
        m_carets.clear();
    }
    QTextCursor caret = m_editor.textCursor();
    if (isWithin(caret.block()) || isWithin(caret.document()->findBlock(caret.anchor()))) {
        caret.setPosition(line.position() + line.length() - 1);
        m_editor.setTextCursor(caret);
    }
    hideLines(line, part.last);
    return true;
}

void CodeFolds::foldAll() {
    m_map.whenFresh([this](bool fresh) {
        if (fresh) {
            m_next = 0;
            m_tooLong = 0;
            m_working.start();
            goOn();
        }
    });
}

void CodeFolds::goOn() {
    QElapsedTimer clock;
    clock.start();
    const viewmodel::KnownStatements known = m_map.statements();
    for (std::size_t i = m_next.value_or(known.size()); i < known.size() && clock.elapsed() < kFoldingBudgetMs; ++i) {
        hideComments(i == 0 ? 0 : known[i - 1].after, known[i].span.begin);
        hideStatement(known[i]);
        m_next = i + 1;
    }
    if (!m_next || *m_next >= known.size()) {
        m_working.stop();
        m_next.reset();
        hideComments(known.empty() ? 0 : known.back().after, m_text.size());
        if (m_tooLong > 0) {
            const QString most = QLocale().toString(kMostLines);
            Q_EMIT refused(
                m_tooLong == 1
                    ? tr("One statement has more than %1 lines and was not folded.").arg(most)
                    : tr("%1 statements have more than %2 lines and were not folded.").arg(m_tooLong).arg(most));
        }
    }
    tell();
    m_editor.ensureCursorVisible();
}

void CodeFolds::hideStatement(const sql::Statement& statement) {
    const std::size_t end = statement.terminated ? std::max(statement.after, statement.span.end) : statement.span.end;
    const auto lineOf = [this](std::size_t position) {
        return m_editor.document()->findBlock(static_cast<int>(position)).blockNumber();
    };
    if (statement.kind == sql::StatementKind::Meta || statement.span.empty()) {
        return;
    }
    const bool rows = statement.kind == sql::StatementKind::CopyData;
    const int first = lineOf(statement.span.begin);
    const int line = rows ? std::max(0, first - 1) : first;
    const int last = lineOf(end - 1);
    const QTextBlock block = m_editor.document()->findBlockByNumber(last);
    const bool clear = isClearRest(QStringView(block.text()).mid(static_cast<qsizetype>(end) - block.position()));
    const Part part{.line = line, .last = clear ? last : last - 1, .end = last, .kind = {}};
    const QTextBlock shown = m_editor.document()->findBlockByNumber(line);
    if (part.last > line && shown.isVisible() && !isFoldedAt(shown) && !hide(part)) {
        ++m_tooLong;
    }
}

void CodeFolds::hideComments(std::size_t begin, std::size_t end) {
    constexpr std::size_t kShortest = 5; // of a comment with a line end
    if (end - begin < kShortest) {
        return;
    }
    for (const Part& part : read(begin, m_text.lineEnd(end), {.lexer = {}, .rest = end - begin, .mode = {}})) {
        const QTextBlock line = m_editor.document()->findBlockByNumber(part.line);
        if (part.kind == sql::FoldKind::Comment && line.isVisible() && !isFoldedAt(line) && !hide(part)) {
            ++m_tooLong;
        }
    }
}

void CodeFolds::unfoldAll() {
    m_next.reset();
    m_working.stop();
    showAllLines(*m_editor.document());
    tell();
}

void CodeFolds::show(const QTextBlock& line) {
    if (line.isValid() && !line.isVisible()) {
        showLine(line);
        tell();
    }
}

void CodeFolds::showAround(const QTextCursor& cursor, bool neighbours) {
    const QTextDocument& document = *m_editor.document();
    if (!anyHidden(document)) {
        return;
    }
    const QTextBlock first = document.findBlock(cursor.selectionStart());
    const int last = document.findBlock(cursor.selectionEnd()).blockNumber() + (neighbours ? 1 : 0);
    if (neighbours && first.previous().isValid()) {
        show(first.previous());
    }
    for (QTextBlock line = first; line.isValid() && line.blockNumber() <= last; line = line.next()) {
        if (isFoldedAt(line)) {
            showLines(line);
        }
    }
    tell();
}

void CodeFolds::textEdited(int position, int added) {
    const QTextDocument& document = *m_editor.document();
    const int delta = document.blockCount() - std::exchange(m_blockCount, document.blockCount());
    if (m_next) {
        m_next.reset();
        m_working.stop();
        Q_EMIT refused(tr("Not everything was folded, because the text was edited."));
    }
    // In the first pause, so that no key waits for it.
    m_soon.start(kLookAfter);
    if (delta == 0) {
        return;
    }
    const QTextBlock begin = document.findBlock(position);
    for (int& line : m_foldable) {
        line += line > begin.blockNumber() ? delta : 0;
    }
    if (anyHidden(document)) {
        // What is hidden behind a line that was broken or joined with another may not belong to it any more.
        const QTextBlock end = document.findBlock(std::min(position + added, document.characterCount() - 1));
        m_broken = isFoldedAt(end) || !end.isVisible() ? end : begin;
    }
}

void CodeFolds::editEnded() {
    const QTextBlock broken = std::exchange(m_broken, QTextBlock());
    if (!broken.isValid() || !anyHidden(*m_editor.document())) {
        return;
    }
    show(broken);
    if (isFoldedAt(broken)) {
        showLines(broken);
        tell();
    }
}

void CodeFolds::tell() {
    tellFolds(*m_editor.document());
    lookSoon();
    Q_EMIT changed();
}

} // namespace dbv::ui
