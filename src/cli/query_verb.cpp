// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include <QFile>

#include "cli/query_task.h"
#include "cli/table_formatter.h"
#include "cli/verb_tasks.h"

namespace dbv::cli {

namespace {

Result<std::string> readAll(QFile& file, const std::string& name) {
    const QByteArray bytes = file.readAll();
    if (file.error() != QFile::NoError) {
        return fail(ErrorKind::IoError, "Could not read " + name + ": " + file.errorString().toStdString() + ".",
                    "Check the path and the permissions of the file.");
    }
    return bytes.toStdString();
}

/// The text of a file without the mark at its beginning that many editors write.
Result<std::string> withoutByteOrderMark(std::string text, const std::string& name) {
    static constexpr std::string_view kUtf8("\xEF\xBB\xBF");
    static constexpr std::array<std::string_view, 2> kWide{"\xFF\xFE", "\xFE\xFF"};
    if (std::ranges::any_of(kWide, [&](std::string_view mark) { return text.starts_with(mark); })) {
        return fail(ErrorKind::InvalidInput, "The text in " + name + " is UTF-16; SQL is read as UTF-8.",
                    "Save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8.");
    }
    return text.starts_with(kUtf8) ? text.substr(kUtf8.size()) : std::move(text);
}

Result<std::string> sqlOf(const Arguments& arguments, int input) {
    const bool byFile = arguments.has("--file");
    if (byFile == (arguments.operands.size() == 2)) {
        return fail(ErrorKind::InvalidInput, "Give the SQL once: behind the target, or in a file with -f.",
                    "See dbvis query --help.");
    }
    if (!byFile) {
        return arguments.operands[1];
    }
    const std::string path(arguments.value("--file"));
    QFile file(QString::fromStdString(path));
    const bool opened = path == "-" ? file.open(input, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!opened) {
        return fail(ErrorKind::IoError, "Could not open " + path + ": " + file.errorString().toStdString() + ".",
                    "Check the path and the permissions of the file.");
    }
    Result<std::string> text = readAll(file, path);
    return text ? withoutByteOrderMark(*std::move(text), path) : text;
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
    Result<Login> login = loginOf(arguments.operands[0], arguments);
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
    } else {
        plan.makeFormatter = [format, options = *options] { return jobs::makeRowFormatter(format, options); };
    }
    return std::make_unique<QueryTask>(around, console, *std::move(login), std::move(plan), std::move(done));
}

} // namespace dbv::cli
