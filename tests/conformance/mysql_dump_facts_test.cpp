// SPDX-License-Identifier: Apache-2.0
// Dumps of MySQL and MariaDB: what stands beside rows and definitions comes back, and is seen where it differs.
#include <memory>
#include <string>

#include "mysql_dump_compare.h"

namespace dbv::conformance {

class MysqlDumpFacts : public MysqlDumpCompare {
protected:
    [[nodiscard]] HeardDetails& now(const DumpScope& scope = {}) {
        m_now = std::make_unique<HeardDetails>();
        EXPECT_TRUE(session().dumper()->takeInventory(ground(), scope, *m_now, goOnDumping));
        return *m_now;
    }

private:
    std::unique_ptr<HeardDetails> m_now;
};

TEST_F(MysqlDumpFacts, TellWhereSequencesStand) {
    if (!isMariaDb()) {
        GTEST_SKIP() << "has no sequences";
    }
    run("CREATE SEQUENCE moved START WITH 5 INCREMENT BY 3");
    run("CREATE SEQUENCE fresh START WITH 9");
    run("CREATE SEQUENCE down START WITH -1 INCREMENT BY -2 NOCACHE");
    run("CREATE SEQUENCE spent MAXVALUE 5");
    run("SELECT NEXTVAL(down)");
    run("SELECT SETVAL(spent, 5)");
    run("SELECT SETVAL(moved, 5000)");
    HeardDetails heard;
    const std::unique_ptr<ScratchDatabase> there = compared(heard);
    ASSERT_TRUE(there);
    EXPECT_EQ(heard.values.at("sequence .moved"), 5003);
    EXPECT_EQ(heard.values.at("sequence .fresh"), 9);
    EXPECT_EQ(heard.values.at("sequence .down"), -3);
    EXPECT_EQ(heard.values.at("sequence .spent"), 6);
    EXPECT_EQ(textIn(*there, "SELECT NEXTVAL(moved)"), "5003");
    run("SELECT SETVAL(moved, 6000)");
    EXPECT_EQ(now().values.at("sequence .moved"), 6003);
    // The structure alone says nothing of where they stand.
    DumpScope structure;
    structure.content = DumpContent::Structure;
    EXPECT_TRUE(now(structure).values.empty());
}

} // namespace dbv::conformance
