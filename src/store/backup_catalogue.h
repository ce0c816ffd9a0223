// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <QJsonObject>

#include <dbv/connector/cursor.h>
#include <dbv/core/result.h>

#include "protocol/backup_values.h"
#include "store/sql_connection.h"

namespace dbv::store {

/// The backups that were made, or found.
///
/// Errors: those of the connection, and what is named.
class BackupCatalogue {
public:
    explicit BackupCatalogue(SqlConnection& connection) : m_connection(&connection) {}

    /// The newest first. What can not be read is left out, and told in `notices`.
    struct List {
        std::vector<protocol::BackupEntry> entries;
        std::vector<Notice> notices;
    };
    [[nodiscard]] Result<List> all() const;
    /// Errors: NotFound.
    [[nodiscard]] Result<protocol::BackupEntry> find(const std::string& id) const;
    /// Adds it, or replaces the one with its id.
    [[nodiscard]] Result<void> keep(const protocol::BackupEntry& entry) const;
    /// Errors: NotFound.
    [[nodiscard]] Result<void> remove(const std::string& id) const;

private:
    SqlConnection* m_connection;
};

/// An entry as the catalogue keeps it, but for its id and its state. Numbers that may be large are texts.
[[nodiscard]] QJsonObject backupFactsJson(const protocol::BackupEntry& entry);
/// Errors: InvalidInput, naming what is wrong.
[[nodiscard]] Result<protocol::BackupEntry> backupFromFacts(const QJsonObject& facts);

} // namespace dbv::store
