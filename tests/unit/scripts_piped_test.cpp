// SPDX-License-Identifier: Apache-2.0
// Scripts that somebody still writes while they are read.
#include <array>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <unistd.h>

#include "scripts/statement_reader.h"
#include "sql/splitter.h"

namespace {

using dbv::DialectId;
using dbv::scripts::StatementReader;
using dbv::scripts::TextEncoding;
using dbv::scripts::TextSource;

constexpr std::string_view kOfPostgres = "SELECT 1;\nSELECT ';\n' ; SELECT $a$ ; $$ ;\n$a$;\n/* a ;\n /* nested */ */ "
                                         "SELECT 2;\nCREATE FUNCTION f() RETURNS int "
                                         "BEGIN ATOMIC SELECT 1;\nSELECT 2;\nEND;\n\\echo it\nSELECT 3 \\gset\nSELECT "
                                         "4\n\\gexec\nSELECT 5 \\;\nSELECT 6;\n-- end "
                                         ";\nSELECT (1;\n2);\n\\set x 1\n";
constexpr std::string_view kOfMariaDb = "SELECT 'a\\';\n';\nDELIMITER //\nCREATE TRIGGER a BEFORE INSERT ON t FOR EACH "
                                        "ROW BEGIN\nSET @a = 1;\nEND//\nDELIMITER "
                                        ";\nUSE shop\nSELECT 1\\G\nsource x.sql\n# hash ;\nSELECT 2;   select 3;\n";
constexpr std::string_view kOfSqlite = "CREATE TABLE t(a);\nCREATE TRIGGER x AFTER INSERT ON t BEGIN\nSELECT "
                                       "1;\nSELECT ';';\nEND;\n.mode csv\n/* ;\n */ SELECT "
                                       "[a;b];SELECT 2;\n-- last ;\nSELECT 3;\n";

/// A pipe whose reader is told to stop where it waits for longer than anything here takes.
class Pipe {
public:
    Pipe() { EXPECT_EQ(::pipe(m_ends.data()), 0); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        close();
        ::close(m_ends[0]);
    }

