// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/theme/theme.h"
#include "viewmodel/connection_list.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace dbv::ui {

class SavedConnectionTree;

/// Shows the connections that are kept, to find, open, change, copy or remove them. Not modal; goes when it is closed.
class ConnectionsDialog final : public QDialog {
    Q_OBJECT

public:
    ConnectionsDialog(viewmodel::ConnectionList& connections, const Theme& theme, QWidget* parent);
    [[nodiscard]] SavedConnectionTree& tree() const { return *m_tree; }

Q_SIGNALS:
    void newRequested();
    void secretsRequested();
    void importRequested();
    void exportRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void update();
    /// Whether a key that is pressed in the list is the beginning of a search.
    [[nodiscard]] static bool isSearchText(const QKeyEvent& key);

    viewmodel::ConnectionList& m_connections;
    QLineEdit* m_filter;
    QComboBox* m_order;
    SavedConnectionTree* m_tree;
    QLabel* m_empty;
};

} // namespace dbv::ui
