// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include <QString>

namespace dbv::viewmodel {

/// What would be thrown away if a tab's session ended now.
struct TabLoss {
    bool transaction = false;
    /// What runs, or is still to be run, and may change something: its command (`UPDATE`); empty for nothing.
    QString statement;
    /// A change was tried, and is not decided on.
    bool trial = false;

    [[nodiscard]] bool any() const { return transaction || trial || !statement.isEmpty(); }
    friend bool operator==(const TabLoss&, const TabLoss&) = default;
};

/// What a person is asked before tabs are left.
struct LeavingQuestion {
    QString title;
    QString text;
    /// What the button that goes on says.
    QString leave;
};

/// About tabs by their titles. Nothing when nothing would be thrown away.
[[nodiscard]] std::optional<LeavingQuestion> leavingQuestion(const std::vector<std::pair<QString, TabLoss>>& tabs);

} // namespace dbv::viewmodel
