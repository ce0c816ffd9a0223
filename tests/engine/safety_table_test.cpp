// SPDX-License-Identifier: Apache-2.0
// What becomes of many statements in each safety, at real databases: the content tells, not the answer.
#include <array>
#include <map>
#include <string>

#include "server_sessions_fixture.h"
#include "watched_database.h"

namespace dbv::testing {

namespace {

class SafetyTable : public ServerSessions, public ::testing::WithParamInterface<WatchedEngine> {
protected:
    void SetUp() override {
        ServerSessions::SetUp();
        m_database = &watched(GetParam());
        m_database->setBystander("0");
        const protocol::ConnectionConfig bystander = m_database->bystanderConfig();
        if (!bystander.connector.empty()) {
            protocol::ConnectionConfig config = bystander;
            config.safety = Safety::Off;
            connect(config, {});
            succeeds("SELECT 1");
            m_bystander = sessionId(1);
            m_database->setBystander(m_bystander);
        }
        m_before = m_database->state();
    }
    [[nodiscard]] std::string filled(std::string statement) const {
        const std::map<std::string, std::string> places{{"{files}", m_database->files().string()},
                                                        {"{bystander}", m_bystander}};
        for (const auto& [place, value] : places) {
            for (std::size_t at = statement.find(place); at != std::string::npos; at = statement.find(place)) {
                statement.replace(at, place.size(), value);
            }
        }
        return statement;
    }
    /// The worst class of a script's statements.
    [[nodiscard]] std::string kindOf(const std::string& script) {
        const protocol::Event event = m_log->awaitLast(send(protocol::ClassifyScript{m_database->dialect(), script}));
        StatementClass worst = StatementClass::Read;
        for (const auto& each : std::get<protocol::ScriptClassified>(event).statements) {
            worst = std::max(worst, each.found.kind);
        }
        return std::string(className(worst));
    }
    /// How a script ends, in a word of the table; empty without an error.
    [[nodiscard]] std::string endOf(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* failed = std::get_if<RequestFailed>(&event);
        std::optional<Error> error = failed != nullptr ? std::optional(failed->error) : std::nullopt;
        for (const auto& each : m_log->all<protocol::StatementFinished>(request)) {
            error = each.report.error ? each.report.error : error;
        }
        m_said = error ? error->message : std::string();
        if (!error) {
            return {};
        }
        switch (error->kind) {
        case ErrorKind::ConfirmationRequired: return "asks";
        case ErrorKind::RefusedReadOnly:
        case ErrorKind::RefusedBySandbox: return "refused";
        default: return "fails";
        }
    }
    /// Runs a script on a connection of its own, and tells what came of it.
    [[nodiscard]] std::string outcomeOf(const std::string& script, Safety safety) {
        protocol::ConnectionConfig config = m_database->config();
        config.safety = safety;
        m_safety = safety;
        connect(config, config.options);
        const std::string end = endOf(run(script));
        static_cast<void>(m_log->awaitLast(send(protocol::CloseConnection{m_connection})));
        m_after = m_database->state();
        const std::string change = changeOf(m_before, m_after);
        if (!change.empty()) {
            m_difference = differenceOf(m_before, m_after);
            m_database->mend();
            DatabaseState restored = m_database->state();
            if (restored != m_before) {
                m_database->restore();
                restored = m_database->state();
            }
            EXPECT_EQ(differenceOf(m_before, restored), "") << "is not as it was after " << script;
            m_before = restored;
        }
        return end.empty() ? (change.empty() ? "runs" : change) : change.empty() ? end : change + "+" + end;
    }
    /// What a mode must not let happen, whatever the table expects.
    [[nodiscard]] static bool breaks(Safety safety, const std::string& outcome) {
        const std::string change = outcome.substr(0, outcome.find('+'));
        const bool changed = change == "loses" || change == "acts" || change == "defines" || change == "writes" ||
                             change == "draws" || change == "renames";
        switch (safety) {
        case Safety::ReadOnly: return changed;
        case Safety::DryRun: return changed && change != "draws";
        case Safety::Sandbox: return change == "loses" || change == "acts";
        case Safety::Confirm: return change == "loses";
        case Safety::Off: break;
        }
        return false;
    }
    void holds(std::size_t mode) {
        std::map<std::string, int> counts;
        int statements = 0;
        for (const SafetyLine& line : readSafetyTable(m_database->table())) {
            const std::string script = filled(line.statement);
            m_difference.clear();
            const std::string found = outcomeOf(script, kTableModes.at(mode));
            const std::string where = m_database->table() + ":" + std::to_string(line.number) + ": " + line.statement;
            EXPECT_EQ(kindOf(script), line.kind) << where;
            EXPECT_EQ(found, line.outcomes.at(mode)) << where << "\n" << m_said << "\n" << m_difference;
            EXPECT_FALSE(breaks(kTableModes.at(mode), found)) << where << "\n" << m_difference;
            ++counts[found];
            ++statements;
        }
        std::string told;
        for (const auto& [outcome, count] : counts) {
            told += ", " + outcome + " " + std::to_string(count);
        }
        std::cout << m_database->table() << ": " << statements << " statements" << told << "\n";
        EXPECT_GE(statements, 150);
    }

    WatchedDatabase* m_database = nullptr;
    std::string m_bystander = "0";
    DatabaseState m_before;
    DatabaseState m_after;
    std::string m_difference;
    std::string m_said;
};

TEST_P(SafetyTable, HoldsWhereNothingMayBeWritten) {
    holds(0);
}

TEST_P(SafetyTable, HoldsInASandbox) {
    holds(1);
}

TEST_P(SafetyTable, HoldsInADryRun) {
    holds(2);
}

TEST_P(SafetyTable, HoldsWhereSomebodyWouldHaveToConfirm) {
    holds(3);
}

INSTANTIATE_TEST_SUITE_P(Each, SafetyTable,
                         ::testing::Values(WatchedEngine::Postgres, WatchedEngine::MariaDb, WatchedEngine::Sqlite),
                         [](const auto& engine) { return nameOf(engine.param); });

} // namespace

} // namespace dbv::testing
