// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QWidget>

#include "ui/theme/theme.h"
#include "viewmodel/action_catalog.h"
#include "viewmodel/backup_contents.h"

class QFormLayout;
class QLabel;
class QPushButton;
class QTableView;

namespace dbv::ui {

class BackupStateLabel;
class ElidedLabel;
class SaidText;

/// One backup: what is known of it, what can be done with it, and what is in it.
class BackupView final : public QWidget {
    Q_OBJECT

public:
    /// Both must outlive the view.
    BackupView(viewmodel::BackupContents& contents, viewmodel::ActionCatalog& actions, QWidget* parent = nullptr);

    /// Shows another backup, or the same with what is known now; null for none.
    void show(const protocol::BackupEntry* entry);
    /// What the last work with it came to; empty for none.
    void setReport(const QString& report);
    void setScheme(ColorScheme scheme);

Q_SIGNALS:
    /// Somebody wants to give the passphrase.
    void passphraseRequested();

private:
    void buildHead();
    void buildActions(viewmodel::ActionCatalog& actions);
    void buildFacts();
    void buildContents();
    void showFacts(const protocol::BackupEntry& entry);
    void showContents();

    viewmodel::BackupContents& m_contents;
    ColorScheme m_scheme = ColorScheme::Light;
    protocol::BackupState m_state = protocol::BackupState::Running;
    /// What the facts are of.
    std::optional<protocol::BackupEntry> m_shown;
    QWidget* m_whole;
    QLabel* m_none;
    BackupStateLabel* m_stateLabel = nullptr;
    ElidedLabel* m_title = nullptr;
    SaidText* m_trouble = nullptr;
    SaidText* m_report = nullptr;
    QFormLayout* m_facts = nullptr;
    QTableView* m_objects = nullptr;
    SaidText* m_message = nullptr;
    QPushButton* m_logIn = nullptr;
    QPushButton* m_open = nullptr;
};

} // namespace dbv::ui
