// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog.h"

#include <algorithm>
#include <string>
#include <utility>

#include "postgres/catalog_lists.h"
#include "postgres/catalog_others.h"
#include "postgres/catalog_relations.h"
#include "postgres/catalog_server.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

Result<std::string> PostgresCatalog::schemaNumber(std::string_view schema) {
    const Result<PgResult> found =
        m_line.query("SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = " + quotedText(schema));
    if (!found) {
        return std::unexpected(found.error());
    }
    if (PQntuples(found->get()) == 0) {
        return fail(ErrorKind::NotFound, "There is no schema \"" + std::string(schema) + "\" in this database.",
                    "Refresh the list of schemas.");
    }
    return std::string(textAt(found->get(), 0, 0));
}

Result<std::vector<SchemaInfo>> PostgresCatalog::schemas() {
    return readSchemas(m_line);
}

Result<std::vector<ObjectSummary>> PostgresCatalog::objects(std::string_view schema, ObjectScope scope) {
    const FixedSettings fixed(m_line);
    const Result<std::string> number = schemaNumber(schema);
    return number ? readObjects(m_line, *number, scope, m_refused) : std::unexpected(number.error());
}

Result<std::vector<ObjectSummary>> PostgresCatalog::serverObjects() {
    return readServerObjects(m_line, m_refused);
}

Result<ObjectDescription> PostgresCatalog::describe(const ObjectPath& path, std::optional<ObjectType> type) {
    const FixedSettings fixed(m_line);
    Result<ObjectDescription> described = describeFixed(path, type);
    if (const std::optional<Error>& refusal = m_line.settingsRefusal(); described && refusal) {
        m_refused.add(
            {"warning",
             "Definitions are written by the settings of this session, which another may read in another way; "
             "the server says: " +
                 refusal->message});
    }
    return described;
}

Result<ObjectDescription> PostgresCatalog::describeFixed(const ObjectPath& path, std::optional<ObjectType> type) {
    if (path.schema.empty() && type) {
        return describeServerObject(m_line, path.name, *type);
    }
    const Result<std::string> number = schemaNumber(path.schema);
    if (!number) {
        return std::unexpected(number.error());
    }
    if (!type || isRelation(*type)) {
        Result<std::optional<ObjectDescription>> relation = describeRelation(m_line, path, *number, type, m_refused);
        if (!relation) {
            return std::unexpected(relation.error());
        }
        if (*relation) {
            return std::move(**relation);
        }
    }
    Result<std::optional<ObjectDescription>> other = describeOther(m_line, path, *number, type, m_refused);
    if (!other) {
        return std::unexpected(other.error());
    }
    if (*other) {
        return std::move(**other);
    }
    return fail(ErrorKind::NotFound, "There is no \"" + path.name + "\" in the schema \"" + path.schema + "\".",
                "Refresh the list of objects; it may have been dropped or renamed.");
}

Result<void> PostgresCatalog::describeAll(std::string_view schema, const std::function<bool(ObjectDescription)>& take) {
    const FixedSettings fixed(m_line);
    const Result<std::string> number = schemaNumber(schema);
    return number ? describeRelations(m_line, schema, *number, take, m_refused) : std::unexpected(number.error());
}

} // namespace dbv::postgres
