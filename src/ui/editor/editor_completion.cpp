// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/editor_completion.h"

#include <algorithm>

#include <QAccessible>
#include <QInputMethodEvent>
#include <QKeyEvent>
#include <QScrollBar>

#include "ui/editor/completion_delegate.h"

namespace dbv::ui {

namespace {

constexpr int kMostRows = 10;
constexpr int kNarrowest = 140;
constexpr int kWidest = 560;
/// Of a text over this only the statement is sent. Unit: code units.
constexpr std::size_t kWholeText = 100'000;
/// Of a statement over this, nothing is proposed.
constexpr std::size_t kLongestPiece = 1'000'000;

bool isOfName(QChar letter) {
    return letter.isLetterOrNumber() || letter == QLatin1Char('_') || letter == QLatin1Char('$') ||
           letter.isSurrogate();
}

bool hasModifier(const QKeyEvent& event) {
    return (event.modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) != 0;
}

} // namespace

EditorCompletion::EditorCompletion(bus::CommandBus& bus, SqlEditor& editor)
    : QObject(&editor), m_editor(editor), m_list(bus), m_delegate(new CompletionDelegate(this)) {
    m_editor.installEventFilter(this);
    connect(&m_list, &viewmodel::CompletionList::answered, this, &EditorCompletion::show);
    connect(&m_editor, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (!m_typing) {
            close();
        }
    });
    connect(m_editor.verticalScrollBar(), &QScrollBar::valueChanged, this, &EditorCompletion::place);
    connect(m_editor.horizontalScrollBar(), &QScrollBar::valueChanged, this, &EditorCompletion::place);
    setColors(makeTheme(schemeOf(editor.palette())).editor);
}

EditorCompletion::~EditorCompletion() {
    delete m_view;
}

void EditorCompletion::setColors(const EditorColors& colors) {
    m_colors = colors;
    m_delegate->setColors(colors);
    if (m_view != nullptr) {
        QPalette own = m_editor.window()->palette();
        own.setColor(QPalette::Base, colors.background);
        own.setColor(QPalette::Text, colors.text);
        own.setColor(QPalette::PlaceholderText, colors.comment);
        m_view->setPalette(own);
    }
}

void EditorCompletion::complete() {
    m_asked = true;
    ask(false);
}

void EditorCompletion::ask(bool automatic) {
    const QTextCursor caret = m_editor.textCursor();
    if (m_editor.isReadOnly() || caret.hasSelection()) {
        close();
        return;
    }
    const SqlEditor::TextPiece piece = m_editor.pieceAround(static_cast<std::size_t>(caret.position()), kWholeText);
    if (piece.text.size() > static_cast<qsizetype>(kLongestPiece)) {
        close();
        if (!automatic) {
            Q_EMIT said(tr("The statement is too long to complete in it."));
        }
        return;
    }
    m_list.ask(piece.text, caret.position() - static_cast<qsizetype>(piece.begin), piece.begin, automatic);
}

void EditorCompletion::show() {
    if (m_list.rowCount() == 0 || !m_editor.hasFocus()) {
        const bool asked = std::exchange(m_asked, false);
        if (asked && m_editor.hasFocus()) {
            Q_EMIT said(m_list.isPartial() ? tr("Nothing to propose yet: the names of the database are being read.")
                                           : tr("There is nothing to propose here."));
        }
        close();
        return;
    }
    makeView();
    m_view->scrollToTop();
    m_widest = 0;
    place();
    m_view->show();
    m_view->raise();
    choose(0);
}

void EditorCompletion::makeView() {
    QWidget* window = m_editor.window();
    if (m_view != nullptr && m_view->parentWidget() == window) {
        return;
    }
    delete m_view;
    m_view = new QListView(window);
    m_view->hide();
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->setModel(&m_list);
    m_view->setItemDelegate(m_delegate);
    m_view->setFont(m_editor.font());
    m_view->setUniformItemSizes(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_view->setFrameShape(QFrame::Box);
    m_view->setLineWidth(1);
    m_view->setAccessibleName(tr("Proposals"));
    m_view->setAccessibleDescription(tr("Up and down choose, Tab or Enter accepts, Esc closes."));
    connect(m_view, &QListView::clicked, this, &EditorCompletion::accept);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, &EditorCompletion::place);
    setColors(m_colors);
}

/// Below the word that is typed, or above it where there is more room.
void EditorCompletion::place() {
    if (m_view == nullptr || m_list.rowCount() == 0) {
        return;
    }
    m_view->setFont(m_editor.font());
    const int rows = std::min(kMostRows, m_list.rowCount());
    const int frame = 2 * m_view->frameWidth();
    QTextCursor begin = m_editor.textCursor();
    begin.setPosition(static_cast<int>(
        std::min(m_list.replaces().begin, static_cast<std::size_t>(m_editor.document()->characterCount() - 1))));
    const QRect caret = m_editor.cursorRect(begin);
    QWidget* window = m_view->parentWidget();
    const QPoint below = m_editor.viewport()->mapTo(window, caret.bottomLeft());
    const QPoint above = m_editor.viewport()->mapTo(window, caret.topLeft());
    // As wide as the lines that are seen; it grows with others that come into sight, so that one long name far below does not
    // make all of it wide.
    const int top = std::max(0, m_view->indexAt(QPoint(1, 1)).row());
    for (int row = top; row < std::min(top + kMostRows, m_list.rowCount()); ++row) {
        m_widest = std::max(m_widest, m_view->sizeHintForIndex(m_list.index(row)).width());
    }
    const int bar = m_list.rowCount() > kMostRows ? m_view->verticalScrollBar()->sizeHint().width() : 0;
    const int width = std::min({std::max(kNarrowest, m_widest + frame + bar), kWidest, window->width() - 2});
    const int rowHeight = std::max(1, m_view->sizeHintForRow(0));
    const int roomBelow = window->height() - below.y() - 2;
    const bool isBelow = roomBelow >= rows * rowHeight + frame || roomBelow >= above.y();
    const int room = std::max(rowHeight + frame, (isBelow ? roomBelow : above.y()) - 2);
    const int height = std::min(rows, (room - frame) / rowHeight) * rowHeight + frame;
    const int x = std::clamp(below.x(), 0, std::max(0, window->width() - width - 1));
    m_view->setGeometry(x, isBelow ? below.y() + 1 : above.y() - height - 1, width, height);
}

