// SPDX-License-Identifier: Apache-2.0
// What a schema holds comes in steps: tables, the rest, and what belongs to tables once somebody looks for it.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <QSignalSpy>

#include <gtest/gtest.h>

#include "schema_kinds_fixture.h"
#include "viewmodel/object_definitions.h"

namespace dbv::viewmodel {
namespace {

class SchemaScopes : public SchemaKinds {};

TEST_F(SchemaScopes, AreFoundByNameBeforeTheirTableWasOpened) {
    openUntested();
    static_cast<void>(below(line({u"shop"_s})));
    QSignalSpy found(&tree, &SchemaTree::foundMore);
    tree.lookFor(u"BY_TOTAL"_s);
    deliver();
    const QModelIndex orders = line({u"shop"_s, u"orders"_s});
    EXPECT_GT(found.count(), 0);
    // The index of a partition of a partition stands below the table as well.
    EXPECT_EQ(below(orders), (QStringList{u"by_total"_s, u"may_by_total"_s}));
    EXPECT_EQ(tree.place(tree.index(1, 0, orders)).path, (ObjectPath{"shop", "may_by_total", "orders_2026_may"}));
    EXPECT_EQ(engine.commands<protocol::DescribeObject>().size(), 0U);
    tree.lookFor(u"own"_s);
    EXPECT_EQ(below(orders), QStringList{u"own"_s});
    EXPECT_EQ(tree.place(tree.index(0, 0, orders)).type, ObjectType::Policy);
    tree.lookFor({});
    EXPECT_EQ(tree.rowCount(orders), 0);
    EXPECT_EQ(below(orders).size(), 10);
}

TEST_F(SchemaScopes, AreReadOneSchemaAfterTheOtherWhenLookedFor) {
    openUntested();
    tree.lookFor(u"trail"_s);
    deliver();
    // Of each of the two: what has rows, the rest, and at last what belongs to tables.
    std::vector<ObjectScope> scopes;
    for (const protocol::ListObjects& each : engine.commands<protocol::ListObjects>()) {
        scopes.push_back(each.scope);
    }
    EXPECT_EQ(scopes, (std::vector{ObjectScope::Relations, ObjectScope::Others, ObjectScope::Relations,
                                   ObjectScope::Others, ObjectScope::Parts, ObjectScope::Parts}));
    EXPECT_EQ(engine.commands<protocol::ListServerObjects>().size(), 1U);
    EXPECT_TRUE(line({u"audit"_s, u"trail"_s}).isValid());
}

TEST_F(SchemaScopes, ShowTablesBeforeTheRestIsThere) {
    openUntested();
    held = ObjectScope::Others;
    const QModelIndex shop = line({u"shop"_s});
    tree.fetchMore(shop);
    deliver();
    ASSERT_EQ(late.size(), 1U);
    EXPECT_TRUE(line({u"shop"_s, u"orders"_s}).isValid());
    EXPECT_FALSE(line({u"shop"_s, u"Routines"_s}).isValid());
    const QStringList early = below(shop);
    finishLate();
    const QStringList all = below(shop);
    EXPECT_TRUE(all.contains(u"Routines"_s) && all.contains(u"Types"_s)) << all.join(u", "_s).toStdString();
    EXPECT_EQ(all.mid(0, early.indexOf(u"Sequences"_s)), early.mid(0, early.indexOf(u"Sequences"_s)));
    // As if all had come at once.
    held.reset();
    tree.refresh();
    deliver();
    EXPECT_EQ(below(shop), all);
}

TEST_F(SchemaScopes, StayWhileTheyAreReadAgain) {
    openUntested();
    static_cast<void>(below(line({u"shop"_s})));
    const QPersistentModelIndex shop(line({u"shop"_s}));
    const QStringList before = below(shop);
    std::erase_if(objects, [](const ObjectSummary& each) { return each.name == "totals"; });
    held = ObjectScope::Others;
    tree.refresh();
    deliver();
    EXPECT_EQ(below(shop), before);
    finishLate();
    QStringList after = before;
    after.removeAll(u"totals"_s);
    EXPECT_EQ(below(shop), after);
}

TEST_F(SchemaScopes, TellWhatWasRefusedInEachStep) {
    openUntested();
    refusals = {{ObjectScope::Relations, "no comments"},
                {ObjectScope::Others, "no routines"},
                {ObjectScope::Parts, "no policies"}};
    const QModelIndex shop = line({u"shop"_s});
    static_cast<void>(below(shop));
    EXPECT_EQ(below(shop).mid(0, 2), (QStringList{u"no comments"_s, u"no routines"_s}));
    tree.readParts();
    deliver();
    EXPECT_EQ(below(shop).mid(0, 3), (QStringList{u"no comments"_s, u"no routines"_s, u"no policies"_s}));
}

TEST_F(SchemaScopes, AreFoundBesideWhatWasFoundBefore) {
    openUntested();
    static_cast<void>(below(line({u"shop"_s})));
    held = ObjectScope::Parts;
    // A partition, which is known at once, and its index, which is not.
    tree.lookFor(u"may"_s);
    deliver();
    const QModelIndex orders = line({u"shop"_s, u"orders"_s});
    EXPECT_EQ(below(orders), QStringList{u"orders_2026_may"_s});
    finishLate();
    QStringList found = below(orders);
    found.sort();
    EXPECT_EQ(found, (QStringList{u"may_by_total"_s, u"orders_2026_may"_s}));
}

TEST_F(SchemaScopes, AreAllKnownToTheSearchByName) {
    openUntested();
    static_cast<void>(below(line({u"shop"_s})));
    static_cast<void>(below(line({u"Server"_s})));
    const auto knows = [this](ObjectType type) {
        return std::ranges::any_of(tree.knownObjects(), [type](const auto& each) { return each.first.type == type; });
    };
    EXPECT_FALSE(knows(ObjectType::Index));
    QSignalSpy read(&tree, &SchemaTree::partsRead);
    tree.readParts();
    deliver();
    // Of the schemas that somebody has opened.
    EXPECT_EQ(read.count(), 1);
    const auto parts = tree.knownParts(line({u"shop"_s}));
    EXPECT_EQ(static_cast<std::ptrdiff_t>(parts.size()), std::ranges::count_if(objects, [](const ObjectSummary& each) {
                  return scopeOf(each.type) == ObjectScope::Parts;
              }));
    EXPECT_TRUE(knows(ObjectType::Index));
    tree.readParts();
    deliver();
    EXPECT_EQ(read.count(), 1) << "nothing is read twice";
    std::vector<std::pair<ObjectType, std::string>> known;
    for (const auto& [place, database] : tree.knownObjects()) {
        known.emplace_back(place.type, place.path.name);
        EXPECT_TRUE(hasDefinition(place)) << place.path.name;
    }
    // All but the routine of an extension and the server's own role.
    EXPECT_EQ(known.size(), objects.size() - 1 + serverObjects.size() - 1);
    for (const ObjectSummary& each : objects) {
        EXPECT_EQ(std::ranges::count(known, std::pair(each.type, each.name)), each.internal ? 0 : 1) << each.name;
    }
}

} // namespace
} // namespace dbv::viewmodel
