// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "ui/editor/document_search.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace dbv::ui {

/// The line under an editor where its text is searched and replaced.
class FindBar final : public QWidget {
    Q_OBJECT

public:
    explicit FindBar(QPlainTextEdit& editor);

    /// Shows the bar with the keyboard in it; a selection within one line becomes the pattern.
    void open(bool replace);
    void close();

public Q_SLOTS:
    void findNext();
    void findPrevious();
    /// Replaces the match that is selected, and goes to the next.
    void replaceOne();
    /// Replaces all matches of the text; undone in one step.
    void replaceAll();

Q_SIGNALS:
    /// The bar was shown or hidden.
    void toggled();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    /// Tab goes round the bar; the editor around it would keep the key for its text.
    bool focusNextPrevChild(bool next) override;

private:
    void buildRows();
    [[nodiscard]] SearchPattern pattern() const;
    void search(SearchDirection direction, int from);
    void findAsTyped();
    void showFound(const SearchOutcome& outcome);
    void showReplaced(int count);

    QPlainTextEdit& m_editor;
    DocumentSearch m_search;
    DocumentReplace m_replace;
    QLineEdit* m_find;
    QLineEdit* m_with;
    QToolButton* m_case = nullptr;
    QToolButton* m_regex = nullptr;
    QLabel* m_outcome;
    QWidget* m_replaceButtons;
    /// Where searching while typing starts from.
    int m_origin = 0;
};

} // namespace dbv::ui
