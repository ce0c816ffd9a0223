// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dbv/connector/dumper.h>

#include "sqlite/database.h"

namespace dbv::sqlite {

/// Copies the main database through SQLite's backup interface, as it was when the dump began.
///
/// A read transaction is held meanwhile: in write-ahead mode writers go on, in rollback mode they wait.
class SqliteDumper : public Dumper {
public:
    explicit SqliteDumper(Database& database) : m_database(database) {}

    [[nodiscard]] Result<void> dump(const std::string& path, const DumpProgress& progress) override;

private:
    [[nodiscard]] Result<void> copyInto(const std::string& path, const DumpProgress& progress);

    Database& m_database;
};

} // namespace dbv::sqlite
