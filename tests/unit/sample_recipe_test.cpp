// SPDX-License-Identifier: Apache-2.0
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QStringList>
#include <QTemporaryDir>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace {

struct SampleFileCloser {
    void operator()(sqlite3* db) const { sqlite3_close(db); }
};
struct SampleStatementFinalizer {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using SampleStatement = std::unique_ptr<sqlite3_stmt, SampleStatementFinalizer>;

/// A fresh database made by the recipe, in a file of its own.
class SampleDatabase {
public:
    explicit SampleDatabase(const QString& path) {
        sqlite3* db = nullptr;
        const int opened = sqlite3_open(QFile::encodeName(path).constData(), &db);
        m_db.reset(db);
        EXPECT_EQ(opened, SQLITE_OK) << sqlite3_errmsg(db);
        const QStringList files =
            QDir(QStringLiteral(":/sample")).entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name);
        EXPECT_FALSE(files.isEmpty());
        for (const QString& name : files) {
            QFile file(QStringLiteral(":/sample/") + name);
            EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << name.toStdString();
            execute(file.readAll(), name.toStdString());
        }
    }

    void execute(const QByteArray& sql, const std::string& what) {
        char* message = nullptr;
        const int code = sqlite3_exec(m_db.get(), sql.constData(), nullptr, nullptr, &message);
        EXPECT_EQ(code, SQLITE_OK) << what << ": " << (message != nullptr ? message : "");
        sqlite3_free(message);
    }

    /// What the engine says to a statement that it has to refuse; empty if it does not.
    [[nodiscard]] std::string refusalOf(const char* sql) {
        const int code = sqlite3_exec(m_db.get(), sql, nullptr, nullptr, nullptr);
        return code == SQLITE_OK ? std::string() : std::string(sqlite3_errmsg(m_db.get()));
    }

