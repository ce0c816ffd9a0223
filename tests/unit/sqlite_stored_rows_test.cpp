// SPDX-License-Identifier: Apache-2.0
// Rows as they are stored: all of them, whatever the tables are like, and nothing worse than an error from damaged files.
#include <map>
#include <random>

#include "sqlite/inventory.h"
#include "sqlite/scratch_file.h"
#include "sqlite_workshop.h"

namespace dbv::sqlite {

namespace {

using Rows = std::map<std::string, std::map<std::string, int>>;

class StoredSink : public InventorySink {
public:
    Result<void> object(const InventoryObject& object) override {
        m_last = object.name;
        if (object.holdsRows) {
            rows[m_last];
        }
        return {};
    }
    void row(std::string_view bytes) override { ++rows[m_last][std::string(bytes)]; }

    Rows rows;

private:
    std::string m_last;
};

/// Tables with rows small and large, deep trees, both kinds of them, holes and none.
const std::string kAllShapes =
    "CREATE TABLE numbered (id INTEGER PRIMARY KEY, a); CREATE TABLE plain (a, b TEXT, c BLOB);"
    "CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID; CREATE TABLE none (a); CREATE TABLE other_key (k TEXT "
    "PRIMARY KEY);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)"
    "INSERT INTO plain SELECT i, hex(zeroblob(i % 400)), CASE WHEN i % 500 = 0 THEN zeroblob(i * 100) END FROM n;"
    "INSERT INTO numbered (id, a) SELECT a * 1000003, b FROM plain;"
    "INSERT INTO keyed SELECT 'key ' || a, c FROM plain; INSERT INTO other_key SELECT 'k' || a FROM plain;"
    "DELETE FROM plain WHERE a % 7 = 0; DELETE FROM numbered WHERE id % 7 = 0; DELETE FROM keyed WHERE k LIKE '%7';"
    "CREATE INDEX by_b ON plain(b);";

} // namespace

class StoredRowsOfSqlite : public workshop::Workshop {
protected:
    /// The rows of a file that is a copy of another.
    Result<Rows> rowsOf(const std::string& file) const {
        const Result<ScratchFile> copy = ScratchFile::make(folder());
        const std::string bytes = read(file);
        std::string_view left = bytes;
        const Result<void> filled = copy->fillFrom(
            [&left](std::span<char> into) -> Result<std::size_t> {
                const std::size_t some = std::min(into.size(), left.size());
                std::copy_n(left.data(), some, into.data());
                left.remove_prefix(some);
                return some;
            },
            [](const DumpAdvance&) { return true; });
        EXPECT_TRUE(filled);
        const Result<Handle> handle = copy->open(ScratchFile::Use::Read);
        const Result<MomentFile> moment = MomentFile::scratch(*copy);
        const Result<std::vector<ListedObject>> objects =
            handle && moment ? listInventory(handle->get())
                             : std::unexpected((handle ? moment.error() : handle.error()));
        StoredSink sink;
        const Result<void> told = objects
                                      ? tellInventory(*objects, *moment, sink, [](const DumpAdvance&) { return true; })
                                      : std::unexpected(objects.error());
        return told ? Result<Rows>(std::move(sink.rows)) : std::unexpected(told.error());
    }
    static std::uint64_t count(const std::map<std::string, int>& rows) {
        std::uint64_t all = 0;
        for (const auto& [row, times] : rows) {
            all += static_cast<std::uint64_t>(times);
        }
        return all;
    }
};

TEST_F(StoredRowsOfSqlite, AreTheSameOnPagesOfAnySize) {
    std::optional<Rows> first;
    for (const char* const pragmas : {"PRAGMA page_size = 512;", "PRAGMA page_size = 4096; PRAGMA auto_vacuum = FULL;",
                                      "PRAGMA page_size = 65536;"}) {
        const std::string file = path("a" + std::to_string(std::string_view(pragmas).size()));
        std::filesystem::remove(file);
        shell(file, pragmas + kAllShapes);
        const Result<Rows> rows = rowsOf(file);
        ASSERT_TRUE(rows) << rows.error().message;
        EXPECT_EQ(count(rows->at("plain")), 3000U - 428U);
        EXPECT_EQ(count(rows->at("numbered")), 3000U - 428U);
        EXPECT_EQ(count(rows->at("keyed")), 3000U - 300U);
        EXPECT_EQ(count(rows->at("other_key")), 3000U);
        EXPECT_EQ(count(rows->at("none")), 0U);
        EXPECT_EQ(rows->size(), 5U);
        first = first ? first : *rows;
        EXPECT_TRUE(*rows == *first) << pragmas;
        // Rows are numbered anew; where no column is the number, that is no change.
        shell(file, "VACUUM");
        EXPECT_TRUE(*rowsOf(file) == *first) << pragmas;
        shell(file, "UPDATE numbered SET id = id + 1 WHERE id = 1000003; UPDATE keyed SET v = 1 WHERE k = 'key 1'");
        const Result<Rows> changed = rowsOf(file);
        EXPECT_FALSE(changed->at("numbered") == first->at("numbered"));
        EXPECT_FALSE(changed->at("keyed") == first->at("keyed"));
        EXPECT_TRUE(changed->at("plain") == first->at("plain"));
    }
}

TEST_F(StoredRowsOfSqlite, OfADamagedFileEndInAnErrorAtWorst) {
    const std::string file = path("a.db");
    shell(file, "PRAGMA page_size = 512;" + kAllShapes);
    const std::string good = read(file);
    std::mt19937 random(7);
    int errors = 0;
    for (int i = 0; i < 60; ++i) {
        std::string damaged = good;
        for (int flips = 0; flips < 300; ++flips) {
            // The head of the file stays: SQLite would not even open it.
            damaged[100 + random() % (damaged.size() - 100)] = static_cast<char>(random());
        }
        write(path("damaged.db"), damaged);
        errors += rowsOf(path("damaged.db")) ? 0 : 1;
    }
    EXPECT_GT(errors, 30);
    // A tree that comes back to itself.
    std::string circle = good;
    const std::size_t pages = circle.size() / 512;
    for (std::size_t page = 1; page < pages; ++page) {
        const auto kind = static_cast<unsigned char>(circle[page * 512]);
        if (kind == 5 || kind == 2) {
            circle.replace(page * 512 + 8, 4, std::string("\0\0\0", 3) + static_cast<char>(page + 1));
        }
    }
    write(path("circle.db"), circle);
    const Result<Rows> rows = rowsOf(path("circle.db"));
    ASSERT_FALSE(rows);
    EXPECT_NE(rows.error().message.find("malformed"), std::string::npos) << rows.error().message;
}

} // namespace dbv::sqlite
