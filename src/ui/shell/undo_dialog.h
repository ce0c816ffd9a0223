// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/shell/place_band.h"
#include "viewmodel/committed_changes.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace dbv::ui {

class SaidText;

/// The committed changes of a database that can be undone: one is chosen, its rows are looked at, and it is put back, or its
/// script is opened. The program can be used meanwhile; goes when it is closed.
class UndoDialog final : public QDialog {
    Q_OBJECT

public:
    /// `typesName`: whether the table's name has to be typed before anything is put back.
    UndoDialog(bus::CommandBus& bus, ConnectionId connection, const DatabasePlace& place, bool typesName,
               QWidget* parent);

    [[nodiscard]] viewmodel::CommittedChanges& changes() { return m_changes; }

private:
    void build(const DatabasePlace& place);
    void buildTable();
    void showState();
    void followTyped();

    viewmodel::CommittedChanges m_changes;
    bool m_typesName;
    /// Empty where a button is enough.
    QString m_nameToType;
    QTableView* m_table = nullptr;
    SaidText* m_told = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    QPushButton* m_script = nullptr;
    QPushButton* m_putBack = nullptr;
};

} // namespace dbv::ui
