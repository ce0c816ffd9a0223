// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>

#include <QFrame>

class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace dbv::ui {

/// A line and a column as a person writes them, `12` or `12:5`, from 1; nothing for anything else.
[[nodiscard]] std::optional<std::pair<int, int>> lineAndColumn(const QString& text);

/// Asks in the corner of an editor for the line to go to. Enter goes there, Esc and whatever takes the keyboard close it.
class LinePrompt final : public QFrame {
    Q_OBJECT

public:
    explicit LinePrompt(QPlainTextEdit& editor);

    void open();

protected:
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void go();
    void close();
    void place();

    QPlainTextEdit& m_editor;
    QLineEdit* m_line;
    QLabel* m_range;
};

} // namespace dbv::ui
