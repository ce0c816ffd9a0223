// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFile>
#include <QProcess>

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "server_sessions_fixture.h"

namespace dbv::testing {

using protocol::RunScriptFile;
using protocol::ScriptFinished;
using protocol::ScriptStatementFailed;
using protocol::ScriptTransactions;
/// Runs scripts that lie on the disk.
class ScriptFileRuns : public ServerSessions {
protected:
    std::string write(const std::string& name, std::string_view text) {
        const QString path = m_folder.filePath(QString::fromStdString(name));
        QFile file(path);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        EXPECT_EQ(file.write(text.data(), static_cast<qint64>(text.size())), static_cast<qint64>(text.size()));
        return path.toStdString();
    }
    [[nodiscard]] RunScriptFile script(const std::string& path) const {
        RunScriptFile command;
        command.connection = m_connection;
        command.session = SessionKey{1};
        command.path = path;
        return command;
    }
    [[nodiscard]] RunScriptFile scriptOf(std::string_view text) { return script(write("script.sql", text)); }
    ScriptFinished finished(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<ScriptFinished>(event);
    }
    /// Runs it to its end, without a failure.
    ScriptFinished succeedsFile(RunScriptFile command) {
        const ScriptFinished end = finished(send(std::move(command)));
        EXPECT_FALSE(end.stoppedBy) << end.stoppedBy->error.message << " in " << end.stoppedBy->text;
        EXPECT_EQ(end.failed, 0U);
        return end;
    }
    /// Runs a text from a line on, whatever becomes of it; each of its warnings that has these words, in a line of its own.
    std::string warningsFrom(std::string_view text, std::uint64_t line, std::string_view words = {},
                             ScriptTransactions how = ScriptTransactions::AsWritten) {
        RunScriptFile rest = scriptOf(text);
        rest.from = {protocol::ScriptStart::By::Line, line};
        rest.transactions = how;
        const RequestId run = send(rest);
        static_cast<void>(finished(run));
        std::string all;
        for (const protocol::NoticeRaised& raised : m_log->all<protocol::NoticeRaised>(run)) {
            const bool counts = raised.notice.severity == "warning" && raised.notice.message.contains(words);
            all += counts ? raised.notice.message + "\n" : "";
        }
        return all;
    }
    Error refusal(RunScriptFile command) {
        const protocol::Event event = m_log->awaitLast(send(std::move(command)));
        const auto* failed = std::get_if<RequestFailed>(&event);
        EXPECT_NE(failed, nullptr);
        return failed != nullptr ? failed->error : Error();
    }
    void connectSqlite(Safety safety = Safety::Confirm) {
        protocol::ConnectionConfig config;
        config.connector = "sqlite";
        config.database = m_folder.filePath(QStringLiteral("it.db")).toStdString();
        config.safety = safety;
        static_cast<void>(write("it.db", ""));
        connect(config, {});
    }
    static QByteArray output(const QString& program, const QStringList& arguments) {
        QProcess process;
        process.start(program, arguments);
        EXPECT_TRUE(process.waitForFinished(60'000)) << process.errorString().toStdString();
        EXPECT_EQ(process.exitCode(), 0) << process.readAllStandardError().toStdString();
        return process.readAllStandardOutput();
    }
};

class ScriptFilePostgres : public ScriptFileRuns {};
class ScriptFileMariaDb : public ScriptFileRuns {};
class ScriptFileSqlite : public ScriptFileRuns {};

} // namespace dbv::testing