    void write(std::string_view text) const {
        EXPECT_EQ(::write(m_ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    void close() {
        if (const int end = std::exchange(m_ends[1], -1); end >= 0) {
            ::close(end);
        }
    }
    [[nodiscard]] dbv::Result<TextSource> source(dbv::scripts::TextRules rules = {}) const {
        return TextSource::open({"the input", m_ends[0]}, rules, m_stop.get_token());
    }

private:
    std::array<int, 2> m_ends{-1, -1};
    std::stop_source m_stop;
    std::mutex m_mutex;
    std::condition_variable_any m_never;
    std::jthread m_watch{[this](const std::stop_token& over) {
        std::unique_lock lock(m_mutex);
        m_never.wait_for(lock, over, std::chrono::seconds(20), [] { return false; });
        m_stop.request_stop();
    }};
};

/// The texts of a script's statements, and where the line ends that each ends in.
std::vector<std::pair<std::string, std::size_t>> cutPiped(std::string_view script, DialectId dialect) {
    std::vector<std::pair<std::string, std::size_t>> all;
    for (const dbv::sql::Statement& each : dbv::sql::split(script, dialect)) {
        const bool isLine = each.kind == dbv::sql::StatementKind::Meta && script[each.after - 1] == '\n';
        const std::size_t end = isLine ? each.after : script.find('\n', each.after) + 1;
        all.emplace_back(script.substr(each.span.begin, each.span.size()), end);
    }
    return all;
}

TEST(PipedScripts, AreCutAsSoonAsTheLineIsThereInWhichAStatementEnds) {
    for (const auto& [script, dialect] :
         {std::pair(kOfPostgres, DialectId::PostgreSql), std::pair(kOfMariaDb, DialectId::MariaDb),
          std::pair(kOfSqlite, DialectId::Sqlite)}) {
        const Pipe pipe;
        std::size_t written = 0;
        std::optional<StatementReader> reader;
        for (const auto& [text, end] : cutPiped(script, dialect)) {
            pipe.write(script.substr(written, end - std::min(end, written)));
            written = std::max(written, end);
            if (!reader) {
                auto source = pipe.source();
                ASSERT_TRUE(source) << source.error().message;
                reader.emplace(*std::move(source), "the input", dbv::scripts::ReaderLimits{});
            }
            const auto read = reader->next(dialect);
            ASSERT_TRUE(read) << read.error().message << " at " << text;
            ASSERT_TRUE(*read);
            EXPECT_EQ((*read)->text, text);
        }
    }
}

TEST(PipedScripts, AreCutAsTheWholeTextIsCutWhateverComesAtOnce) {
    for (const auto& [script, dialect] :
         {std::pair(kOfPostgres, DialectId::PostgreSql), std::pair(kOfMariaDb, DialectId::MariaDb),
          std::pair(kOfSqlite, DialectId::Sqlite)}) {
        const auto wanted = cutPiped(script, dialect);
        for (std::size_t piece = 1; piece < 12; ++piece) {
            Pipe pipe;
            const std::jthread writer([&pipe, script = script, piece] {
                for (std::size_t at = 0; at < script.size(); at += piece) {
                    pipe.write(script.substr(at, piece));
                    std::this_thread::yield();
                }
                pipe.close();
            });
            auto source = pipe.source();
            ASSERT_TRUE(source) << source.error().message;
            StatementReader reader(*std::move(source), "the input", {.window = 64});
            std::vector<std::string> texts;
            for (auto read = reader.next(dialect); read && *read; read = reader.next(dialect)) {
                texts.emplace_back((*read)->text);
            }
            ASSERT_EQ(texts.size(), wanted.size()) << "in pieces of " << piece;
            for (std::size_t i = 0; i < texts.size(); ++i) {
                EXPECT_EQ(texts[i], wanted[i].first) << "in pieces of " << piece;
            }
        }
    }
}

TEST(PipedScripts, WaitForTheRestOfACommandThatEndsAStatement) {
    const Pipe pipe;
    pipe.write("SELECT 1;\nSELECT 2\n\\g");
    StatementReader reader(*pipe.source(), "the input", {});
    ASSERT_TRUE(reader.next(DialectId::PostgreSql).value_or(std::nullopt));
    const std::jthread writer([&pipe] { pipe.write("exec\n"); });
    const auto read = reader.next(DialectId::PostgreSql);
    ASSERT_TRUE(read && *read);
    EXPECT_EQ((*read)->text, "SELECT 2");
    EXPECT_EQ((*read)->endedBy, "gexec");
}

TEST(PipedScripts, GiveTheRowsOfACopyAsTheyCome) {
    const Pipe pipe;
    pipe.write("COPY t FROM stdin;\n");
    StatementReader reader(*pipe.source(), "the input", {});
    const auto copy = reader.next(DialectId::PostgreSql);
    ASSERT_TRUE(copy && *copy && (*copy)->copyFollows);
    EXPECT_TRUE(reader.rowsFollow().value_or(false));
    pipe.write("1\n2\n\\");
    EXPECT_EQ(reader.copyBlock().value_or("failed"), "1\n2\n");
    pipe.write(".\nSELECT 1;\n");
    EXPECT_EQ(reader.copyBlock().value_or("failed"), "");
    const auto behind = reader.next(DialectId::PostgreSql);
    ASSERT_TRUE(behind && *behind);
    EXPECT_EQ((*behind)->text, "SELECT 1");
}

TEST(PipedScripts, AreReadInTheEncodingThatTheySayWhenTheirStartHasCome) {
    const Pipe pipe;
    pipe.write("SELECT 1;\n");
    StatementReader reader(*pipe.source(), "the input", {});
    ASSERT_TRUE(reader.next(DialectId::PostgreSql).value_or(std::nullopt));
    EXPECT_EQ(reader.source().encoding(), TextEncoding::Utf8);
    pipe.write("SET client_encoding = 'LATIN1';\n");
    ASSERT_TRUE(reader.next(DialectId::PostgreSql).value_or(std::nullopt));
    EXPECT_EQ(reader.source().encoding(), TextEncoding::Latin1);
    pipe.write("SELECT '\xE9';\n");
    const auto read = reader.next(DialectId::PostgreSql);
    ASSERT_TRUE(read && *read);
    EXPECT_EQ((*read)->text, "SELECT '\u00e9'");
    // What is not clear is asked about, and nobody says that nothing was sent.
    const Pipe other;
    other.write("SELECT 1;\n");
    StatementReader unclear(*other.source(), "the input", {});
    ASSERT_TRUE(unclear.next(DialectId::PostgreSql).value_or(std::nullopt));
    other.write("SELECT '\xE9';\n");
    const auto asked = unclear.next(DialectId::PostgreSql);
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().message.find("Nothing was sent"), std::string::npos) << asked.error().message;
}

} // namespace
