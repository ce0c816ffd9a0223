// SPDX-License-Identifier: Apache-2.0
// Completion, from a text to proposals, at real databases of all three kinds.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "server_sessions_fixture.h"

namespace dbv::testing {
namespace {

using protocol::Complete;
using protocol::CompletionFound;
using protocol::CompletionItem;
using protocol::CompletionKind;

class CompletionTest : public ServerSessions {
protected:
    /// What is proposed at the cursor, which is written as `|`.
    [[nodiscard]] CompletionFound found(std::string script, bool waits = true, bool automatic = false) {
        const std::size_t cursor = script.find('|');
        script.erase(cursor, 1);
        const protocol::Event event =
            m_log->awaitLast(send(Complete{m_connection, std::move(script), cursor, automatic, waits}));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<CompletionFound>(event);
    }
    [[nodiscard]] std::string first(const std::string& script) {
        const CompletionFound all = found(script);
        return all.items.empty() ? "nothing" : all.items.front().text;
    }
    /// The detail of a proposal; "missing" where it is none.
    [[nodiscard]] std::string detail(const std::string& script, const std::string& text) {
        const CompletionFound all = found(script);
        const auto item = std::ranges::find(all.items, text, &CompletionItem::text);
        return item == all.items.end() ? "missing" : item->detail;
    }
    [[nodiscard]] bool proposes(const std::string& script, const std::string& text) {
        return detail(script, text) != "missing";
    }
    void makeShop() {
        succeeds("CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(20), `order` INTEGER)", '`');
        succeeds(
            "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER REFERENCES customers (id), placed DATE,"
            " FOREIGN KEY (customer_id) REFERENCES customers (id))",
            ' ');
        succeeds("CREATE VIEW recent AS SELECT id, placed FROM orders", ' ');
    }
    void succeeds(std::string sql, char quote) {
        if (quote == '`' && m_facts.dialect == DialectId::PostgreSql) {
            std::ranges::replace(sql, '`', '"');
        }
        ServerSessions::succeeds(sql);
    }
    void connectSqlite(const std::string& name = "shop.db") {
        protocol::ConnectionConfig config;
        config.connector = "sqlite";
        config.database = m_folder.filePath(QString::fromStdString(name)).toStdString();
        // An empty file is an empty database.
        std::ofstream(config.database, std::ios::app).close();
        connect(std::move(config), {});
    }
    void tryAll() {
        makeShop();
        EXPECT_EQ(first("SELECT * FROM ord|"), "orders");
        EXPECT_EQ(first("SELECT o.pl| FROM orders o"), "placed");
        EXPECT_EQ(first("SELECT na| FROM customers"), "name");
        EXPECT_EQ(first("SELECT * FROM orders o JOIN customers c ON |"), "o.customer_id = c.id");
        EXPECT_EQ(first("WITH x AS (SELECT placed AS day FROM orders) SELECT d| FROM x"), "day");
        EXPECT_TRUE(proposes("SELECT * FROM re|", "recent"));
        EXPECT_TRUE(proposes("INSERT INTO customers (|", "name"));
        EXPECT_FALSE(proposes("INSERT INTO customers (name, |", "name"));
        EXPECT_TRUE(proposes("SELECT upp|", "upper"));
        EXPECT_TRUE(proposes("SEL|", "SELECT"));
        EXPECT_TRUE(proposes("SELECT * FROM orders |", "WHERE"));
        EXPECT_TRUE(found("SELECT 'a|").items.empty());
        // In both tables.
        EXPECT_TRUE(proposes("SELECT i| FROM orders o JOIN customers c ON true", "o.id"));
        const std::string quote =
            m_facts.dialect == DialectId::PostgreSql || m_facts.dialect == DialectId::Sqlite ? "\"" : "`";
        EXPECT_TRUE(proposes("SELECT ord| FROM customers", quote + "order" + quote)) << "reserved";
        // A change is known once it is there.
        ServerSessions::succeeds("CREATE TABLE added_later (a INTEGER)");
        awaitName("added_later", true);
        ServerSessions::succeeds("DROP TABLE added_later");
        awaitName("added_later", false);
    }
    /// Asks until a table is known, or no more; ctest ends it when that never is.
    void awaitName(const std::string& table, bool there) {
        while (!HasFailure() && proposes("SELECT * FROM " + table.substr(0, 6) + "|", table) != there) {
            static_cast<void>(m_log->awaitLast(send(protocol::Hello{})));
        }
    }
};

TEST_F(CompletionTest, WorksOnPostgres) {
    connectPostgres();
    tryAll();
    ServerSessions::succeeds("CREATE FUNCTION order_total(n integer, OUT total numeric) LANGUAGE sql AS 'SELECT 1.0'");
    ServerSessions::succeeds("CREATE SCHEMA stock; CREATE TABLE stock.\"Full Items\" (sku text)");
    while (!HasFailure() && !proposes("SELECT order_to|", "order_total")) {
        static_cast<void>(m_log->awaitLast(send(protocol::Hello{})));
    }
    EXPECT_EQ(detail("SELECT order_to|", "order_total"), "(n integer, OUT total numeric)");
    EXPECT_TRUE(proposes("SELECT * FROM stock.|", "\"Full Items\""));
    EXPECT_TRUE(proposes("SELECT * FROM full|", "stock.\"Full Items\""));
    EXPECT_TRUE(proposes("SELECT * FROM \"Fu|", "stock.\"Full Items\"") ||
                proposes("SELECT * FROM \"Fu|", "\"stock\".\"Full Items\""));
    EXPECT_TRUE(proposes("SELECT rel| FROM pg_class", "relname"));
    EXPECT_EQ(detail("SELECT placed| FROM orders", "placed"), "date · orders");
}

TEST_F(CompletionTest, WorksOnMariaDb) {
    connectMariadb();
    tryAll();
    EXPECT_TRUE(proposes("SELECT * FROM information_schema.tab|", "TABLES") ||
                proposes("SELECT * FROM information_schema.tab|", "`TABLES`"));
}

TEST_F(CompletionTest, WorksOnSqlite) {
    connectSqlite();
    tryAll();
    EXPECT_TRUE(proposes("SELECT * FROM main.|", "orders"));
    EXPECT_TRUE(proposes("PRAG|", "PRAGMA"));
}

TEST_F(CompletionTest, WorksOnADatabaseInMemory) {
    protocol::ConnectionConfig config;
    config.connector = "sqlite";
    config.database = ":memory:";
    connect(std::move(config), {});
    ServerSessions::succeeds("CREATE TABLE passing (a INTEGER)");
    EXPECT_EQ(first("SELECT * FROM pas|"), "passing");
    EXPECT_FALSE(std::filesystem::exists(m_folder.filePath(QStringLiteral("completion")).toStdString()))
        << "nothing of it is kept";
}

TEST_F(CompletionTest, ProposesWhatWasAcceptedBeforeAlsoInTheNextRun) {
    connectSqlite();
    ServerSessions::succeeds("CREATE TABLE item_a (x INTEGER); CREATE TABLE item_b (x INTEGER)");
    EXPECT_EQ(first("SELECT * FROM ite|"), "item_a");
    static_cast<void>(m_log->awaitLast(send(protocol::NoteCompletion{m_connection, CompletionKind::Table, "item_b"})));
    EXPECT_EQ(first("SELECT * FROM ite|"), "item_b");
    startServers({});
    connectSqlite();
    EXPECT_EQ(first("SELECT * FROM ite|"), "item_b");
}

TEST_F(CompletionTest, ProposesAJoinsConditionBeforeWhatIsAcceptedAllTheTime) {
    connectSqlite();
    makeShop();
    for (int i = 0; i < 5; ++i) {
        static_cast<void>(
            m_log->awaitLast(send(protocol::NoteCompletion{m_connection, CompletionKind::Column, "name"})));
    }
    EXPECT_EQ(first("SELECT | FROM customers c"), "name");
    EXPECT_EQ(first("SELECT * FROM orders o JOIN customers c ON |"), "o.customer_id = c.id");
}

TEST_F(CompletionTest, KnowsNamesAtOnceInTheNextRunAndThrowsADamagedFileAway) {
    connectSqlite();
    ServerSessions::succeeds("CREATE TABLE known_before (x INTEGER)");
    EXPECT_EQ(first("SELECT * FROM kno|"), "known_before");
    startServers({});
    const std::filesystem::path folder = m_folder.filePath(QStringLiteral("completion")).toStdString();
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        file = entry.path().extension() == ".names" ? entry.path() : file;
    }
    ASSERT_FALSE(file.empty());
    std::ofstream(file, std::ios::binary | std::ios::trunc) << "no names at all";
    connectSqlite();
    EXPECT_EQ(first("SELECT * FROM kno|"), "known_before");
    startServers({});
    EXPECT_GT(std::filesystem::file_size(file), 100U) << "written anew";
}

TEST_F(CompletionTest, AnswersAtOnceWithWhatItKnowsWhereNobodyWaits) {
    connectSqlite();
    const CompletionFound at = found("SEL|", false);
    ASSERT_FALSE(at.items.empty());
    EXPECT_EQ(at.items.front(), (CompletionItem{"SELECT", CompletionKind::Keyword, {}}));
    EXPECT_EQ(at.replaces, (TextSpan{0, 3}));
}

TEST_F(CompletionTest, ProposesSnippetsByTheirWordAndByUse) {
    const std::filesystem::path folder = std::filesystem::path(m_folder.path().toStdString()) / "snippets";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "Rows of a day.sql") << "-- trigger: day\n\nSELECT ${1:a}";
    std::ofstream(folder / "Mine.sql") << "-- trigger: dax\n-- dialects: mysql\n\nSELECT 1";
    std::ofstream(folder / "Other.sql") << "-- trigger: dayx\n\nSELECT 2";
    connectSqlite();
    const CompletionFound at = found("day|");
    ASSERT_FALSE(at.items.empty());
    EXPECT_EQ(at.items.front(), (CompletionItem{"day", CompletionKind::Snippet, "Rows of a day", "SELECT ${1:a}"}));
    EXPECT_FALSE(proposes("da|", "dax")) << "it is for another dialect";
    EXPECT_TRUE(proposes("SELECT d|", "day"));
    EXPECT_FALSE(proposes("SELECT o.d| FROM t o", "day"));
    EXPECT_EQ(first("SEL|"), "SELECT") << "not the snippet sel of the program";
    EXPECT_TRUE(proposes("SEL|", "sel"));
    EXPECT_TRUE(proposes("da|", "day"));
    for (int i = 0; i < 5; ++i) {
        static_cast<void>(
            m_log->awaitLast(send(protocol::NoteCompletion{m_connection, CompletionKind::Snippet, "dayx"})));
    }
    EXPECT_EQ(first("da|"), "dayx") << "it was used more";
}

