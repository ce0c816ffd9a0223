// SPDX-License-Identifier: Apache-2.0
#include "script_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

namespace {

using dbv::DialectId;
using dbv::scripts::gzipped;
using dbv::scripts::Reading;
using dbv::scripts::readScript;
using dbv::scripts::ScriptFolder;
using dbv::scripts::ScriptRules;
using dbv::scripts::TextEncoding;
using dbv::scripts::xzPacked;
using dbv::scripts::zstdPacked;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

using Pack = std::string (*)(std::string_view);
constexpr std::array<Pack, 3> kPackings{gzipped, zstdPacked, xzPacked};

std::string manyInserts(std::size_t count) {
    std::string script;
    for (std::size_t i = 0; i < count; ++i) {
        script +=
            "INSERT INTO t VALUES (" + std::to_string(i * 7919 % 100003) + ", 'row " + std::to_string(i) + "');\n";
    }
    return script;
}

TEST(ScriptSources, UnpacksByTheContentAndNotByTheName) {
    const ScriptFolder folder;
    for (const Pack pack : kPackings) {
        const Reading reading = readScript(folder.write("plain.sql", pack("SELECT 1;\nSELECT 2;")), DialectId::Sqlite);
        EXPECT_FALSE(reading.error);
        EXPECT_THAT(reading.texts, ElementsAre("SELECT 1", "SELECT 2"));
    }
    EXPECT_THAT(readScript(folder.write("named.gz", "SELECT 1"), DialectId::Sqlite).texts, ElementsAre("SELECT 1"));
}

TEST(ScriptSources, ReadsMembersBehindEachOtherAndPaddingBehindThem) {
    const ScriptFolder folder;
    for (const Pack pack : kPackings) {
        const std::string two = pack("SELECT 1;") + pack("SELECT 2;");
        EXPECT_THAT(readScript(folder.write("two", two), DialectId::Sqlite).texts, ElementsAre("SELECT 1", "SELECT 2"));
    }
    const std::string padded = gzipped("SELECT 1;") + std::string(700, '\0');
    EXPECT_FALSE(readScript(folder.write("padded", padded), DialectId::Sqlite).error);
}

TEST(ScriptSources, SaysWhereAnArchiveIsCutOff) {
    const ScriptFolder folder;
    for (const Pack pack : kPackings) {
        const std::string packed = pack(manyInserts(200'000));
        const Reading reading = readScript(folder.write("cut", packed.substr(0, packed.size() / 2)), DialectId::Sqlite);
        ASSERT_TRUE(reading.error);
        EXPECT_EQ(reading.error->kind, dbv::ErrorKind::IoError);
        EXPECT_THAT(reading.error->message,
                    HasSubstr("is cut off: it ends at byte " + std::to_string(packed.size() / 2)));
        EXPECT_GT(reading.texts.size(), 1000U) << "what is whole in it is read";
    }
}

TEST(ScriptSources, SaysThatAnArchiveIsDamaged) {
    const ScriptFolder folder;
    for (const Pack pack : kPackings) {
        std::string packed = pack(manyInserts(20'000));
        for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 64; ++i) {
            packed[i] = static_cast<char>(~static_cast<unsigned char>(packed[i]));
        }
        const Reading reading = readScript(folder.write("damaged", packed), DialectId::Sqlite);
        ASSERT_TRUE(reading.error);
        EXPECT_THAT(reading.error->message, HasSubstr("archive is damaged near byte "));
    }
}

TEST(ScriptSources, RefusesWhatIsNoScript) {
    const ScriptFolder folder;
    const auto whyNot = [&folder](std::string_view bytes) {
        const Reading reading = readScript(folder.write("it", bytes), DialectId::PostgreSql);
        return reading.error ? reading.error->message : std::string("nothing");
    };
    EXPECT_THAT(whyNot("PGDMP\x01\x0E\0\x04\x08"sv), HasSubstr("an archive of pg_dump"));
    EXPECT_THAT(whyNot("SQLite format 3\0\x10\0"sv), HasSubstr("a database file"));
    EXPECT_THAT(whyNot("BZh91AY"), HasSubstr("bzip2"));
    EXPECT_THAT(whyNot("\x7F"
                       "ELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0"sv),
                HasSubstr("NUL bytes"));
    EXPECT_THAT(readScript("/nowhere/at/all.sql", DialectId::Sqlite).error->message, HasSubstr("can not be read"));
    EXPECT_THAT(readScript(folder.path("."), DialectId::Sqlite).error->message, HasSubstr("can not be read"));
}

TEST(ScriptSources, ReadsEncodingsByTheirMarks) {
    const ScriptFolder folder;
    const auto textsOf = [&folder](std::string_view bytes) {
        return readScript(folder.write("it", bytes), DialectId::PostgreSql).texts;
    };
    EXPECT_THAT(textsOf("\xEF\xBB\xBFSELECT 1;"), ElementsAre("SELECT 1"));
    EXPECT_THAT(textsOf("\xFF\xFES\0E\0L\0E\0C\0T\0 \0'\0\xE9\0=\xD8\x00\xDE'\0"sv),
                ElementsAre("SELECT '\u00E9\U0001F600'"));
    EXPECT_THAT(textsOf("\xFE\xFF\0S\0E\0L\0E\0C\0T\0 \0'\0\xE9\0'"sv), ElementsAre("SELECT '\u00E9'"));
    EXPECT_THAT(textsOf("S\0E\0L\0E\0C\0T\0 \0"
                        "1\0"sv),
                ElementsAre("SELECT 1"))
        << "without a mark";
}

TEST(ScriptSources, TakesTheEncodingThatAScriptSaysOfItself) {
    const ScriptFolder folder;
    const Reading latin =
        readScript(folder.write("it", "SET client_encoding = 'LATIN1';\nSELECT '\xE9\x80';"), DialectId::PostgreSql);
    EXPECT_THAT(latin.texts, ElementsAre("SET client_encoding = 'LATIN1'", "SELECT '\u00E9\u0080'"));
    const Reading western =
        readScript(folder.write("it", "/*!40101 SET NAMES latin1 */;\nSELECT '\x80';"), DialectId::MariaDb);
    EXPECT_EQ(western.texts.back(), "SELECT '\u20AC'");
    const Reading other = readScript(folder.write("it", "SET client_encoding TO EUC_JP;"), DialectId::PostgreSql);
    ASSERT_TRUE(other.error);
    EXPECT_THAT(other.error->message, HasSubstr("EUC_JP"));
}

TEST(ScriptSources, AsksWhereTheEncodingIsNotClear) {
    const ScriptFolder folder;
    const std::string path = folder.write("it", "SELECT '\xE9t\xE9';");
    const Reading unclear = readScript(path, DialectId::PostgreSql);
    ASSERT_TRUE(unclear.error);
    EXPECT_THAT(unclear.error->message, HasSubstr("encoding of the script is not clear"));
    EXPECT_THAT(unclear.error->hint, HasSubstr("windows-1252"));
    const Reading said =
        readScript(path, ScriptRules{.dialect = DialectId::PostgreSql, .encoding = TextEncoding::Latin1});
    EXPECT_THAT(said.texts, ElementsAre("SELECT '\u00E9t\u00E9'"));
}

TEST(ScriptSources, LeavesBytesInTheQuotesOfMysqlAlone) {
    const ScriptFolder folder;
    const Reading reading =
        readScript(folder.write("it", "INSERT INTO t VALUES (_binary '\xFF\xD8\xE9');"), DialectId::MySql);
    EXPECT_THAT(reading.texts, ElementsAre("INSERT INTO t VALUES (_binary '\xFF\xD8\xE9')"));
}

TEST(ScriptSources, StopsAtBytesThatAreNoTextFarBehind) {
    const ScriptFolder folder;
    const std::string good = manyInserts(60'000);
    const Reading reading = readScript(folder.write("it", good + "SELECT '\xFF';\n"), DialectId::PostgreSql);
    ASSERT_TRUE(reading.error);
    EXPECT_THAT(reading.error->message, HasSubstr("bytes at " + std::to_string(good.size() + 8)));
    EXPECT_THAT(reading.texts, SizeIs(60'000));
}

} // namespace
