// SPDX-License-Identifier: Apache-2.0
// Restores of whole dumps of PostgreSQL, which go through a pipe into one transaction; and programs that are given what they read.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "network/tool_process.h"
#include "postgres_dump_fixture.h"

namespace dbv::conformance {

namespace {

constexpr std::size_t kPlenty = 3'000'000;

/// What `/bin/sh` makes of an input.
struct Fed {
    Result<network::ToolEnd> end;
    std::string out;
};

Fed feed(const std::string& program, const network::ToolInput& input) {
    std::string out;
    Result<network::ToolEnd> end = network::runTool(
        {"/bin/sh", {"-c", program}, {}},
        [&out](std::string_view some) {
            out += some;
            return Result<void>();
        },
        [] { return true; }, input);
    return {std::move(end), std::move(out)};
}

/// So many bytes, then an end or an error.
network::ToolInput bytesOf(std::size_t size, bool fails = false) {
    return [left = size, fails](std::span<char> into) mutable -> Result<std::size_t> {
        if (left == 0 && fails) {
            return fail(ErrorKind::CorruptBackup, "not as it was written");
        }
        const std::size_t some = std::min(left, into.size());
        std::fill_n(into.begin(), some, 'x');
        left -= some;
        return some;
    };
}

} // namespace

TEST(ToolProcesses, ReadWhatTheyAreGiven) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{262'144}, kPlenty}) {
        const Fed fed = feed("cat", bytesOf(size));
        ASSERT_TRUE(fed.end) << fed.end.error().message;
        EXPECT_EQ(fed.end->exitCode, 0);
        EXPECT_TRUE(fed.end->tookAll);
        EXPECT_EQ(fed.out, std::string(size, 'x'));
    }
    // One that reads nothing, or stops reading, is no end of ours.
    for (const char* const early : {"exit 3", "head -c 1000000 >/dev/null; exit 3", "exec 0<&-; sleep 0.2; exit 3"}) {
        const Fed fed = feed(early, bytesOf(100 * kPlenty));
        ASSERT_TRUE(fed.end) << fed.end.error().message;
        EXPECT_EQ(fed.end->exitCode, 3);
        EXPECT_FALSE(fed.end->tookAll);
    }
    // One that has closed what it writes to is not waited for with an open pipe.
    EXPECT_EQ(feed("exec 1>&- 2>&-; cat >/dev/null; exit 4", bytesOf(kPlenty)).end->exitCode, 4);
}

TEST(ToolProcesses, NeverGetTheLastBytesOfWhatEndsInAnError) {
    const std::string kept = testing::TempDir() + "/given-" + std::to_string(::getpid());
    const Fed fed = feed("cat >'" + kept + "'", bytesOf(kPlenty, true));
    ASSERT_FALSE(fed.end);
    EXPECT_EQ(fed.end.error().message, "not as it was written");
    EXPECT_LT(std::filesystem::file_size(kept), kPlenty);
    std::filesystem::remove(kept);
}

class PostgresDumpPipes : public PostgresDumps {
protected:
    void SetUp() override {
        PostgresDumps::SetUp();
        script("CREATE TABLE large (id serial PRIMARY KEY, t text); CREATE TABLE zero (n integer); "
               "INSERT INTO large (t) SELECT repeat(md5(i::text), 20) FROM generate_series(1, 20000) i");
        HeardInventory heard;
        const Result<std::string> bytes = dump(session(), heard);
        ASSERT_TRUE(bytes) << bytes.error().message;
        m_bytes = *bytes;
    }
    /// Restores all of it; at its end the source says `end`.
    [[nodiscard]] Result<void> restoreWith(const std::string& other, const Result<std::size_t>& end) {
        ConnectParams there = params();
        there.database = other;
        const std::unique_ptr<Session> at = open(there);
        std::size_t given = 0;
        const DumpSource source = [&](std::span<char> into) -> Result<std::size_t> {
            m_isUnpacked = m_isUnpacked || std::filesystem::exists(folder() + "/dump");
            const std::size_t some = m_bytes.copy(into.data(), into.size(), given);
            given += some;
            return some > 0 ? Result<std::size_t>(some) : end;
        };
        return heardRestore(at->dumper()->restore(groundOf(std::move(there)), RestoreWish(), source, goOnDumping),
                            m_told);
    }
    std::string m_bytes;
    bool m_isUnpacked = false;
};

