// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>
#include <dbv/data/object_info.h>

namespace dbv {

/// Reads what a database holds. Belongs to a session of its own, so that it never waits for a user's statement.
///
/// Thread: one at a time, the one that uses the session. Must not outlive its session.
/// Blocks: every call, on the server.
class Catalog {
public:
    Catalog() = default;
    Catalog(const Catalog&) = delete;
    Catalog& operator=(const Catalog&) = delete;
    virtual ~Catalog() = default;

    [[nodiscard]] virtual Result<std::vector<SchemaInfo>> schemas() = 0;
    /// The objects of one schema that are in a scope, ordered by type and name.
    /// Errors: NotFound.
    [[nodiscard]] virtual Result<std::vector<ObjectSummary>> objects(std::string_view schema, ObjectScope scope) = 0;
    /// What belongs to the server and not to a schema: databases, roles. Empty where there is nothing of the kind.
    [[nodiscard]] virtual Result<std::vector<ObjectSummary>> serverObjects() { return std::vector<ObjectSummary>(); }
    /// Everything about one object; of several with one name the one of the given type, or else the most usual. Without a
    /// schema in the path: a role, a database or a schema, whose type must be given.
    /// Errors: NotFound; Unsupported where the engine has no definition of such an object.
    [[nodiscard]] virtual Result<ObjectDescription> describe(const ObjectPath& path,
                                                             std::optional<ObjectType> type) = 0;
    /// Everything about every table and view of a schema in a bounded number of statements, one after the other to `take`;
    /// it returns false to stop. DDL and sizes are left out.
    [[nodiscard]] virtual Result<void> describeAll(std::string_view schema,
                                                   const std::function<bool(ObjectDescription)>& take) = 0;
    /// Parts that the server refused to tell during the calls since the last one of this, in its own words: what they would
    /// have held is missing from the answers, not empty.
    [[nodiscard]] virtual std::vector<Notice> takeNotices() { return {}; }
};

} // namespace dbv
