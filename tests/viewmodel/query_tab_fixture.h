// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <QCoreApplication>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/finished_script.h"
#include "viewmodel/query_tab.h"

namespace dbv::viewmodel {

using Qt::Literals::StringLiterals::operator""_s;

/// A tab on a connection, with an engine behind it that does what the test says.
class QueryTabOnFakeEngine : public ::testing::Test {
protected:
    QueryTabOnFakeEngine() {
        protocol::ConnectionFacts facts;
        facts.connection = ConnectionId{7};
        tab.setConnection(facts);
        engine.on<protocol::RunQuery>([this](RequestId id, const protocol::RunQuery&) { run = id; });
        engine.on<protocol::CancelRequest>([this](RequestId id, const protocol::CancelRequest&) { cancel = id; });
        QObject::connect(&tab, &QueryTab::messageAdded,
                         [this](const TabMessage& message) { messages.push_back(message); });
        QObject::connect(&tab, &QueryTab::statementChanged,
                         [this](TextSpan span, const StatementState& state) { states.emplace_back(span, state); });
    }
    static void deliver() { QCoreApplication::sendPostedEvents(); }
    void start(const std::string& sql, std::size_t position = 0) {
        tab.run({.sql = sql, .position = position, .line = 1});
        deliver();
    }
    [[nodiscard]] static protocol::StatementReport report(std::size_t statement, TextSpan span, std::uint64_t rows) {
        protocol::StatementReport report;
        report.statement = statement;
        report.span = span;
        report.rows = rows;
        report.command = "SELECT";
        return report;
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    QuestionDesk desk{bus};
    QueryTab tab{bus, engine.shelf(), SessionKey{3}};
    RequestId run;
    RequestId cancel;
    std::vector<TabMessage> messages;
    std::vector<std::pair<TextSpan, StatementState>> states;
};

} // namespace dbv::viewmodel
