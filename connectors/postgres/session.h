// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <dbv/connector/session.h>

#include "postgres/catalog.h"
#include "postgres/change_meter.h"
#include "postgres/dialect.h"
#include "postgres/dumper.h"
#include "postgres/joined_text.h"
#include "postgres/line.h"
#include "postgres/parameters.h"
#include "postgres/server_facts.h"
#include "postgres/told_settings.h"

namespace dbv::postgres {

/// One conversation with a PostgreSQL server.
///
/// A statement goes by the extended protocol, which takes one at a time and binds parameters, and its rows come one by
/// one. A cancel stays asked for until `recover`, so none is lost between two statements.
class PostgresSession : public Session {
public:
    PostgresSession(std::unique_ptr<Line> line, ServerFacts facts);

    [[nodiscard]] const SessionFacts& facts() const override { return m_facts.session; }
    [[nodiscard]] const Dialect& dialect() const override { return postgresDialect(); }
    [[nodiscard]] Grammar grammar() const override;
    /// By the settings that the server tells of by itself.
    [[nodiscard]] bool stateChanged() const override;
    /// Waits for the statement's first row or its end, so that the columns are known.
    [[nodiscard]] Result<std::unique_ptr<Cursor>> execute(const StatementText& statement) override;
    [[nodiscard]] std::shared_ptr<Canceller> canceller() override { return m_line->canceller(); }
    [[nodiscard]] Catalog& catalog() override { return m_catalog; }
    [[nodiscard]] Dumper* dumper() override { return &m_dumper; }
    [[nodiscard]] TransactionState transactionState() override { return m_line->transactionState(); }
    [[nodiscard]] Result<std::vector<Notice>> listen() override;
    [[nodiscard]] std::vector<Notice> takeNotices() override;
    [[nodiscard]] Result<std::string> privileges(std::chrono::milliseconds longest,
                                                 const std::stop_token& stop) override;
    [[nodiscard]] std::intptr_t listeningSocket() const override { return PQsocket(m_line->handle()); }
    [[nodiscard]] Result<void> ping() override;
    [[nodiscard]] Result<void> setIsolation(std::string_view level) override;
    [[nodiscard]] Result<std::unique_ptr<ChangeMeter>> meterChanges() override {
        return PostgresChangeMeter::begin(*m_line);
    }
    [[nodiscard]] Result<std::vector<std::string>> rowKey(std::string_view table) override {
        return readRowKey(*m_line, table);
    }
    /// Refuses where a foreign table may be reached that a rollback is not known to reach.
    [[nodiscard]] Result<void> checkUndoable(std::string_view statement) override;
    [[nodiscard]] Result<void> checkDeferred() override;
    [[nodiscard]] Result<NamedObjects> namedObjects(const StatementNames& named) override;
    [[nodiscard]] Result<ObjectSize> sizeOf(ObjectType type, std::string_view name) override;
    [[nodiscard]] Result<void> recover() override;

private:
    [[nodiscard]] bool readsOnly() const { return m_facts.guard != ReadOnlyGuard::None; }
    /// Sends a statement that was judged.
    [[nodiscard]] Result<std::unique_ptr<Cursor>>
    send(const StatementText& statement, const BoundParameters& parameters, std::optional<JoinedText> joined);
    /// Of several that are joined, each by itself.
    [[nodiscard]] Result<void> judge(std::string_view sql, const std::optional<JoinedText>& joined) const;
    [[nodiscard]] Result<void> judgeOne(std::string_view sql) const;
    /// Prepares a statement to learn whether it gives rows, before it does anything.
    [[nodiscard]] Result<void> checkGivesRows(const std::string& sql);

    /// Several questions in a row need the same process of the server, which a pooler gives to a block only.
    [[nodiscard]] Result<void> holdProcess();

    /// Asks for the names of types that may be new. An own statement in a transaction of the user's changes nothing there.
    void keepUpWithTypes(std::string_view nextStatement);

    std::unique_ptr<Line> m_line;
    ServerFacts m_facts;
    /// Own types were not asked for yet, or a statement made one since, or may have.
    bool m_typesAreOld;
    /// Read when somebody asks.
    mutable ToldSettings m_told;
    PostgresCatalog m_catalog;
    PostgresDumper m_dumper;
};

} // namespace dbv::postgres