TEST_F(PostgresDumpPipes, NeedNoRoomOnTheDisk) {
    const std::string other = server().makeDatabase();
    const Result<void> restored = restoreWith(other, std::size_t{0});
    ASSERT_TRUE(restored) << restored.error().message;
    EXPECT_FALSE(m_isUnpacked);
    EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM large"), "20000");
}

TEST_F(PostgresDumpPipes, ChangeNothingWhereTheLastByteIsFollowedByAnError) {
    for (const bool hasRows : {true, false}) {
        if (!hasRows) {
            script("DROP TABLE large");
            HeardInventory heard;
            m_bytes = dump(session(), heard).value();
        }
        const std::string other = server().makeDatabase();
        const Result<void> damaged = restoreWith(other, fail(ErrorKind::CorruptBackup, "not as it was written"));
        ASSERT_FALSE(damaged);
        EXPECT_EQ(damaged.error().message, "not as it was written");
        EXPECT_EQ(textIn(other, "SELECT count(*)::text FROM pg_class WHERE relname IN ('large', 'zero')"), "0");
        EXPECT_TRUE(std::filesystem::is_empty(folder()));
    }
}

/// Databases whose names programs would take for something else: a connection string, a URL, a name without its blanks.
TEST_F(PostgresDumpPipes, GoToTheDatabaseOfThatVeryName) {
    const std::vector<std::string> names{"twin ",
                                         "twin\t",
                                         " twin",
                                         "dbname=twin user=nobody port=1",
                                         "postgresql://nobody@nowhere/twin",
                                         "it's \\ 'quoted'",
                                         "service=other"};
    server().run("CREATE DATABASE twin");
    const auto run = [](const std::string& sql) { server().run(sql); };
    for (const std::string& name : names) {
        SCOPED_TRACE(name);
        std::string quoted = "\"" + name + "\"";
        run("CREATE DATABASE " + quoted);
        const Result<void> restored = restoreWith(name, std::size_t{0});
        EXPECT_TRUE(restored) << restored.error().message;
        EXPECT_EQ(textIn(name, "SELECT count(*)::text FROM large"), "20000");
        ConnectParams there = params();
        there.database = name;
        const std::unique_ptr<Session> at = open(there);
        std::string roles;
        const Result<void> dumped = at->dumper()->dumpRoles(
            groundOf(there.clone()),
            [&roles](std::string_view some) {
                roles += some;
                return Result<void>();
            },
            goOnDumping);
        EXPECT_TRUE(dumped) << dumped.error().message;
        EXPECT_NE(roles.find("CREATE ROLE"), std::string::npos);
        HeardInventory heard;
        EXPECT_TRUE(at->dumper()->dump(
            groundOf(there.clone()), DumpScope(), [](std::string_view) { return Result<void>(); }, heard, goOnDumping));
    }
    EXPECT_EQ(textIn("twin", "SELECT count(*)::text FROM pg_class WHERE relname = 'large'"), "0");
    for (const std::string& name : names) {
        run("DROP DATABASE \"" + name + "\" WITH (FORCE)");
    }
    run("DROP DATABASE twin WITH (FORCE)");
    // A blank at the end of anything else would be lost on the way.
    ConnectParams there = params();
    there.options["application_name"] = "mine ";
    const std::unique_ptr<Session> at = open(there);
    HeardInventory heard;
    const Result<std::string> refused = at->dumper()->dump(
        groundOf(std::move(there)), DumpScope(), [](std::string_view) { return Result<void>(); }, heard, goOnDumping);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("blank at its end"), std::string::npos) << refused.error().message;
}

TEST_F(PostgresDumpPipes, LeaveNoDatabaseOfATrialThatWasStopped) {
    const Result<std::unique_ptr<ScratchDatabase>> scratch = session().dumper()->makeScratch(ground());
    ASSERT_TRUE(scratch) << scratch.error().message;
    EXPECT_EQ(drills(), "1");
    // Whoever stops the work stops what its session does, again and again until it has ended.
    const std::shared_ptr<Canceller> canceller = session().canceller();
    static_cast<void>(canceller->cancel());
    Result<void> removed;
    {
        const std::jthread stopping([&canceller](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                static_cast<void>(canceller->cancel());
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        });
        removed = (*scratch)->remove();
    }
    EXPECT_TRUE(removed) << removed.error().message;
    EXPECT_EQ(drills(), "0");
}

} // namespace dbv::conformance
