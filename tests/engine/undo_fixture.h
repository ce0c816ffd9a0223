// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server_sessions_fixture.h"
#include "sqlite/connector.h"

namespace dbv::testing {

using protocol::ChangeHeld;
using protocol::ChangeSettled;
using protocol::UndoCounts;
using protocol::UndoDone;
using protocol::UndoEntry;

enum class UndoServer : std::uint8_t { Sqlite, Postgres, MariaDb };

/// Changes that are committed at real servers, and undone.
class UndoTest : public ServerSessions, public ::testing::WithParamInterface<UndoServer> {
protected:
    void SetUp() override {
        ServerSessions::SetUp();
        openConnection();
    }
    void openConnection() {
        switch (GetParam()) {
        case UndoServer::Sqlite: {
            protocol::ConnectionConfig config;
            config.connector = "sqlite";
            config.database = m_folder.filePath(QStringLiteral("undo.sqlite")).toStdString();
            connect(config, {{"mode", "rwc"}});
            break;
        }
        case UndoServer::Postgres: connectPostgres(); break;
        case UndoServer::MariaDb: connectMariadb(); break;
        }
    }
    [[nodiscard]] ChangeHeld hold(const std::string& sql, RequestId& request) {
        protocol::HoldChange command;
        command.change.connection = m_connection;
        command.change.session = SessionKey{1};
        command.change.sql = sql;
        command.keepForMs = 600'000;
        request = send(std::move(command));
        const auto held = m_log->awaitUnlessOver<ChangeHeld>(request);
        if (!held) {
            ADD_FAILURE() << sql << ": " << failure(request).message;
            return {};
        }
        return *held;
    }
    /// Makes a change, commits it, and gives the id under which it can be undone.
    std::string commit(const std::string& sql) {
        RequestId request;
        m_held = hold(sql, request);
        const protocol::Event event =
            m_log->awaitLast(send(protocol::SettleChange{request, protocol::TransactionEnd::Commit}));
        const auto* settled = std::get_if<ChangeSettled>(&event);
        if (settled == nullptr) {
            ADD_FAILURE() << std::get<RequestFailed>(event).error.message;
            return {};
        }
        static_cast<void>(m_log->awaitLast(request));
        EXPECT_EQ(settled->undo, m_held.undo);
        return settled->undo.id;
    }
    [[nodiscard]] RequestId sendUndo(const std::string& id, bool apply, bool partly = false) {
        return send(protocol::UndoChange{m_connection, id, apply, partly});
    }
    [[nodiscard]] UndoDone undo(const std::string& id, bool apply, bool partly = false) {
        const protocol::Event event = m_log->awaitLast(sendUndo(id, apply, partly));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<UndoDone>(event);
    }
    [[nodiscard]] std::vector<UndoEntry> listed() {
        const auto event = std::get<protocol::UndoListed>(m_log->awaitLast(send(protocol::ListUndo{m_connection})));
        m_unread = event.notices.size();
        return event.entries;
    }
    /// Every value of a table by the server's own words, and how it was given.
    [[nodiscard]] std::string content(const std::string& query) {
        const RequestId request = run(query, 2);
        const protocol::StatementReport ended = report(request);
        if (ended.error) {
            return "failed: " + ended.error->message;
        }
        const auto columns = m_log->await<protocol::ColumnsArrived>(request);
        const auto spool = m_shelf->find(columns.result);
        std::string all;
        for (std::uint64_t row = 0; row < spool->rowCount(); ++row) {
            const auto found = spool->row(row);
            for (std::size_t column = 0; column < columns.columns.size(); ++column) {
                const Cell cell = found->batch->cell(found->row, column);
                all += std::to_string(static_cast<int>(cell.kind)) + ":";
                appendCellText(all, cell);
                all += "|";
            }
            all += "\n";
        }
        return all;
    }
    [[nodiscard]] std::filesystem::path undoFolder() const {
        return std::filesystem::path(m_folder.path().toStdString()) / "undo";
    }
    [[nodiscard]] std::vector<std::filesystem::path> filesOf(const std::string& extension) const {
        std::vector<std::filesystem::path> found;
        for (const auto& each : std::filesystem::directory_iterator(undoFolder())) {
            if (each.path().extension() == extension) {
                found.push_back(each.path());
            }
        }
        return found;
    }

    ChangeHeld m_held;
    std::size_t m_unread = 0;
};

inline std::string undoServerName(const ::testing::TestParamInfo<UndoServer>& info) {
    switch (info.param) {
    case UndoServer::Sqlite: return "Sqlite";
    case UndoServer::Postgres: return "Postgres";
    case UndoServer::MariaDb: break;
    }
    return "MariaDb";
}

} // namespace dbv::testing
