// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include "cli/query_task.h"
#include "cli/sql_text.h"
#include "cli/table_formatter.h"
#include "cli/verb_tasks.h"

namespace dbv::cli {

namespace {

Result<std::string> sqlOf(const Arguments& arguments, int input) {
    const bool byFile = arguments.has("--file");
    if (byFile == (arguments.operands.size() == 2)) {
        return fail(ErrorKind::InvalidInput, "Give the SQL once: behind the target, or in a file with -f.",
                    "See dbvis query --help.");
    }
    if (!byFile) {
        return arguments.operands[1];
    }
    Result<SqlText> text = readSqlText(std::string(arguments.value("--file")), input);
    return text ? Result<std::string>(std::move(text->sql)) : std::unexpected(std::move(text.error()));
}

Result<std::uint64_t> countOf(const Arguments& arguments, std::string_view option, std::uint64_t otherwise) {
    if (!arguments.has(option)) {
        return otherwise;
    }
    const std::string_view text = arguments.value(option);
    std::uint64_t count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failure != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorKind::InvalidInput,
                    std::string(option) + " must be a whole number, not " + std::string(text) + ".",
                    "See dbvis query --help.");
    }
    return count;
}

} // namespace

Result<protocol::ExportOptions> exportOptionsOf(const Arguments& arguments, protocol::ExportFormat format) {
    protocol::ExportOptions options = jobs::usualOptions(format);
    options.header = !arguments.has("--no-header");
    options.nullText = arguments.value("--null", options.nullText);
    if (arguments.has("--delimiter")) {
        const std::string_view delimiter = arguments.value("--delimiter");
        if (delimiter.size() != 1) {
            return fail(ErrorKind::InvalidInput, "--delimiter must be one ASCII character.", "Use , or ; or a tab.");
        }
        options.delimiter = delimiter.front();
    }
    // Said now rather than after the statement has run.
    const auto formatter = jobs::makeRowFormatter(format, options);
    return formatter ? Result<protocol::ExportOptions>(options) : std::unexpected(formatter.error());
}

Result<std::unique_ptr<Task>> makeQueryTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                            Task::Done done) {
    Result<std::string> sql = sqlOf(arguments, around.streams.in);
    const Result<std::uint64_t> maxRows = countOf(arguments, "--max-rows", protocol::kUnlimitedRows);
    const Result<std::uint64_t> timeout = countOf(arguments, "--timeout", 0);
    const std::string name(arguments.value("--format", console.outIsTerminal() ? "table" : "csv"));
    const protocol::ExportFormat format = jobs::exportFormatNamed(name).value_or(protocol::ExportFormat::Csv);
    const Result<protocol::ExportOptions> options = exportOptionsOf(arguments, format);
    if (!sql || !maxRows || !timeout || !options) {
        return std::unexpected(!sql       ? sql.error()
                               : !maxRows ? maxRows.error()
                               : !timeout ? timeout.error()
                                          : options.error());
    }
    Result<Login> login = loginOf(arguments.operands[0], arguments, Safety::Confirm);
    if (!login) {
        return std::unexpected(std::move(login.error()));
    }
    QueryPlan plan;
    plan.sql = [sql = *std::move(sql)](const protocol::ConnectionFacts&) { return sql; };
    plan.maxRows = *maxRows;
    plan.timeoutMs = *timeout;
    plan.stopOnError = !arguments.has("--keep-going");
    plan.confirmed = arguments.has("--yes");
    if (name == "table") {
        plan.makeFormatter = [] { return Result<std::unique_ptr<jobs::RowFormatter>>(makeTableFormatter()); };
    } else if (format == protocol::ExportFormat::Json) {
        plan.makeFormatter = [] {
            return Result<std::unique_ptr<jobs::RowFormatter>>(jobs::makeJsonResultsFormatter());
        };
    } else {
        plan.makeFormatter = [format, options = *options] { return jobs::makeRowFormatter(format, options); };
    }
    return std::make_unique<QueryTask>(around, console, *std::move(login), std::move(plan), std::move(done));
}

} // namespace dbv::cli
