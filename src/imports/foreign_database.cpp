// SPDX-License-Identifier: Apache-2.0
#include "imports/foreign_database.h"

#include <cstdint>
#include <utility>

#include <QStringList>
#include <QVariant>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>
#include <QtSql/QSqlRecord>

#include "imports/foreign_file.h"
#include "imports/tls_words.h"
#include "settings/file_paths.h"

namespace dbv::imports {

namespace {

constexpr std::size_t kMostRows = 10000;

} // namespace

std::string ForeignRow::text(std::string_view column) const {
    const auto found = m_values.find(column);
    return found == m_values.end() ? std::string() : found->second;
}

bool ForeignRow::isOn(std::string_view column) const {
    return switchOf(text(column)).value_or(false);
}

ForeignDatabase::ForeignDatabase(std::string shownAs)
    : m_shownAs(std::move(shownAs)),
      m_name(QStringLiteral("dbvis-import-%1").arg(reinterpret_cast<std::uintptr_t>(this), 0, 16)) {}

ForeignDatabase::~ForeignDatabase() {
    m_database.close();
    // The registry warns about, and keeps alive, a connection that somebody still holds.
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(m_name);
}

std::unexpected<Error> ForeignDatabase::failed(const std::string& why) const {
    return fail(ErrorKind::IoError, m_shownAs + " could not be read as a database of SQLite: " + why + ".",
                "Close the other program, look whether the file is whole, and try again.");
}

Result<std::unique_ptr<ForeignDatabase>> ForeignDatabase::open(const std::filesystem::path& path) {
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown)) {
        return fail(ErrorKind::NotFound, "There is no file " + settings::shownPath(path) + ".",
                    "Choose another file or folder.");
    }
    std::unique_ptr<ForeignDatabase> database(new ForeignDatabase(settings::shownPath(path)));
    database->m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), database->m_name);
    if (!database->m_database.isValid()) {
        return fail(ErrorKind::Unsupported, "Qt's driver for SQLite is missing, so the file can not be read.",
                    "Install Qt's SQLite plugin (Debian: libqt6sql6-sqlite).");
    }
    database->m_database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=3000"));
    database->m_database.setDatabaseName(settings::qtPath(path));
    if (!database->m_database.open()) {
        return database->failed(database->m_database.lastError().databaseText().toStdString());
    }
    // The file is looked at by the first statement only.
    QSqlQuery query(database->m_database);
    if (!query.exec(QStringLiteral("SELECT count(*) FROM sqlite_master"))) {
        return database->failed(query.lastError().databaseText().toStdString());
    }
    return database;
}

bool ForeignDatabase::hasTable(const std::string& name) const {
    return m_database.tables().contains(QString::fromStdString(name), Qt::CaseInsensitive);
}

Result<std::vector<ForeignRow>> ForeignDatabase::rows(const std::string& table) const {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    // The names come from this program, never from the file.
    if (!query.exec(QStringLiteral("SELECT * FROM \"%1\" ORDER BY 1").arg(QString::fromStdString(table)))) {
        return failed(query.lastError().databaseText().toStdString());
    }
    std::vector<ForeignRow> rows;
    const QSqlRecord columns = query.record();
    while (query.next()) {
        if (rows.size() == kMostRows) {
            return failed("the table " + table + " has more than " + std::to_string(kMostRows) + " rows");
        }
        std::map<std::string, std::string, std::less<>> values;
        for (int i = 0; i < columns.count(); ++i) {
            values.emplace(columns.fieldName(i).toStdString(), query.value(i).toString().toStdString());
        }
        rows.emplace_back(std::move(values));
    }
    if (query.lastError().isValid()) {
        return failed(query.lastError().databaseText().toStdString());
    }
    return rows;
}

} // namespace dbv::imports
