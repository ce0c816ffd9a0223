// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_import.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QPushButton;
class QTreeWidget;

namespace dbv::ui {

class SecretEdit;

class FileField;
class SaidText;

/// Takes connections over from another program: where from, what was found there and how much of it can be used, what is
/// wanted. Not modal; goes when it is closed.
class ImportDialog final : public QDialog {
    Q_OBJECT

public:
    /// Owns the import.
    ImportDialog(viewmodel::ConnectionImport* import, QWidget* parent);

private:
    void fillSources();
    void chooseSource();
    void showReading();
    void read();
    void fillItems();
    void updateButtons();
    void showRemarks();
    void tellOutcome(int taken, int failed, const QString& unstored);

    viewmodel::ConnectionImport* m_import;
    QComboBox* m_source;
    FileField* m_file;
    SecretEdit* m_passphrase;
    QTreeWidget* m_items;
    SaidText* m_remarks;
    QCheckBox* m_store;
    QPushButton* m_read;
    QPushButton* m_take = nullptr;
    QFormLayout* m_top;
    /// The file that stands there because of the source, and the one that somebody has named.
    QString m_proposedFile;
    QString m_ownFile;
};

} // namespace dbv::ui
