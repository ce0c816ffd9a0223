// SPDX-License-Identifier: Apache-2.0
// Tabs that are no texts, over the end of the program.
#include <QPointer>
#include <QTabWidget>

#include "ui/scripts/paged_page.h"
#include "ui/scripts/script_page.h"
#include "ui/shell/script_tabs.h"
#include "viewmodel/error_text.h"
#include "viewmodel/kept_page.h"

namespace dbv::ui {

std::string ScriptTabs::idOf(const QWidget* page) {
    return page != nullptr ? page->property(kKeptId).toString().toStdString() : std::string();
}

void ScriptTabs::keep(QWidget& page, const QString& title) {
    std::string text;
    if (const auto* script = qobject_cast<const ScriptPage*>(&page)) {
        text = viewmodel::pageText(script->script().kept());
    } else if (const auto* paged = qobject_cast<const PagedPage*>(&page)) {
        if (paged->script().facts() == nullptr && !idOf(&page).empty()) {
            // It is not there, or was not read yet: where the person was is not where it begins.
            return;
        }
        text = viewmodel::pageText(viewmodel::KeptPaged{
            .path = paged->script().path(), .offset = paged->script().caret(), .encoding = paged->script().encoding()});
    }
    if (const std::string id = idOf(&page); !id.empty()) {
        m_workspace.notePage(id, text, connectionOf(&page));
    } else {
        page.setProperty(kKeptId, QString::fromStdString(m_workspace.keepPage(title, text, connectionOf(&page))));
    }
}

void ScriptTabs::forget(const QWidget& page) {
    m_workspace.removePage(idOf(&page));
}

void ScriptTabs::restore(const protocol::DraftTab& draft) {
    if (const std::optional<viewmodel::KeptPaged> kept = viewmodel::pagedFrom(draft.page)) {
        PagedPage& page = addPaged(kept->path, draft.id);
        m_tabs.setCurrentWidget(&page);
        if (!kept->encoding.isEmpty()) {
            page.script().setEncoding(kept->encoding);
        }
        page.script().goToByte(kept->offset);
        reconnect(page);
    } else if (const std::optional<viewmodel::KeptRun> run = viewmodel::runFrom(draft.page)) {
        ScriptPage& page = addScript(draft.id);
        page.script().restore(*run);
        reconnect(page, *run);
    }
    Q_EMIT added();
}

void ScriptTabs::reconnect(ScriptPage& page, const viewmodel::KeptRun& kept) {
    m_workspace.connectPage(idOf(&page), [this, kept, alive = QPointer(&page)](const auto& facts) {
        // Whoever has chosen another database meanwhile means that one.
        if (alive != nullptr && !alive->script().connection() && facts) {
            alive->setConnection(facts->connection);
            alive->script().restoreContinue(kept, *facts);
            Q_EMIT changed();
        } else if (alive != nullptr && !facts) {
            Q_EMIT alive->script().messageAdded(
                {viewmodel::TabMessage::Severity::Error, viewmodel::errorSentence(facts.error()), {}});
        }
    });
}

void ScriptTabs::reconnect(PagedPage& page) {
    m_workspace.connectPage(idOf(&page), [this, alive = QPointer(&page)](const auto& facts) {
        if (alive != nullptr && facts) {
            alive->setProperty(kPagedConnection, static_cast<qulonglong>(facts->connection.value));
            Q_EMIT changed();
        } else if (!facts) {
            Q_EMIT said(viewmodel::errorSentence(facts.error()));
        }
    });
}

} // namespace dbv::ui
