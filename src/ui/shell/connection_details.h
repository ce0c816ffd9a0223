// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_list.h"
#include "viewmodel/connection_sessions.h"

class QLabel;
class QTableWidget;

namespace dbv::ui {

/// What is known of an open connection: the server, how the line is protected, the chain of certificates and when each
/// ends, the way through SSH, and its sessions as they stand. Not modal; goes when it is closed.
class ConnectionDetails final : public QDialog {
    Q_OBJECT

public:
    ConnectionDetails(bus::CommandBus& bus, const viewmodel::OpenDatabase& database,
                      viewmodel::ConnectionSessions::TitleOf titleOf, QWidget* parent);

private:
    QWidget* buildSessions();
    void showSessions();

    viewmodel::ConnectionSessions m_sessions;
    QLabel* m_summary;
    QTableWidget* m_table;
};

} // namespace dbv::ui
