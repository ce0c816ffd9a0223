// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QStringList>
#include <QWidget>

#include "viewmodel/action_catalog.h"
#include "viewmodel/connection_list.h"

class QCommandLinkButton;
class QListWidget;
class QVBoxLayout;

namespace dbv::ui {

/// What the window shows while nothing is open: what to do first, the connections that are kept, and what was open
/// before.
class StartPage final : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(viewmodel::ActionCatalog& actions, QWidget* parent = nullptr);
    void setRecent(const QStringList& urls) const;
    void setSaved(const std::vector<protocol::SavedConnection>& connections);
    /// Paints the icons again, in the colour of the palette's text.
    void updateIcons();

Q_SIGNALS:
    void recentChosen(const QString& url);
    void savedChosen(const dbv::protocol::ConnectionConfig& config);

private:
    /// A list under a heading; hidden while it is empty.
    struct Block {
        QWidget* frame;
        QListWidget* list;
    };

    void addAction(viewmodel::ActionCatalog& actions, std::string_view id, const QString& explanation);
    Block addBlock(const QString& heading, const QString& accessibleName, const std::function<void(int)>& chosen);

    QVBoxLayout* m_lines;
    std::vector<QCommandLinkButton*> m_buttons;
    Block m_saved{};
    Block m_recent{};
    std::vector<protocol::SavedConnection> m_connections;
};

} // namespace dbv::ui
