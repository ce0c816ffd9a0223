// SPDX-License-Identifier: Apache-2.0
#include "engine/sample_database.h"

#include <chrono>
#include <random>
#include <string>
#include <system_error>
#include <vector>

#include <dbv/core/cancel.h>

#include "sql/splitter.h"

namespace dbv::engine {

namespace {

Error sampleError(const std::filesystem::path& path, const std::string& what) {
    return makeError(ErrorKind::IoError, "The sample database " + path.string() + " could not be made: " + what,
                     "Check that the folder exists and can be written to.");
}

// What a killed program began is nobody's after a minute: making the sample takes a second or two.
void removeAbandoned(const std::filesystem::path& path) {
    const std::string prefix = path.filename().string() + ".partial-";
    const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::minutes(1);
    std::error_code error;
    std::vector<std::filesystem::path> abandoned;
    for (const auto& entry : std::filesystem::directory_iterator(path.parent_path(), error)) {
        std::error_code gone;
        if (entry.path().filename().string().starts_with(prefix) && entry.last_write_time(gone) < old) {
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
    const Result<std::unique_ptr<Session>> session = sqlite.open(params, stop);
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

} // namespace

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
    removeAbandoned(path);
    // Two programs may make it at the same time; the later rename puts the same content in place.
    const std::filesystem::path partial = path.string() + ".partial-" + std::to_string(std::random_device()());
    Result<void> made = runRecipe(sqlite, partial, recipe, stop);
    if (made) {
        std::filesystem::rename(partial, path, error);
        if (error) {
            made = std::unexpected(sampleError(path, error.message()));
        }
    }
    if (!made) {
        std::filesystem::remove(partial, error);
    }
    return made;
}

} // namespace dbv::engine
