// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/shell/seen_texts.h"
#include "viewmodel/connection_form.h"

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace dbv::ui {

class AskAboveField;
class DialogRoom;
class DoctorView;
class PageTabs;
class ParamFields;
class SecretField;
class SshFields;
class TlsFields;

/// Describes a connection: by one line that is typed or pasted, or field by field; tries it step by step, and keeps it
/// under a name if one is given. Changes one that is kept. Not modal.
///
/// Owns: the form; both go when it is closed.
class ConnectionDialog final : public QDialog {
    Q_OBJECT

public:
    ConnectionDialog(viewmodel::ConnectionForm* form, QWidget* parent);

Q_SIGNALS:
    /// A field wants one of the stored secrets: give it to `SecretField::setStored`.
    void storedSecretWanted(dbv::ui::SecretField* field);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] QWidget* buildTabs();
    void addLabelLines(QFormLayout& lines);
    void buildButtons(QVBoxLayout& lines);
    void connectForm();
    /// Shows what the form holds, and what can be done with it.
    void showForm();
    void showButtons();
    void grow();

    viewmodel::ConnectionForm* m_form;
    QLineEdit* m_line;
    SeenTexts m_seen;
    QComboBox* m_kind;
    PageTabs* m_tabs;
    ParamFields* m_main;
    ParamFields* m_more;
    SecretField* m_password;
    TlsFields* m_tls;
    SshFields* m_ssh;
    QComboBox* m_safety;
    AskAboveField* m_askAbove = nullptr;
    DoctorView* m_doctor;
    DialogRoom* m_room = nullptr;
    QPushButton* m_test = nullptr;
    QPushButton* m_accept = nullptr;
};

} // namespace dbv::ui
