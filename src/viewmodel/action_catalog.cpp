// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/action_catalog.h"

#include <array>
#include <utility>

#include <QCoreApplication>

namespace dbv::viewmodel {

namespace {

#define DBV_TR(text) QT_TRANSLATE_NOOP("ActionCatalog", text)

constexpr std::array kActions{
    ActionSpec{"file.open", DBV_TR("File"), DBV_TR("Open database file…"), "Ctrl+O", "database"},
    ActionSpec{"file.new", DBV_TR("File"), DBV_TR("Create database file…"), "", ""},
    ActionSpec{"file.sample", DBV_TR("File"), DBV_TR("Open sample database"), "", ""},
    ActionSpec{"file.memory", DBV_TR("File"), DBV_TR("Open in-memory database"), "", ""},
    ActionSpec{"file.connect", DBV_TR("File"), DBV_TR("New connection…"), "Ctrl+Shift+N", ""},
    ActionSpec{"file.connections", DBV_TR("File"), DBV_TR("Connections…"), "Ctrl+Shift+O", ""},
    ActionSpec{"file.import", DBV_TR("File"), DBV_TR("Import connections…"), "", ""},
    ActionSpec{"file.exportConnections", DBV_TR("File"), DBV_TR("Export connections…"), "", ""},
    ActionSpec{"file.secrets", DBV_TR("File"), DBV_TR("Stored passwords…"), "", ""},
    ActionSpec{"file.details", DBV_TR("File"), DBV_TR("Connection details"), "", ""},
    ActionSpec{"file.reconnect", DBV_TR("File"), DBV_TR("Reconnect"), "Ctrl+R", ""},
    ActionSpec{"file.disconnect", DBV_TR("File"), DBV_TR("Disconnect"), "", ""},
    ActionSpec{"tab.new", DBV_TR("File"), DBV_TR("New query"), "Ctrl+T", ""},
    ActionSpec{"tab.close", DBV_TR("File"), DBV_TR("Close tab"), "Ctrl+W", ""},
    ActionSpec{"tab.reopen", DBV_TR("File"), DBV_TR("Reopen closed tab"), "Ctrl+Shift+T", ""},
    ActionSpec{"tab.next", DBV_TR("File"), DBV_TR("Next tab"), "Ctrl+Tab", ""},
    ActionSpec{"tab.previous", DBV_TR("File"), DBV_TR("Previous tab"), "Ctrl+Shift+Tab", ""},
    ActionSpec{"file.openQuery", DBV_TR("File"), DBV_TR("Open query file…"), "", ""},
    ActionSpec{"file.saveQuery", DBV_TR("File"), DBV_TR("Save query"), "Ctrl+S", ""},
    ActionSpec{"file.saveQueryAs", DBV_TR("File"), DBV_TR("Save query as…"), "Ctrl+Shift+S", ""},
    ActionSpec{"file.versions", DBV_TR("File"), DBV_TR("Earlier versions…"), "", ""},
    ActionSpec{"file.quit", DBV_TR("File"), DBV_TR("Quit"), "Ctrl+Q", ""},

    ActionSpec{"edit.undo", DBV_TR("Edit"), DBV_TR("Undo"), "Ctrl+Z", "", true},
    ActionSpec{"edit.redo", DBV_TR("Edit"), DBV_TR("Redo"), "Ctrl+Shift+Z", "", true},
    ActionSpec{"edit.cut", DBV_TR("Edit"), DBV_TR("Cut"), "Ctrl+X", "", true},
    ActionSpec{"edit.copy", DBV_TR("Edit"), DBV_TR("Copy"), "Ctrl+C", "", true},
    ActionSpec{"edit.paste", DBV_TR("Edit"), DBV_TR("Paste"), "Ctrl+V", "", true},
    ActionSpec{"edit.selectAll", DBV_TR("Edit"), DBV_TR("Select all"), "Ctrl+A", "", true},
    ActionSpec{"edit.find", DBV_TR("Edit"), DBV_TR("Find…"), "Ctrl+F", ""},
    ActionSpec{"edit.replace", DBV_TR("Edit"), DBV_TR("Replace…"), "Ctrl+H", ""},
    ActionSpec{"edit.complete", DBV_TR("Edit"), DBV_TR("Complete"), "Ctrl+Space", ""},
    ActionSpec{"edit.insertSnippet", DBV_TR("Edit"), DBV_TR("Insert snippet…"), "Ctrl+J", ""},
    ActionSpec{"edit.snippets", DBV_TR("Edit"), DBV_TR("Snippets…"), "", ""},
    ActionSpec{"edit.completeWhileTyping", DBV_TR("Edit"), DBV_TR("Complete while typing, or only by key"), "", ""},
    ActionSpec{"edit.comment", DBV_TR("Edit"), DBV_TR("Comment or uncomment lines"), "Ctrl+/", ""},
    ActionSpec{"edit.duplicate", DBV_TR("Edit"), DBV_TR("Duplicate lines"), "Ctrl+Shift+D", ""},
    ActionSpec{"edit.moveUp", DBV_TR("Edit"), DBV_TR("Move lines up"), "Alt+Up", "", true},
    ActionSpec{"edit.moveDown", DBV_TR("Edit"), DBV_TR("Move lines down"), "Alt+Down", "", true},
    ActionSpec{"edit.nextOccurrence", DBV_TR("Edit"), DBV_TR("Add next occurrence to the selection"), "Ctrl+D", ""},
    ActionSpec{"edit.caretAbove", DBV_TR("Edit"), DBV_TR("Add caret above"), "Ctrl+Alt+Up", ""},
    ActionSpec{"edit.caretBelow", DBV_TR("Edit"), DBV_TR("Add caret below"), "Ctrl+Alt+Down", ""},
    ActionSpec{"edit.columnLeft", DBV_TR("Edit"), DBV_TR("Select column to the left"), "Alt+Shift+Left", ""},
    ActionSpec{"edit.columnRight", DBV_TR("Edit"), DBV_TR("Select column to the right"), "Alt+Shift+Right", ""},
    ActionSpec{"edit.columnUp", DBV_TR("Edit"), DBV_TR("Select column upwards"), "Alt+Shift+Up", ""},
    ActionSpec{"edit.columnDown", DBV_TR("Edit"), DBV_TR("Select column downwards"), "Alt+Shift+Down", ""},
    ActionSpec{"edit.fold", DBV_TR("Edit"), DBV_TR("Fold at the caret"), "Ctrl+Shift+[", ""},
    ActionSpec{"edit.unfold", DBV_TR("Edit"), DBV_TR("Unfold at the caret"), "Ctrl+Shift+]", ""},
    ActionSpec{"edit.foldAll", DBV_TR("Edit"), DBV_TR("Fold all"), "Ctrl+Alt+[", ""},
    ActionSpec{"edit.unfoldAll", DBV_TR("Edit"), DBV_TR("Unfold all"), "Ctrl+Alt+]", ""},
    ActionSpec{"edit.goToLine", DBV_TR("Edit"), DBV_TR("Go to line…"), "Ctrl+L", ""},
    ActionSpec{"edit.nextError", DBV_TR("Edit"), DBV_TR("Go to next error"), "F8", ""},
    ActionSpec{"edit.previousError", DBV_TR("Edit"), DBV_TR("Go to previous error"), "Shift+F8", ""},
    ActionSpec{"edit.explainName", DBV_TR("Edit"), DBV_TR("Tell what a name is"), "Ctrl+I", ""},
    ActionSpec{"edit.goToName", DBV_TR("Edit"), DBV_TR("Go to what a name is"), "F12", ""},
    ActionSpec{"edit.renameAlias", DBV_TR("Edit"), DBV_TR("Rename alias"), "Shift+F6", ""},
    ActionSpec{"edit.format", DBV_TR("Edit"), DBV_TR("Format SQL"), "Ctrl+Shift+F", ""},

    ActionSpec{"query.run", DBV_TR("Query"), DBV_TR("Run statement"), "Ctrl+Return; Ctrl+Enter", "run"},
    ActionSpec{"query.runScript", DBV_TR("Query"), DBV_TR("Run whole script"), "Ctrl+Shift+Return; Ctrl+Shift+Enter",
               ""},
    ActionSpec{"query.runFile", DBV_TR("Query"), DBV_TR("Run script file…"), "", ""},
    ActionSpec{"query.runFromHere", DBV_TR("Query"), DBV_TR("Run a large file from the statement in this line on…"), "",
               ""},
    ActionSpec{"query.pauseFile", DBV_TR("Query"), DBV_TR("Pause the script file, or go on"), "", ""},
    ActionSpec{"query.continueFile", DBV_TR("Query"), DBV_TR("Continue the script file from where it stopped"), "", ""},
    ActionSpec{"query.tryChange", DBV_TR("Query"), DBV_TR("Try the change"), "", ""},
    ActionSpec{"query.undoCommitted", DBV_TR("Query"), DBV_TR("Undo a committed change…"), "", ""},
    ActionSpec{"query.stop", DBV_TR("Query"), DBV_TR("Stop"), "Ctrl+.; Esc", "stop"},
    ActionSpec{"query.fetchAll", DBV_TR("Query"), DBV_TR("Fetch all rows"), "", ""},
    ActionSpec{"query.commit", DBV_TR("Query"), DBV_TR("Commit"), "Ctrl+F11", ""},
    ActionSpec{"query.rollBack", DBV_TR("Query"), DBV_TR("Roll back"), "Ctrl+F12", ""},
    ActionSpec{"query.commitMode", DBV_TR("Query"), DBV_TR("Commit by hand or after each statement"), "", ""},
    ActionSpec{"query.isolation", DBV_TR("Query"), DBV_TR("Choose the isolation level…"), "Ctrl+Alt+I", ""},

    ActionSpec{"result.copy", DBV_TR("Result"), DBV_TR("Copy cells"), "Ctrl+C", "", true},
    ActionSpec{"result.copyWithNames", DBV_TR("Result"), DBV_TR("Copy cells with column names"), "", ""},
    ActionSpec{"result.export", DBV_TR("Result"), DBV_TR("Export result…"), "Ctrl+Shift+E", ""},
    ActionSpec{"result.stopExport", DBV_TR("Result"), DBV_TR("Stop the export"), "", "stop"},
    ActionSpec{"result.goToRow", DBV_TR("Result"), DBV_TR("Go to row…"), "Ctrl+G", ""},
    ActionSpec{"result.pin", DBV_TR("Result"), DBV_TR("Pin or unpin result"), "Ctrl+Alt+P", "pin"},
    ActionSpec{"result.close", DBV_TR("Result"), DBV_TR("Close result"), "Ctrl+Alt+W", ""},
    ActionSpec{"result.inspect", DBV_TR("Result"), DBV_TR("Inspect cell"), "Space", "", true},

    ActionSpec{"object.rows", DBV_TR("Object"), DBV_TR("Show rows"), "Return", "table", true},
    ActionSpec{"object.definition", DBV_TR("Object"), DBV_TR("Show definition (DDL)"), "F4", "", true},
    ActionSpec{"object.openDatabase", DBV_TR("Object"), DBV_TR("Open this database"), "", ""},
    ActionSpec{"object.query", DBV_TR("Object"), DBV_TR("New query in this schema"), "", ""},
    ActionSpec{"object.runFile", DBV_TR("Object"), DBV_TR("Run script file in this database…"), "", ""},
    ActionSpec{"object.copyName", DBV_TR("Object"), DBV_TR("Copy name"), "Ctrl+C", "", true},

    ActionSpec{"backup.make", DBV_TR("Backup"), DBV_TR("Back up this database…"), "Ctrl+B", ""},
    ActionSpec{"backup.show", DBV_TR("Backup"), DBV_TR("Show backups"), "Ctrl+Shift+B", ""},
    ActionSpec{"backup.verify", DBV_TR("Backup"), DBV_TR("Verify the chosen backup"), "", ""},
    ActionSpec{"backup.drill", DBV_TR("Backup"), DBV_TR("Drill: restore the chosen backup for a trial"), "", ""},
    ActionSpec{"backup.compare", DBV_TR("Backup"), DBV_TR("Compare the chosen backup with a database…"), "", ""},
    ActionSpec{"backup.restore", DBV_TR("Backup"), DBV_TR("Restore the chosen backup…"), "", ""},
    ActionSpec{"backup.unpack", DBV_TR("Backup"), DBV_TR("Unpack the dump of the chosen backup…"), "", ""},
    ActionSpec{"backup.folder", DBV_TR("Backup"), DBV_TR("Show the chosen backup in its folder"), "", ""},
    ActionSpec{"backup.remove", DBV_TR("Backup"), DBV_TR("Remove the chosen backup…"), "", ""},
    ActionSpec{"backup.scan", DBV_TR("Backup"), DBV_TR("Find backups in a folder…"), "", ""},
    ActionSpec{"backup.stop", DBV_TR("Backup"), DBV_TR("Stop all work with backups"), "", "stop"},

    ActionSpec{"schedule.new", DBV_TR("Backup"), DBV_TR("New schedule of backups…"), "", ""},
    ActionSpec{"schedule.show", DBV_TR("Backup"), DBV_TR("Show schedules of backups"), "", ""},
    ActionSpec{"schedule.edit", DBV_TR("Backup"), DBV_TR("Change the chosen schedule…"), "", ""},
    ActionSpec{"schedule.run", DBV_TR("Backup"), DBV_TR("Run the chosen schedule now"), "", ""},
    ActionSpec{"schedule.stop", DBV_TR("Backup"), DBV_TR("Stop the run of the chosen schedule"), "", ""},
    ActionSpec{"schedule.switch", DBV_TR("Backup"), DBV_TR("Switch the chosen schedule on or off"), "", ""},
    ActionSpec{"schedule.remove", DBV_TR("Backup"), DBV_TR("Remove the chosen schedule…"), "", ""},
    ActionSpec{"schedule.export", DBV_TR("Backup"), DBV_TR("Export schedules…"), "", ""},
    ActionSpec{"schedule.import", DBV_TR("Backup"), DBV_TR("Import schedules…"), "", ""},

    ActionSpec{"view.palette", DBV_TR("View"), DBV_TR("Command palette…"), "Ctrl+Shift+P", ""},
    ActionSpec{"view.openAnything", DBV_TR("View"), DBV_TR("Open anything…"), "Ctrl+P", ""},
    ActionSpec{"view.history", DBV_TR("View"), DBV_TR("History…"), "Ctrl+E", ""},
    ActionSpec{"view.explorer", DBV_TR("View"), DBV_TR("Go to explorer"), "Ctrl+1", ""},
    ActionSpec{"view.editor", DBV_TR("View"), DBV_TR("Go to editor"), "Ctrl+2", ""},
    ActionSpec{"view.grid", DBV_TR("View"), DBV_TR("Go to result"), "Ctrl+3", ""},
    ActionSpec{"view.refresh", DBV_TR("View"), DBV_TR("Refresh explorer"), "F5", ""},
    ActionSpec{"view.systemObjects", DBV_TR("View"), DBV_TR("Show or hide system objects"), "", ""},
    ActionSpec{"view.minimap", DBV_TR("View"), DBV_TR("Show or hide the minimap"), "", ""},
    ActionSpec{"view.settings", DBV_TR("View"), DBV_TR("Settings…"), "Ctrl+,", ""},
    ActionSpec{"view.keys", DBV_TR("View"), DBV_TR("Keyboard shortcuts…"), "", ""},
    ActionSpec{"view.light", DBV_TR("View"), DBV_TR("Light theme"), "", ""},
    ActionSpec{"view.dark", DBV_TR("View"), DBV_TR("Dark theme"), "", ""},
    ActionSpec{"view.system", DBV_TR("View"), DBV_TR("Theme of the system"), "", ""},

    ActionSpec{"help.about", DBV_TR("Help"), DBV_TR("About DB Visualizer"), "", ""},
};

#undef DBV_TR

} // namespace

ActionCatalog::ActionCatalog(QObject* parent) : QObject(parent) {
    for (const ActionSpec& action : kActions) {
        m_states[std::string(action.id)].usualKeys = QLatin1String(action.keys);
    }
}

std::span<const ActionSpec> ActionCatalog::all() {
    return kActions;
}

QString ActionCatalog::text(const ActionSpec& action) {
    return QCoreApplication::translate("ActionCatalog", action.text);
}

QString ActionCatalog::menu(const ActionSpec& action) {
    return QCoreApplication::translate("ActionCatalog", action.menu);
}

void ActionCatalog::setHandler(std::string_view id, std::function<void()> handler) {
    const auto found = m_states.find(id);
    Q_ASSERT_X(found != m_states.end(), "ActionCatalog", "an action that is not in the list");
    found->second.handler = std::move(handler);
}

void ActionCatalog::setEnabled(std::string_view id, bool enabled, const QString& whyNot) {
    const auto found = m_states.find(id);
    Q_ASSERT_X(found != m_states.end(), "ActionCatalog", "an action that is not in the list");
    State& state = found->second;
    if (state.enabled != enabled || state.whyNot != whyNot) {
        state.enabled = enabled;
        state.whyNot = enabled ? QString() : whyNot;
        Q_EMIT changed(found->first);
    }
}

QString ActionCatalog::keys(std::string_view id) const {
    const auto found = m_states.find(id);
    return found == m_states.end() ? QString() : found->second.ownKeys.value_or(found->second.usualKeys);
}

bool ActionCatalog::hasOwnKeys(std::string_view id) const {
    const auto found = m_states.find(id);
    return found != m_states.end() && found->second.ownKeys;
}

void ActionCatalog::setKeys(std::string_view id, const std::optional<QString>& keys) {
    const auto found = m_states.find(id);
    Q_ASSERT_X(found != m_states.end(), "ActionCatalog", "an action that is not in the list");
    State& state = found->second;
    const std::optional<QString> own = keys == state.usualKeys ? std::nullopt : keys;
    if (state.ownKeys != own) {
        state.ownKeys = own;
        Q_EMIT keysChanged(found->first);
    }
}

void ActionCatalog::giveKeys(std::string_view id, const std::optional<QString>& keys) {
    setKeys(id, keys);
    const QString between = QStringLiteral("; ");
    const QStringList given = this->keys(id).split(between, Qt::SkipEmptyParts);
    for (const ActionSpec& other : kActions) {
        if (other.id == id || other.shownOnly) {
            continue;
        }
        const QStringList had = this->keys(other.id).split(between, Qt::SkipEmptyParts);
        QStringList left = had;
        left.removeIf([&given](const QString& key) { return given.contains(key); });
        if (left != had) {
            setKeys(other.id, left.join(between));
        }
    }
}

void ActionCatalog::hide(std::span<const std::string> ids) {
    for (const std::string& id : ids) {
        if (const auto found = m_states.find(id); found != m_states.end()) {
            found->second.hidden = true;
        }
    }
}

bool ActionCatalog::isHidden(std::string_view id) const {
    const auto found = m_states.find(id);
    return found != m_states.end() && found->second.hidden;
}

bool ActionCatalog::isEnabled(std::string_view id) const {
    const auto found = m_states.find(id);
    return found != m_states.end() && !found->second.hidden && found->second.enabled && found->second.handler;
}

QString ActionCatalog::whyNot(std::string_view id) const {
    const auto found = m_states.find(id);
    if (found == m_states.end()) {
        return {};
    }
    return found->second.hidden ? tr("This installation does not offer it") : found->second.whyNot;
}

void ActionCatalog::trigger(std::string_view id) {
    if (isEnabled(id)) {
        // The handler may replace itself.
        const std::function<void()> handler = m_states.find(id)->second.handler;
        handler();
    } else {
        Q_EMIT refused(whyNot(id));
    }
}

} // namespace dbv::viewmodel
