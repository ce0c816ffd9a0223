// SPDX-License-Identifier: Apache-2.0
// `dbvis history`: the statements that were sent.
#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <QDateTime>

#include "cli/step_task.h"
#include "cli/text_table.h"
#include "cli/verb_tasks.h"
#include "rpc/history_json.h"
#include "rpc/message.h"

namespace dbv::cli {

namespace {

std::optional<std::uint64_t> wholeNumber(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// A moment by its name, or how long ago it was. Unit: milliseconds since 1970.
Result<std::int64_t> sinceWhen(std::string_view text) {
    constexpr std::int64_t kMinute = 60'000;
    const std::string_view count = text.substr(0, text.empty() ? 0 : text.size() - 1);
    const char unit = text.empty() ? ' ' : text.back();
    const std::int64_t length = unit == 'm'   ? kMinute
                                : unit == 'h' ? 60 * kMinute
                                : unit == 'd' ? kMinute * 60 * 24
                                              : 0;
    constexpr std::uint64_t kMost = 100'000'000;
    if (const auto number = wholeNumber(count); number && *number < kMost && length > 0) {
        return QDateTime::currentMSecsSinceEpoch() - static_cast<std::int64_t>(*number) * length;
    }
    const QDateTime moment =
        QDateTime::fromString(QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())), Qt::ISODate);
    if (!moment.isValid()) {
        return fail(ErrorKind::InvalidInput, "--since must be a moment or a time, not " + std::string(text) + ".",
                    "Write 2026-11-27, 2026-11-27T09:00, or 30m, 12h, 7d for a time until now.");
    }
    return moment.toMSecsSinceEpoch();
}

/// The first line of a statement that says something.
std::string firstLineOf(const std::string& sql) {
    const std::size_t begin = std::min(sql.find_first_not_of(" \t\r\n"), sql.size());
    const std::size_t end = std::min(sql.find('\n', begin), sql.size());
    const bool more = sql.find_first_not_of(" \t\r\n", end) != std::string::npos;
    return sql.substr(begin, end - begin) + (more ? " …" : "");
}

/// Finds statements and writes them.
class SearchHistoryTask final : public StepTask {
public:
    SearchHistoryTask(const Surroundings& around, Console& console, protocol::SearchHistory command, bool json,
                      Done done)
        : StepTask(around, console, std::move(done)), m_command(std::move(command)), m_json(json) {}

    void start() override {
        ask(m_command, [this](const protocol::HistoryFound& found) {
            for (const Notice& notice : found.notices) {
                console().note("dbvis: " + notice.message);
            }
            finish(m_json ? rpc::jsonText(rpc::historyFoundJson(found)) + "\n" : listText(found));
        });
    }

private:
    [[nodiscard]] std::string listText(const protocol::HistoryFound& found) const {
        const bool forPeople = console().outIsTerminal();
        if (forPeople && found.entries.empty()) {
            return found.isPrivate ? "Nothing is recorded: the history is in private mode.\n"
                                   : "No statement was found.\n";
        }
        std::vector<std::vector<std::string>> rows{{"TIME", "CONNECTION", "OUTCOME", "ROWS", "MS", "STATEMENT"}};
        for (const protocol::HistoryEntry& entry : found.entries) {
            const std::string count = entry.affectedRows && entry.rows == 0 ? std::to_string(*entry.affectedRows)
                                                                            : std::to_string(entry.rows);
            rows.push_back({momentText(entry.at, forPeople), entry.connection,
                            std::string(rpc::outcomeName(entry.outcome)), count,
                            std::to_string(static_cast<std::int64_t>(entry.timeMs)),
                            forPeople ? firstLineOf(entry.sql) : entry.sql});
        }
        return tableText(std::move(rows), forPeople);
    }

    protocol::SearchHistory m_command;
    bool m_json;
};

/// Changes the history, and says nothing where that worked.
template <class C>
class ChangeHistoryTask final : public StepTask {
public:
    ChangeHistoryTask(const Surroundings& around, Console& console, C command, Done done)
        : StepTask(around, console, std::move(done)), m_command(std::move(command)) {}

    void start() override {
        ask(m_command, [this](const typename C::Answer&) { finish({}); });
    }

private:
    C m_command;
};

} // namespace

Result<std::unique_ptr<Task>> makeHistoryTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                              Task::Done done) {
    const std::string connection(arguments.value("--connection"));
    if (arguments.has("--clear") || arguments.has("--private")) {
        if (!arguments.operands.empty() || (arguments.has("--clear") && arguments.has("--private"))) {
            return fail(ErrorKind::InvalidInput, "--clear and --private are about the history, not about a search.",
                        "Give one of them alone; --private may have a --connection.");
        }
        if (around.notKept) {
            return std::unexpected(*around.notKept);
        }
    }
    if (arguments.has("--private")) {
        return std::make_unique<ChangeHistoryTask<protocol::SetHistoryPrivacy>>(
            around, console, protocol::SetHistoryPrivacy{connection, arguments.value("--private") == "on"},
            std::move(done));
    }
    if (arguments.has("--clear")) {
        if (!connection.empty()) {
            return fail(ErrorKind::InvalidInput, "--clear removes the whole history, of every connection.",
                        "Leave --connection out.");
        }
        return std::make_unique<ChangeHistoryTask<protocol::RemoveHistory>>(
            around, console, protocol::RemoveHistory{.ids = {}, .all = true}, std::move(done));
    }
    protocol::SearchHistory command;
    command.text = arguments.operands.empty() ? std::string() : arguments.operands[0];
    command.connection = connection;
    command.outcome = rpc::outcomeNamed(arguments.value("--outcome"));
    if (arguments.has("--since")) {
        const Result<std::int64_t> since = sinceWhen(arguments.value("--since"));
        if (!since) {
            return std::unexpected(since.error());
        }
        command.since = *since;
    }
    if (arguments.has("--limit")) {
        const std::optional<std::uint64_t> limit = wholeNumber(arguments.value("--limit"));
        if (!limit || *limit == 0 || *limit > protocol::kMostHistoryEntries) {
            return fail(ErrorKind::InvalidInput,
                        "--limit must be a number from 1 to " + std::to_string(protocol::kMostHistoryEntries) + ".",
                        "See dbvis history --help.");
        }
        command.limit = *limit;
    }
    return std::make_unique<SearchHistoryTask>(around, console, std::move(command),
                                               arguments.value("--format") == "json", std::move(done));
}

} // namespace dbv::cli
