// SPDX-License-Identifier: Apache-2.0
#include "mysql/catalog.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "mysql/catalog_ddl.h"
#include "mysql/catalog_objects.h"
#include "mysql/catalog_partitions.h"
#include "mysql/catalog_server.h"
#include "mysql/catalog_tables.h"
#include "mysql/fixed_settings.h"

namespace dbv::mysql {

namespace {

/// Of several objects with one name, the most usual comes first.
constexpr std::array kUsual =
    std::to_array<ObjectType>({ObjectType::Table, ObjectType::View, ObjectType::Sequence, ObjectType::Routine,
                               ObjectType::Trigger, ObjectType::Event, ObjectType::Index});

std::unexpected<Error> notThere(const ObjectPath& path) {
    return fail(ErrorKind::NotFound,
                "There is no \"" + path.name + "\" in \"" + path.schema + "\", or the user may not see it.",
                "Refresh the list of objects.");
}

} // namespace

Result<std::vector<SchemaInfo>> MysqlCatalog::schemas() {
    return readSchemas(m_line);
}

Result<std::vector<ObjectSummary>> MysqlCatalog::objects(std::string_view schema, ObjectScope scope) {
    const Result<std::string> name = schemaNamed(m_line, schema);
    return name ? readObjects(m_line, *name, scope, m_refused) : std::unexpected(name.error());
}

Result<std::vector<ObjectSummary>> MysqlCatalog::serverObjects() {
    return readServerObjects(m_line, m_refused);
}

Result<ObjectDescription> MysqlCatalog::describe(const ObjectPath& path, std::optional<ObjectType> type) {
    return underFixedSettings(m_line, m_refused, [&] { return describeFixed(path, type); });
}

Result<void> MysqlCatalog::describeAll(std::string_view schema, const std::function<bool(ObjectDescription)>& take) {
    return underFixedSettings(m_line, m_refused, [&] { return describeAllFixed(schema, take); });
}

Result<ObjectDescription> MysqlCatalog::describeFixed(const ObjectPath& path, std::optional<ObjectType> type) {
    if (path.schema.empty() && type) {
        return describeServerObject(m_line, m_dialect, path.name, *type, m_refused);
    }
    const bool maybeTable = !type || *type == ObjectType::Table || *type == ObjectType::View;
    if (maybeTable) {
        Result<std::vector<ObjectDescription>> tables =
            TableReader(m_line, m_dialect, m_refused, path.schema, path.name).read();
        if (!tables) {
            return std::unexpected(tables.error());
        }
        // A collation may find another spelling.
        const auto found = std::ranges::find_if(
            *tables, [&](const ObjectDescription& each) { return each.path.name == path.name || tables->size() == 1; });
        if (found != tables->end()) {
            if (const Result<void> parts = readPartitions(m_line, *found, m_refused); !parts) {
                return std::unexpected(parts.error());
            }
            const Result<void> written = writeTableDdl(m_line, *found, m_refused);
            return written ? Result<ObjectDescription>(std::move(*found)) : std::unexpected(written.error());
        }
    }
    for (const ObjectType each : kUsual) {
        if (each == ObjectType::Table || each == ObjectType::View || (type && *type != each)) {
            continue;
        }
        Result<std::optional<ObjectDescription>> found = describeOther(m_line, path, each, m_refused);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (*found) {
            return *std::move(*found);
        }
    }
    return notThere(path);
}

Result<void> MysqlCatalog::describeAllFixed(std::string_view schema,
                                            const std::function<bool(ObjectDescription)>& take) {
    const Result<std::string> name = schemaNamed(m_line, schema);
    if (!name) {
        return std::unexpected(name.error());
    }
    Result<std::vector<ObjectDescription>> tables = TableReader(m_line, m_dialect, m_refused, *name).read();
    if (!tables) {
        return std::unexpected(tables.error());
    }
    for (ObjectDescription& each : *tables) {
        if (!take(std::move(each))) {
            break;
        }
    }
    return {};
}

} // namespace dbv::mysql
