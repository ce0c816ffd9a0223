// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/catalog.h>

#include "network/refused_parts.h"
#include "postgres/line.h"

namespace dbv::postgres {

/// Reads what a database holds from pg_catalog, in a bounded number of statements.
class PostgresCatalog : public Catalog {
public:
    explicit PostgresCatalog(Line& line) : m_line(line) {}

    [[nodiscard]] Result<std::vector<SchemaInfo>> schemas() override;
    [[nodiscard]] Result<std::vector<ObjectSummary>> objects(std::string_view schema, ObjectScope scope) override;
    [[nodiscard]] Result<std::vector<ObjectSummary>> serverObjects() override;
    [[nodiscard]] Result<ObjectDescription> describe(const ObjectPath& path, std::optional<ObjectType> type) override;
    [[nodiscard]] Result<void> describeAll(std::string_view schema,
                                           const std::function<bool(ObjectDescription)>& take) override;
    [[nodiscard]] std::vector<Notice> takeNotices() override { return m_refused.take(); }

private:
    /// As `describe`, with the line's settings fixed.
    [[nodiscard]] Result<ObjectDescription> describeFixed(const ObjectPath& path, std::optional<ObjectType> type);
    /// The number of a schema. Errors: NotFound.
    [[nodiscard]] Result<std::string> schemaNumber(std::string_view schema);

    Line& m_line;
    network::RefusedParts m_refused;
};

} // namespace dbv::postgres
