// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/session.h>

#include "sqlite/catalog.h"
#include "sqlite/change_meter.h"
#include "sqlite/database.h"
#include "sqlite/dialect.h"
#include "sqlite/dumper.h"
#include "sqlite/repeated_inserts.h"

namespace dbv::sqlite {

/// One open SQLite database.
///
/// A cancel stays asked for until `recover`, so none is lost between two statements; running statements end by `recover`.
class SqliteSession : public Session {
public:
    SqliteSession(std::unique_ptr<Database> database, SessionFacts facts);

    [[nodiscard]] const SessionFacts& facts() const override { return m_facts; }
    [[nodiscard]] const Dialect& dialect() const override { return sqliteDialect(); }
    /// Compiles, binds and makes the first step, so that the columns are final and a statement without a result is done.
    [[nodiscard]] Result<std::unique_ptr<Cursor>> execute(const StatementText& statement) override;
    [[nodiscard]] std::shared_ptr<Canceller> canceller() override { return m_database->canceller(); }
    [[nodiscard]] Catalog& catalog() override { return m_catalog; }
    [[nodiscard]] Dumper* dumper() override { return &m_dumper; }
    [[nodiscard]] TransactionState transactionState() override;
    [[nodiscard]] Result<std::string> privileges(std::chrono::milliseconds longest,
                                                 const std::stop_token& stop) override;
    [[nodiscard]] Result<std::unique_ptr<ChangeMeter>> meterChanges() override { return makeChangeMeter(*m_database); }
    [[nodiscard]] Result<std::vector<std::string>> rowKey(std::string_view table) override {
        return readRowKey(*m_database, table);
    }
    /// Refuses where a database keeps no journal.
    [[nodiscard]] Result<void> checkUndoable(std::string_view statement) override;
    /// By SQLite's own count of the foreign keys that are not kept.
    [[nodiscard]] Result<void> checkDeferred() override;
    [[nodiscard]] Result<void> recover() override;

private:
    /// Where a statement is as the one before but for its values; null where it has to be compiled.
    /// Errors: why it has failed.
    [[nodiscard]] Result<std::unique_ptr<Cursor>> repeat(const StatementText& statement, const std::string& command);

    std::unique_ptr<Database> m_database;
    RepeatedInserts m_inserts;
    SessionFacts m_facts;
    /// What was open from the start, by the names that were given.
    std::vector<std::string> m_ownFiles;
    SqliteCatalog m_catalog;
    SqliteDumper m_dumper;
};

} // namespace dbv::sqlite
