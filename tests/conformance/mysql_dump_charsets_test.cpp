// SPDX-License-Identifier: Apache-2.0
// Dumps of MySQL and MariaDB: programs and views mean the same wherever they come back, whatever session they were made in.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mysql/client.h"
#include "mysql_dump_compare.h"

namespace dbv::conformance {

namespace {

/// In the bytes of latin1: what others would call ü and ä.
constexpr std::string_view kLatinLetters = "\xFC\xE4";

std::string latin(const std::string& before, const std::string& behind) {
    return before + std::string(kLatinLetters) + behind;
}

} // namespace

class MysqlDumpCharsets : public MysqlDumpCompare {
protected:
    /// As a program would that speaks latin1.
    void runInLatin(const std::vector<std::string>& statements) const {
        const mysql::Connection line(mysql_init(nullptr));
        ASSERT_TRUE(line);
        mysql_options(line.get(), MYSQL_SET_CHARSET_NAME, "latin1");
        const ConnectParams to = params();
        ASSERT_NE(mysql_real_connect(line.get(), to.host.c_str(), to.user.c_str(), "", to.database.c_str(),
                                     static_cast<unsigned int>(to.port), nullptr, 0),
                  nullptr)
            << mysql_error(line.get());
        for (const std::string& statement : statements) {
            EXPECT_EQ(mysql_real_query(line.get(), statement.data(), statement.size()), 0) << mysql_error(line.get());
        }
    }
    /// Makes what sessions with other letters and another comparison of texts would make.
    void make() const {
        run("CREATE TABLE t (a INT, said VARCHAR(20) CHARACTER SET utf8mb4)");
        run("SET NAMES utf8mb4 COLLATE utf8mb4_bin");
        run("CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 'a' = 'A'");
        run("CREATE VIEW v AS SELECT 'a' = 'A' AS x");
        run("CREATE TRIGGER tells BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 'a' = 'A'");
        run("CREATE EVENT acts ON SCHEDULE EVERY 1 DAY DO SET @a = 'a' = 'A'");
        run("CREATE EVENT sleeps ON SCHEDULE EVERY 1 DAY DISABLE DO SET @a = 'a' = 'A'");
        runInLatin(
            {latin("CREATE FUNCTION lf() RETURNS VARCHAR(20) CHARACTER SET utf8mb4 DETERMINISTIC RETURN '", "'"),
             latin("CREATE FUNCTION lbytes() RETURNS VARCHAR(20) CHARACTER SET ascii DETERMINISTIC RETURN HEX('", "')"),
             latin("CREATE VIEW lv AS SELECT '", "' AS x, HEX('\xFC') AS bytes, _utf8mb4 x'C3BC' AS same"),
             latin("CREATE TRIGGER ltells BEFORE INSERT ON t FOR EACH ROW SET NEW.said = '", "'"),
             latin("CREATE EVENT `l", "` ON SCHEDULE EVERY 1 DAY DO SET @a = '\xFC'")});
        run("SET NAMES utf8mb4");
    }
};

TEST_F(MysqlDumpCharsets, ComeBackWithProgramsThatDoTheSame) {
    make();
    HeardDetails heard;
    const std::unique_ptr<ScratchDatabase> there = compared(heard);
    ASSERT_TRUE(there);
    for (const std::string_view sql :
         {"SELECT f()", "SELECT x FROM v", "SELECT HEX(lf())", "SELECT lbytes()",
          "SELECT CONCAT(HEX(CONVERT(x USING utf8mb4)), ' ', bytes, ' ', HEX(same)) FROM lv"}) {
        EXPECT_EQ(textIn(*there, sql), textOf(sql)) << sql;
    }
    EXPECT_EQ(textOf("SELECT HEX(lf())"), "C3BCC3A4");
    EXPECT_EQ(textOf("SELECT f()"), "0");
    runIn(there->session(), "INSERT INTO t VALUES (7, '')");
    EXPECT_EQ(textIn(*there, "SELECT CONCAT(a, HEX(said)) FROM t"), "0C3BCC3A4");
    EXPECT_NE(heard.details["view lv"].find("latin1_swedish_ci"), std::string::npos) << heard.details["view lv"];
    EXPECT_NE(heard.details["trigger ltells"].find("place 2"), std::string::npos) << heard.details["trigger ltells"];
    // The session reads and compares as before.
    EXPECT_EQ(textOf("SELECT CONCAT(@@character_set_client, @@character_set_results, @@character_set_connection)"),
              "utf8mb4utf8mb4utf8mb4");
    EXPECT_EQ(textIn(*there, "SELECT @@character_set_client"), "utf8mb4");
    EXPECT_EQ(textIn(*there, "SELECT @@collation_connection"), textOf("SELECT @@collation_connection"));
}

TEST_F(MysqlDumpCharsets, TellWhatAProgramWasMadeUnder) {
    const auto detailsNow = [this] {
        HeardDetails heard;
        EXPECT_TRUE(session().dumper()->takeInventory(ground(), DumpScope(), heard, goOnDumping));
        return heard.details;
    };
    run("CREATE TABLE t (a INT)");
    for (const std::string_view names : {"SET NAMES utf8mb4 COLLATE utf8mb4_bin", "SET NAMES utf8mb4 COLLATE "
                                                                                  "utf8mb4_unicode_ci"}) {
        run(names);
        run("DROP FUNCTION IF EXISTS f");
        run("CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 'a' = 'A'");
        EXPECT_NE(detailsNow()["function FUNCTION f"],
                  "client utf8mb4, collation utf8mb4_general_ci, database " + textOf("SELECT @@collation_database"));
    }
    run("CREATE TRIGGER b_first BEFORE INSERT ON t FOR EACH ROW SET @a = 1");
    run("CREATE TRIGGER a_second BEFORE INSERT ON t FOR EACH ROW SET @a = 2");
    run("CREATE TRIGGER other BEFORE UPDATE ON t FOR EACH ROW SET @a = 3");
    const auto before = detailsNow();
    EXPECT_TRUE(before.at("trigger b_first").ends_with("place 1"));
    EXPECT_TRUE(before.at("trigger a_second").ends_with("place 2"));
    EXPECT_TRUE(before.at("trigger other").ends_with("place 1"));
    run("DROP TRIGGER b_first");
    run("CREATE TRIGGER b_first BEFORE INSERT ON t FOR EACH ROW SET @a = 1");
    EXPECT_NE(detailsNow(), before);
}

TEST_F(MysqlDumpCharsets, ComeBackAsTheDatabaseWasWhenAProgramWasMade) {
    run("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
    run("CREATE FUNCTION f(a VARCHAR(9), b VARCHAR(9)) RETURNS INT DETERMINISTIC RETURN a = b");
    run("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci");
    HeardDetails heard;
    const std::unique_ptr<ScratchDatabase> there = compared(heard);
    ASSERT_TRUE(there);
    EXPECT_EQ(textIn(*there, "SELECT f('a', 'A')"), "0");
    EXPECT_EQ(textIn(*there, "SELECT @@collation_database"), "utf8mb4_unicode_ci");
}

TEST_F(MysqlDumpCharsets, PutAProgramInThePlaceOfOneWithTheSameName) {
    make();
    HeardDetails heard;
    const std::string bytes = dumped(heard);
    RestoreWish wish;
    wish.objects = {{"", "t"}, {"", "lv"}};
    wish.replace = true;
    std::string_view left = bytes;
    const auto done = session().dumper()->restore(ground(), wish, sourceOf(left), goOnDumping);
    ASSERT_TRUE(done) << done.error().message;
    HeardDetails found;
    EXPECT_TRUE(session().dumper()->takeInventory(ground(), DumpScope(), found, goOnDumping));
    EXPECT_EQ(found.definitions, heard.definitions);
    EXPECT_EQ(found.details, heard.details);
    // As what was wished is compared afterwards.
    DumpScope scope;
    scope.objects = wish.objects;
    HeardDetails part;
    EXPECT_TRUE(session().dumper()->takeInventory(ground(), scope, part, goOnDumping));
    EXPECT_EQ(part.details.size(), 4U);
    for (const auto& [name, details] : part.details) {
        EXPECT_EQ(details, heard.details[name]) << name;
    }
}

TEST_F(MysqlDumpCharsets, OfBeforeAreStillRestored) {
    run("CREATE TABLE t (a INT)");
    run("CREATE VIEW v AS SELECT a FROM t");
    run("CREATE TRIGGER tells BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1");
    HeardDetails heard;
    std::string bytes = dumped(heard);
    // Without the words for what things were made under, as dumps were once.
    for (const std::string_view word : {"view v", "trigger tells"}) {
        const std::string tag = " set " + std::string(word) + "\n";
        for (std::size_t at = bytes.find(tag); at != std::string::npos; at = bytes.find(tag)) {
            const std::size_t begin = bytes.rfind("-- statement ", at);
            bytes.erase(begin, bytes.find(";\n", at) + 2 - begin);
        }
    }
    const std::unique_ptr<ScratchDatabase> there = restored(bytes);
    ASSERT_TRUE(there);
    runIn(there->session(), "INSERT INTO t VALUES (7)");
    EXPECT_EQ(textIn(*there, "SELECT a FROM v"), "1");
}

} // namespace dbv::conformance
