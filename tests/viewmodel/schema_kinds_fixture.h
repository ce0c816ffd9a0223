// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QAbstractItemModelTester>
#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

using Qt::Literals::StringLiterals::operator""_s;

inline ObjectDescription describedOrders() {
    ObjectDescription orders;
    orders.path = {"shop", "orders", {}};
    orders.columns = {{.name = "id", .type = "bigint", .nullable = false, .primaryKeyPosition = 1},
                      {.name = "total", .type = "numeric", .defaultValue = "0", .comment = "with tax"}};
    orders.keys = {{.name = "orders_pkey", .primary = true, .columns = {"id"}}};
    orders.foreignKeys = {{.name = "of_customer",
                           .columns = {"customer"},
                           .references = {"crm", "customers", {}},
                           .referencedColumns = {"id"},
                           .onDelete = "CASCADE"}};
    orders.checks = {{"positive", "total > 0"}};
    orders.indexes = {{.name = "by_total", .unique = true, .predicate = "total > 9", .columns = {"total", "id"}}};
    orders.triggers = {{"touched", "CREATE TRIGGER touched"}};
    orders.policies = {{"own", "CREATE POLICY own"}};
    orders.grants = {{"clerk", {"SELECT", "UPDATE"}, {"SELECT"}}};
    orders.owner = "boss";
    orders.partitionKey = "RANGE (day)";
    orders.comment = "what was bought";
    orders.estimatedRows = 1'234'567;
    orders.sizeBytes = std::int64_t{96} << 20U;
    return orders;
}

/// An explorer on a server whose one open database holds something of every kind.
class SchemaKinds : public ::testing::Test {
protected:
    SchemaKinds() {
        ConnectorInfo server;
        server.id = "server";
        server.defaultPort = 5432;
        ConnectorInfo file;
        file.id = "file";
        connections.setConnectors({server, file});
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection&) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{1};
            facts.connector = connector;
            facts.database = "sales";
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        engine.on<protocol::ListSchemas>([this](RequestId id, const protocol::ListSchemas&) {
            engine.finish(id, protocol::SchemasListed{schemas});
        });
        engine.on<protocol::ListObjects>([this](RequestId id, const protocol::ListObjects& command) {
            protocol::ObjectsListed answer{command.schema == "shop" ? objects : others, {}};
            std::erase_if(answer.objects,
                          [&](const ObjectSummary& each) { return !includes(command.scope, scopeOf(each.type)); });
            if (const auto found = refusals.find(command.scope); found != refusals.end()) {
                answer.notices = {{"warning", found->second}};
            }
            if (held == command.scope) {
                late.emplace_back(id, answer);
            } else {
                engine.finish(id, answer);
            }
        });
        engine.on<protocol::ListServerObjects>([this](RequestId id, const protocol::ListServerObjects&) {
            engine.finish(id, protocol::ObjectsListed{serverObjects, {}});
        });
        engine.on<protocol::DescribeObject>([this](RequestId id, const protocol::DescribeObject&) {
            engine.finish(id, protocol::ObjectDescribed{description, notices});
        });
    }
    /// The model's tester looks into every line, so that nothing stays unread.
    void openUntested() {
        tester.reset();
        open();
    }
    static void deliver() {
        for (int i = 0; i < 12; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    void open() {
        connections.open({}, [](const auto&) {});
        deliver();
    }
    /// The line reached by these names from the database on, each opened on the way.
    [[nodiscard]] QModelIndex line(const std::vector<QString>& names) {
        QModelIndex at = tree.index(0, 0, {});
        for (const QString& name : names) {
            tree.fetchMore(at);
            deliver();
            QModelIndex found;
            for (int row = 0; row < tree.rowCount(at) && !found.isValid(); ++row) {
                const QModelIndex child = tree.index(row, 0, at);
                found = child.data().toString() == name ? child : QModelIndex();
            }
            if (!found.isValid()) {
                return {};
            }
            at = found;
        }
        return at;
    }
    [[nodiscard]] QStringList below(const QModelIndex& at) {
        tree.fetchMore(at);
        deliver();
        QStringList names;
        for (int row = 0; row < tree.rowCount(at); ++row) {
            names << tree.index(row, 0, at).data().toString();
        }
        return names;
    }
    void finishLate() {
        for (const auto& [id, answer] : std::exchange(late, {})) {
            engine.finish(id, answer);
        }
        deliver();
    }
    [[nodiscard]] static QString detail(const QModelIndex& at) { return at.data(SchemaTree::DetailRole).toString(); }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    SchemaTree tree{bus, connections};
    std::optional<QAbstractItemModelTester> tester{std::in_place, &tree,
                                                   QAbstractItemModelTester::FailureReportingMode::Fatal};
    std::string connector = "server";
    std::vector<SchemaInfo> schemas{
        {.name = "audit"}, {.name = "shop", .isDefault = true}, {.name = "pg_catalog", .system = true}};
    std::vector<ObjectSummary> objects{
        {.name = "orders", .type = ObjectType::Table, .comment = "what was bought", .estimatedRows = 1'234'567},
        {.name = "orders_2026", .type = ObjectType::Table, .parent = "orders", .estimatedRows = 10},
        {.name = "orders_2026_may", .type = ObjectType::Table, .parent = "orders_2026"},
        {.name = "open_orders", .type = ObjectType::View},
        {.name = "totals", .type = ObjectType::MaterializedView},
        {.name = "search", .type = ObjectType::VirtualTable},
        {.name = "far_away", .type = ObjectType::ForeignTable},
        {.name = "by_total", .type = ObjectType::Index, .parent = "orders"},
        {.name = "may_by_total", .type = ObjectType::Index, .parent = "orders_2026_may"},
        {.name = "touched", .type = ObjectType::Trigger, .parent = "orders"},
        {.name = "numbers", .type = ObjectType::Sequence},
        {.name = "area(integer)", .type = ObjectType::Routine},
        {.name = "area(text)", .type = ObjectType::Routine},
        {.name = "ours_not(text)", .type = ObjectType::Routine, .internal = true},
        {.name = "state", .type = ObjectType::Type},
        {.name = "hstore", .type = ObjectType::Extension},
        {.name = "own", .type = ObjectType::Policy, .parent = "orders"},
        {.name = "nightly", .type = ObjectType::Event}};
    std::vector<ObjectSummary> others{{.name = "trail", .type = ObjectType::Table}};
    std::vector<ObjectSummary> serverObjects{{.name = "pg_monitor", .type = ObjectType::Role, .internal = true},
                                             {.name = "boss", .type = ObjectType::Role},
                                             {.name = "sales", .type = ObjectType::Database},
                                             {.name = "stock", .type = ObjectType::Database}};
    ObjectDescription description = describedOrders();
    std::vector<Notice> notices;
    /// What the server says of a scope that it tells only in part.
    std::map<ObjectScope, std::string> refusals;
    /// The scope that is answered only by `finishLate`.
    std::optional<ObjectScope> held;
    std::vector<std::pair<RequestId, protocol::ObjectsListed>> late;
};

} // namespace dbv::viewmodel
