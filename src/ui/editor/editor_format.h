// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QPointer>

#include "ui/editor/sql_editor.h"
#include "viewmodel/script_format.h"

namespace dbv::ui {

/// Formats the SQL of an editor: what is marked, or else all of it, as one step that can be undone. The caret stays at its word.
///
/// Thread: the UI thread; nothing here waits. What was edited meanwhile is left as it is.
class EditorFormat final : public QObject {
    Q_OBJECT

public:
    explicit EditorFormat(bus::CommandBus& bus, QObject* parent = nullptr);

    void setOptions(const protocol::FormatOptions& options) { m_format.setOptions(options); }
    void format(SqlEditor& editor);

Q_SIGNALS:
    /// Why nothing was changed.
    void refused(const QString& why);

private:
    void take(SqlEditor& editor, TextSpan span, const QString& before, const Result<QString>& formatted);

    viewmodel::ScriptFormat m_format;
    QPointer<SqlEditor> m_editor;
};

/// Replaces a part of an editor's text, of which only white space changes, in one step that can be undone. What is the same
/// at its ends is not touched; caret and marked text stay at their words.
/// Unit: UTF-16 code units.
void replaceFormatted(SqlEditor& editor, TextSpan span, const QString& before, const QString& after);

} // namespace dbv::ui
