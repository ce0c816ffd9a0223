// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "backup/backup_target.h"
#include "backup/drill.h"
#include "backup/make_backup.h"
#include "backup/verify_backup.h"
#include "sqlite_workshop.h"

namespace dbv::backup {

/// Backups of SQLite databases in a folder of the test's.
class BackupWorkshop : public sqlite::workshop::Workshop {
protected:
    static bool goOn(const DumpAdvance& /*advance*/) { return true; }
    /// Cheap, as no archive of a user's is.
    static std::optional<archive::SealingSecret> sealedBy(const char* passphrase) {
        return archive::SealingSecret{.secret = Secret(passphrase), .cost = {.operations = 1, .memory = 8192}};
    }

    /// Makes the backup of a database into a file.
    Result<MadeBackup> make(Session& session, const std::string& file,
                            std::optional<archive::SealingSecret> sealing = {}, const DumpProgress& progress = goOn,
                            std::string* sha256 = nullptr, const DumpScope& scope = {},
                            archive::Packing packing = {}) const {
        const Result<DumpPlan> plan = session.dumper()->plan(scope);
        if (!plan) {
            return std::unexpected(plan.error());
        }
        Result<BackupTarget> target = BackupTarget::file(PlacedFile(file), plan->bytes.value_or(0));
        if (!target) {
            return std::unexpected(target.error());
        }
        BackupOrder order;
        order.engine = "sqlite";
        order.connection = "test";
        order.writer = "DB Visualizer of a test";
        order.sealing = std::move(sealing);
        order.packing = packing;
        order.ground.folder = folder();
        order.scope = scope;
        Result<MadeBackup> made = makeBackup(
            session, *plan, std::move(order), [&target](std::string_view bytes) { return target->write(bytes); },
            progress);
        if (!made) {
            return made;
        }
        if (sha256 != nullptr) {
            *sha256 = made->sha256;
        }
        const Result<void> published = target->publish();
        return published ? std::move(made) : std::unexpected(published.error());
    }
    [[nodiscard]] Result<RestoredBackup> drill(const std::string& file, const Secret* secret = nullptr) const {
        return drillBackup(*open(":memory:"), PlacedFile(file), secret, {folder(), {}}, goOn,
                           [](const auto& /*scratch*/) {});
    }
    /// The names of files in the folder that no test has made.
    [[nodiscard]] std::string leftovers() const {
        std::string names;
        for (const auto& entry : std::filesystem::directory_iterator(folder())) {
            const std::string name = entry.path().filename().string();
            names += name.starts_with("db-visualizer-") || name.contains(".partial") ? name + " " : std::string();
        }
        return names;
    }
    static std::string valueOf(Session& session, const std::string& sql) {
        const Result<std::string> value = run(session, {.sql = sql, .positional = {}, .named = {}});
        return value ? *value : value.error().message;
    }
};

} // namespace dbv::backup
