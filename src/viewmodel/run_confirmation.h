// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include <QString>

#include "protocol/safety_values.h"

namespace dbv::viewmodel {

/// What a person is asked before a script runs: which of its statements would do what, and what confirms them.
struct RunConfirmation {
    struct Line {
        /// The number of its line in the text that runs, from 1.
        qsizetype line = 1;
        /// Where it stands, where it is one of a file: instead of the line.
        QString place = {};
        /// The beginning of the statement, in one line.
        QString statement;
        /// What it would do.
        QString effects;
        /// A rollback would not take it back.
        bool final = false;

        friend bool operator==(const Line&, const Line&) = default;
    };
    /// What it is about, in a sentence.
    QString text;
    std::vector<Line> lines;
    /// How many more there are.
    std::size_t more = 0;
    /// What has to be typed to confirm: the name of what would be lost; empty where a button is enough.
    QString nameToType;
    /// It can be run first, and decided on when it is seen what it did.
    bool canTry = false;
};

/// `typesName` is whether what can not be taken back is confirmed by its name, as in production; `firstLine` is that of `sql` in the
/// text that it was taken from, from 1.
[[nodiscard]] RunConfirmation runConfirmation(const protocol::Confirmation& asked, std::string_view sql, bool typesName,
                                              std::size_t firstLine = 1);

/// What was found in a statement, for people.
[[nodiscard]] QString effectText(const Effect& effect);

} // namespace dbv::viewmodel
