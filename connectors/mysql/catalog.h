// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/catalog.h>
#include <dbv/connector/dialect.h>

#include "mysql/line.h"
#include "network/refused_parts.h"

namespace dbv::mysql {

/// Reads `information_schema`, a bounded number of statements for a schema, however many tables it has. A user sees what
/// the server shows it; what the server refuses to tell is said.
class MysqlCatalog : public Catalog {
public:
    MysqlCatalog(Line& line, DialectId dialect) : m_line(line), m_dialect(dialect) {}

    [[nodiscard]] Result<std::vector<SchemaInfo>> schemas() override;
    [[nodiscard]] Result<std::vector<ObjectSummary>> objects(std::string_view schema, ObjectScope scope) override;
    [[nodiscard]] Result<std::vector<ObjectSummary>> serverObjects() override;
    [[nodiscard]] Result<ObjectDescription> describe(const ObjectPath& path, std::optional<ObjectType> type) override;
    [[nodiscard]] Result<void> describeAll(std::string_view schema,
                                           const std::function<bool(ObjectDescription)>& take) override;
    [[nodiscard]] std::vector<Notice> takeNotices() override { return m_refused.take(); }

private:
    [[nodiscard]] Result<ObjectDescription> describeFixed(const ObjectPath& path, std::optional<ObjectType> type);
    [[nodiscard]] Result<void> describeAllFixed(std::string_view schema,
                                                const std::function<bool(ObjectDescription)>& take);

    Line& m_line;
    DialectId m_dialect;
    network::RefusedParts m_refused;
};

} // namespace dbv::mysql
