// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/editor_name_help.h"

#include <string>
#include <vector>

#include <QMouseEvent>
#include <QToolTip>

#include "sql/name_at.h"
#include "sql/text_position.h"
#include "ui/editor/extra_carets.h"

namespace dbv::ui {

namespace {

/// Of a text over this only the statement is looked at. Unit: code units.
constexpr std::size_t kWholeHelpText = 100'000;
/// Names of a statement over this are not looked at.
constexpr qsizetype kLongestHelpPiece = 1'000'000;

} // namespace

EditorNameHelp::EditorNameHelp(bus::CommandBus& bus, SqlEditor& editor)
    : QObject(&editor), m_editor(editor), m_help(bus) {
    m_editor.viewport()->installEventFilter(this);
    connect(&m_editor, &SqlEditor::helpWanted, this, &EditorNameHelp::showUnder);
    // What was told by a key is about a place that the caret has left.
    connect(&m_editor, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (m_tells) {
            m_tells = false;
            QToolTip::hideText();
        }
    });
}

void EditorNameHelp::ask(int position, const std::function<void(const viewmodel::NameHelpText&)>& done) {
    const SqlEditor::TextPiece piece = m_editor.pieceAround(static_cast<std::size_t>(position), kWholeHelpText);
    if (piece.text.size() > kLongestHelpPiece) {
        Q_EMIT said(tr("The statement is too long to look at the names in it."));
        return;
    }
    m_help.ask(piece.text, position - static_cast<qsizetype>(piece.begin), piece.begin, done);
}

void EditorNameHelp::explain() {
    const QRect caret = m_editor.cursorRect();
    const QPoint place = m_editor.viewport()->mapToGlobal(caret.bottomLeft());
    ask(m_editor.textCursor().position(), [this, place](const viewmodel::NameHelpText& help) {
        if (!help.line.isEmpty()) {
            QToolTip::showText(place, help.rich, m_editor.viewport());
            m_tells = true;
            Q_EMIT said(help.line);
        } else if (!m_help.connection()) {
            Q_EMIT said(tr("This tab has no connection, so nothing is known of its names."));
        } else {
            Q_EMIT said(help.partial ? tr("The names of the database are still being read.")
                                     : tr("Nothing is known of what stands at the caret."));
        }
    });
}

void EditorNameHelp::showUnder(int position, const QPoint& place) {
    ask(position, [this, place](const viewmodel::NameHelpText& help) {
        // The mouse may have gone on to something else meanwhile.
        const bool stays = (QCursor::pos() - place).manhattanLength() < QFontMetrics(m_editor.font()).height() * 2;
        if (!help.line.isEmpty() && stays) {
            QToolTip::showText(place, help.rich, m_editor.viewport());
        }
    });
}

void EditorNameHelp::goTo(int position) {
    ask(position, [this](const viewmodel::NameHelpText& help) {
        if (help.object && m_help.connection()) {
            Q_EMIT goToChosen(*m_help.connection(), *help.object, help.isRoutine);
        } else if (!help.line.isEmpty()) {
            Q_EMIT said(tr("%1: there is nothing in the explorer to go to.").arg(help.line));
        } else {
            Q_EMIT said(help.partial ? tr("The names of the database are still being read.")
                                     : tr("No table, column or routine that is known stands there."));
        }
    });
}

void EditorNameHelp::renameAlias() {
    const QTextCursor caret = m_editor.textCursor();
    const SqlEditor::TextPiece piece = m_editor.pieceAround(static_cast<std::size_t>(caret.position()), kWholeHelpText);
    const qsizetype place = caret.position() - static_cast<qsizetype>(piece.begin);
    std::vector<TextSpan> uses;
    if (piece.text.size() <= kLongestHelpPiece) {
        const std::string text = piece.text.toUtf8().toStdString();
        const auto cursor = static_cast<std::size_t>(piece.text.first(place).toUtf8().size());
        for (const TextSpan& use : sql::aliasUses(text, cursor, m_editor.dialect())) {
            uses.push_back(
                {piece.begin + sql::utf16Offset(text, use.begin), piece.begin + sql::utf16Offset(text, use.end)});
        }
    }
    if (uses.empty()) {
        Q_EMIT said(tr("Put the caret on the alias of a table to rename it."));
    } else if (uses.size() > ExtraCarets::kMost) {
        Q_EMIT said(tr("The alias is used in too many places to rename it at once."));
    } else {
        m_editor.selectAt(uses);
        Q_EMIT said(uses.size() == 1 ? tr("Type the new name: it is used in 1 place. Esc ends it.")
                                     : tr("Type the new name: it is used in %1 places. Esc ends it.").arg(uses.size()));
    }
}

bool EditorNameHelp::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::MouseButtonRelease) {
        const auto* mouse = static_cast<QMouseEvent*>(event);
        if (mouse->button() == Qt::LeftButton && mouse->modifiers() == Qt::ControlModifier &&
            !m_editor.textCursor().hasSelection()) {
            goTo(m_editor.cursorForPosition(mouse->pos()).position());
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace dbv::ui
