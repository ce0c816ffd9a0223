// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/find_bar.h"

#include <QApplication>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QToolButton>

#include "ui/keys/own_escape.h"

namespace dbv::ui {
namespace {

QToolButton* addToolButton(QHBoxLayout& row, const QString& text, const QString& name) {
    auto* button = new QToolButton;
    button->setText(text);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setAutoRaise(true);
    row.addWidget(button);
    return button;
}

} // namespace

FindBar::FindBar(QPlainTextEdit& editor)
    : QWidget(&editor),
      m_editor(editor),
      m_find(new QLineEdit),
      m_with(new QLineEdit),
      m_outcome(new QLabel),
      m_replaceButtons(new QWidget) {
    setAutoFillBackground(true);
    setCursor(Qt::ArrowCursor);
    buildRows();
    m_find->installEventFilter(this);
    m_with->installEventFilter(this);
    connect(m_find, &QLineEdit::textEdited, this, &FindBar::findAsTyped);
    connect(m_case, &QToolButton::toggled, this, &FindBar::findAsTyped);
    connect(m_regex, &QToolButton::toggled, this, &FindBar::findAsTyped);
    connect(&m_search, &DocumentSearch::finished, this, &FindBar::showFound);
    connect(&m_replace, &DocumentReplace::finished, this, &FindBar::showReplaced);
}

void FindBar::buildRows() {
    // The editor's own font is for code.
    setFont(QApplication::font());
    auto* rows = new QGridLayout(this);
    rows->setContentsMargins(6, 4, 6, 4);
    rows->setHorizontalSpacing(4);
    rows->setVerticalSpacing(4);
    rows->setColumnStretch(0, 1);
    rows->addWidget(m_find, 0, 0);
    m_find->setPlaceholderText(tr("Find"));
    m_find->setAccessibleName(tr("Find"));
    m_find->setClearButtonEnabled(true);
    m_with->setPlaceholderText(tr("Replace with"));
    m_with->setAccessibleName(tr("Replace with"));

    auto* findRow = new QHBoxLayout;
    m_case = addToolButton(*findRow, tr("Aa"), tr("Match case"));
    m_case->setCheckable(true);
    m_regex = addToolButton(*findRow, tr(".*"), tr("Regular expression"));
    m_regex->setCheckable(true);
    connect(addToolButton(*findRow, tr("Previous"), tr("Previous match")), &QToolButton::clicked, this,
            &FindBar::findPrevious);
    connect(addToolButton(*findRow, tr("Next"), tr("Next match")), &QToolButton::clicked, this, &FindBar::findNext);
    m_outcome->setMinimumWidth(fontMetrics().averageCharWidth() * 26);
    findRow->addWidget(m_outcome);
    connect(addToolButton(*findRow, QStringLiteral("✕"), tr("Close the find bar")), &QToolButton::clicked, this,
            &FindBar::close);
    rows->addLayout(findRow, 0, 1);
    // Added in the order of reading, which becomes the order of the Tab key.
    rows->addWidget(m_with, 1, 0);

    auto* replaceRow = new QHBoxLayout(m_replaceButtons);
    replaceRow->setContentsMargins(0, 0, 0, 0);
    connect(addToolButton(*replaceRow, tr("Replace"), tr("Replace this match and go to the next")),
            &QToolButton::clicked, this, &FindBar::replaceOne);
    connect(addToolButton(*replaceRow, tr("Replace all"), tr("Replace all matches of the text")), &QToolButton::clicked,
            this, &FindBar::replaceAll);
    replaceRow->addStretch();
    rows->addWidget(m_replaceButtons, 1, 1);
}

void FindBar::open(bool replace) {
    const QTextCursor caret = m_editor.textCursor();
    const QString selected = caret.selectedText();
    if (!selected.isEmpty() && !selected.contains(QChar::ParagraphSeparator)) {
        m_find->setText(m_regex->isChecked() ? QRegularExpression::escape(selected) : selected);
    }
    m_origin = caret.selectionStart();
    const bool replacing = replace && !m_editor.isReadOnly();
    m_with->setVisible(replacing);
    m_replaceButtons->setVisible(replacing);
    m_outcome->clear();
    show();
    Q_EMIT toggled();
    m_find->setFocus(Qt::ShortcutFocusReason);
    m_find->selectAll();
}

void FindBar::close() {
    m_search.stop();
    hide();
    Q_EMIT toggled();
    m_editor.setFocus(Qt::OtherFocusReason);
}

SearchPattern FindBar::pattern() const {
    return {.text = m_find->text(), .matchCase = m_case->isChecked(), .regex = m_regex->isChecked()};
}

void FindBar::search(SearchDirection direction, int from) {
    if (m_replace.isActive()) {
        return;
    }
    m_outcome->setText(tr("Searching"));
    m_search.start(*m_editor.document(), pattern(), direction, from);
}

void FindBar::findAsTyped() {
    search(SearchDirection::Forward, m_origin);
}

void FindBar::findNext() {
    if (m_find->text().isEmpty()) {
        open(!m_with->isHidden());
        return;
    }
    search(SearchDirection::Forward, m_editor.textCursor().selectionEnd());
}

void FindBar::findPrevious() {
    if (m_find->text().isEmpty()) {
        open(!m_with->isHidden());
        return;
    }
    search(SearchDirection::Backward, m_editor.textCursor().selectionStart());
}

void FindBar::showFound(const SearchOutcome& outcome) {
    switch (outcome.kind) {
    case SearchOutcome::Kind::InvalidPattern: m_outcome->setText(outcome.message); return;
    case SearchOutcome::Kind::NotFound:
        m_outcome->setText(m_find->text().isEmpty() ? QString() : tr("Not found"));
        return;
    case SearchOutcome::Kind::Found: break;
    }
    QTextCursor match(m_editor.document());
    match.setPosition(outcome.begin);
    match.setPosition(outcome.end, QTextCursor::KeepAnchor);
    m_editor.setTextCursor(match);
    m_origin = outcome.begin;
    m_outcome->setText(outcome.wrapped ? tr("Went on from the other end") : QString());
}

void FindBar::replaceOne() {
    if (m_editor.isReadOnly() || m_replace.isActive()) {
        return;
    }
    QTextCursor caret = m_editor.textCursor();
    // Matched within its line, so that a regular expression sees what is around it.
    const int column = caret.selectionStart() - caret.document()->findBlock(caret.selectionStart()).position();
    const QString line = caret.document()->findBlock(caret.selectionStart()).text();
    const QRegularExpression expression = toRegularExpression(pattern());
    const QRegularExpressionMatch match =
        expression.isValid() ? expression.match(line, column) : QRegularExpressionMatch();
    if (caret.hasSelection() && match.hasMatch() && match.capturedStart() == column &&
        match.capturedLength() == caret.selectionEnd() - caret.selectionStart()) {
        caret.insertText(replacementFor(match, m_with->text(), m_regex->isChecked()));
        m_editor.setTextCursor(caret);
    }
    findNext();
}

void FindBar::replaceAll() {
    if (m_editor.isReadOnly() || m_replace.isActive()) {
        return;
    }
    m_search.stop();
    m_outcome->setText(tr("Replacing"));
    m_replace.start(*m_editor.document(), pattern(), m_with->text());
}

void FindBar::showReplaced(int count) {
    m_outcome->setText(count == 1 ? tr("1 match replaced") : tr("%1 matches replaced").arg(QLocale().toString(count)));
}

bool FindBar::event(QEvent* event) {
    return claimEscape(*event) || QWidget::event(event);
}

void FindBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    // The editor below must not take keys that were meant for the bar.
    event->accept();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress) {
        return QWidget::eventFilter(watched, event);
    }
    const auto* key = static_cast<const QKeyEvent*>(event);
    if (key->key() != Qt::Key_Return && key->key() != Qt::Key_Enter) {
        return QWidget::eventFilter(watched, event);
    }
    if (watched == m_with) {
        replaceOne();
    } else if ((key->modifiers() & Qt::ShiftModifier) != 0) {
        findPrevious();
    } else {
        findNext();
    }
    return true;
}

bool FindBar::focusNextPrevChild(bool next) {
    QWidget* const from = focusWidget();
    if (from == nullptr) {
        return false;
    }
    const auto step = [next](const QWidget* widget) {
        return next ? widget->nextInFocusChain() : widget->previousInFocusChain();
    };
    for (QWidget* to = step(from); to != from; to = step(to)) {
        if (isAncestorOf(to) && to->isVisible() && to->isEnabled() && (to->focusPolicy() & Qt::TabFocus) != 0) {
            to->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
            return true;
        }
    }
    return true;
}

} // namespace dbv::ui
