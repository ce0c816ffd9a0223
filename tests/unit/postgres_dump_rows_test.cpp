// SPDX-License-Identifier: Apache-2.0
// Rows are found in what pg_dump writes, whichever pieces it comes in.
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "postgres/dump_rows.h"
#include "postgres_dump_writer.h"

namespace dbv::postgres {

namespace {

/// What a dump holds in which most may go wrong: names, order, rows in pieces, what is not asked for.
std::string sampleDump(int version, bool packed = false) {
    DumpWriter dump(version, packed);
    dump.number(4);
    dump.entry(7, "TABLE", "public", "a");
    dump.entry(300, "TABLE DATA", "public", "a");
    dump.entry(5, "TABLE DATA", "odd \"schema\"", "b\n");
    dump.entry(6, "TABLE DATA", "public", "unwanted");
    dump.rows(5, {"1\t\\N\n", "\n", "x", "y\nz\\.\n", "\\\\.\n", "\\.\n\n\n"});
    dump.largeObjects(9);
    dump.rows(6, {"1\n", "whatever"});
    dump.rows(300, {"\\.\n\n\n"});
    return dump.bytes;
}

class HeardRows : public DumpRows::Taker {
public:
    Result<bool> beginTable(const std::string& schema, const std::string& name) override {
        m_table = schema + "." + name;
        return name == "unwanted" ? Result<bool>(false) : Result<bool>(true);
    }
    void row(std::string_view line) override { rows[m_table].emplace_back(line); }
    void endTable() override { ended.push_back(m_table); }

    std::map<std::string, std::vector<std::string>> rows;
    std::vector<std::string> ended;

private:
    std::string m_table;
};

} // namespace

TEST(PostgresDumpRows, AreFoundInPiecesOfAnySize) {
    for (const int version : {114, 115, 116}) {
        const std::string dump = sampleDump(version);
        for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{64}, dump.size()}) {
            HeardRows heard;
            DumpRows rows(heard);
            for (std::string_view left = dump; !left.empty(); left.remove_prefix(std::min(piece, left.size()))) {
                ASSERT_TRUE(rows.take(left.substr(0, piece)));
            }
            EXPECT_EQ(heard.rows["odd \"schema\".b\n"],
                      (std::vector<std::string>{"1\t\\N", "", "xy", "z\\.", "\\\\."}));
            EXPECT_EQ(heard.rows.size(), 1U) << version << " in pieces of " << piece;
            EXPECT_EQ(heard.ended, (std::vector<std::string>{"odd \"schema\".b\n", "public.a"}));
        }
    }
}

TEST(PostgresDumpRows, AreLeftAloneInWhatIsNotKnown) {
    for (const std::string& dump : {sampleDump(113), sampleDump(117), sampleDump(114, true), sampleDump(115, true),
                                    std::string(5'000, 'x'), std::string(20, '\0')}) {
        HeardRows heard;
        DumpRows rows(heard);
        EXPECT_TRUE(rows.take(dump));
        EXPECT_TRUE(rows.take(dump));
        EXPECT_TRUE(heard.ended.empty());
        EXPECT_TRUE(heard.rows.empty());
    }
}

TEST(PostgresDumpRows, AreNotTakenForWholeWithoutTheirEnd) {
    for (const std::vector<std::string_view>& chunks :
         {std::vector<std::string_view>{"1\n"}, {"1\n", "\\.\n", "2\n"}, {"\\.\n", "2"}, {"1\n\\."}, {}}) {
        DumpWriter dump;
        dump.number(1);
        dump.entry(5, "TABLE DATA", "public", "t");
        dump.rows(5, chunks);
        HeardRows heard;
        DumpRows rows(heard);
        const Result<void> taken = rows.take(dump.bytes);
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error().kind, ErrorKind::Internal);
        EXPECT_TRUE(heard.ended.empty());
    }
}

TEST(PostgresDumpRows, TellThatADumpIsNoneOrCutOff) {
    const std::string dump = sampleDump(115);
    const auto finished = [](std::string_view bytes) {
        HeardRows heard;
        DumpRows rows(heard);
        EXPECT_TRUE(rows.take(bytes));
        return rows.finish();
    };
    EXPECT_TRUE(finished(dump));
    EXPECT_TRUE(finished(sampleDump(117))) << "of what is not known nothing can be told";
    for (const std::string& none : {std::string(), std::string("PGDM"), std::string(5'000, 'x')}) {
        EXPECT_NE(finished(none).error().message.find("wrote no dump"), std::string::npos) << none.size();
    }
    for (std::size_t size = 20; size < dump.size(); ++size) {
        const Result<void> cut = finished(std::string_view(dump).substr(0, size));
        ASSERT_FALSE(cut) << size;
        EXPECT_EQ(cut.error().kind, ErrorKind::CorruptBackup);
    }
}

} // namespace dbv::postgres
