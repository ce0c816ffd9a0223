// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_list.h"

namespace dbv::ui {

/// What is known of an open connection: the server, how the line is protected, the chain of certificates and when each
/// ends, the way through SSH. Not modal; goes when it is closed.
class ConnectionDetails final : public QDialog {
    Q_OBJECT

public:
    ConnectionDetails(const viewmodel::OpenDatabase& database, QWidget* parent);
};

} // namespace dbv::ui
