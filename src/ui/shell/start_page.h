// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QStringList>
#include <QWidget>

#include "ui/theme/theme.h"
#include "viewmodel/action_catalog.h"
#include "viewmodel/connection_list.h"

class QAbstractItemView;
class QCommandLinkButton;
class QListWidget;
class QVBoxLayout;

namespace dbv::ui {

class SavedConnectionTree;

/// What the window shows while nothing is open: what to do first, the connections that are kept, and what was open
/// before.
class StartPage final : public QWidget {
    Q_OBJECT

public:
    StartPage(viewmodel::ActionCatalog& actions, viewmodel::ConnectionList& connections, QWidget* parent = nullptr);
    void setRecent(const QStringList& urls) const;
    /// Shows the favourites and those that were used last.
    void updateSaved();
    [[nodiscard]] SavedConnectionTree& saved() const { return *m_saved; }
    /// Paints the icons again, in the colours of a theme.
    void setTheme(const Theme& theme);

Q_SIGNALS:
    void recentChosen(const QString& url);

private:
    void addAction(viewmodel::ActionCatalog& actions, std::string_view id, const QString& explanation);
    /// A list under a heading; the returned frame is hidden while it is empty.
    QWidget* addBlock(const QString& heading, QAbstractItemView* list);

    viewmodel::ConnectionList& m_connections;
    QVBoxLayout* m_lines;
    std::vector<QCommandLinkButton*> m_buttons;
    SavedConnectionTree* m_saved;
    QListWidget* m_recent;
    QWidget* m_savedBlock = nullptr;
    QWidget* m_recentBlock = nullptr;
};

} // namespace dbv::ui
