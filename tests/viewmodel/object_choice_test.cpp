// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/object_choice.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QTest>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/backup_words.h"

namespace dbv::viewmodel {

namespace {

using Qt::Literals::StringLiterals::operator""_s;

std::vector<ObjectChoice::Item> tables(std::initializer_list<const char*> names) {
    std::vector<ObjectChoice::Item> items;
    for (const char* name : names) {
        items.push_back({{"", name}, ObjectType::Table});
    }
    return items;
}

std::string namesOf(const std::vector<DumpObject>& objects) {
    std::string names;
    for (const DumpObject& object : objects) {
        names += (object.schema.empty() ? "" : object.schema + ".") + object.name + " ";
    }
    return names;
}

TEST(ObjectChoices, KeepWhatIsChosenWhateverIsShown) {
    ObjectChoice choice;
    const QAbstractItemModelTester tester(&choice, QAbstractItemModelTester::FailureReportingMode::Fatal);
    choice.setObjects(tables({"orders", "order_lines", "customers"}));
    EXPECT_TRUE(choice.setData(choice.index(2), Qt::Checked, Qt::CheckStateRole));
    choice.setFilter(u"ORDER"_s);
    EXPECT_EQ(choice.rowCount(), 2);
    choice.chooseShown(true);
    EXPECT_EQ(choice.summary(), u"3 of 3 are chosen."_s);
    EXPECT_TRUE(choice.setData(choice.index(0), Qt::Unchecked, Qt::CheckStateRole));
    choice.setFilter({});
    EXPECT_EQ(namesOf(choice.chosen()), "order_lines customers ");
    // Read again, by name.
    choice.setObjects(tables({"customers", "new_one"}));
    EXPECT_EQ(choice.summary(), u"1 of 2 is chosen."_s);
    EXPECT_EQ(namesOf(choice.chosen()), "customers ");
}

TEST(ObjectChoices, KeepWhatWasChosenBeforeAnybodyHasReadTheNames) {
    ObjectChoice choice;
    const QAbstractItemModelTester tester(&choice, QAbstractItemModelTester::FailureReportingMode::Fatal);
    choice.setChosen({{"", "orders"}, {"", "gone"}});
    EXPECT_EQ(choice.summary(), u"2 of 2 are chosen."_s);
    EXPECT_EQ(namesOf(choice.chosen()), "orders gone ");
    choice.setObjects(tables({"customers", "orders"}));
    EXPECT_EQ(choice.summary(), u"2 of 3 are chosen."_s);
    EXPECT_EQ(choice.index(2).data().toString(), u"gone: is not there"_s);
    EXPECT_EQ(namesOf(choice.chosen()), "orders gone ");
    EXPECT_TRUE(choice.setData(choice.index(2), Qt::Unchecked, Qt::CheckStateRole));
    choice.setObjects(tables({"customers", "orders"}));
    EXPECT_EQ(choice.rowCount(), 2) << "nobody wishes for it any more";
}

TEST(ObjectChoices, AreQuickWithManyTables) {
    std::vector<ObjectChoice::Item> items;
    for (int i = 0; i < 50'000; ++i) {
        items.push_back({{"public", "table_" + std::to_string(i)}, ObjectType::Table});
    }
    ObjectChoice choice;
    QElapsedTimer clock;
    clock.start();
    choice.setObjects(std::move(items));
    choice.setFilter(u"table_4999"_s);
    choice.chooseShown(true);
    EXPECT_EQ(choice.chosenCount(), 11U);
    EXPECT_LT(clock.elapsed(), 2'000);
}

TEST(ObjectChoices, ReadTheNamesOfADatabase) {
    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    engine.on<protocol::ListSchemas>([&](RequestId id, const protocol::ListSchemas&) {
        engine.finish(id, protocol::SchemasListed{{{.name = "public", .isDefault = true},
                                                   {.name = "pg_catalog", .system = true},
                                                   {.name = "other"}}});
    });
    engine.on<protocol::ListObjects>([&](RequestId id, const protocol::ListObjects& asked) {
        EXPECT_EQ(asked.scope, ObjectScope::Relations);
        ObjectSummary table;
        table.name = "in_" + asked.schema;
        ObjectSummary shadow = table;
        shadow.name = "shadow";
        shadow.internal = true;
        engine.finish(id, protocol::ObjectsListed{{table, shadow}, {}});
    });
    OpenDatabase database;
    database.facts.connector = "postgres";
    ObjectChoice choice;
    const auto read = [&] {
        choice.read(bus, database);
        EXPECT_TRUE(QTest::qWaitFor([&choice] { return choice.rowCount() > 0; }));
        choice.chooseShown(true);
        return namesOf(choice.chosen());
    };
    EXPECT_EQ(read(), "other.in_other public.in_public ");
    choice.setObjects({});
    database.facts.connector = "mysql";
    EXPECT_EQ(read(), "in_public ");
}

TEST(ObjectChoices, OfABackupAreWhatStandsByItself) {
    ObjectChoice choice;
    choice.setBackedUp({{"table", "", "orders", 3},
                        {"index", "", "by_total", {}},
                        {"table", "", "sqlite_sequence", 1},
                        {"view", "", "cheap", {}},
                        {"database", "", "main", {}}});
    choice.chooseShown(true);
    EXPECT_EQ(namesOf(choice.chosen()), "orders cheap ");
}

TEST(BackupParts, AreNeverShownAsTheWhole) {
    DumpScope scope;
    EXPECT_EQ(backupPartText(scope), QString());
    scope.objects = {{"public", "orders"}};
    EXPECT_EQ(backupPartText(scope), u"only public.orders"_s);
    scope.objects.push_back({"public", "lines"});
    scope.content = DumpContent::Structure;
    EXPECT_EQ(backupPartText(scope), u"only 2 chosen objects, structure alone"_s);
    scope = {};
    scope.schemas = {"sales"};
    scope.content = DumpContent::Rows;
    EXPECT_EQ(backupPartText(scope), u"only the schema sales, rows alone"_s);
    protocol::BackupEntry entry;
    entry.scope = scope;
    EXPECT_TRUE(backupContentText(entry).startsWith(u"a part (only the schema sales"_s));
    QStringList facts;
    for (const BackupFact& fact : backupFacts(entry, 0)) {
        facts << fact.name;
    }
    EXPECT_TRUE(facts.contains(u"Only a part"_s));
}

} // namespace

} // namespace dbv::viewmodel
