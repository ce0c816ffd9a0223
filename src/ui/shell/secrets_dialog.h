// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/stored_secrets.h"

class QPushButton;
class QTreeWidget;

namespace dbv::ui {

class SaidText;

/// Every stored password by name, with use and age: to change one for all connections that use it, to remove it, to lock
/// them all. Not modal; goes when it is closed.
class SecretsDialog final : public QDialog {
    Q_OBJECT

public:
    enum class Purpose : std::uint8_t { Look, Choose };

    /// Owns the list.
    SecretsDialog(viewmodel::StoredSecrets* secrets, Purpose purpose, QWidget* parent);

Q_SIGNALS:
    void chosen(const QString& id, const QString& name);

private:
    void update();
    void updateButtons();
    [[nodiscard]] const protocol::StoredSecret* current() const;
    void choose();
    void change();
    void remove();
    void changeKey();

    viewmodel::StoredSecrets* m_secrets;
    Purpose m_purpose;
    SaidText* m_place;
    QTreeWidget* m_list;
    SaidText* m_said;
    /// The one that was chosen last; it stays chosen when the list comes anew.
    std::string m_chosenId;
    QPushButton* m_use = nullptr;
    QPushButton* m_change = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_lock = nullptr;
    QPushButton* m_key = nullptr;
};

} // namespace dbv::ui
