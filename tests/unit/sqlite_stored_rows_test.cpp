// SPDX-License-Identifier: Apache-2.0
// Rows as they are stored: all of them, whatever the tables are like, and nothing worse than an error from damaged files. By a walk through
// their tables they are the same as while the file passes.
#include <functional>
#include <map>
#include <random>
#include <tuple>

#include "sqlite/inventory.h"
#include "sqlite/passing_rows.h"
#include "sqlite/scratch_file.h"
#include "sqlite_workshop.h"

namespace dbv::sqlite {

namespace {

using Rows = std::map<std::string, std::map<std::string, int>>;

class StoredSink : public InventorySink {
public:
    Result<void> object(const InventoryObject& object) override {
        m_last = object.name;
        m_told.push_back(m_last);
        if (object.holdsRows) {
            rows[m_last];
        }
        return {};
    }
    void rowsOf(std::size_t told) override { m_last = m_told.at(told); }
    void row(std::string_view bytes) override { ++rows[m_last][std::string(bytes)]; }

    Rows rows;

private:
    std::vector<std::string> m_told;
    std::string m_last;
};

bool goOn(const DumpAdvance& /*advance*/) {
    return true;
}

/// Tells what a file holds.
using Tell = std::function<Result<void>(const std::vector<ListedObject>&, const MomentFile&, InventorySink&)>;

Result<void> byWalking(const std::vector<ListedObject>& objects, const MomentFile& file, InventorySink& sink) {
    return tellInventory(objects, file, sink, goOn);
}

/// While the file passes, so many pages at most being looked after at a time.
Tell byPassing(std::uint64_t stretch) {
    return [stretch](const std::vector<ListedObject>& objects, const MomentFile& file, InventorySink& sink) {
        const DumpProgress progress = goOn;
        PassingRows rows(objects, file, sink, progress, stretch);
        Result<void> told = rows.begin();
        return told ? file.readInto([&rows](std::string_view bytes) { return rows.pass(bytes); }, progress) : told;
    };
}

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
    Result<Rows> rowsOf(const std::string& file, const Tell& tell = byWalking) const {
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
            goOn);
        EXPECT_TRUE(filled);
        const Result<Handle> handle = copy->open(ScratchFile::Use::Read);
        const Result<MomentFile> moment = MomentFile::scratch(*copy);
        const Result<std::vector<ListedObject>> objects =
            handle && moment ? listInventory(handle->get())
                             : std::unexpected((handle ? moment.error() : handle.error()));
        StoredSink sink;
        const Result<void> told = objects ? tell(*objects, *moment, sink) : std::unexpected(objects.error());
        return told ? Result<Rows>(std::move(sink.rows)) : std::unexpected(told.error());
    }
    static std::size_t rootOf(const std::string& file, const char* table) {
        sqlite3* handle = nullptr;
        sqlite3_stmt* asked = nullptr;
        EXPECT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
        EXPECT_EQ(sqlite3_prepare_v2(handle, "SELECT rootpage FROM sqlite_schema WHERE name = ?1", -1, &asked, nullptr),
                  SQLITE_OK);
        sqlite3_bind_text(asked, 1, table, -1, SQLITE_STATIC);
        EXPECT_EQ(sqlite3_step(asked), SQLITE_ROW);
        const auto root = static_cast<std::size_t>(sqlite3_column_int(asked, 0));
        sqlite3_finalize(asked);
        sqlite3_close(handle);
        return root;
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
        for (const std::uint64_t stretch : {std::uint64_t{1} << 20U, std::uint64_t{97}}) {
            const Result<Rows> passing = rowsOf(file, byPassing(stretch));
            ASSERT_TRUE(passing) << passing.error().message;
            EXPECT_TRUE(*passing == *first) << pragmas << " " << stretch;
        }
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
        const Result<Rows> walked = rowsOf(path("damaged.db"));
        errors += walked ? 0 : 1;
        for (const std::uint64_t stretch : {std::uint64_t{1} << 20U, std::uint64_t{1000}}) {
            const Result<Rows> passing = rowsOf(path("damaged.db"), byPassing(stretch));
            // What passes is looked at more closely: a page may be of one table alone.
            EXPECT_TRUE(!passing || (walked && *passing == *walked)) << i;
        }
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
    for (const Tell& tell : {Tell(byWalking), byPassing(PassingRows::kStretch), byPassing(100)}) {
        const Result<Rows> rows = rowsOf(path("circle.db"), tell);
        ASSERT_FALSE(rows);
        EXPECT_NE(rows.error().message.find("malformed"), std::string::npos) << rows.error().message;
    }
}

TEST_F(StoredRowsOfSqlite, OfTablesThatLieAmongEachOtherAreTold) {
    std::string sql = "PRAGMA page_size = 512; BEGIN;";
    for (int table = 0; table < 200; ++table) {
        const std::string name = "t" + std::to_string(table);
        sql += "CREATE TABLE ";
        sql += name;
        sql += table % 3 == 0   ? " (k PRIMARY KEY, v) WITHOUT ROWID;"
               : table % 3 == 1 ? " (k INTEGER PRIMARY KEY, v);"
                                : " (k, v);";
    }
    for (int round = 0; round < 10; ++round) {
        for (int table = 0; table < 200; table += 1 + round) {
            sql += "INSERT INTO t" + std::to_string(table);
            sql += " VALUES (";
            sql += std::to_string(round);
            sql += ", randomblob(150));";
        }
    }
    shell(path("many.db"), sql + "COMMIT;");
    const Result<Rows> walked = rowsOf(path("many.db"));
    ASSERT_TRUE(walked);
    EXPECT_EQ(count(walked->at("t0")), 10U);
    EXPECT_EQ(count(walked->at("t1")), 1U);
    for (const std::uint64_t stretch : std::initializer_list<std::uint64_t>{1, 2, 50, 100'000}) {
        const Result<Rows> passing = rowsOf(path("many.db"), byPassing(stretch));
        ASSERT_TRUE(passing) << passing.error().message;
        EXPECT_TRUE(*passing == *walked) << stretch;
    }
}

TEST_F(StoredRowsOfSqlite, OfWhatIsNoTreeAreToldToBeDamagedWithTheTable) {
    const std::string file = path("a.db");
    shell(file, "PRAGMA page_size = 512;" + kAllShapes);
    const std::string good = read(file);
    // The page that a table begins with, from 1, and the first of those below it.
    const std::size_t root = rootOf(file, "plain");
    const auto child = [&good](std::size_t page) {
        const std::size_t at = (page - 1) * 512;
        const auto byte = [&good](std::size_t where) {
            return static_cast<std::size_t>(static_cast<unsigned char>(good[where]));
        };
        return at + (byte(at + 12) << 8U | byte(at + 13));
    };
    const auto pageAt = [&good](std::size_t at) {
        return (static_cast<std::size_t>(static_cast<unsigned char>(good[at + 2])) << 8U) |
               static_cast<unsigned char>(good[at + 3]);
    };
    std::size_t inner = root;
    while (good[(pageAt(child(inner)) - 1) * 512] == 5) {
        inner = pageAt(child(inner));
    }
    const std::size_t leaf = pageAt(child(inner));
    ASSERT_EQ(good[(leaf - 1) * 512], 13);
    ASSERT_NE(inner, root);
    const auto pointingTo = [](std::size_t page) {
        return std::string("\0\0", 2) + static_cast<char>(page >> 8U) + static_cast<char>(page & 0xFFU);
    };
    const std::vector<std::tuple<const char*, std::size_t, std::string>> damages{
        {"a leaf outside of the file", child(inner), std::string("\x7F\xFF\xFF\xFF", 4)},
        {"no leaf at all", child(inner), std::string(4, '\0')},
        {"a leaf that is another's, too", child(inner), pointingTo(rootOf(file, "none"))},
        {"a leaf twice", (inner - 1) * 512 + 8, pointingTo(leaf)},
        {"a leaf that is an inner page", child(inner), pointingTo(root)},
        {"a leaf of no kind", (leaf - 1) * 512, "\x07"},
        {"a leaf where there are inner pages", (root - 1) * 512 + 8, pointingTo(leaf)},
        {"inner pages that are none", (inner - 1) * 512, "\x0B"},
        {"a page that is below itself", child(root), pointingTo(root)},
        {"cells outside of the page", (leaf - 1) * 512 + 3, "\xFF\xFF"},
        {"a cell outside of the page", (leaf - 1) * 512 + 8, "\x01\xFF"}};
    for (const auto& [what, at, bytes] : damages) {
        std::string damaged = good;
        damaged.replace(at, bytes.size(), bytes);
        write(path("damaged.db"), damaged);
        for (const std::uint64_t stretch : {PassingRows::kStretch, std::uint64_t{500}}) {
            const Result<Rows> rows = rowsOf(path("damaged.db"), byPassing(stretch));
            ASSERT_FALSE(rows) << what;
            EXPECT_NE(rows.error().message.find("malformed"), std::string::npos) << rows.error().message;
            EXPECT_NE(rows.error().message.find("Table \""), std::string::npos) << rows.error().message;
        }
    }
}

TEST_F(StoredRowsOfSqlite, StopWhenTheyAreToldTo) {
    const std::string file = path("a.db");
    shell(file, "PRAGMA page_size = 512;" + kAllShapes);
    // Already while it is looked for where they are, not only when bytes were given away.
    const Result<Rows> rows = rowsOf(file, [](const auto& objects, const MomentFile& moment, InventorySink& sink) {
        const DumpProgress stop = [](const DumpAdvance& /*advance*/) { return false; };
        PassingRows passing(objects, moment, sink, stop, 8);
        const Result<void> begun = passing.begin();
        return begun ? moment.readInto([&passing](std::string_view bytes) { return passing.pass(bytes); }, goOn)
                     : begun;
    });
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().kind, ErrorKind::Cancelled);
}

} // namespace dbv::sqlite
