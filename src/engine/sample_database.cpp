// SPDX-License-Identifier: Apache-2.0
#include "engine/sample_database.h"

#include <chrono>
#include <string>
#include <system_error>
#include <vector>

#include <dbv/core/cancel.h>

#include "settings/file_lock.h"
#include "sql/splitter.h"

namespace dbv::engine {

namespace {

// Another program makes the sample in a second or two; on a slow disk in more.
constexpr std::chrono::seconds kPatience{30};

Error sampleError(const std::filesystem::path& path, const std::string& what) {
    return makeError(ErrorKind::IoError, "The sample database " + path.string() + " could not be made: " + what,
                     "Check that the folder exists and can be written to.");
}

std::filesystem::path lockFor(const std::filesystem::path& path) {
    return path.parent_path() / "sample.lock";
}

std::filesystem::path partialFor(const std::filesystem::path& path) {
    return path.string() + ".partial";
}

// The database that was begun, and its journal. Whoever holds the lock knows that nobody is making them now.
void removeBegun(const std::filesystem::path& path) {
    const std::string prefix = partialFor(path).filename().string();
    std::error_code error;
    std::vector<std::filesystem::path> abandoned;
    for (const auto& entry : std::filesystem::directory_iterator(path.parent_path(), error)) {
        if (entry.path().filename().string().starts_with(prefix)) {
            abandoned.push_back(entry.path());
        }
    }
    for (const std::filesystem::path& file : abandoned) {
        std::filesystem::remove(file, error);
    }
}

Result<void> runToEnd(Session& session, std::string_view statement) {
    const Result<std::unique_ptr<Cursor>> cursor = session.execute({statement, {}, {}});
    return cursor ? Result<void>() : std::unexpected(cursor.error());
}

Result<void> runRecipe(Connector& sqlite, const std::filesystem::path& path, std::string_view recipe,
                       const std::stop_token& stop) {
    ConnectParams params;
    params.database = path.string();
    params.options["mode"] = "rwc";
    const Result<std::unique_ptr<Session>> session = openSession(sqlite, params, stop);
    if (!session) {
        return std::unexpected(session.error());
    }
    sql::StatementScanner statements(recipe, DialectId::Sqlite);
    while (const auto statement = statements.next()) {
        if (stop.stop_requested()) {
            return std::unexpected(cancelledError());
        }
        if (Result<void> ran = runToEnd(**session, recipe.substr(statement->span.begin, statement->span.size()));
            !ran) {
            return ran;
        }
    }
    return {};
}

Result<void> makeAndName(Connector& sqlite, const std::filesystem::path& path, std::string_view recipe,
                         const std::stop_token& stop) {
    const std::filesystem::path partial = partialFor(path);
    Result<void> made = runRecipe(sqlite, partial, recipe, stop);
    std::error_code error;
    if (made) {
        std::filesystem::rename(partial, path, error);
        if (error) {
            made = std::unexpected(sampleError(path, error.message()));
        }
    }
    if (!made) {
        removeBegun(path);
    }
    return made;
}

} // namespace

std::filesystem::path samplePath(const std::filesystem::path& dataDirectory) {
    return std::filesystem::absolute(dataDirectory / "sample.db");
}

Result<void> makeSampleDatabase(Connector& sqlite, const std::filesystem::path& path, std::string_view recipe,
                                const std::stop_token& stop) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
        return {};
    }
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) {
        return std::unexpected(sampleError(path, error.message()));
    }
    Result<settings::FileLock> lock = settings::FileLock::acquire(lockFor(path), kPatience);
    if (!lock) {
        return std::unexpected(sampleError(path, lock.error().message));
    }
    Result<void> made;
    // Another program may have made it while this one waited.
    if (!std::filesystem::exists(path, error)) {
        removeBegun(path);
        made = makeAndName(sqlite, path, recipe, stop);
    }
    lock->remove();
    return made;
}

void removeAbandonedSample(const std::filesystem::path& path) {
    std::error_code error;
    // A lock that lies about is the sign that somebody makes the sample, or was killed at it.
    if (std::filesystem::exists(lockFor(path), error)) {
        if (Result<settings::FileLock> lock = settings::FileLock::tryAcquire(lockFor(path))) {
            removeBegun(path);
            lock->remove();
        }
    }
}

} // namespace dbv::engine
