// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include <QDateTime>
#include <QString>

#include <dbv/core/ids.h>

#include "protocol/values.h"
#include "viewmodel/result_model.h"

namespace dbv::viewmodel {

/// One result of a tab, from its columns to its last row.
struct TabResult {
    ResultId id;
    std::shared_ptr<ResultModel> model;
    /// How its statement ended; empty while it runs.
    std::optional<protocol::StatementReport> report;
    /// The run waits: there are more rows on the server.
    bool parked = false;
    /// The statement, or its beginning, and when its first rows came.
    QString statement;
    QDateTime since;
    /// The next run leaves it.
    bool pinned = false;
};

/// `14:32 · SELECT * FROM orders`, short enough for a tab.
[[nodiscard]] QString shortPinnedText(const TabResult& result);
/// The statement and when it ran, in full.
[[nodiscard]] QString longPinnedText(const TabResult& result);

} // namespace dbv::viewmodel
