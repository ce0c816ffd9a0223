// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QDialog>

#include "ui/editor/sql_editor.h"
#include "ui/theme/theme.h"
#include "viewmodel/snippet_list.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace dbv::ui {

/// The snippets in their folders at the left, the chosen one at the right, where it is edited. Those of the program can be copied,
/// not changed.
///
/// Thread: the UI thread; never modal.
class SnippetsDialog final : public QDialog {
    Q_OBJECT

public:
    /// The list outlives the dialog.
    SnippetsDialog(viewmodel::SnippetList& list, const Theme& theme, QWidget* parent);

    /// Begins a new one with this text.
    void beginNew(const QString& body);

private:
    void build(const Theme& theme);
    [[nodiscard]] QWidget* buildForm(const Theme& theme);
    void connectParts();
    void showAll();
    void filter(const QString& typed);
    void showChosen();
    void fill(const protocol::Snippet& snippet);
    /// What the fields say.
    [[nodiscard]] protocol::Snippet written() const;
    void updateButtons();
    void keep();
    void removeChosen();
    void chooseFile(bool writes);
    [[nodiscard]] const protocol::Snippet* chosen() const;
    [[nodiscard]] QTreeWidgetItem* folderItem(const QString& folder, bool builtIn);

    viewmodel::SnippetList& m_list;
    /// What is shown, as it is kept; without a path what is new.
    protocol::Snippet m_shown;
    QLineEdit* m_filter = nullptr;
    QTreeWidget* m_tree = nullptr;
    QLineEdit* m_name = nullptr;
    QComboBox* m_folder = nullptr;
    QLineEdit* m_trigger = nullptr;
    QLineEdit* m_description = nullptr;
    std::vector<QCheckBox*> m_dialects;
    SqlEditor* m_body = nullptr;
    QLabel* m_said = nullptr;
    QPushButton* m_new = nullptr;
    QPushButton* m_copy = nullptr;
    QPushButton* m_remove = nullptr;
    QPushButton* m_keep = nullptr;
    QPushButton* m_import = nullptr;
    QPushButton* m_export = nullptr;
    /// The name of the one that is to be chosen when the list has come.
    std::string m_toChoose;
};

} // namespace dbv::ui
