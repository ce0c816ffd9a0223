// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include <dbv/core/secret.h>

class QPushButton;

namespace dbv::ui {

class SecretEdit;

/// Asks for the passphrase of a backup. The program can be used meanwhile; goes when it is closed.
class PassphraseDialog final : public QDialog {
    Q_OBJECT

public:
    /// `why` is said above the field.
    PassphraseDialog(const QString& why, QWidget* parent);
    /// What was typed; for whoever hears `accepted`.
    [[nodiscard]] Secret passphrase() const;

private:
    SecretEdit* m_passphrase;
    QPushButton* m_yes;
};

} // namespace dbv::ui
