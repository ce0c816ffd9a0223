// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog_index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "catalog/name_search.h"
#include "catalog_workshop.h"

namespace {

using dbv::ObjectType;
using dbv::catalog::CatalogBuilder;
using dbv::catalog::NamePattern;
using dbv::test::described;
using dbv::test::shopIndex;

using Names = std::vector<std::string>;

Names columnNames(const dbv::catalog::CatalogIndex& index, const dbv::catalog::IndexedTable* table) {
    Names names;
    if (table != nullptr) {
        for (const auto& column : index.columnsOf(*table)) {
            names.emplace_back(index.name(column.name));
        }
    }
    return names;
}

Names found(const dbv::catalog::CatalogIndex& index, const std::string& typed, std::size_t most = 10) {
    Names names;
    for (const auto& each : dbv::catalog::searchTables(index, NamePattern(typed), std::nullopt, most)) {
        names.emplace_back(index.name(index.tables()[each.at].name));
    }
    return names;
}

TEST(CatalogIndex, FindsTablesWithTheirColumnsAndKeys) {
    const auto index = shopIndex();
    const auto* orders = index->findTable("", "orders");
    ASSERT_NE(orders, nullptr);
    EXPECT_EQ(columnNames(*index, orders), (Names{"id", "customer_id", "placed"}));
    EXPECT_EQ(index->name(index->columnsOf(*orders)[2].type), "date");
    ASSERT_EQ(index->keysOf(*orders).size(), 1U);
    const auto& key = index->keysOf(*orders)[0];
    EXPECT_EQ(index->name(key.table), "customers");
    ASSERT_EQ(index->pairsOf(key).size(), 1U);
    EXPECT_EQ(index->name(index->pairsOf(key)[0].column), "customer_id");
    EXPECT_EQ(index->name(index->pairsOf(key)[0].referenced), "id");
    EXPECT_EQ(index->findTable("", "nothing"), nullptr);
    EXPECT_EQ(index->findTable("nowhere", "orders"), nullptr);
}

TEST(CatalogIndex, TakesATableOfADefaultSchemaWhereNoneIsNamed) {
    CatalogBuilder builder;
    builder.beginSchema({.name = "archive"});
    builder.add(described("orders", {"old"}));
    builder.beginSchema({.name = "public", .isDefault = true});
    builder.add(described("orders", {"now"}));
    builder.add(described("Orders", {"capital"}));
    const auto index = builder.finish();
    EXPECT_EQ(columnNames(*index, index->findTable("", "orders")), Names{"now"});
    EXPECT_EQ(columnNames(*index, index->findTable("", "Orders")), Names{"capital"});
    EXPECT_EQ(columnNames(*index, index->findTable("archive", "ORDERS")), Names{"old"}) << "in any case of its letters";
    EXPECT_EQ(columnNames(*index, index->findTable("ARCHIVE", "orders")), Names{"old"});
}

TEST(CatalogIndex, PutsTheNearestNameFirst) {
    CatalogBuilder builder;
    builder.beginSchema({.name = "public", .isDefault = true});
    for (const char* name : {"customer_orders", "orders", "order_items", "reorder", "zone", "ordinals_of_days"}) {
        builder.add(described(name, {}));
    }
    const auto index = builder.finish();
    EXPECT_EQ(found(*index, "orders").front(), "orders");
    EXPECT_EQ(found(*index, "oi").front(), "order_items");
    EXPECT_EQ(found(*index, "co").front(), "customer_orders");
    EXPECT_EQ(found(*index, "xq"), Names{});
    EXPECT_EQ(found(*index, "or", 2).size(), 2U);
    EXPECT_EQ(found(*index, "", 3).size(), 3U);
    EXPECT_EQ(found(*index, "ORDERS").front(), "orders");
}

TEST(CatalogIndex, KeepsEachNameOnce) {
    CatalogBuilder builder;
    builder.beginSchema({.name = "s"});
    for (int i = 0; i < 10'000; ++i) {
        builder.add(described("table_" + std::to_string(i), {"id", "name", "created_at", "updated_at"}));
    }
    const auto index = builder.finish();
    // The names of tables, 4 of columns, that of their type and the schema's, and the empty one.
    EXPECT_EQ(index->parts().names.size(), 10'007U);
    EXPECT_LT(index->memory(), 1'500'000U);
    EXPECT_EQ(columnNames(*index, index->findTable("s", "table_9999")).size(), 4U);
}

TEST(CatalogIndex, PartsTheNameOfARoutineFromWhatItTakes) {
    CatalogBuilder builder;
    builder.beginSchema({.name = "s"});
    builder.addRoutine({.name = "area(integer, integer)", .type = ObjectType::Routine});
    builder.addRoutine({.name = "plain", .type = ObjectType::Routine});
    const auto index = builder.finish();
    ASSERT_EQ(index->routines().size(), 2U);
    EXPECT_EQ(index->name(index->routines()[0].name), "area");
    EXPECT_EQ(index->name(index->routines()[0].takes), "(integer, integer)");
    EXPECT_EQ(index->name(index->routines()[1].takes), "");
}

TEST(CatalogIndex, IsEmptyWithoutAnything) {
    const auto index = CatalogBuilder().finish();
    EXPECT_EQ(index->findTable("", "a"), nullptr);
    EXPECT_EQ(found(*index, "a"), Names{});
    EXPECT_FALSE(index->findSchema("a"));
}

} // namespace
