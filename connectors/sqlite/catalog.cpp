// SPDX-License-Identifier: Apache-2.0
#include "sqlite/catalog.h"

#include "sqlite/catalog_describe.h"
#include "sqlite/catalog_objects.h"

namespace dbv::sqlite {

Result<std::vector<SchemaInfo>> SqliteCatalog::schemas() {
    if (const Result<void> present = m_database.checkFile(); !present) {
        return std::unexpected(present.error());
    }
    return readSchemas(m_database);
}

Result<std::vector<ObjectSummary>> SqliteCatalog::objects(std::string_view schema, ObjectScope scope) {
    const Result<std::string> name = schemaNamed(m_database, schema);
    return name ? readObjects(m_database, *name, scope) : std::unexpected(name.error());
}

Result<ObjectDescription> SqliteCatalog::describe(const ObjectPath& path, std::optional<ObjectType> type) {
    if (path.schema.empty() && type) {
        return fail(ErrorKind::Unsupported, "A database file of SQLite has no definition of its own.",
                    "Ask for the definition of an object in it.");
    }
    const Result<std::string> name = schemaNamed(m_database, path.schema);
    return name ? describeObject(m_database, {*name, path.name}) : std::unexpected(name.error());
}

Result<void> SqliteCatalog::describeAll(std::string_view schema, const std::function<bool(ObjectDescription)>& take) {
    const Result<std::string> name = schemaNamed(m_database, schema);
    return name ? describeSchema(m_database, *name, take) : std::unexpected(name.error());
}

} // namespace dbv::sqlite
