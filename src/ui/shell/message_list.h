// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include <QListWidget>

#include <dbv/core/text_span.h>

#include "viewmodel/query_tab.h"

namespace dbv::ui {

/// What was said about a run, newest last; a line about a place in the text leads there.
/// Limits: the oldest lines go beyond `kMost`.
class MessageList final : public QListWidget {
    Q_OBJECT

public:
    static constexpr int kMost = 5000;

    explicit MessageList(QWidget* parent = nullptr);
    void add(const viewmodel::TabMessage& message);

Q_SIGNALS:
    /// Unit: UTF-16 code units.
    void placeChosen(dbv::TextSpan place);

private:
    void choose(const QListWidgetItem* item);
};

} // namespace dbv::ui
