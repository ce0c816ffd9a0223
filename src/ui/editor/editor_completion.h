// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QListView>
#include <QObject>
#include <QPointer>

#include "ui/editor/sql_editor.h"
#include "viewmodel/completion_list.h"

namespace dbv::ui {

class CompletionDelegate;

/// The list of proposals at the caret of an editor. It comes by `complete()`, and by itself while names are typed; the editor keeps the
/// focus all the time, and typing never waits for it.
///
/// Keys while it is there: up, down and page keys choose, Tab and Enter accept, Esc closes; all others are the editor's.
class EditorCompletion final : public QObject {
    Q_OBJECT

public:
    /// Belongs to the editor.
    EditorCompletion(bus::CommandBus& bus, SqlEditor& editor);
    ~EditorCompletion() override;

    void setConnection(std::optional<ConnectionId> connection) { m_list.setConnection(connection); }
    void setColors(const EditorColors& colors);
    /// Whether proposals come by themselves while names are typed.
    void setWhileTyping(bool whileTyping) { m_whileTyping = whileTyping; }
    /// Asks for proposals at the caret.
    void complete();

    [[nodiscard]] bool isShown() const { return m_view != nullptr && m_view->isVisible(); }
    /// The list while it is shown; null before it was shown first.
    [[nodiscard]] QListView* view() const { return m_view; }

Q_SIGNALS:
    /// Something was not proposed, and why, for the status line.
    void said(const QString& message);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void ask(bool automatic);
    void show();
    void close();
    void accept(const QModelIndex& index);
    void place();
    void makeView();
    void choose(int row);
    void afterTyping();
    [[nodiscard]] bool handleKey(QKeyEvent& event);
    [[nodiscard]] bool isOwnKey(const QKeyEvent& event) const;

    SqlEditor& m_editor;
    viewmodel::CompletionList m_list;
    QPointer<QListView> m_view;
    CompletionDelegate* m_delegate;
    EditorColors m_colors;
    /// Of the lines that were in sight since it is shown. Unit: device-independent pixels.
    int m_widest = 0;
    bool m_whileTyping = true;
    /// A key was typed of which the editor has not taken note yet.
    bool m_typing = false;
    /// The list was asked for by a key.
    bool m_asked = false;
};

} // namespace dbv::ui
