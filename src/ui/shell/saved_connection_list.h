// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QListWidget>

#include "viewmodel/connection_list.h"

namespace dbv::ui {

/// The connections that are kept. A click or Enter opens one, F2 changes it, Del removes it; the menu says so.
class SavedConnectionList final : public QListWidget {
    Q_OBJECT

public:
    explicit SavedConnectionList(QWidget* parent = nullptr);
    void setConnections(std::vector<protocol::SavedConnection> connections);

Q_SIGNALS:
    void chosen(const dbv::protocol::ConnectionConfig& config);
    void changeRequested(const dbv::protocol::SavedConnection& connection);
    void removeRequested(const QString& name);

protected:
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    using Verb = void (SavedConnectionList::*)();

    /// A key of this list, and the same in its menu.
    void addVerb(const QString& text, const QList<QKeySequence>& keys, Verb verb);
    [[nodiscard]] const protocol::SavedConnection* current() const;
    void open();
    void change();
    void remove();

    std::vector<protocol::SavedConnection> m_shown;
};

} // namespace dbv::ui
