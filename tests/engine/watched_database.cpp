// SPDX-License-Identifier: Apache-2.0
#include "watched_database.h"

#include <fstream>
#include <iterator>
#include <map>

#include <QByteArray>
#include <QCryptographicHash>

namespace dbv::testing {

WatchedDatabase& watched(WatchedEngine engine) {
    static std::map<WatchedEngine, std::unique_ptr<WatchedDatabase>> all;
    std::unique_ptr<WatchedDatabase>& one = all[engine];
    if (!one) {
        one = engine == WatchedEngine::Postgres  ? watchedPostgres()
              : engine == WatchedEngine::MariaDb ? watchedMariadb()
                                                 : watchedSqlite();
    }
    return *one;
}

std::string nameOf(WatchedEngine engine) {
    switch (engine) {
    case WatchedEngine::Postgres: return "Postgres";
    case WatchedEngine::MariaDb: return "MariaDb";
    case WatchedEngine::Sqlite: break;
    }
    return "Sqlite";
}

std::string hashOf(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    return QCryptographicHash::hash(QByteArray::fromStdString(bytes), QCryptographicHash::Sha256).toHex().toStdString();
}

std::string linesOfFiles(const std::filesystem::path& folder) {
    std::string lines;
    if (std::filesystem::is_regular_file(folder)) {
        return "outside file " + folder.filename().string() + " " + hashOf(folder) + "\n";
    }
    for (const auto& each : std::filesystem::recursive_directory_iterator(folder)) {
        lines += "outside file " + each.path().lexically_relative(folder).string() + " " +
                 (each.is_regular_file() ? hashOf(each.path()) : "folder") + "\n";
    }
    return lines;
}

} // namespace dbv::testing
