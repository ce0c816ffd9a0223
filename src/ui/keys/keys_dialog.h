// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QDialog>

#include "viewmodel/key_list.h"

class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace dbv::ui {

class KeyField;
class SaidText;

/// Every action of the program with its keys: searched by name or by key, changed at once. Not modal; goes when it is closed.
class KeysDialog final : public QDialog {
    Q_OBJECT

public:
    /// The catalogue must outlive the dialog.
    KeysDialog(viewmodel::ActionCatalog& actions, QWidget* parent);
    ~KeysDialog() override;

private:
    void build();
    [[nodiscard]] QString currentId() const;
    /// The field and the buttons for the line that is chosen.
    void showCurrent();
    /// What would happen with the keys in the field.
    void showTyped();
    void take();
    void give(const std::optional<QString>& keys);
    void giveAllBack();

    viewmodel::ActionCatalog& m_actions;
    viewmodel::KeyList* m_keys;
    QSortFilterProxyModel* m_found;
    QTableView* m_list = nullptr;
    KeyField* m_typed = nullptr;
    SaidText* m_said = nullptr;
    QPushButton* m_take = nullptr;
    QPushButton* m_none = nullptr;
    QPushButton* m_usual = nullptr;
};

} // namespace dbv::ui