TEST_F(CompletionTest, IsNotInTheWayByItself) {
    connectSqlite();
    makeShop();
    EXPECT_TRUE(found("SELECT |", true, true).items.empty()) << "nothing is typed";
    EXPECT_FALSE(found("SELECT |", true, false).items.empty()) << "asked for";
    EXPECT_FALSE(found("SELECT o.| FROM orders o", true, true).items.empty());
    EXPECT_TRUE(found("SELECT * FROM orders o|", true, true).items.empty()) << "may be its alias";
    EXPECT_TRUE(found("SELECT * FROM|", true, true).items.empty()) << "is whole";
}

TEST_F(CompletionTest, SeesWhatATransactionChangesWhenItIsCommitted) {
    connectPostgres();
    EXPECT_FALSE(proposes("SELECT * FROM unc|", "uncommitted"));
    ServerSessions::succeeds("BEGIN; CREATE TABLE uncommitted (a INTEGER)");
    EXPECT_FALSE(proposes("SELECT * FROM unc|", "uncommitted"));
    ServerSessions::succeeds("COMMIT");
    awaitName("uncommitted", true);
}

TEST_F(CompletionTest, GivesWayToStatementsWhereThereIsOneSession) {
    connectPostgres({{"maxSessions", "1"}});
    const RequestId waiting = send(Complete{m_connection, "SELECT * FROM pg_cla", 20, false, true});
    EXPECT_EQ(valueOf("SELECT 42"), "42");
    EXPECT_EQ(valueOf("SELECT 43"), "43");
    const protocol::Event event = m_log->awaitLast(waiting);
    EXPECT_TRUE(std::holds_alternative<CompletionFound>(event));
}

TEST_F(CompletionTest, CanBeCancelledWhileItWaitsAndEndsWithItsConnection) {
    connectPostgres();
    const RequestId waiting = send(Complete{m_connection, "SELECT ", 7, false, true});
    static_cast<void>(m_log->awaitLast(send(protocol::CancelRequest{waiting})));
    static_cast<void>(m_log->awaitLast(waiting));
    const RequestId another = send(Complete{m_connection, "SELECT ", 7, false, true});
    static_cast<void>(m_log->awaitLast(send(protocol::CloseConnection{m_connection})));
    static_cast<void>(m_log->awaitLast(another));
    EXPECT_EQ(failure(send(Complete{m_connection, "SELECT ", 7})).kind, ErrorKind::NotFound);
}

} // namespace
} // namespace dbv::testing
