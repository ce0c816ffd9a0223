// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QPushButton;

namespace dbv::ui {

class FileField;
class WarningLine;

/// Asks in which folder backups are to be found: of this machine, or at a server.
///
/// Thread: the UI thread; never modal. Goes when it is closed; who was accepted has the folder until then.
class ScanDialog final : public QDialog {
    Q_OBJECT

public:
    ScanDialog(const QString& folder, QWidget* parent);

    [[nodiscard]] QString folder() const;

private:
    void find();

    FileField* m_folder;
    WarningLine* m_trouble;
    QPushButton* m_find = nullptr;
};

} // namespace dbv::ui
