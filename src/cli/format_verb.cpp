// SPDX-License-Identifier: Apache-2.0
// `dbvis format`: SQL laid out in lines, from the input or in files.
#include <charconv>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/sql_text.h"
#include "cli/step_task.h"
#include "cli/verb_tasks.h"
#include "jobs/atomic_file_sink.h"

namespace dbv::cli {

namespace {

class FormatTask final : public StepTask {
public:
    /// `command` without its text.
    FormatTask(const Surroundings& around, Console& console, protocol::FormatScript command,
               std::vector<std::string> paths, bool onlyChecks, Done done)
        : StepTask(around, console, std::move(done)),
          m_input(around.streams.in),
          m_command(std::move(command)),
          m_paths(std::move(paths)),
          m_onlyChecks(onlyChecks) {}

    void start() override {
        if (m_next == m_paths.size()) {
            finish({}, m_onlyChecks && m_changed ? kExitFailed : kExitOk);
            return;
        }
        const std::string& path = m_paths[m_next++];
        Result<SqlText> text = readSqlText(path, m_input);
        if (!text) {
            fail(text.error());
            return;
        }
        protocol::FormatScript command = m_command;
        command.sql = text->sql;
        hold(bus().ask(
            std::move(command),
            [this, path, text = *text](const protocol::ScriptFormatted& formatted) {
                takeFormatted(path, text, formatted.sql);
            },
            [this, path, sql = text->sql](Error error) {
                error.message = path == "-" ? error.message : path + ": " + error.message;
                console().error(error, sql);
                finish({}, kExitFailed);
            }));
    }

private:
    void takeFormatted(const std::string& path, const SqlText& text, const std::string& formatted) {
        const bool changed = formatted != text.sql;
        m_changed = m_changed || changed;
        const std::string written = (text.hasByteOrderMark ? std::string(kByteOrderMark) : std::string()) + formatted;
        if (m_onlyChecks) {
            if (changed) {
                console().note((path == "-" ? "The input" : path) + " would change.");
            }
        } else if (path == "-") {
            if (const int wrote = written.empty() ? kExitOk : console().out(written); wrote != kExitOk) {
                finish({}, wrote);
                return;
            }
        } else if (changed) {
            if (const Result<void> replaced = replace(path, written); !replaced) {
                fail(replaced.error());
                return;
            }
        }
        start();
    }

    static Result<void> replace(const std::string& path, const std::string& text) {
        Result<std::unique_ptr<jobs::AtomicFileSink>> file = jobs::AtomicFileSink::open(path);
        if (!file) {
            return std::unexpected(std::move(file.error()));
        }
        if (Result<void> written = (*file)->write(text); !written) {
            return written;
        }
        return (*file)->commit();
    }

    int m_input;
    protocol::FormatScript m_command;
    std::vector<std::string> m_paths;
    std::size_t m_next = 0;
    bool m_onlyChecks;
    bool m_changed = false;
};

Result<std::size_t> columnsFrom(const Arguments& arguments, std::string_view option, std::size_t otherwise) {
    if (!arguments.has(option)) {
        return otherwise;
    }
    const std::string_view text = arguments.value(option);
    std::size_t count = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
    if (failure != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorKind::InvalidInput,
                    std::string(option) + " must be a whole number, not " + std::string(text) + ".",
                    "See dbvis format --help.");
    }
    return count;
}

} // namespace

Result<std::unique_ptr<Task>> makeFormatTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                             Task::Done done) {
    protocol::FormatScript command;
    command.grammar = dialectNamed(arguments.value("--dialect", "sqlite")).value_or(DialectId::Sqlite);
    protocol::FormatOptions& options = command.options;
    const std::string_view style = arguments.value("--style", "standard");
    options.layout = style == "river"     ? protocol::FormatLayout::River
                     : style == "compact" ? protocol::FormatLayout::Compact
                                          : protocol::FormatLayout::Standard;
    const std::string_view letters = arguments.value("--keyword-case", "upper");
    options.keywordCase = letters == "keep"    ? protocol::KeywordCase::Keep
                          : letters == "lower" ? protocol::KeywordCase::Lower
                                               : protocol::KeywordCase::Upper;
    options.commas =
        arguments.value("--commas") == "leading" ? protocol::CommaPlace::Leading : protocol::CommaPlace::Trailing;
    const Result<std::size_t> indent = columnsFrom(arguments, "--indent", options.indent);
    const Result<std::size_t> width = columnsFrom(arguments, "--width", options.width);
    if (!indent || !width) {
        return std::unexpected(!indent ? indent.error() : width.error());
    }
    options.indent = *indent;
    options.width = *width;
    std::vector<std::string> paths = arguments.operands;
    if (paths.empty()) {
        paths.emplace_back("-");
    }
    return std::make_unique<FormatTask>(around, console, std::move(command), std::move(paths), arguments.has("--check"),
                                        std::move(done));
}

} // namespace dbv::cli
