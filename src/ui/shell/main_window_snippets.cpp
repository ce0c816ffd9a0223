// SPDX-License-Identifier: Apache-2.0
// Snippets in the window.
#include <algorithm>

#include "ui/palette/command_palette.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/main_window.h"
#include "ui/shell/notice_bar.h"
#include "ui/shell/query_page.h"
#include "ui/snippets/snippets_dialog.h"

namespace dbv::ui {

void MainWindow::bindSnippetActions() {
    connect(&m_snippets, &viewmodel::SnippetList::failed, this, &MainWindow::say);
    connect(&m_snippets, &viewmodel::SnippetList::said, this, &MainWindow::say);
    m_actions.setHandler("edit.insertSnippet", [this] {
        // As they are on the disk now: git may have brought others.
        connect(
            &m_snippets, &viewmodel::SnippetList::changed, this, [this] { offerSnippets(); }, Qt::SingleShotConnection);
        m_snippets.refresh();
    });
    m_actions.setHandler("edit.snippets", [this] {
        auto* dialog = findChild<SnippetsDialog*>(QString(), Qt::FindDirectChildrenOnly);
        if (dialog == nullptr) {
            dialog = new SnippetsDialog(m_snippets, m_theme, this);
            const QueryPage* page = currentPage();
            const QString selected = page != nullptr ? page->editor().textCursor().selectedText() : QString();
            if (!selected.isEmpty()) {
                dialog->beginNew(QString(selected).replace(QChar::ParagraphSeparator, u'\n'));
            }
            dialog->show();
            placeOver(*dialog, *this);
        }
        dialog->raise();
        dialog->activateWindow();
    });
}

void MainWindow::offerSnippets() {
    const QueryPage* page = currentPage();
    if (page == nullptr) {
        return;
    }
    if (!m_snippets.notices().isEmpty()) {
        m_notices->add(NoticeBar::Kind::Info, m_snippets.notices().join(u'\n'), m_snippets.folder());
    }
    std::vector<protocol::Snippet> fitting = m_snippets.all();
    std::erase_if(fitting, [dialect = page->editor().dialect()](const protocol::Snippet& each) {
        return !each.dialects.empty() && std::ranges::find(each.dialects, dialect) == each.dialects.end();
    });
    auto* palette = CommandPalette::openSnippets(std::move(fitting), *this);
    connect(palette, &CommandPalette::snippetChosen, this, [this](const protocol::Snippet& snippet) {
        if (const QueryPage* shown = currentPage()) {
            SqlEditor& editor = shown->editor();
            const QTextCursor caret = editor.textCursor();
            editor.insertSnippet(
                {static_cast<std::size_t>(caret.selectionStart()), static_cast<std::size_t>(caret.selectionEnd())},
                QString::fromStdString(snippet.body));
            editor.setFocus();
        }
    });
}

} // namespace dbv::ui
