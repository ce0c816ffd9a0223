// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/line_prompt.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QTextBlock>

#include "ui/keys/own_escape.h"

namespace dbv::ui {

namespace {

constexpr int kPromptMargin = 12;

} // namespace

std::optional<std::pair<int, int>> lineAndColumn(const QString& text) {
    const QStringList parts = text.trimmed().split(u':');
    bool isLine = false;
    bool isColumn = true;
    const int line = parts[0].toInt(&isLine);
    const int column = parts.size() > 1 ? parts[1].toInt(&isColumn) : 1;
    if (!isLine || !isColumn || parts.size() > 2 || line < 1 || column < 1) {
        return std::nullopt;
    }
    return std::pair(line, column);
}

LinePrompt::LinePrompt(QPlainTextEdit& editor)
    : QFrame(&editor), m_editor(editor), m_line(new QLineEdit(this)), m_range(new QLabel(this)) {
    setFrameStyle(static_cast<int>(QFrame::StyledPanel) | static_cast<int>(QFrame::Raised));
    setAutoFillBackground(true);
    auto* label = new QLabel(tr("&Go to line"), this);
    label->setBuddy(m_line);
    m_line->setAccessibleName(tr("Line, or line and column with a colon between"));
    m_line->setMaximumWidth(fontMetrics().averageCharWidth() * 16);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->addWidget(label);
    row->addWidget(m_line);
    row->addWidget(m_range);
    m_line->installEventFilter(this);
    editor.installEventFilter(this);
    connect(m_line, &QLineEdit::returnPressed, this, &LinePrompt::go);
    hide();
}

void LinePrompt::open() {
    const QTextCursor caret = m_editor.textCursor();
    m_range->setText(tr("1 to %1").arg(QLocale().toString(m_editor.document()->blockCount())));
    m_line->setText(QString::number(caret.blockNumber() + 1));
    m_line->selectAll();
    place();
    show();
    raise();
    m_line->setFocus(Qt::ShortcutFocusReason);
}

void LinePrompt::place() {
    const QRect text = m_editor.viewport()->geometry();
    adjustSize();
    move(text.right() - width() - kPromptMargin, text.top() + kPromptMargin);
}

void LinePrompt::go() {
    const auto wanted = lineAndColumn(m_line->text());
    if (!wanted) {
        m_range->setText(tr("Write a line, or line:column."));
        place();
        m_line->selectAll();
        return;
    }
    const QTextBlock block =
        m_editor.document()->findBlockByNumber(std::min(wanted->first, m_editor.document()->blockCount()) - 1);
    QTextCursor caret = m_editor.textCursor();
    caret.setPosition(block.position() + std::min(wanted->second, block.length()) - 1);
    m_editor.setTextCursor(caret);
    m_editor.centerCursor();
    close();
}

void LinePrompt::close() {
    const bool typed = m_line->hasFocus();
    hide();
    if (typed) {
        m_editor.setFocus();
    }
}

bool LinePrompt::event(QEvent* event) {
    return claimEscape(*event) || QFrame::event(event);
}

bool LinePrompt::eventFilter(QObject* watched, QEvent* event) {
    if (watched == &m_editor && event->type() == QEvent::Resize && isVisible()) {
        place();
    } else if (watched == m_line && event->type() == QEvent::FocusOut) {
        hide();
    } else if (watched == m_line && claimEscape(*event)) {
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void LinePrompt::keyPressEvent(QKeyEvent* event) {
    // What the line does not use must not reach the editor.
    if (event->key() == Qt::Key_Escape) {
        close();
    }
    event->accept();
}

} // namespace dbv::ui
