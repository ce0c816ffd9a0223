// SPDX-License-Identifier: Apache-2.0
#include "engine/catalog_reading.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "catalog/catalog_builder.h"

namespace dbv::engine {

namespace {

/// Whether reading ends with this error; one that is about a schema alone leaves that out.
bool endsReading(const Error& error, const std::stop_token& stop) {
    return stop.stop_requested() || error.kind == ErrorKind::Cancelled || error.damage == Damage::Session;
}

/// The names of one schema.
Result<void> readSchema(Session& session, const SchemaInfo& schema, catalog::CatalogBuilder& builder,
                        const std::stop_token& stop) {
    builder.beginSchema(schema);
    const Result<void> described = session.catalog().describeAll(schema.name, [&](const ObjectDescription& table) {
        builder.add(table);
        return !stop.stop_requested();
    });
    if (!described && endsReading(described.error(), stop)) {
        return described;
    }
    Result<std::vector<ObjectSummary>> others = session.catalog().objects(schema.name, ObjectScope::Others);
    if (!others) {
        return endsReading(others.error(), stop) ? std::unexpected(std::move(others.error())) : Result<void>();
    }
    for (const ObjectSummary& object : *others) {
        if (object.type == ObjectType::Routine) {
            builder.addRoutine(object);
        }
    }
    return {};
}

} // namespace

Result<std::shared_ptr<const catalog::CatalogIndex>> readCatalog(Session& session, const std::stop_token& stop) {
    Result<std::vector<SchemaInfo>> schemas = session.catalog().schemas();
    if (!schemas) {
        return std::unexpected(std::move(schemas.error()));
    }
    catalog::CatalogBuilder builder;
    for (const SchemaInfo& schema : *schemas) {
        Result<void> read = readSchema(session, schema, builder, stop);
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError(Damage::None));
        }
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
    }
    // What could not be told is told to nobody here: it is missing from the proposals.
    static_cast<void>(session.catalog().takeNotices());
    return builder.finish();
}

bool mayChangeNames(std::string_view command) {
    static constexpr std::array<std::string_view, 9> kChanges = {"ALTER", "ATTACH", "CALL",   "CREATE", "DETACH",
                                                                 "DO",    "DROP",   "IMPORT", "RENAME"};
    return std::ranges::binary_search(kChanges, command.substr(0, command.find(' ')));
}

} // namespace dbv::engine
