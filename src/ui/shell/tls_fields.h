// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "viewmodel/connection_form.h"

class QComboBox;
class QLineEdit;

namespace dbv::ui {

class FileField;
class SecretField;

/// How the line to a server is protected.
class TlsFields final : public QWidget {
    Q_OBJECT

public:
    explicit TlsFields(viewmodel::ConnectionForm* form, QWidget* parent = nullptr);
    /// Shows what the form holds now.
    void update();
    [[nodiscard]] SecretField& keyPassword() const { return *m_keyPassword; }

private:
    void take();

    viewmodel::ConnectionForm* m_form;
    QComboBox* m_mode;
    FileField* m_authority;
    FileField* m_revoked;
    FileField* m_certificate;
    FileField* m_key;
    SecretField* m_keyPassword;
    QLineEdit* m_serverName;
    QComboBox* m_version;
};

} // namespace dbv::ui
