// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include <QWidget>

#include "ui/editor/editor_completion.h"
#include "ui/editor/editor_name_help.h"
#include "ui/editor/sql_editor.h"
#include "ui/theme/theme.h"
#include "viewmodel/workspace.h"

class QSplitter;

namespace dbv::ui {

class Minimap;
class ResultArea;

/// One tab of the window: the editor above, what its statements returned below.
class QueryPage final : public QWidget {
    Q_OBJECT

public:
    QueryPage(bus::CommandBus& bus, viewmodel::WorkspaceTab& tab, QWidget* parent = nullptr);

    [[nodiscard]] const std::string& id() const { return m_id; }
    [[nodiscard]] viewmodel::QueryTab& query() const { return m_query; }
    [[nodiscard]] SqlEditor& editor() const { return *m_editor; }
    /// Hidden, until it is shown.
    [[nodiscard]] Minimap& minimap() const { return *m_minimap; }
    [[nodiscard]] ResultArea& results() const { return *m_results; }
    void setTheme(const Theme& theme);
    [[nodiscard]] EditorCompletion& completion() const { return *m_completion; }
    [[nodiscard]] EditorNameHelp& nameHelp() const { return *m_nameHelp; }
    void run(SqlScope scope, protocol::StatementSource from = protocol::StatementSource::Editor);
    /// Tries the change at the caret.
    void tryChange();
    /// How the page is parted between editor and results, as `QSplitter` keeps it.
    [[nodiscard]] QByteArray split() const;
    void setSplit(const QByteArray& split);

Q_SIGNALS:
    void textChanged(const dbv::PiecedText& text, int caret);
    void splitMoved();
    /// Something of the text is to be run; what was typed was told.
    void runs();
    /// Something for the status line.
    void said(const QString& message);

private:
    void restoreText(const protocol::DraftTab& draft);
    void take(SqlScope scope, const std::function<void(viewmodel::SqlToRun)>& use);
    void noteFailure(const viewmodel::TabMessage& message);

    std::string m_id;
    viewmodel::QueryTab& m_query;
    QSplitter* m_splitter;
    QWidget* m_upper;
    SqlEditor* m_editor;
    Minimap* m_minimap;
    EditorCompletion* m_completion;
    EditorNameHelp* m_nameHelp;
    ResultArea* m_results;
    /// The revision of the text when it was run last.
    int m_askedAt = 0;
};

} // namespace dbv::ui
