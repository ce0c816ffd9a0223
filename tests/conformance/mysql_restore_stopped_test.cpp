// SPDX-License-Identifier: Apache-2.0
// Restores at MySQL and MariaDB that stop: what is said of each object is what is true of it.
#include <string>

#include "mysql/restore_left.h"
#include "mysql_dump_fixture.h"

namespace dbv::conformance {

class MysqlRestoreStopped : public MysqlDumpParts {
protected:
    /// Restores with a statement that does not work from its first words on.
    [[nodiscard]] Error errorBehind(std::string bytes, const std::string& words, const RestoreWish& wish) const {
        bytes.replace(bytes.find(words), words.size(), std::string(words.size() - 1, 'x') + " ");
        const Result<void> half = restore(bytes, wish);
        EXPECT_FALSE(half);
        return half ? Error() : half.error();
    }
    static void expectIn(const std::string& text, const std::string& words) {
        EXPECT_NE(text.find(words), std::string::npos) << text;
    }
};

TEST_F(MysqlRestoreStopped, WithinTheRowsOfOneLeaveTheOthersAsTheyWere) {
    run("INSERT INTO customers (name) SELECT REPEAT('x', 60000) FROM " + numbers(2));
    run("INSERT INTO told VALUES (1), (2)");
    const std::string bytes = dumped();
    run("INSERT INTO told VALUES (3)");
    const std::string rows = textOf("SELECT COUNT(*) FROM customers");
    std::string_view left = bytes;
    // Behind what is set and made, and the first of several statements with rows.
    constexpr std::uint64_t kStatements = 5;
    const Result<void> half =
        heardRestore(session().dumper()->restore(ground(), wishFor({"customers", "told"}, true), sourceOf(left),
                                                 [](const DumpAdvance& advance) { return advance.done < kStatements; }),
                     m_told);
    ASSERT_FALSE(half);
    const std::string& message = half.error().message;
    expectIn(message,
             "In part is there: \"customers\". What was before in the place of \"customers\" is gone. Still as "
             "before the restore: \"told\".");
    EXPECT_EQ(message.find("Not there yet"), std::string::npos) << message;
    EXPECT_EQ(half.error().hint.find("mpty the database"), std::string::npos) << half.error().hint;
    // And so it is.
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM told"), "3");
    const std::string some = textOf("SELECT COUNT(*) FROM customers");
    EXPECT_NE(some, "0");
    EXPECT_NE(some, rows);
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM orders"), "2");
    // What is advised does what it says.
    expectIn(half.error().hint, "the objects \"customers\", \"told\", and let them replace what is there.");
    const Result<void> rest = restore(bytes, wishFor({"customers", "told"}, true));
    ASSERT_TRUE(rest) << said(rest.error());
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM customers"), rows);
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM told"), "2");
}

TEST_F(MysqlRestoreStopped, WhereNothingIsMadeInThePlaceOfAnotherSayThatItIsGone) {
    const Error error = errorBehind(dumped(), "CREATE TABLE `orders`", wishFor({"customers", "orders", "told"}, true));
    expectIn(error.message, "As a whole are there: \"customers\". Gone, and not made again yet: \"orders\", \"tells\". "
                            "Still as before the restore: \"told\".");
    EXPECT_EQ(error.hint.find("mpty the database"), std::string::npos) << error.hint;
    EXPECT_EQ(textOf("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN "
                     "('orders', 'told')"),
              "1");
}

TEST_F(MysqlRestoreStopped, OfAWholeDatabaseMayBeginInAnEmptyOneAgain) {
    const std::string bytes = dumped();
    run("DROP EVENT acts");
    run("DROP FUNCTION twice");
    run("DROP VIEW doubled");
    run("DROP VIEW plain");
    run("DROP TABLE orders, customers, told");
    const Error error = errorBehind(bytes, "CREATE TABLE `orders`", {});
    expectIn(error.message, "As a whole are there: \"customers\". Not there yet: \"orders\", \"told\",");
    expectIn(error.hint, "empty the database \"" + database() + "\", which held nothing before");
}

TEST(MysqlRestoreLeft, HasASentenceForEverything) {
    mysql::RestoreLeft left;
    EXPECT_EQ(mysql::sentencesOf(left), " Nothing is there as a whole.");
    left.whole = {"a"};
    left.unknown = {"b"};
    EXPECT_EQ(mysql::sentencesOf(left),
              " As a whole are there: \"a\". Whether the old \"b\" is still there is not known.");
}

} // namespace dbv::conformance
