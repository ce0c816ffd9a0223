// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

#include "catalog/catalog_builder.h"

/// What the tests of the index of names share.
namespace dbv::test {

/// A table with columns of a type.
inline ObjectDescription described(std::string name, std::initializer_list<const char*> columns,
                                   const std::string& type = "text") {
    ObjectDescription table;
    table.path.name = std::move(name);
    for (const char* column : columns) {
        ColumnInfo info;
        info.name = column;
        info.type = type;
        table.columns.push_back(std::move(info));
    }
    return table;
}

inline ForeignKeyInfo keyTo(const std::string& column, const std::string& table, const std::string& referenced) {
    ForeignKeyInfo key;
    key.columns = {column};
    key.references.name = table;
    key.referencedColumns = {referenced};
    return key;
}

/// `orders` that belong to `customers`, a view of both, `stock.items`, and a function.
inline std::shared_ptr<const catalog::CatalogIndex> shopIndex() {
    catalog::CatalogBuilder builder;
    builder.beginSchema({.name = "public", .isDefault = true});
    builder.add(described("customers", {"id", "name", "Full Name", "order"}));
    ObjectDescription orders = described("orders", {"id", "customer_id", "placed"});
    orders.columns[2].type = "date";
    orders.foreignKeys.push_back(keyTo("customer_id", "customers", "id"));
    builder.add(orders);
    ObjectDescription view = described("recent_orders", {"id", "name"});
    view.type = ObjectType::View;
    builder.add(view);
    builder.add(described("Order Lines", {"order_id", "line"}));
    builder.addRoutine({.name = "order_total(integer)", .type = ObjectType::Routine});
    builder.beginSchema({.name = "stock"});
    builder.add(described("items", {"sku", "amount"}));
    builder.beginSchema({.name = "pg_catalog", .system = true});
    builder.add(described("pg_class", {"oid", "relname"}));
    return builder.finish();
}

} // namespace dbv::test
