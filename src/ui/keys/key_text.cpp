// SPDX-License-Identifier: Apache-2.0
#include "ui/keys/key_text.h"

#include <algorithm>

#include <QKeySequence>
#include <QList>

namespace dbv::ui {

namespace {

/// Whether a text field takes this key for a letter.
bool typesLetter(QKeyCombination key) {
    const Qt::KeyboardModifiers beside = key.keyboardModifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    return beside == Qt::NoModifier && key.key() < Qt::Key_Escape;
}

bool isUsable(const QKeySequence& sequence) {
    return !sequence.isEmpty() && sequence[0].key() != Qt::Key_unknown && !typesLetter(sequence[0]);
}

} // namespace

QString shownKeys(const QString& portable) {
    return QKeySequence::listToString(QKeySequence::listFromString(portable), QKeySequence::NativeText);
}

std::optional<QString> keysFrom(const QString& text) {
    if (text.trimmed().isEmpty()) {
        return QString();
    }
    const QList<QKeySequence> sequences = QKeySequence::listFromString(text.trimmed());
    if (!std::ranges::all_of(sequences, isUsable)) {
        return std::nullopt;
    }
    return QKeySequence::listToString(sequences);
}

} // namespace dbv::ui
