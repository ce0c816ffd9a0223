// SPDX-License-Identifier: Apache-2.0
// What names in statements mean, at real databases of all three kinds.
#include <algorithm>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "server_sessions_fixture.h"

namespace dbv::testing {
namespace {

using protocol::CompletionKind;
using protocol::ExplainedColumn;
using protocol::NameExplained;

class NameExplanationTest : public ServerSessions {
protected:
    /// Waits until the names of the database are known.
    void learn() {
        static_cast<void>(m_log->awaitLast(
            send(protocol::Complete{.connection = m_connection, .sql = "SELECT ", .cursor = 7, .waits = true})));
    }
    /// What is told of the name at the cursor, which is written as `|`.
    [[nodiscard]] NameExplained explained(std::string script) {
        const std::size_t cursor = script.find('|');
        script.erase(cursor, 1);
        const protocol::Event event =
            m_log->awaitLast(send(protocol::ExplainName{m_connection, std::move(script), cursor}));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<NameExplained>(event);
    }
    /// `kind name object: table.column type>refers, …`; "nothing" where no name is known there.
    [[nodiscard]] std::string told(const std::string& script) {
        const NameExplained name = explained(script);
        if (!name.kind) {
            return "nothing";
        }
        std::string text = std::string(protocol::completionKindName(*name.kind)) + " " + name.name;
        text += name.object.empty() ? "" : " " + name.object;
        for (const ExplainedColumn& column : name.columns) {
            text += (&column == &name.columns.front() ? ": " : ", ") + column.table + "." + column.name;
            text += column.refersTo.empty() ? "" : ">" + column.refersTo;
        }
        return text;
    }
    void tryAll() {
        succeeds("CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(20))");
        succeeds("CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER, placed DATE,"
                 " FOREIGN KEY (customer_id) REFERENCES customers (id))");
        succeeds("CREATE VIEW recent AS SELECT id, placed FROM orders");
        learn();
        const std::string orders = "orders.id, orders.customer_id>customers.id, orders.placed";
        EXPECT_EQ(told("SELECT * FROM or|ders"), "table orders orders: " + orders);
        EXPECT_EQ(told("SELECT * FROM recent|"), "view recent recent: recent.id, recent.placed");
        EXPECT_EQ(told("SELECT o|.id FROM orders o"), "alias o orders: " + orders);
        EXPECT_EQ(told("SELECT o.id FROM orders o|"), "alias o orders: " + orders);
        EXPECT_EQ(told("SELECT o.custom|er_id FROM orders o"),
                  "column customer_id orders: orders.customer_id>customers.id");
        EXPECT_EQ(told("SELECT plac|ed FROM orders o JOIN customers c ON c.id = o.customer_id"),
                  "column placed orders: orders.placed");
        EXPECT_EQ(explained("SELECT i|d FROM orders o JOIN customers c ON true").columns.size(), 2U) << "of either";
        EXPECT_EQ(told("SELECT n.i|d FROM (SELECT id FROM orders) n"), "column id: n.id");
        EXPECT_EQ(told("WITH w AS (SELECT id AS x FROM orders) SELECT x FROM w|"), "cte w: w.x");
        EXPECT_EQ(told("SELECT (SELECT name| FROM orders) FROM customers"), "column name customers: customers.name");
        EXPECT_EQ(told("UPDATE orders SET pla|ced = NULL"), "column placed orders: orders.placed");
        EXPECT_EQ(told("SELECT no_such_colu|mn FROM orders"), "nothing");
        EXPECT_EQ(told("SELECT 'ord|ers'"), "nothing");
        EXPECT_EQ(told("SELECT 1 FR|OM orders"), "nothing");
        const NameExplained upper = explained("SELECT upp|er(name) FROM customers");
        EXPECT_EQ(upper.kind, CompletionKind::Function);
        EXPECT_FALSE(upper.takes.empty());
        EXPECT_EQ(upper.span, (TextSpan{7, 12}));
        EXPECT_TRUE(upper.whole);
    }
};

TEST_F(NameExplanationTest, IsGivenOnPostgres) {
    connectPostgres();
    tryAll();
    succeeds("CREATE SCHEMA stock; CREATE TABLE stock.\"Full Items\" (sku text);"
             " CREATE FUNCTION stock.total(n integer) RETURNS numeric LANGUAGE sql AS 'SELECT 1.0'");
    while (!HasFailure() && told("SELECT * FROM stock.\"Full It|ems\"") == "nothing") {
        static_cast<void>(m_log->awaitLast(send(protocol::Hello{})));
    }
    const NameExplained items = explained("SELECT * FROM stock.\"Full It|ems\"");
    EXPECT_EQ(items.schema, "stock");
    EXPECT_EQ(items.columns, (std::vector<ExplainedColumn>{{"Full Items", "sku", "text", ""}}));
    EXPECT_EQ(told("SELECT * FROM sto|ck.x"), "schema stock");
    EXPECT_EQ(explained("SELECT stock.tot|al(1)").takes, (std::vector<std::string>{"(n integer)"}));
    EXPECT_EQ(told("SELECT ORD|ERS.id FROM orders"),
              "table orders orders: orders.id, orders.customer_id>customers.id, orders.placed");
}

TEST_F(NameExplanationTest, IsGivenOnMariaDb) {
    connectMariadb();
    tryAll();
}

TEST_F(NameExplanationTest, IsGivenOnSqlite) {
    protocol::ConnectionConfig config;
    config.connector = "sqlite";
    config.database = m_folder.filePath(QStringLiteral("shop.db")).toStdString();
    std::ofstream(config.database, std::ios::app).close();
    connect(std::move(config), {});
    tryAll();
    EXPECT_EQ(told("SELECT * FROM ma|in.orders"), "schema main");
}

TEST_F(NameExplanationTest, TellsOfATableWithManyColumnsHowManyThereAre) {
    connectPostgres();
    std::string columns;
    for (int i = 0; i < 100; ++i) {
        columns += (i == 0 ? "c" : ", c") + std::to_string(i) + " integer";
    }
    succeeds("CREATE TABLE wide (" + columns + ")");
    learn();
    const NameExplained wide = explained("SELECT * FROM wi|de");
    EXPECT_EQ(wide.columnCount, 100U);
    EXPECT_EQ(wide.columns.size(), protocol::kMostExplainedColumns);
}

} // namespace
} // namespace dbv::testing
