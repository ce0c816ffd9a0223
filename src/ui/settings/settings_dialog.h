// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QDialog>

#include "viewmodel/action_catalog.h"
#include "viewmodel/user_settings.h"

class QLabel;
class QLineEdit;
class QListWidget;
class QScrollArea;
class QVBoxLayout;

namespace dbv::ui {

class SettingRow;

/// Every setting of the program, in groups: searched, changed at once, and reset. Not modal; goes when it is closed.
class SettingsDialog final : public QDialog {
    Q_OBJECT

public:
    /// Settings and catalogue must outlive the dialog.
    SettingsDialog(viewmodel::UserSettings& all, viewmodel::ActionCatalog& actions, QWidget* parent);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void done(int result) override;

private:
    /// A heading with what stands below it.
    struct Section {
        QWidget* heading;
        std::vector<SettingRow*> rows;
        /// What is no setting of the file: the keys.
        QWidget* other = nullptr;
        QString otherText;
    };

    void build();
    void addSections(QVBoxLayout& lines);
    void addKeys(QVBoxLayout& lines);
    [[nodiscard]] QWidget* addHeading(QVBoxLayout& lines, const QString& text);
    void orderStops();
    /// Leaves what has all words that are typed.
    void search(const QString& text);
    void goToSection(int index);
    /// Marks the section that is at the top.
    void followScrolling();
    void followSettings();

    viewmodel::UserSettings& m_all;
    viewmodel::ActionCatalog& m_actions;
    QLineEdit* m_search = nullptr;
    QListWidget* m_groups = nullptr;
    QScrollArea* m_room = nullptr;
    QLabel* m_nothing = nullptr;
    QWidget* m_close = nullptr;
    std::vector<Section> m_sections;
    bool m_goes = false;
};

} // namespace dbv::ui
