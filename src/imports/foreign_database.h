// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <QString>
#include <QtSql/QSqlDatabase>

#include <dbv/core/result.h>

namespace dbv::imports {

/// The values of a row, as text, by the names of their columns; NULL is empty.
class ForeignRow {
public:
    explicit ForeignRow(std::map<std::string, std::string, std::less<>> values) : m_values(std::move(values)) {}

    [[nodiscard]] std::string text(std::string_view column) const;
    /// 1 and `true`.
    [[nodiscard]] bool isOn(std::string_view column) const;

private:
    std::map<std::string, std::string, std::less<>> m_values;
};

/// A SQLite file of another program, opened for reading only.
///
/// Thread: of whoever made it. Errors: IoError and InvalidInput, with the file's name.
class ForeignDatabase {
public:
    /// Blocks: on the disk.
    [[nodiscard]] static Result<std::unique_ptr<ForeignDatabase>> open(const std::filesystem::path& path);

    ForeignDatabase(const ForeignDatabase&) = delete;
    ForeignDatabase& operator=(const ForeignDatabase&) = delete;
    ~ForeignDatabase();

    [[nodiscard]] bool hasTable(const std::string& name) const;
    /// All rows of a table, by its key; the columns are those that this version of the program has.
    /// Limits: 10,000 rows. Blocks: on the disk.
    [[nodiscard]] Result<std::vector<ForeignRow>> rows(const std::string& table) const;

private:
    explicit ForeignDatabase(std::string shownAs);
    [[nodiscard]] std::unexpected<Error> failed(const std::string& why) const;

    std::string m_shownAs;
    /// The registry of Qt knows the connection by this name.
    QString m_name;
    QSqlDatabase m_database;
};

} // namespace dbv::imports
