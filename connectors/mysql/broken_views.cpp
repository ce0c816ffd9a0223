// SPDX-License-Identifier: Apache-2.0
#include "mysql/broken_views.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string_view>
#include <utility>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// "View references invalid table(s) or column(s) or function(s) or definer/invoker of view lack rights to use them".
constexpr std::int64_t kViewInvalid = 1356;
/// Of more the names alone are told.
constexpr std::size_t kMostReasonsTold = 20;

/// What the server has found missing behind its word that the view is invalid.
Result<std::string> reasonOf(Line& line, const std::string& view, std::string said) {
    // It is read and not run: nothing that the view calls does anything.
    const Result<void> prepared = line.run("PREPARE dbv_broken_view FROM " + textLiteral("SELECT * FROM " + view));
    if (prepared) {
        const Result<void> gone = line.run("DEALLOCATE PREPARE dbv_broken_view");
        return gone ? Result<std::string>(std::move(said)) : std::unexpected(gone.error());
    }
    if (prepared.error().nativeCode != kViewInvalid) {
        // A definer that does not exist, a right that is missing: no reason for what was said before.
        const bool isOfView = prepared.error().kind == ErrorKind::SqlError;
        return isOfView ? Result<std::string>(std::move(said)) : std::unexpected(prepared.error());
    }
    const Result<TextTable> warnings = line.query("SHOW WARNINGS");
    if (!warnings) {
        return std::unexpected(warnings.error());
    }
    const auto first = std::ranges::find_if(*warnings, [](const auto& row) {
        return row.size() == 3 && row[0] == "Error" && row[1] != std::to_string(kViewInvalid);
    });
    return first == warnings->end() ? std::move(said) : (*first)[2].value_or("");
}

/// Nothing where it is not broken.
Result<std::optional<std::string>> brokenBecause(Line& line, const std::string& view) {
    const Result<TextTable> columns = line.query("SHOW COLUMNS FROM " + view);
    if (columns) {
        return std::nullopt;
    }
    const Error& error = columns.error();
    if (error.nativeCode != kViewInvalid) {
        // Whoever needs its columns hears of it then.
        return error.kind == ErrorKind::SqlError ? Result<std::optional<std::string>>(std::nullopt)
                                                 : std::unexpected(error);
    }
    Result<std::string> reason = reasonOf(line, view, error.message);
    return reason ? Result<std::optional<std::string>>(*std::move(reason)) : std::unexpected(std::move(reason.error()));
}

} // namespace

Result<std::vector<BrokenView>> brokenViews(Line& line, const std::string& database, const DumpScope& scope) {
    std::vector<BrokenView> broken;
    if (scope.content == DumpContent::Rows) {
        return broken;
    }
    const Result<TextTable> views =
        line.query("SELECT TABLE_NAME FROM information_schema.TABLES WHERE " + isDatabase("TABLE_SCHEMA", database) +
                   " AND TABLE_TYPE = 'VIEW' ORDER BY TABLE_NAME");
    if (!views) {
        return std::unexpected(views.error());
    }
    for (const auto& row : *views) {
        std::string name = row[0].value_or("");
        if (!meansAll(scope) && !isAmong({ObjectType::View, name, {}}, scope.objects)) {
            continue;
        }
        Result<std::optional<std::string>> reason = brokenBecause(line, quotedName(database) + "." + quotedName(name));
        if (!reason) {
            return std::unexpected(std::move(reason.error()));
        }
        if (*reason) {
            broken.push_back({std::move(name), **std::move(reason)});
        }
    }
    return broken;
}

void leaveOut(const std::vector<BrokenView>& views, DumpContents& contents) {
    std::set<std::string_view> names;
    for (const BrokenView& view : views) {
        names.insert(view.name);
    }
    std::erase_if(contents.entries, [&names](const DumpEntry& entry) {
        return entry.type == ObjectType::View && names.contains(entry.name);
    });
    std::erase_if(contents.needs, [&names](const DumpNeed& need) { return names.contains(need.who); });
}

std::vector<Notice> leftOutNotices(const std::vector<BrokenView>& views) {
    std::vector<Notice> notices;
    const std::size_t told = std::min(views.size(), kMostReasonsTold);
    // One more for the names of the rest.
    notices.reserve(told + 1);
    for (std::size_t i = 0; i < told; ++i) {
        notices.push_back({"warning", "The view \"" + views[i].name +
                                          "\" is broken, and not in the backup, since nobody could make it again: " +
                                          views[i].reason + ". Mend it or drop it; SHOW CREATE VIEW " +
                                          quotedName(views[i].name) + " still shows its text."});
    }
    std::vector<std::string> more;
    for (std::size_t i = told; i < views.size(); ++i) {
        more.push_back(views[i].name);
    }
    if (!more.empty()) {
        notices.push_back({"warning", "These views are broken and not in the backup, too: " + namesOf(more) + "."});
    }
    return notices;
}

Result<void> refuseBroken(const std::vector<BrokenView>& views) {
    std::string list;
    for (const BrokenView& view : views) {
        list += (list.empty() ? "\"" : "; \"") + view.name + "\": " + view.reason;
    }
    return list.empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported, "What is chosen is broken, and nobody could make it again: " + list + ".",
                      "Mend it, or choose without it.");
}

} // namespace dbv::mysql