void EditorCompletion::choose(int row) {
    const QModelIndex index = m_list.index(row);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
    // The editor keeps the focus, so a screen reader has to be told.
    QAccessibleEvent focus(m_view, QAccessible::Focus);
    focus.setChild(row);
    QAccessible::updateAccessibility(&focus);
}

void EditorCompletion::close() {
    m_asked = false;
    m_list.dismiss();
    if (isShown()) {
        m_view->hide();
    }
}

void EditorCompletion::accept(const QModelIndex& index) {
    if (!index.isValid()) {
        close();
        return;
    }
    const QTextCursor caret = m_editor.textCursor();
    const QChar behind = m_editor.document()->characterAt(caret.position());
    const viewmodel::CompletionEdit edit =
        m_list.accept(index.row(), static_cast<std::size_t>(caret.position()), behind);
    close();
    if (edit.hasPlaces) {
        m_editor.insertSnippet(edit.replaces, edit.text);
        m_editor.setFocus();
        return;
    }
    QTextCursor change = caret;
    change.setPosition(static_cast<int>(edit.replaces.begin));
    change.setPosition(static_cast<int>(edit.replaces.end), QTextCursor::KeepAnchor);
    change.insertText(edit.text);
    change.movePosition(QTextCursor::Left, QTextCursor::MoveAnchor, edit.caretBack);
    m_editor.setTextCursor(change);
    m_editor.setFocus();
}

void EditorCompletion::afterTyping() {
    m_typing = false;
    const int caret = m_editor.textCursor().position();
    const QChar last = caret > 0 ? m_editor.document()->characterAt(caret - 1) : QChar();
    const bool inName = isOfName(last);
    // Behind an opening quote of a name, and behind the dot of a table.
    const bool begins = last == QLatin1Char('.') || last == QLatin1Char('"') || last == QLatin1Char('`');
    if (!isShown() && !m_list.isAsking() && !m_whileTyping) {
        return;
    }
    if (inName || begins) {
        ask(!m_asked);
    } else {
        close();
    }
}

bool EditorCompletion::isOwnKey(const QKeyEvent& event) const {
    if (!isShown() || hasModifier(event)) {
        return false;
    }
    switch (event.key()) {
    case Qt::Key_Up:
    case Qt::Key_Down:
    case Qt::Key_PageUp:
    case Qt::Key_PageDown:
    case Qt::Key_Tab:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Escape: return (event.modifiers() & Qt::ShiftModifier) == 0;
    default: return false;
    }
}

bool EditorCompletion::handleKey(QKeyEvent& event) {
    const int rows = m_list.rowCount();
    const int row = m_view->currentIndex().row();
    switch (event.key()) {
    case Qt::Key_Up: choose((row + rows - 1) % rows); return true;
    case Qt::Key_Down: choose((row + 1) % rows); return true;
    case Qt::Key_PageUp: choose(std::max(0, row - kMostRows)); return true;
    case Qt::Key_PageDown: choose(std::min(rows - 1, row + kMostRows)); return true;
    case Qt::Key_Escape: close(); return true;
    default: break;
    }
    if (m_list.isWritten(row)) {
        // It stands there already: the key is what it is without a list.
        close();
        return false;
    }
    accept(m_view->currentIndex());
    return true;
}

bool EditorCompletion::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
    case QEvent::ShortcutOverride:
        if (isOwnKey(*static_cast<QKeyEvent*>(event))) {
            event->accept();
            return true;
        }
        break;
    case QEvent::KeyPress: {
        auto& key = *static_cast<QKeyEvent*>(event);
        if (isOwnKey(key)) {
            return handleKey(key);
        }
        const bool erases = key.key() == Qt::Key_Backspace && isShown();
        const bool types = !key.text().isEmpty() && key.text().front().isPrint() && !hasModifier(key);
        if (types || erases) {
            m_typing = true;
            QMetaObject::invokeMethod(this, &EditorCompletion::afterTyping, Qt::QueuedConnection);
        }
        break;
    }
    case QEvent::InputMethod:
        if (!static_cast<QInputMethodEvent*>(event)->commitString().isEmpty()) {
            m_typing = true;
            QMetaObject::invokeMethod(this, &EditorCompletion::afterTyping, Qt::QueuedConnection);
        }
        break;
    case QEvent::FocusOut:
    case QEvent::Hide: close(); break;
    default: break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace dbv::ui
