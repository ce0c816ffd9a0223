// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <dbv/connector/session.h>

#include "mysql/catalog.h"
#include "mysql/change_meter.h"
#include "mysql/cursor.h"
#include "mysql/dumper.h"
#include "mysql/line.h"
#include "mysql/local_files.h"
#include "mysql/named_objects.h"
#include "mysql/server_facts.h"
#include "mysql/undoable.h"

namespace dbv::mysql {

/// One session at a server.
///
/// A cancel stays asked for until `recover`, so none is lost between two statements; what runs ends by `recover`.
/// A statement with parameters, and a query at MariaDB, is prepared, any other goes as text; both show values in the same way.
class MysqlSession : public Session {
public:
    MysqlSession(std::unique_ptr<Line> line, ServerFacts facts, std::unique_ptr<LocalFiles> localFiles, bool readOnly);
    ~MysqlSession() override;

    [[nodiscard]] const SessionFacts& facts() const override { return m_facts; }
    [[nodiscard]] const Dialect& dialect() const override { return m_dialect; }
    [[nodiscard]] Grammar grammar() const override;
    [[nodiscard]] bool stateChanged() const override { return m_line->told().stateChanged(); }
    /// Errors: as the contract has them; Busy while another cursor has not ended.
    [[nodiscard]] Result<std::unique_ptr<Cursor>> execute(const StatementText& statement) override;
    [[nodiscard]] std::shared_ptr<Canceller> canceller() override { return m_line->canceller(); }
    [[nodiscard]] Catalog& catalog() override { return m_catalog; }
    [[nodiscard]] Dumper* dumper() override { return &m_dumper; }
    [[nodiscard]] TransactionState transactionState() override { return m_line->transactionState(); }
    [[nodiscard]] bool commitsByItself() override { return m_line->commitsByItself(); }
    [[nodiscard]] Result<std::vector<Notice>> listen() override;
    [[nodiscard]] Result<std::string> privileges(std::chrono::milliseconds longest,
                                                 const std::stop_token& stop) override;
    [[nodiscard]] std::intptr_t listeningSocket() const override;
    [[nodiscard]] Result<void> ping() override { return m_line->ping(); }
    [[nodiscard]] Result<void> setIsolation(std::string_view level) override;
    [[nodiscard]] Result<std::unique_ptr<ChangeMeter>> meterChanges() override {
        return MysqlChangeMeter::begin(*m_line);
    }
    [[nodiscard]] Result<std::vector<std::string>> rowKey(std::string_view table) override {
        return readRowKey(*m_line, table);
    }
    /// Refuses where a table may be reached whose engine has no transactions.
    [[nodiscard]] Result<void> checkUndoable(std::string_view statement) override {
        return judgeUndoable(*m_line, statement);
    }
    [[nodiscard]] Result<NamedObjects> namedObjects(const StatementNames& named) override {
        return readNamedObjects(*m_line, named);
    }
    [[nodiscard]] Result<ObjectSize> sizeOf(ObjectType type, std::string_view name) override {
        return readObjectSize(*m_line, type, name);
    }
    [[nodiscard]] Result<void> recover() override;

private:
    [[nodiscard]] Result<void> refuseWrites(std::string_view sql);
    /// Asks about character sets where the server does not tell, and judges by them.
    [[nodiscard]] Result<void> refuseOtherTexts(const StatementText& statement, std::string_view sql);
    [[nodiscard]] Result<std::unique_ptr<MysqlCursor>> send(const StatementText& statement, TextSpan place);

    std::unique_ptr<Line> m_line;
    SessionFacts m_facts;
    const Dialect& m_dialect;
    std::unique_ptr<LocalFiles> m_localFiles;
    bool m_readOnly;
    bool m_patient;
    /// The transaction is prepared (XA PREPARE): the end of the session does not roll it back.
    bool m_prepared = false;
    MysqlCatalog m_catalog;
    MysqlDumper m_dumper;
};

} // namespace dbv::mysql
