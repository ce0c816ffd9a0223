// SPDX-License-Identifier: Apache-2.0
// A dump is given to one program while it is unpacked, and what is left of its rows to others: none is lost, none comes twice.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "postgres/dump_feed.h"
#include "postgres/dump_rows.h"
#include "postgres/unpacked_dump.h"
#include "postgres_dump_writer.h"

namespace dbv::postgres {

namespace {

constexpr std::size_t kRowBytes = 100'000;
constexpr int kRows = 120;

/// A row of a table as COPY writes it, which tells what it is.
std::string rowOf(int table, int row) {
    return std::to_string(table) + "\t" + std::to_string(row) + "\t" + std::string(kRowBytes, 'x') + "\n";
}

/// Three tables of 12 MB each and one without rows, whose pieces are no rows by themselves, and large objects between them.
std::string largeDump() {
    DumpWriter dump;
    dump.number(5);
    for (int table = 1; table <= 4; ++table) {
        dump.entry(table, "TABLE DATA", "public", "t" + std::to_string(table));
    }
    dump.entry(9, "BLOBS", "", "BLOBS");
    for (int table = 1; table <= 3; ++table) {
        std::vector<std::string> rows;
        for (int row = 0; row < kRows; ++row) {
            const std::string whole = rowOf(table, row);
            rows.push_back(whole.substr(0, 4));
            rows.push_back(whole.substr(4));
        }
        rows.emplace_back("\\.\n\n\n");
        dump.rows(table, std::vector<std::string_view>(rows.begin(), rows.end()));
        if (table == 1) {
            dump.largeObjects(9);
        }
    }
    dump.rows(4, {"\\.\n\n\n"});
    return dump.bytes;
}

class CountedRows : public DumpRows::Taker {
public:
    Result<bool> beginTable(const std::string& /*schema*/, const std::string& name) override {
        m_table = name;
        tables.push_back(name);
        return true;
    }
    void row(std::string_view line) override { rows.emplace(m_table, std::string(line.substr(0, line.rfind('\t')))); }
    void endTable() override {}

    std::vector<std::string> tables;
    std::multiset<std::pair<std::string, std::string>> rows;

private:
    std::string m_table;
};

std::multiset<std::pair<std::string, std::string>> allRows() {
    std::multiset<std::pair<std::string, std::string>> rows;
    for (int table = 1; table <= 3; ++table) {
        for (int row = 0; row < kRows; ++row) {
            rows.emplace("t" + std::to_string(table), std::to_string(table) + "\t" + std::to_string(row));
        }
    }
    return rows;
}

} // namespace

class PostgresDumpFeeds : public testing::Test {
protected:
    /// A dump that begins with its first `begin` bytes.
    void unpack(std::size_t begin) {
        m_dump.reset();
        Result<std::unique_ptr<UnpackedDump>> dump =
            UnpackedDump::make(m_path, m_bytes.substr(0, begin), *contentsOf(m_bytes));
        ASSERT_TRUE(dump) << dump.error().message;
        m_dump = *std::move(dump);
        m_added = begin;
    }
    void add(std::size_t bytes) {
        ASSERT_TRUE(m_dump->add(std::string_view(m_bytes).substr(m_added, bytes)));
        m_added = std::min(m_added + bytes, m_bytes.size());
    }
    void addRest() {
        add(m_bytes.size());
        m_dump->end({});
    }
    /// Reads a feed to its end. Before each read `before` hears how much was given.
    static std::string
    all(DumpFeed& feed, std::size_t atOnce, const std::function<void(std::size_t)>& before = [](std::size_t) {}) {
        std::string given;
        std::vector<char> block(atOnce);
        while (true) {
            before(given.size());
            const Result<std::size_t> got = feed.read(block);
            EXPECT_TRUE(got) << got.error().message;
            if (!got || *got == 0) {
                return given;
            }
            given.append(block.data(), *got);
        }
    }
    /// Each row of what was given and of what is left, once; and that what was given is a dump.
    void expectAllRows(std::string_view given, const std::vector<RowsLeft>& left) const {
        CountedRows counted;
        DumpRows rows(counted);
        ASSERT_TRUE(rows.take(given));
        EXPECT_TRUE(rows.finish());
        for (const RowsLeft& each : left) {
            // As a dump of that table alone.
            DumpWriter alone;
            alone.number(1);
            alone.entry(static_cast<int>(each.id), "TABLE DATA", "public", "t" + std::to_string(each.id));
            alone.bytes += '\1' + dumpNumberText(each.id, 4) + m_bytes.substr(each.begin, each.end - each.begin);
            DumpRows rest(counted);
            const Result<void> taken = rest.take(alone.bytes);
            ASSERT_TRUE(taken) << taken.error().message;
            EXPECT_TRUE(rest.finish());
        }
        EXPECT_EQ(counted.rows, allRows());
    }
    void TearDown() override {
        m_dump.reset();
        EXPECT_FALSE(std::filesystem::exists(m_path));
    }

