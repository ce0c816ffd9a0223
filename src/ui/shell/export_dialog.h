// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_export.h"

namespace dbv::ui {

/// Writes the saved connections to a file that another machine can import, with the stored passwords under a passphrase or
/// without them. Not modal; goes when it is closed.
class ExportConnectionsDialog final : public QDialog {
    Q_OBJECT

public:
    /// Owns the export.
    ExportConnectionsDialog(viewmodel::ConnectionExport* connections, QWidget* parent);
};

} // namespace dbv::ui
