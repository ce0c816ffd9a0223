// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

#include "cli/query_task.h"
#include "cli/verb_tasks.h"

namespace dbv::cli {

namespace {

/// Writes to a file by way of the engine, which replaces it as a whole.
class ExportTask final : public DatabaseTask {
public:
    ExportTask(const Surroundings& around, Console& console, Login login, protocol::ExportRows command, Done done)
        : DatabaseTask(around, console, std::move(login), std::move(done)), m_command(std::move(command)) {}

private:
    void run(const protocol::ConnectionFacts& facts) override {
        m_command.connection = facts.connection;
        const std::string sql = m_command.source.sql;
        hold(around().bus.send(m_command, [this, sql](const protocol::Event& event, bool) {
            if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
                console().progress(std::to_string(progress->done) + " " + progress->unit);
            } else if (const auto* finished = std::get_if<protocol::ExportFinished>(&event)) {
                for (const Notice& notice : finished->notices) {
                    console().note(notice.severity + ": " + notice.message);
                }
                if (console().errIsTerminal()) {
                    console().note(std::to_string(finished->rows) + " rows, " + std::to_string(finished->bytes) +
                                   " bytes");
                }
                end(kExitOk);
            } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                const bool unconfirmed = failure->error.kind == ErrorKind::ConfirmationRequired;
                console().error(unconfirmed ? unconfirmedExport(failure->error) : failure->error, sql);
                end(kExitFailed);
            }
        }));
    }

    [[nodiscard]] std::string unconfirmed() const override { return "the export"; }

    protocol::ExportRows m_command;
};

std::string quoted(const std::string& name, DialectId dialect) {
    const bool backtick = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    const char quote = backtick ? '`' : '"';
    std::string text(1, quote);
    for (const char c : name) {
        text += c == quote ? std::string(2, quote) : std::string(1, c);
    }
    return text + quote;
}

std::string selectAll(const ObjectPath& table, DialectId dialect) {
    const std::string schema = table.schema.empty() ? std::string() : quoted(table.schema, dialect) + ".";
    return "SELECT * FROM " + schema + quoted(table.name, dialect);
}

std::optional<protocol::ExportFormat> formatOf(const Arguments& arguments, const std::string& path) {
    if (arguments.has("--format")) {
        return jobs::exportFormatNamed(arguments.value("--format"));
    }
    const std::string extension = std::filesystem::path(path).extension().string();
    return jobs::exportFormatNamed(extension.empty() ? std::string_view() : std::string_view(extension).substr(1));
}

Result<protocol::ExportSource> sourceOf(const Arguments& arguments) {
    if (arguments.has("--table") == arguments.has("--query")) {
        return fail(ErrorKind::InvalidInput, "Give either --table or --query.", "See dbvis export --help.");
    }
    protocol::ExportSource source;
    if (arguments.has("--table")) {
        source.table = ObjectPath{std::string(arguments.value("--schema")), std::string(arguments.value("--table"))};
    }
    source.sql = arguments.value("--query");
    return source;
}

} // namespace

Result<std::unique_ptr<Task>> makeExportTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                             Task::Done done) {
    const std::string path(arguments.value("--output", "-"));
    const protocol::ExportFormat format = formatOf(arguments, path).value_or(protocol::ExportFormat::Csv);
    Result<protocol::ExportOptions> options = exportOptionsOf(arguments, format);
    Result<protocol::ExportSource> source = sourceOf(arguments);
    if (!options || !source) {
        return std::unexpected(!options ? options.error() : source.error());
    }
    Result<Login> login = loginOf(arguments.operands[0], arguments, Safety::Confirm);
    if (!login) {
        return std::unexpected(std::move(login.error()));
    }
    if (path != "-") {
        protocol::ExportRows command{{},   *std::move(source),  format,
                                     path, *std::move(options), protocol::StatementSource::CommandLine};
        return std::make_unique<ExportTask>(around, console, *std::move(login), std::move(command), std::move(done));
    }
    QueryPlan plan;
    plan.oneStatement = true;
    plan.sql = [source = *std::move(source)](const protocol::ConnectionFacts& facts) {
        return source.table ? selectAll(*source.table, facts.dialect) : source.sql;
    };
    plan.makeFormatter = [format, options = *std::move(options)] { return jobs::makeRowFormatter(format, options); };
    return std::make_unique<QueryTask>(around, console, *std::move(login), std::move(plan), std::move(done));
}

} // namespace dbv::cli
