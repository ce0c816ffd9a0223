// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_list.h"

namespace dbv::ui {

class SavedConnectionList;

/// Shows the connections that are kept, to open, change or remove them. Not modal; goes when it is closed.
class ConnectionsDialog final : public QDialog {
    Q_OBJECT

public:
    ConnectionsDialog(viewmodel::ConnectionList& connections, QWidget* parent);
    [[nodiscard]] SavedConnectionList& list() const { return *m_list; }

Q_SIGNALS:
    void newRequested();

private:
    SavedConnectionList* m_list;
};

} // namespace dbv::ui
