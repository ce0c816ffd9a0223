// SPDX-License-Identifier: Apache-2.0
#include "ui/keys/key_field.h"

#include <algorithm>
#include <array>

#include <QKeyEvent>
#include <QKeySequence>

#include "ui/keys/key_text.h"

namespace dbv::ui {

namespace {

constexpr std::array kNoKeys{Qt::Key_Control, Qt::Key_Shift,      Qt::Key_Meta,    Qt::Key_Alt,     Qt::Key_AltGr,
                             Qt::Key_unknown, Qt::Key_CapsLock,   Qt::Key_NumLock, Qt::Key_Super_L, Qt::Key_Super_R,
                             Qt::Key_Menu,    Qt::Key_ScrollLock, Qt::Key_Hyper_L, Qt::Key_Hyper_R};

/// What moves on, closes or confirms.
bool leadsOut(const QKeyEvent& event) {
    const bool plain = (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    return event.key() == Qt::Key_Tab || event.key() == Qt::Key_Backtab ||
           (plain && (event.key() == Qt::Key_Escape || event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter));
}

} // namespace

KeyField::KeyField(QWidget* parent) : QLineEdit(parent) {
    setReadOnly(true);
    setPlaceholderText(tr("Press a key"));
    // No menu of a text: nothing in it is one.
    setContextMenuPolicy(Qt::NoContextMenu);
}

void KeyField::forget() {
    m_keys.clear();
    clear();
}

bool KeyField::event(QEvent* event) {
    if (event->type() == QEvent::ShortcutOverride && !leadsOut(static_cast<QKeyEvent&>(*event))) {
        // Before the window does what this key means now.
        event->accept();
        return true;
    }
    return QLineEdit::event(event);
}

void KeyField::keyPressEvent(QKeyEvent* event) {
    if (leadsOut(*event)) {
        QLineEdit::keyPressEvent(event);
        return;
    }
    event->accept();
    const auto key = static_cast<Qt::Key>(event->key());
    if (std::ranges::find(kNoKeys, key) != kNoKeys.end() || key == Qt::Key{}) {
        return;
    }
    m_keys = QKeySequence(QKeyCombination(event->modifiers() & ~Qt::KeypadModifier, key)).toString();
    setText(shownKeys(m_keys));
    Q_EMIT pressed();
}

} // namespace dbv::ui
