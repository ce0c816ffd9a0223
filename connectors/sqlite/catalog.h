// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/catalog.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// What a SQLite database holds: `main`, `temp` and attached databases are schemas.
///
/// Row counts are estimates from ANALYZE, where it was run. Names match without regard to case, as in SQLite.
class SqliteCatalog : public Catalog {
public:
    explicit SqliteCatalog(Database& database) : m_database(database) {}

    [[nodiscard]] Result<std::vector<SchemaInfo>> schemas() override;
    [[nodiscard]] Result<std::vector<ObjectSummary>> objects(std::string_view schema, ObjectScope scope) override;
    [[nodiscard]] Result<ObjectDescription> describe(const ObjectPath& path,
                                                     std::optional<ObjectType> /*type*/) override;
    [[nodiscard]] Result<void> describeAll(std::string_view schema,
                                           const std::function<bool(ObjectDescription)>& take) override;

private:
    Database& m_database;
};

} // namespace dbv::sqlite
