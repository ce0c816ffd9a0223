// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/editor/sql_editor.h"
#include "ui/theme/theme.h"
#include "viewmodel/history_list.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QTimer;

namespace dbv::ui {

/// The statements that were sent: a line to search in, the list below it, and the whole text of the chosen one.
///
/// Enter puts it into a new tab, Shift+Enter at the caret of the shown tab, Del takes it out of the history; the arrows move in
/// the list while the keyboard is in the search.
/// Thread: the UI thread; never modal.
class HistoryDialog final : public QDialog {
    Q_OBJECT

public:
    /// `connection` is what the shown tab is connected to, by its name in the history; empty for none.
    HistoryDialog(bus::CommandBus& bus, const Theme& theme, QString connection, QWidget* parent);

    [[nodiscard]] viewmodel::HistoryList& list() { return m_list; }

Q_SIGNALS:
    /// The text is to stand in a new tab, or at the caret.
    void openChosen(const QString& sql);
    void insertChosen(const QString& sql);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build(const Theme& theme);
    void connectParts();
    void search();
    void showFound();
    void showChosen();
    void showPrivacy();
    void fillConnections();
    [[nodiscard]] bool useKey(int key, Qt::KeyboardModifiers modifiers);
    [[nodiscard]] int chosenRow() const;
    void choose(bool inNewTab);
    void removeChosen();

    viewmodel::HistoryList m_list;
    /// That of the shown tab.
    QString m_connection;
    QLineEdit* m_typed = nullptr;
    QComboBox* m_of = nullptr;
    QComboBox* m_outcome = nullptr;
    QListView* m_view = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_notice = nullptr;
    SqlEditor* m_preview = nullptr;
    QCheckBox* m_privateHere = nullptr;
    QCheckBox* m_privateAll = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_insert = nullptr;
    QPushButton* m_remove = nullptr;
    /// The row that is chosen when entries were removed.
    int m_rowToChoose = 0;
};

} // namespace dbv::ui
