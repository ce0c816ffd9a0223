// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_export.h"

class QPushButton;

namespace dbv::ui {

class DialogRoom;
class FileField;
class SaidText;
class SecretEdit;

/// Writes the saved connections to a file that another machine can import, with the stored passwords under a passphrase or
/// without them. Not modal; goes when it is closed.
class ExportConnectionsDialog final : public QDialog {
    Q_OBJECT

public:
    /// Owns the export.
    ExportConnectionsDialog(viewmodel::ConnectionExport* connections, QWidget* parent);

private:
    void write(bool replace);
    void askToReplace(const QString& question);
    void tell(const QString& message);

    viewmodel::ConnectionExport* m_export;
    FileField* m_file;
    SecretEdit* m_passphrase;
    SecretEdit* m_again;
    SaidText* m_mistyped;
    SaidText* m_said;
    QPushButton* m_write;
    DialogRoom* m_room;
};

} // namespace dbv::ui
