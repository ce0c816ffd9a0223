// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/editor/sql_editor.h"
#include "ui/theme/theme.h"
#include "viewmodel/version_list.h"

class QCheckBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace dbv::ui {

/// Earlier versions of a tab's text: a list with their times, and the text of the chosen one.
///
/// Thread: the UI thread; never modal.
class VersionsDialog final : public QDialog {
    Q_OBJECT

public:
    /// `draft` is the shown tab; empty for none, when those of all tabs are shown.
    VersionsDialog(bus::CommandBus& bus, const std::string& draft, const Theme& theme, QWidget* parent);

Q_SIGNALS:
    /// The text is to stand in the shown tab, or in a new one.
    void restoreChosen(const QString& text);
    void openChosen(const QString& text);

private:
    void build(const Theme& theme, bool hasTab);
    void showList();
    void showText();

    viewmodel::VersionList m_list;
    QTreeWidget* m_tree = nullptr;
    SqlEditor* m_preview = nullptr;
    QCheckBox* m_all = nullptr;
    QLabel* m_said = nullptr;
    QPushButton* m_restore = nullptr;
    QPushButton* m_open = nullptr;
    bool m_hasTab = false;
};

} // namespace dbv::ui
