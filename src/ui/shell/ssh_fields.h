// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "viewmodel/connection_form.h"

namespace dbv::ui {

class SecretField;

/// The way to a server through SSH.
class SshFields final : public QWidget {
    Q_OBJECT

public:
    explicit SshFields(viewmodel::ConnectionForm* form, QWidget* parent = nullptr);
    [[nodiscard]] SecretField& password() const { return *m_password; }
    [[nodiscard]] SecretField& passphrase() const { return *m_passphrase; }

Q_SIGNALS:
    /// The way is another now, or can not be gone.
    void edited();

private:
    SecretField* m_password;
    SecretField* m_passphrase;
};

} // namespace dbv::ui
