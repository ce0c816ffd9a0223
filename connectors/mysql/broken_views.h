// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/dump_contents.h"
#include "mysql/line.h"

namespace dbv::mysql {

/// A view that the server has and can't open, since what it names is not there (any more): nobody could make it again.
struct BrokenView {
    std::string name;
    /// In the server's words, without a full stop.
    std::string reason;
};

/// The broken views that a scope means, in order; of rows alone, none. One that the server keeps from this user is no such view.
/// Blocks: on the server, for each view. Errors: of the server; Cancelled.
[[nodiscard]] Result<std::vector<BrokenView>> brokenViews(Line& line, const std::string& database,
                                                          const DumpScope& scope);
/// Takes them, and what they need, out of what a dump holds.
void leaveOut(const std::vector<BrokenView>& views, DumpContents& contents);
/// What is told of a dump without them: each by its name, with the reason.
[[nodiscard]] std::vector<Notice> leftOutNotices(const std::vector<BrokenView>& views);
/// Errors: Unsupported, with all names and reasons, where there are any.
[[nodiscard]] Result<void> refuseBroken(const std::vector<BrokenView>& views);

} // namespace dbv::mysql
