// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <QtCore/QTemporaryDir>

#include "heard_inventory.h"
#include "mysql_fixture.h"

namespace dbv::conformance {

/// A small shop that is dumped in parts, and what is restored of it.
class MysqlDumpParts : public MysqlTest {
protected:
    void SetUp() override {
        MysqlTest::SetUp();
        run("CREATE TABLE customers (id INT AUTO_INCREMENT PRIMARY KEY, name TEXT)");
        run("CREATE TABLE orders (id INT PRIMARY KEY, customer INT, FOREIGN KEY (customer) REFERENCES customers (id))");
        run("CREATE TABLE told (a INT)");
        run("INSERT INTO customers VALUES (1, 'a'), (2, 'b')");
        run("INSERT INTO orders VALUES (10, 1), (11, 2)");
        run("CREATE FUNCTION twice(x INT) RETURNS INT DETERMINISTIC RETURN x * 2");
        run("CREATE VIEW plain AS SELECT id FROM orders");
        run("CREATE VIEW doubled AS SELECT twice(id) AS d FROM plain");
        run("CREATE TRIGGER tells AFTER INSERT ON orders FOR EACH ROW INSERT INTO told VALUES (NEW.id)");
        run("CREATE EVENT acts ON SCHEDULE EVERY 1 DAY DO DELETE FROM told");
    }
    [[nodiscard]] DumpGround ground() const {
        return {m_folder.path().toStdString(), [this] { return Result<ConnectParams>(params()); }};
    }
    static DumpScope only(std::vector<std::string> names, DumpContent content = DumpContent::All) {
        DumpScope scope;
        for (std::string& name : names) {
            scope.objects.push_back({"", std::move(name)});
        }
        scope.content = content;
        return scope;
    }
    static RestoreWish wishFor(std::vector<std::string> names, bool replace = false) {
        RestoreWish wish;
        wish.objects = only(std::move(names)).objects;
        wish.replace = replace;
        return wish;
    }
    Result<std::string> dump(const DumpScope& scope, HeardInventory& heard) const {
        std::string bytes;
        const Result<std::string> dumped = session().dumper()->dump(
            ground(), scope,
            [&bytes](std::string_view more) {
                bytes += more;
                return Result<void>();
            },
            heard, goOnDumping);
        return dumped ? Result<std::string>(std::move(bytes)) : std::unexpected(dumped.error());
    }
    std::string dumped(const DumpScope& scope = {}) const {
        HeardInventory heard;
        const Result<std::string> bytes = dump(scope, heard);
        EXPECT_TRUE(bytes) << bytes.error().message;
        return bytes.value_or("");
    }
    Result<void> restoreInto(Session& target, std::string_view bytes, const RestoreWish& wish) const {
        return heardRestore(target.dumper()->restore(ground(), wish, sourceOf(bytes), goOnDumping), m_told);
    }
    Result<void> restore(std::string_view bytes, const RestoreWish& wish) const {
        return restoreInto(session(), bytes, wish);
    }
    static std::string namesIn(const HeardInventory& heard) {
        std::string names;
        for (const auto& [name, definition] : heard.definitions) {
            names += name + ", ";
        }
        return names;
    }
    static std::string said(const Error& error) { return error.message + " " + error.hint; }
    [[nodiscard]] std::string errorOf(const DumpScope& scope, ErrorKind kind) const {
        const Result<DumpPlan> plan = session().dumper()->plan(scope);
        EXPECT_FALSE(plan);
        EXPECT_EQ(plan ? ErrorKind::Internal : plan.error().kind, kind);
        return plan ? "" : said(plan.error());
    }
    QTemporaryDir m_folder;
    /// What the last restore has told.
    mutable std::string m_told;
};

} // namespace dbv::conformance
