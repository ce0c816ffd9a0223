// SPDX-License-Identifier: Apache-2.0
// Changes that were committed and are undone, at real servers.
#include <fstream>
#include <iterator>

#include "undo_fixture.h"

namespace dbv::testing {

namespace {

constexpr const char* kAll = "SELECT id, name FROM owner ORDER BY id";

class Undo : public UndoTest {
protected:
    void SetUp() override {
        UndoTest::SetUp();
        makeTables();
    }
    void makeTables() {
        const std::string suffix = GetParam() == UndoServer::MariaDb ? " ENGINE=InnoDB" : "";
        if (GetParam() == UndoServer::Sqlite) {
            succeeds("PRAGMA foreign_keys = ON");
        }
        const std::string number = GetParam() == UndoServer::Sqlite ? "INTEGER" : "int";
        succeeds("CREATE TABLE owner (id " + number + " PRIMARY KEY, name varchar(20))" + suffix);
        succeeds("CREATE TABLE thing (owner int, part int, PRIMARY KEY (owner, part), CONSTRAINT belongs FOREIGN KEY "
                 "(owner) REFERENCES owner (id) ON DELETE CASCADE)" +
                 suffix);
        succeeds("INSERT INTO owner VALUES (1, 'one'), (2, NULL), (3, 'three')");
        succeeds("INSERT INTO thing VALUES (1, 1), (1, 2), (2, 3)");
    }
    void overwrite(const std::filesystem::path& file, const std::string& bytes) {
        std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    }
    [[nodiscard]] std::string bytesOf(const std::filesystem::path& file) {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    void restartWith(engine::UndoLimits limits) {
        m_undoLimits = limits;
        const std::string database = m_database;
        startServers({});
        m_database = database;
        reopen();
    }
    void reopen() {
        switch (GetParam()) {
        case UndoServer::Sqlite: openConnection(); break;
        case UndoServer::Postgres: connect(postgresConfig(), {}); break;
        case UndoServer::MariaDb: connect(mariadbConfig(), {}); break;
        }
    }
};

TEST_P(Undo, IsPromisedBeforeTheCommitAndListedAfterIt) {
    RequestId request;
    const ChangeHeld held = hold("UPDATE owner SET name = 'x' WHERE id < 3", request);
    EXPECT_NE(held.undo.id, "") << held.undo.whyNot;
    EXPECT_GT(held.undo.until, 0);
    EXPECT_TRUE(held.undo.notCovered.empty());
    EXPECT_EQ(listed().size(), 0U);
    static_cast<void>(m_log->awaitLast(send(protocol::SettleChange{request, protocol::TransactionEnd::Commit})));
    const std::vector<UndoEntry> entries = listed();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].id, held.undo.id);
    EXPECT_EQ(entries[0].rows, 2U);
    EXPECT_EQ(entries[0].outcome, protocol::UndoOutcome::Committed);
    EXPECT_EQ(entries[0].statement, "UPDATE owner SET name = 'x' WHERE id < 3");
    EXPECT_EQ(entries[0].change, RowChange::Update);
    EXPECT_TRUE(entries[0].table.ends_with(".owner"));
}

TEST_P(Undo, KeepsNothingOfWhatIsRolledBack) {
    RequestId request;
    static_cast<void>(hold("DELETE FROM owner", request));
    static_cast<void>(m_log->awaitLast(send(protocol::SettleChange{request, protocol::TransactionEnd::RollBack})));
    EXPECT_EQ(listed().size(), 0U);
    EXPECT_EQ(filesOf(".pending").size() + filesOf(".undo").size(), 0U);
    // That of the folder's key stays.
    EXPECT_EQ(filesOf(".lock"), std::vector{undoFolder() / "key.lock"});
}

TEST_P(Undo, LeavesRowsAloneThatWereChangedSince) {
    const std::string id = commit("UPDATE owner SET name = 'x'");
    ASSERT_NE(id, "") << m_held.undo.whyNot;
    succeeds("UPDATE owner SET name = 'y' WHERE id = 2; DELETE FROM owner WHERE id = 3", 2);
    EXPECT_EQ(undo(id, false).found, (UndoCounts{.restorable = 1, .changedSince = 2}));
    const std::string before = content(kAll);
    EXPECT_EQ(failure(sendUndo(id, true)).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(content(kAll), before);
    EXPECT_TRUE(undo(id, true, true).applied);
    EXPECT_EQ(valueOf("SELECT name FROM owner WHERE id = 1", 2), "one");
    EXPECT_EQ(valueOf("SELECT name FROM owner WHERE id = 2", 2), "y");
    // There is more to undo, as far as the list knows.
    EXPECT_EQ(listed().size(), 1U);
}

TEST_P(Undo, LeavesRowsAloneThatAreThereAgain) {
    const std::string id = commit("DELETE FROM owner WHERE id > 1");
    ASSERT_NE(id, "") << m_held.undo.whyNot;
    succeeds("INSERT INTO owner VALUES (2, NULL), (3, 'another')", 2);
    EXPECT_EQ(undo(id, false).found, (UndoCounts{.changedSince = 1, .back = 1}));
    EXPECT_FALSE(undo(id, true, true).applied);
    EXPECT_EQ(valueOf("SELECT name FROM owner WHERE id = 3", 2), "another");
}

TEST_P(Undo, TellsWhatCascadesTookBesides) {
    const std::string id = commit("DELETE FROM owner WHERE id = 1");
    ASSERT_NE(id, "") << m_held.undo.whyNot;
    ASSERT_EQ(m_held.undo.notCovered.size(), 1U);
    EXPECT_NE(m_held.undo.notCovered[0].find(GetParam() == UndoServer::MariaDb ? "(2)" : "thing (2)"),
              std::string::npos);
    EXPECT_TRUE(undo(id, true).applied);
    EXPECT_EQ(valueOf("SELECT count(*) FROM owner", 2), "3");
    EXPECT_EQ(valueOf("SELECT count(*) FROM thing", 2), "1");
}

TEST_P(Undo, FindsRowsByAKeyOfSeveralColumns) {
    const std::string all = "SELECT owner, part FROM thing ORDER BY 1, 2";
    const std::string before = content(all);
    const std::string id = commit("DELETE FROM thing WHERE part > 1");
    ASSERT_NE(id, "") << m_held.undo.whyNot;
    EXPECT_TRUE(undo(id, true).applied);
    EXPECT_EQ(content(all), before);
}

TEST_P(Undo, FindsRowsByAUniqueKeyWithoutNullWhereThereIsNoPrimaryOne) {
    succeeds("CREATE TABLE u(loose int UNIQUE, a int NOT NULL, b int NOT NULL, note varchar(20), UNIQUE (b, a)); "
             "INSERT INTO u VALUES (NULL, 1, 1, 'one'), (NULL, 1, 2, 'two'), (3, 2, 1, 'three')",
             1);
    const std::string before = content("SELECT loose, a, b, note FROM u ORDER BY a, b");
    const std::string updated = commit("UPDATE u SET note = 'x', loose = a * 10 + b WHERE a = 1");
    ASSERT_FALSE(updated.empty()) << m_held.undo.whyNot;
    ASSERT_EQ(m_held.measured.sample.size(), 2U) << m_held.measured.noSample;
    EXPECT_TRUE(m_held.measured.sample[0].after && m_held.measured.sample[1].after) << "shown before and after";
    EXPECT_EQ(undo(updated, true).found.restorable, 2U);
    EXPECT_EQ(content("SELECT loose, a, b, note FROM u ORDER BY a, b"), before);
    const std::string deleted = commit("DELETE FROM u WHERE b = 1");
    ASSERT_FALSE(deleted.empty()) << m_held.undo.whyNot;
    EXPECT_EQ(undo(deleted, true).found.restorable, 2U);
    EXPECT_EQ(content("SELECT loose, a, b, note FROM u ORDER BY a, b"), before);
    // One that may be NULL finds no row again for certain.
    succeeds("CREATE TABLE n(a int UNIQUE, note varchar(20)); INSERT INTO n VALUES (1, 'one'), (NULL, 'none')", 1);
    RequestId request;
    const ChangeHeld held = hold("DELETE FROM n WHERE a = 1", request);
    EXPECT_EQ(held.undo.id, "");
    EXPECT_NE(held.undo.whyNot.find("no primary key, and no unique one without NULL"), std::string::npos)
        << held.undo.whyNot;
}

TEST_P(Undo, IsRefusedWhenTheTableIsAnotherByNow) {
    const std::string id = commit("UPDATE owner SET name = 'x'");
    succeeds("ALTER TABLE owner ADD COLUMN more int", 2);
    EXPECT_EQ(failure(sendUndo(id, true)).kind, ErrorKind::Unsupported);
    succeeds("DROP TABLE thing; DROP TABLE owner", 2);
    EXPECT_EQ(failure(sendUndo(id, false)).kind, ErrorKind::Unsupported);
}

TEST_P(Undo, SaysBeforeTheCommitWhyThereIsNone) {
    succeeds("CREATE TABLE plain (name varchar(20)); INSERT INTO plain VALUES ('a')", 1);
    const std::vector<std::string> statements{"UPDATE plain SET name = 'b'",
                                              "UPDATE owner SET id = id + 10 WHERE id = 3",
                                              "INSERT INTO owner VALUES (-1, 'below')"};
    for (const std::string& statement : statements) {
        EXPECT_EQ(commit(statement), "") << statement;
        EXPECT_NE(m_held.undo.whyNot, "") << statement;
    }
    EXPECT_EQ(valueOf("SELECT count(*) FROM owner WHERE id IN (-1, 13)", 2), "2");
    EXPECT_EQ(listed().size(), 0U);
}

TEST_P(Undo, SaysBeforeTheCommitThatThereIsNoneOfMergesUpsertsAndTooManyRows) {
    const auto whyNot = [this](const std::string& statement) {
        RequestId request;
        const ChangeHeld held = hold(statement, request);
        EXPECT_EQ(held.undo.id, "") << statement;
        static_cast<void>(m_log->awaitLast(send(protocol::SettleChange{request, protocol::TransactionEnd::RollBack})));
        static_cast<void>(m_log->awaitLast(request));
        return held.undo.whyNot;
    };
    const bool mariadb = GetParam() == UndoServer::MariaDb;
    const std::string upsert = mariadb ? "INSERT INTO owner VALUES (1, 'x') ON DUPLICATE KEY UPDATE name = 'y'"
                                       : "INSERT INTO owner VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y'";
    const std::string there = "rows that are there already";
    EXPECT_NE(whyNot(upsert).find(there), std::string::npos) << whyNot(upsert);
    if (GetParam() == UndoServer::Postgres) {
        const std::string merge = "MERGE INTO owner o USING (SELECT 1 AS id) s ON o.id = s.id WHEN MATCHED THEN "
                                  "UPDATE SET name = 'y'";
        EXPECT_NE(whyNot(merge).find("MERGE"), std::string::npos) << whyNot(merge);
    } else {
        EXPECT_NE(whyNot("REPLACE INTO owner VALUES (1, 'x')").find(there), std::string::npos);
    }
    const std::string digits =
        "(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 "
        "UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)";
    succeeds(
        "CREATE TABLE many (id int PRIMARY KEY, n int NOT NULL); INSERT INTO many SELECT a.d + 10 * b.d + 100 * c.d + "
        "1000 * e.d + 10000 * f.d, 0 FROM " +
            digits + " a, " + digits + " b, " + digits + " c, " + digits + " e, " + digits +
            " f; INSERT INTO many VALUES (100000, 0)",
        1);
    const std::string tooMany = whyNot("UPDATE many SET n = 1");
    EXPECT_NE(tooMany.find("100,000"), std::string::npos) << tooMany;
}

TEST_P(Undo, OfAPartOfAnOpenTransactionIsNotPromised) {
    succeeds("BEGIN; DELETE FROM thing");
    EXPECT_EQ(commit("UPDATE owner SET name = 'x'"), "");
    EXPECT_NE(m_held.undo.whyNot, "");
    succeeds("ROLLBACK");
}

TEST_P(Undo, KeepsNoMoreThanItsBudget) {
    restartWith({.changeBytes = 400, .totalBytes = 100'000, .days = 7});
    EXPECT_EQ(commit("UPDATE owner SET name = 'x'"), "");
    EXPECT_NE(m_held.undo.whyNot.find("undo.maxBytes"), std::string::npos) << m_held.undo.whyNot;
    EXPECT_EQ(valueOf("SELECT count(*) FROM owner WHERE name = 'x'", 2), "3");
}

TEST_P(Undo, KeepsNothingWhereThatIsSwitchedOff) {
    EXPECT_NE(commit("UPDATE owner SET name = 'x'"), "");
    restartWith({.days = 0});
    EXPECT_EQ(commit("UPDATE owner SET name = 'y'"), "");
    EXPECT_EQ(m_held.undo.whyNot, "");
    EXPECT_EQ(listed().size(), 0U);
    EXPECT_EQ(filesOf(".undo").size(), 0U);
}

TEST_P(Undo, HindersNoCommitWhenNothingCanBeWritten) {
    overwrite(std::filesystem::path(m_folder.path().toStdString()) / "undo", "in the way");
    EXPECT_EQ(commit("UPDATE owner SET name = 'x'"), "");
    EXPECT_NE(m_held.undo.whyNot, "");
    EXPECT_EQ(valueOf("SELECT count(*) FROM owner WHERE name = 'x'", 2), "3");
}

TEST_P(Undo, RefusesAFileThatWasChanged) {
    const std::string id = commit("UPDATE owner SET name = 'x'");
    const std::filesystem::path file = undoFolder() / (id + ".undo");
    const std::string whole = bytesOf(file);
    ASSERT_GT(whole.size(), 100U);
    EXPECT_EQ(whole.find("three"), std::string::npos) << "rows lie in the clear";
    for (const std::size_t place : {std::size_t{0}, std::size_t{20}, std::size_t{90}, whole.size() - 1}) {
        std::string changed = whole;
        changed[place] = static_cast<char>(changed[place] ^ 1);
        overwrite(file, changed);
        EXPECT_NE(failure(sendUndo(id, true)).kind, ErrorKind::SqlError) << place;
        EXPECT_EQ(valueOf("SELECT count(*) FROM owner WHERE name = 'x'", 2), "3");
    }
    for (const std::size_t size : {whole.size() - 1, std::size_t{0}, std::size_t{40}}) {
        overwrite(file, whole.substr(0, size));
        EXPECT_EQ(failure(sendUndo(id, true)).kind, ErrorKind::IoError) << size;
    }
    static_cast<void>(listed());
    EXPECT_EQ(m_unread, 1U);
    // One that has the name of another.
    overwrite(file, whole);
    std::string other = id;
    other.back() = other.back() == '0' ? '1' : '0';
    std::filesystem::rename(file, undoFolder() / (other + ".undo"));
    EXPECT_EQ(failure(sendUndo(other, true)).kind, ErrorKind::IoError);
}

TEST_P(Undo, IsOfferedWhenTheProgramEndedBeforeItNotedTheCommit) {
    const std::string id = commit("UPDATE owner SET name = 'x'");
    // As a program leaves it that is killed between the two.
    std::filesystem::rename(undoFolder() / (id + ".undo"), undoFolder() / (id + ".pending"));
    overwrite(undoFolder() / (id + ".lock"), "");
    const std::vector<UndoEntry> entries = listed();
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].outcome, protocol::UndoOutcome::Unknown);
    EXPECT_TRUE(undo(id, true).applied);
    EXPECT_EQ(valueOf("SELECT name FROM owner WHERE id = 1", 2), "one");
}

TEST_P(Undo, IsNotForAnotherDatabase) {
    const std::string id = commit("UPDATE owner SET name = 'x'");
    if (GetParam() == UndoServer::Sqlite) {
        protocol::ConnectionConfig config;
        config.connector = "sqlite";
        config.database = m_folder.filePath(QStringLiteral("other.sqlite")).toStdString();
        connect(config, {{"mode", "rwc"}});
    } else {
        openConnection();
    }
    EXPECT_EQ(failure(sendUndo(id, true)).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(listed().size(), 0U);
}

TEST_P(Undo, IsRolledBackWhenATriggerChangesWhatItPutsBack) {
    const std::string id = commit("UPDATE owner SET name = 'x'");
    switch (GetParam()) {
    case UndoServer::Sqlite:
        succeeds("CREATE TRIGGER spoils AFTER UPDATE ON owner WHEN new.name <> 'z' BEGIN UPDATE owner SET name = 'z' "
                 "WHERE id = "
                 "new.id; END",
                 2);
        break;
    case UndoServer::Postgres:
        succeeds(
            "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN new.name := 'z'; RETURN new; END "
            "$$; CREATE TRIGGER spoils BEFORE UPDATE ON owner FOR EACH ROW EXECUTE FUNCTION spoil()",
            2);
        break;
    case UndoServer::MariaDb:
        succeeds("CREATE TRIGGER spoils BEFORE UPDATE ON owner FOR EACH ROW SET new.name = 'z'", 2);
        break;
    }
    EXPECT_EQ(failure(sendUndo(id, true)).kind, ErrorKind::Unsupported);
    EXPECT_EQ(valueOf("SELECT count(*) FROM owner WHERE name = 'x'", 2), "3");
}

INSTANTIATE_TEST_SUITE_P(Servers, Undo,
                         ::testing::Values(UndoServer::Sqlite, UndoServer::Postgres, UndoServer::MariaDb),
                         undoServerName);

} // namespace

} // namespace dbv::testing