    [[nodiscard]] SampleStatement prepare(const std::string& sql) const {
        sqlite3_stmt* statement = nullptr;
        EXPECT_EQ(sqlite3_prepare_v2(m_db.get(), sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
            << sql << ": " << sqlite3_errmsg(m_db.get());
        return SampleStatement(statement);
    }

    /// The first column of all rows.
    [[nodiscard]] std::vector<std::string> column(const std::string& sql) const {
        std::vector<std::string> values;
        const SampleStatement statement = prepare(sql);
        while (sqlite3_step(statement.get()) == SQLITE_ROW) {
            const QByteArray bytes(static_cast<const char*>(sqlite3_column_blob(statement.get(), 0)),
                                   sqlite3_column_bytes(statement.get(), 0));
            values.push_back(bytes.toStdString());
        }
        return values;
    }

    [[nodiscard]] sqlite3_int64 number(const std::string& sql) const {
        const SampleStatement statement = prepare(sql);
        EXPECT_EQ(sqlite3_step(statement.get()), SQLITE_ROW) << sql;
        return sqlite3_column_int64(statement.get(), 0);
    }

    /// The tables that a person made: without SQLite's own and without those inside the full-text index.
    [[nodiscard]] std::vector<std::string> tables() const {
        return column("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "
                      "AND name NOT LIKE 'sqlite_%' ORDER BY name");
    }

    /// A digest of every cell of a table with its type, in the order in which the table keeps its rows.
    [[nodiscard]] std::string digest(const std::string& table) const {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        const SampleStatement statement = prepare("SELECT * FROM \"" + table + '"');
        while (sqlite3_step(statement.get()) == SQLITE_ROW) {
            for (int i = 0; i < sqlite3_column_count(statement.get()); ++i) {
                const std::array<int, 2> head = {sqlite3_column_type(statement.get(), i),
                                                 sqlite3_column_bytes(statement.get(), i)};
                hash.addData(QByteArrayView(std::as_bytes(std::span(head))));
                hash.addData(
                    QByteArrayView(static_cast<const char*>(sqlite3_column_blob(statement.get(), i)), head[1]));
            }
        }
        return hash.result().toHex().toStdString();
    }

private:
    std::unique_ptr<sqlite3, SampleFileCloser> m_db;
};

class SampleRecipe : public testing::Test {
protected:
    [[nodiscard]] SampleDatabase make(const QString& name) const { return SampleDatabase(m_folder.filePath(name)); }

private:
    QTemporaryDir m_folder;
};

TEST_F(SampleRecipe, MakesTheSameRowsEveryTime) {
    std::map<std::string, std::string> digests;
    const SampleDatabase first = make(QStringLiteral("first.db"));
    for (const std::string& table : first.tables())
        digests[table] = first.digest(table);
    const SampleDatabase second = make(QStringLiteral("second.db"));
    EXPECT_EQ(first.tables(), second.tables());
    for (const auto& [table, digest] : digests)
        EXPECT_EQ(digest, second.digest(table)) << table;
}

TEST_F(SampleRecipe, MakesASoundDatabaseOfTheSizeThatWasPromised) {
    const SampleDatabase sample = make(QStringLiteral("sample.db"));
    EXPECT_EQ(sample.column("PRAGMA integrity_check"), std::vector<std::string>{"ok"});
    EXPECT_TRUE(sample.column("PRAGMA foreign_key_check").empty());
    EXPECT_EQ(sample.column("PRAGMA journal_mode"), std::vector<std::string>{"delete"});
    EXPECT_EQ(sample.number("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(sample.number("PRAGMA ignore_check_constraints"), 0);
    EXPECT_EQ(sample.number("PRAGMA application_id"), 0x4862426B);
    EXPECT_EQ(sample.number("PRAGMA user_version"), 2);
    EXPECT_EQ(sample.number("SELECT count(*) FROM sqlite_temp_schema"), 0);

    sqlite3_int64 rows = 0;
    const std::vector<std::string> tables = sample.tables();
    EXPECT_GE(tables.size(), 12U);
    for (const std::string& table : tables) {
        const sqlite3_int64 count = sample.number("SELECT count(*) FROM \"" + table + '"');
        EXPECT_GT(count, 0) << table;
        rows += count;
    }
    EXPECT_GE(rows, 250'000);
    EXPECT_LE(rows, 350'000);

    const std::vector<std::string> views = sample.column("SELECT name FROM sqlite_schema WHERE type = 'view'");
    EXPECT_GE(views.size(), 5U);
    for (const std::string& view : views)
        EXPECT_GT(sample.number("SELECT count(*) FROM \"" + view + '"'), 0) << view;
    EXPECT_GE(sample.number("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"), 4);
    EXPECT_GE(sample.number("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND wr AND type = 'table'"),
              1);
    EXPECT_GE(sample.number("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict"), 1);
}

TEST_F(SampleRecipe, TellsAStoryWithoutContradictions) {
    const SampleDatabase sample = make(QStringLiteral("sample.db"));
    const std::map<std::string, std::string> contradictions = {
        {"an order's sum differs from its lines",
         "SELECT count(*) FROM orders AS o WHERE items_cents IS NOT "
         "(SELECT sum(line_cents) FROM order_lines AS l WHERE l.order_id = o.order_id)"},
        {"a settled order was not paid exactly, or a returned one not paid back",
         "SELECT count(*) FROM orders AS o WHERE status NOT IN ('open', 'cancelled') AND "
         "(SELECT CAST(round(sum(amount) * 100) AS INTEGER) FROM payments AS p WHERE p.order_id = o.order_id) "
         "IS NOT CASE status WHEN 'returned' THEN 0 ELSE total_cents END"},
        {"money was taken for an open or cancelled order",
         "SELECT count(*) FROM payments JOIN orders USING (order_id) WHERE status IN ('open', 'cancelled')"},
        {"a book was sold before it came out",
         "SELECT count(*) FROM order_lines JOIN orders USING (order_id) JOIN books USING (book_id) "
         "WHERE date(ordered_at) < published_on"},
        {"a book was sold at another price than that of the day",
         "SELECT count(*) FROM order_lines AS l JOIN orders AS o USING (order_id) WHERE NOT EXISTS "
         "(SELECT 1 FROM price_history AS h WHERE h.book_id = l.book_id AND h.price_cents = l.unit_price_cents "
         "AND h.valid_from <= date(o.ordered_at) AND (h.valid_to IS NULL OR h.valid_to > date(o.ordered_at)))"},
        {"a customer ordered before joining",
         "SELECT count(*) FROM orders JOIN customers USING (customer_id) WHERE date(ordered_at) < joined_on"},
        {"something was shipped before it was ordered",
         "SELECT count(*) FROM shipments JOIN orders USING (order_id) WHERE shipped_on < date(ordered_at)"},
        {"a review without a purchase before it",
         "SELECT count(*) FROM reviews AS r WHERE NOT EXISTS (SELECT 1 FROM orders AS o JOIN order_lines AS l USING "
         "(order_id) WHERE o.customer_id = r.customer_id AND l.book_id = r.book_id AND date(o.ordered_at) < "
         "r.written_on)"},
        {"an order with the same book twice",
         "SELECT count(*) FROM (SELECT 1 FROM order_lines GROUP BY order_id, book_id HAVING count(*) > 1)"},
        {"an ISBN with a wrong check digit",
         "SELECT count(*) FROM books WHERE isbn IS NOT NULL AND (SELECT sum(substr(isbn, i.value, 1) * "
         "(1 + (i.value % 2 = 0) * 2)) FROM json_each('[1,2,3,4,5,6,7,8,9,10,11,12,13]') AS i) % 10 <> 0"},
    };
    for (const auto& [what, sql] : contradictions)
        EXPECT_EQ(sample.number(sql), 0) << what;
}

TEST_F(SampleRecipe, HasPicturesScriptsGapsAndSkew) {
    const SampleDatabase sample = make(QStringLiteral("sample.db"));
    const std::vector<std::string> covers = sample.column("SELECT image FROM covers");
    EXPECT_GE(covers.size(), 8U);
    for (const std::string& cover : covers) {
        const QImage image = QImage::fromData(QByteArray::fromStdString(cover), "PNG");
        EXPECT_EQ(image.size(), QSize(36, 52));
    }
    EXPECT_EQ(sample.number("SELECT count(DISTINCT image) FROM covers"), std::ssize(covers));

    const std::map<std::string, std::string> varieties = {
        {"beyond the basic plane", "SELECT count(*) FROM customers WHERE unicode(family_name) = 0x20BB7"},
        {"emoji", "SELECT count(*) FROM reviews WHERE instr(body, char(0x1F30A)) > 0"},
        {"joined emoji", "SELECT count(*) FROM genres WHERE instr(emoji, char(0x200D)) > 0"},
        {"Arabic", "SELECT count(*) FROM books WHERE unicode(title) BETWEEN 0x0600 AND 0x06FF"},
        {"Hebrew", "SELECT count(*) FROM customers WHERE unicode(given_name) BETWEEN 0x0590 AND 0x05FF"},
        {"combining marks", "SELECT count(*) FROM customers WHERE instr(given_name, char(0x0323)) > 0"},
        {"line breaks", "SELECT count(*) FROM orders WHERE instr(note, char(10)) > 0"},
        {"empty text beside NULL", "SELECT count(*) FROM orders WHERE note = ''"},
        {"JSON null", "SELECT count(*) FROM books WHERE json_type(metadata, '$.ebook') = 'null'"},
        {"refunds", "SELECT count(*) FROM payments WHERE amount < 0"},
        {"real and whole amounts", "SELECT count(DISTINCT typeof(amount)) - 1 FROM payments"},
        {"full text", "SELECT count(*) FROM books_text WHERE books_text MATCH 'ile'"},
        {"NULL customers", "SELECT count(*) FROM orders WHERE customer_id IS NULL"},
        {"NULL phones", "SELECT count(*) FROM customers WHERE phone IS NULL"},
        {"NULL deliveries", "SELECT count(*) FROM shipments WHERE delivered_on IS NULL"},
        {"NULL ISBNs", "SELECT count(*) FROM books WHERE isbn IS NULL"},
        {"NULL reviews", "SELECT count(*) FROM reviews WHERE body IS NULL"},
    };
    for (const auto& [what, sql] : varieties)
        EXPECT_GT(sample.number(sql), 0) << what;

    const sqlite3_int64 sold = sample.number("SELECT sum(sold) FROM bestsellers");
    EXPECT_GT(sample.number("SELECT sum(sold) FROM bestsellers WHERE place <= 100") * 5, sold)
        << "the hundred most popular books should make a fifth of the sales";
    EXPECT_GT(sample.number("SELECT count(*) FROM orders WHERE ordered_at LIKE '____-12-%'"),
              2 * sample.number("SELECT count(*) FROM orders WHERE ordered_at LIKE '____-02-%'"));
}

TEST_F(SampleRecipe, LeavesTriggersThatKeepTheBooks) {
    SampleDatabase sample = make(QStringLiteral("sample.db"));
    const sqlite3_int64 before = sample.number("SELECT items_cents FROM orders WHERE order_id = 1");
    sample.execute(
        "INSERT INTO order_lines (order_id, line_no, book_id, quantity, unit_price_cents) VALUES (1, 90, 4, 2, 1000)",
        "insert a line");
    EXPECT_EQ(sample.number("SELECT items_cents FROM orders WHERE order_id = 1"), before + 2000);
    sample.execute("UPDATE order_lines SET quantity = 3 WHERE order_id = 1 AND line_no = 90", "update a line");
    EXPECT_EQ(sample.number("SELECT items_cents FROM orders WHERE order_id = 1"), before + 3000);
    sample.execute("DELETE FROM order_lines WHERE order_id = 1 AND line_no = 90", "delete a line");
    EXPECT_EQ(sample.number("SELECT items_cents FROM orders WHERE order_id = 1"), before);

    const sqlite3_int64 noted = sample.number("SELECT count(*) FROM audit_log");
    sample.execute("UPDATE books SET price_cents = price_cents + 100, title = 'Xylography' WHERE book_id = 7",
                   "change a book");
    EXPECT_EQ(sample.number("SELECT count(*) FROM audit_log"), noted + 1);
    EXPECT_EQ(sample.number("SELECT rowid FROM books_text WHERE books_text MATCH 'xylography'"), 7);

    sample.execute("UPDATE order_summary SET status = 'paid' WHERE order_id = 2", "change a view");
    EXPECT_EQ(sample.column("SELECT status FROM orders WHERE order_id = 2"), std::vector<std::string>{"paid"});
    sample.execute("INSERT INTO address_book (given_name, family_name, email, street, city, country_code) "
                   "VALUES ('Ada', 'Quay', 'ada@example.org', '1 Pier', 'Cobh', 'IE')",
                   "insert into a view");
    EXPECT_EQ(sample.number(
                  "SELECT count(*) FROM addresses JOIN customers USING (customer_id) WHERE email = 'ada@example.org'"),
              1);

    EXPECT_NE(sample
                  .refusalOf("INSERT INTO payments (order_id, method, paid_at, amount) SELECT order_id, 'cash', 0, 1 "
                             "FROM orders WHERE status = 'cancelled' LIMIT 1")
                  .find("cancelled"),
              std::string::npos);
    EXPECT_NE(sample.refusalOf("DELETE FROM publishers WHERE publisher_id = 1").find("FOREIGN KEY"), std::string::npos);
    EXPECT_NE(sample.refusalOf("UPDATE orders SET channel = 'pigeon' WHERE order_id = 1").find("CHECK"),
              std::string::npos);
}

} // namespace
