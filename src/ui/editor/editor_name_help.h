// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QObject>
#include <QPoint>

#include "ui/editor/sql_editor.h"
#include "viewmodel/name_help.h"

namespace dbv::ui {

/// Tells what the names in an editor mean: under the mouse, or at the caret by a key; leads to them, also by Ctrl with a click; and
/// renames the alias of a table wherever its query uses it.
class EditorNameHelp final : public QObject {
    Q_OBJECT

public:
    /// Belongs to the editor.
    EditorNameHelp(bus::CommandBus& bus, SqlEditor& editor);

    void setConnection(std::optional<ConnectionId> connection) { m_help.setConnection(connection); }
    /// Tells what the name at the caret means, beside it and in the status line.
    void explain();
    /// Leads to what the name at the caret means.
    void goTo() { goTo(m_editor.textCursor().position()); }
    /// Selects every use of the alias at the caret, so that what is typed takes the place of all of them.
    void renameAlias();

Q_SIGNALS:
    void goToChosen(ConnectionId connection, const ObjectPath& object, bool isRoutine);
    /// For the status line.
    void said(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void ask(int position, const std::function<void(const viewmodel::NameHelpText&)>& done);
    void goTo(int position);
    void showUnder(int position, const QPoint& place);

    SqlEditor& m_editor;
    viewmodel::NameHelp m_help;
    /// A tool tip is there that a key has asked for.
    bool m_tells = false;
};

} // namespace dbv::ui
