// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <QtCore/QTemporaryDir>

#include "heard_inventory.h"
#include "postgres_fixture.h"

namespace dbv::conformance {

/// A database that is dumped, and what is restored of it.
class PostgresDumps : public PostgresTest {
protected:
    [[nodiscard]] std::string folder() const { return m_folder.path().toStdString(); }
    [[nodiscard]] DumpGround ground() const { return groundOf(params()); }
    [[nodiscard]] DumpGround groundOf(ConnectParams login) const {
        return {folder(), [login = std::make_shared<const ConnectParams>(std::move(login))] {
                    return Result<ConnectParams>(login->clone());
                }};
    }
    Result<std::string> dump(Session& of, HeardInventory& heard, const DumpProgress& progress = goOnDumping) const {
        return dumpOf(DumpScope(), heard, of, progress);
    }
    Result<std::string> dumpOf(const DumpScope& scope, HeardInventory& heard) const {
        return dumpOf(scope, heard, session());
    }
    Result<std::string> dumpOf(const DumpScope& scope, HeardInventory& heard, Session& of,
                               const DumpProgress& progress = goOnDumping) const {
        std::string bytes;
        const Result<std::string> dumped = of.dumper()->dump(
            ground(), scope,
            [&bytes](std::string_view more) {
                bytes += more;
                return Result<void>();
            },
            heard, progress);
        return dumped ? Result<std::string>(std::move(bytes)) : std::unexpected(dumped.error());
    }
    /// What a restore of a dump is found to be.
    void restore(std::string_view bytes, HeardInventory& found) const {
        const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
        ASSERT_TRUE(scratch) << scratch.error().message;
        Dumper& other = *(*scratch)->session().dumper();
        const auto restored = other.restore(groundOf([this, &scratch] {
                                                ConnectParams there = params();
                                                there.database = (*scratch)->session().facts().database;
                                                return there;
                                            }()),
                                            RestoreWish(), sourceOf(bytes), goOnDumping);
        ASSERT_TRUE(restored) << restored.error().message;
        const Result<void> taken = other.takeInventory(ground(), DumpScope(), found, goOnDumping);
        ASSERT_TRUE(taken) << taken.error().message;
        EXPECT_TRUE((*scratch)->remove());
    }
    /// Restores into another database of the server, as whoever restores a backup does.
    [[nodiscard]] Result<void> restoreInto(const std::string& other, std::string_view bytes,
                                           const RestoreWish& wish) const {
        ConnectParams there = params();
        there.database = other;
        const std::unique_ptr<Session> at = open(there);
        std::string_view left = bytes;
        return heardRestore(at->dumper()->restore(groundOf(std::move(there)), wish, sourceOf(left), goOnDumping),
                            m_told);
    }
    [[nodiscard]] HeardThings inventoryOf(const std::string& other, const DumpScope& scope) const {
        ConnectParams there = params();
        there.database = other;
        const std::unique_ptr<Session> at = open(there);
        HeardInventory found;
        const Result<void> taken = at->dumper()->takeInventory(ground(), scope, found, goOnDumping);
        EXPECT_TRUE(taken) << taken.error().message;
        return static_cast<const HeardThings&>(found);
    }
    [[nodiscard]] std::string textIn(const std::string& other, std::string_view sql) const {
        ConnectParams there = params();
        there.database = other;
        const std::unique_ptr<Session> at = open(there);
        const Result<ResultTable> table = runAll(*at, {sql, {}, {}});
        EXPECT_TRUE(table) << table.error().message;
        return table && table->rows.size() == 1 ? table->rows[0][0].text.value_or("NULL") : "no value";
    }
    void script(std::string_view statements) const { server().run(std::string(statements), database()); }
    [[nodiscard]] std::string drills() const {
        return textOf("SELECT count(*)::text FROM pg_database WHERE datname LIKE 'db\\_visualizer%'");
    }

    QTemporaryDir m_folder;
    /// What the last restore has told.
    mutable std::string m_told;
};

} // namespace dbv::conformance
