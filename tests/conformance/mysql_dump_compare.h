// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <QtCore/QTemporaryDir>

#include "heard_inventory.h"
#include "mysql_fixture.h"

namespace dbv::conformance {

/// Hears what is set on objects besides, too.
class HeardDetails : public HeardInventory {
public:
    Result<void> object(const InventoryObject& object) override {
        details[std::string(objectTypeName(object.type)) + " " + object.name] = object.details;
        return HeardInventory::object(object);
    }
    std::map<std::string, std::string> details;
};

/// A database that is dumped, and restored into another one beside it.
class MysqlDumpCompare : public MysqlTest {
protected:
    [[nodiscard]] DumpGround ground() const {
        return {m_folder.path().toStdString(), [this] { return Result<ConnectParams>(params()); }};
    }
    std::string dumped(InventorySink& heard, const DumpScope& scope = {}) const {
        std::string bytes;
        const Result<std::string> done = session().dumper()->dump(
            ground(), scope,
            [&bytes](std::string_view more) {
                bytes += more;
                return Result<void>();
            },
            heard, goOnDumping);
        EXPECT_TRUE(done) << done.error().message;
        return bytes;
    }
    /// A database with what was dumped. Null after a failure.
    [[nodiscard]] std::unique_ptr<ScratchDatabase> restored(std::string_view bytes,
                                                            const RestoreWish& wish = {}) const {
        Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
        EXPECT_TRUE(scratch) << scratch.error().message;
        if (!scratch) {
            return nullptr;
        }
        const auto done = (*scratch)->session().dumper()->restore(ground(), wish, sourceOf(bytes), goOnDumping);
        EXPECT_TRUE(done) << done.error().message;
        return done ? std::move(*scratch) : nullptr;
    }
    /// Dumps, restores, and expects all that is told of the two to be the same.
    std::unique_ptr<ScratchDatabase> compared(HeardDetails& heard) const {
        const std::string bytes = dumped(heard);
        std::unique_ptr<ScratchDatabase> there = restored(bytes);
        if (there) {
            HeardDetails found;
            EXPECT_TRUE(there->session().dumper()->takeInventory(ground(), DumpScope(), found, goOnDumping));
            EXPECT_EQ(found.definitions, heard.definitions);
            EXPECT_EQ(found.details, heard.details);
            EXPECT_EQ(found.values, heard.values);
            EXPECT_EQ(found.rows, heard.rows);
        }
        return there;
    }
    static std::string textIn(ScratchDatabase& there, std::string_view sql) {
        const Result<ResultTable> table = runAll(there.session(), {.sql = sql, .positional = {}, .named = {}});
        if (!table) {
            ADD_FAILURE() << sql << ": " << table.error().message;
            return {};
        }
        return table->rows.size() == 1 && table->rows[0].size() == 1 ? table->rows[0][0].text.value_or("NULL")
                                                                     : "no value";
    }
    static void runIn(Session& other, std::string_view sql) {
        const Result<ResultTable> done = runAll(other, {.sql = sql, .positional = {}, .named = {}});
        EXPECT_TRUE(done) << sql << ": " << done.error().message;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace dbv::conformance
