// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <QListWidget>
#include <QTimer>

#include <dbv/core/text_span.h>

#include "viewmodel/query_tab.h"

namespace dbv::ui {

/// What was said about a run, newest last; a line about a place in the text leads there.
/// Limits: beyond `kMost` the oldest lines that are no errors go first.
class MessageList final : public QListWidget {
    Q_OBJECT

public:
    static constexpr int kMost = 1000;

    explicit MessageList(QWidget* parent = nullptr);
    MessageList(const MessageList&) = delete;
    MessageList& operator=(const MessageList&) = delete;
    ~MessageList() override;

    /// The line is there in a moment: a script may say thousands of them at once.
    void add(const viewmodel::TabMessage& message);

Q_SIGNALS:
    /// Unit: UTF-16 code units.
    void placeChosen(dbv::TextSpan place);

private:
    void choose(const QListWidgetItem* item);
    void showPending();
    void trim();

    std::vector<QListWidgetItem*> m_pending;
    QTimer m_soon;
};

} // namespace dbv::ui
