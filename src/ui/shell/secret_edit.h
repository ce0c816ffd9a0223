// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include <QLineEdit>

#include <dbv/core/secret.h>

#include "ui/shell/seen_texts.h"

namespace dbv::ui {

/// A line for a secret. What is typed goes into locked memory at once; the line itself holds as many stand-ins, so that
/// neither its text, nor its undo steps, nor what others read from it is the secret.
class SecretEdit final : public QLineEdit {
    Q_OBJECT

public:
    explicit SecretEdit(QWidget* parent = nullptr);

    /// In UTF-8.
    [[nodiscard]] Secret secret() const;
    [[nodiscard]] bool isEmpty() const { return m_count == 0; }
    /// Empties it, without a signal.
    void forget();

Q_SIGNALS:
    void secretEdited();

private:
    void takeIn();
    [[nodiscard]] std::span<const char32_t> characters() const;

    /// `m_count` characters.
    LockedMemory m_memory;
    std::size_t m_count = 0;
    SeenTexts m_seen;
};

} // namespace dbv::ui