    std::string m_path = testing::TempDir() + "/feed-" + std::to_string(::getpid());
    std::string m_bytes = largeDump();
    std::unique_ptr<UnpackedDump> m_dump;
    std::size_t m_added = 0;
    std::set<std::int64_t> m_wanted{1, 2, 3, 4, 9};
    UnpackedDump::GoOn m_goOn = [] { return true; };
};

TEST_F(PostgresDumpFeeds, KeepRowsForOthersOnceTheDumpIsWhole) {
    const std::size_t table = kRows * kRowBytes;
    for (const std::size_t wholeAt : {std::size_t{0}, table / 2 + 7, table + 50'000, table + table / 3}) {
        for (const std::size_t atOnce : {std::size_t{1000}, std::size_t{262'144}}) {
            SCOPED_TRACE(std::to_string(wholeAt) + " by " + std::to_string(atOnce));
            unpack(600);
            DumpFeed feed(*m_dump, m_wanted, m_goOn);
            bool isWhole = false;
            const std::string given = all(feed, atOnce, [&](std::size_t size) {
                if (isWhole) {
                    return;
                }
                isWhole = size >= wholeAt;
                if (isWhole) {
                    addRest();
                } else if (m_added < size + 2 * atOnce) {
                    add(2 * atOnce);
                }
            });
            EXPECT_LT(given.size(), wholeAt + 3 * kRowBytes) << "what is left is for others";
            EXPECT_FALSE(feed.left().empty());
            expectAllRows(given, feed.left());
            CountedRows counted;
            DumpRows rows(counted);
            ASSERT_TRUE(rows.take(given));
            EXPECT_EQ(counted.tables, (std::vector<std::string>{"t1", "t2", "t3", "t4"})) << "each has its block";
            EXPECT_NE(given.find("a\nb\n"), std::string::npos) << "large objects are given as they are";
        }
    }
}

TEST_F(PostgresDumpFeeds, GiveAllOfWhatIsNotWorthSharing) {
    const std::size_t table = kRows * kRowBytes;
    unpack(m_bytes.size());
    // It is whole only within the last table, so that there are no others.
    DumpFeed feed(*m_dump, m_wanted, m_goOn);
    bool isWhole = false;
    std::string given = all(feed, 300'000, [&](std::size_t size) {
        if (!isWhole && size > 2 * table + table / 2) {
            isWhole = true;
            m_dump->end({});
        }
    });
    EXPECT_EQ(given, m_bytes);
    EXPECT_TRUE(feed.left().empty());
    // A table alone.
    unpack(m_bytes.size());
    m_dump->end({});
    DumpFeed one(*m_dump, {2}, m_goOn);
    given = all(one, 300'000);
    EXPECT_TRUE(one.left().empty());
    CountedRows counted;
    DumpRows rows(counted);
    ASSERT_TRUE(rows.take(given));
    EXPECT_EQ(counted.tables, std::vector<std::string>{"t2"});
    EXPECT_EQ(counted.rows.size(), static_cast<std::size_t>(kRows));
}

TEST_F(PostgresDumpFeeds, NeverEndBeforeTheDumpIsKnownToBeWhole) {
    unpack(m_bytes.size());
    std::vector<char> block(1'000'000);
    int asked = 0;
    const UnpackedDump::GoOn giveUp = [&asked] { return ++asked < 3; };
    DumpFeed feed(*m_dump, m_wanted, giveUp);
    Result<std::size_t> got = std::size_t{1};
    std::size_t given = 0;
    while (got && *got > 0) {
        got = feed.read(block);
        given += got.value_or(0);
    }
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().kind, ErrorKind::Cancelled) << "it was waited for until somebody gave up";
    EXPECT_EQ(given, m_bytes.size());
    m_dump->end(fail(ErrorKind::CorruptBackup, "not as it was written."));
    got = feed.read(block);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().message, "not as it was written.");
}

TEST_F(PostgresDumpFeeds, KnowWhatIsNoDumpAndWhatIsCutOff) {
    unpack(m_bytes.size() - 1);
    m_dump->end({});
    EXPECT_FALSE(m_dump->isWhole());
    const Result<std::optional<UnpackedDump::Block>> block = m_dump->block(99, m_goOn);
    ASSERT_FALSE(block);
    EXPECT_NE(block.error().message.find("cut off"), std::string::npos);
    unpack(m_bytes.size());
    const Result<void> more = m_dump->add("\7");
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().kind, ErrorKind::CorruptBackup);
    EXPECT_NE(more.error().message.find("byte " + std::to_string(m_bytes.size())), std::string::npos)
        << more.error().message;
    EXPECT_FALSE(UnpackedDump::make(m_path, m_bytes, *contentsOf(m_bytes))) << "the file is there";
}

TEST_F(PostgresDumpFeeds, AreReadByAnotherThreadThanTheOneThatUnpacks) {
    unpack(600);
    const std::jthread unpacking([this] {
        while (m_added < m_bytes.size()) {
            add(77'777);
        }
        m_dump->end({});
    });
    DumpFeed feed(*m_dump, m_wanted, m_goOn);
    const std::string given = all(feed, 262'144);
    expectAllRows(given, feed.left());
}

} // namespace dbv::postgres
