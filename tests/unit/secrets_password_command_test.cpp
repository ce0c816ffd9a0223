// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <csignal>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <QtCore/QtGlobal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/password_command.h"
#include "secrets_workshop.h"
#include "support/child_program.h"

namespace dbv::secrets::workshop {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string run(const std::string& line, std::chrono::milliseconds patience = 60s) {
    return shown(passwordFromCommand({.line = line, .patience = patience}, {}));
}

TEST(PasswordCommandTest, IsCutIntoWordsAsAShellDoesIt) {
    // Every line is cut by a real shell as well.
    for (const char* line : {
             "pass show shop",
             "  a \t b  ",
             "a 'b c' \"d e\"",
             "a'b c'd",
             "a \"\" '' b",
             R"(a b\ c \\ \' \")",
             R"(a "b\"c\\d\e" 'f\g"h')",
             "a 'it'\\''s'",
             "a \"multi\nline\"",
             "a p\xc3\xa4ss",
             "a * ? [x] {y,z}x !",
         }) {
        const auto words = splitCommand(line);
        ASSERT_TRUE(words) << line;
        std::string ours;
        for (const std::string& word : *words) {
            ours += word + "|";
        }
        support::ChildProgram shell;
        ASSERT_TRUE(shell.start("/bin/sh", {"-f", "-c", std::string("printf '%s|' ") + line}));
        EXPECT_EQ(shell.wait(), 0);
        EXPECT_EQ(ours, shell.output()) << line;
    }
    EXPECT_THAT(*splitCommand("  a \t b\nc "), ElementsAre("a", "b", "c"));
}

TEST(PasswordCommandTest, WhatOnlyAShellUnderstandsIsRefusedWithAWayOut) {
    for (const char* line :
         {"a | b", "a && b", "a > f", "a; b", "a $HOME", "a \"$HOME\"", "a `b`", "(a)", "a \"`b`\""}) {
        const auto refused = splitCommand(line);
        EXPECT_EQ(errorOf(refused).kind, ErrorKind::InvalidInput) << line;
        EXPECT_THAT(errorOf(refused).hint, HasSubstr("sh -c")) << line;
    }
    for (const char* line : {"", "   ", "'open", "\"open", "''"}) {
        EXPECT_EQ(errorOf(splitCommand(line)).kind, ErrorKind::InvalidInput) << line;
    }
    EXPECT_TRUE(splitCommand("a '$HOME | b'"));
    EXPECT_TRUE(splitCommand("a \\$HOME"));
    EXPECT_FALSE(splitCommand(std::string_view("a\0b", 3)));
}

TEST(PasswordCommandTest, ItsFirstLineIsThePassword) {
    EXPECT_EQ(run("printf 'p # w\\nuser: ann\\n'"), "p # w");
    EXPECT_EQ(run("printf 'no newline'"), "no newline");
    EXPECT_EQ(run("printf ' spaces \\r\\nx'"), " spaces ");
    EXPECT_EQ(run("sh -c 'echo \"two words\"'"), "two words");
    EXPECT_EQ(run("sh -c 'echo warning >&2; echo secret'"), "secret");
}

TEST(PasswordCommandTest, WhenItFailsNothingThatItSaidIsRepeated) {
    const auto failed =
        passwordFromCommand({.line = "sh -c 'echo hidden; echo not logged in >&2; exit 3' arg-secret"}, {});
    EXPECT_EQ(errorOf(failed).kind, ErrorKind::IoError);
    EXPECT_THAT(errorOf(failed).message, HasSubstr("sh failed with exit code 3."));
    EXPECT_THAT(errorOf(failed).hint, HasSubstr("Run it in a terminal"));
    const auto empty = passwordFromCommand({.line = "sh -xc 'P=hidden; echo; echo not logged in >&2'"}, {});
    EXPECT_THAT(errorOf(empty).message, HasSubstr("printed no password"));
    for (const Error& error : {errorOf(failed), errorOf(empty)}) {
        const std::string all = error.message + error.detail + error.hint;
        for (const char* said : {"hidden", "arg-secret", "not logged in"}) {
            EXPECT_THAT(all, Not(HasSubstr(said)));
        }
        EXPECT_THAT(all, HasSubstr("may be secret"));
    }
    EXPECT_THAT(run("sh -c 'kill -9 $$'"), HasSubstr("sh was ended by signal 9."));
}

TEST(PasswordCommandTest, EveryOtherOutcomeIsToldAsWell) {
    EXPECT_EQ(errorOf(passwordFromCommand({.line = "/nonexistent/program x"}, {})).kind, ErrorKind::NotFound);
    EXPECT_THAT(run("/etc/passwd"), HasSubstr("could not be started"));
    EXPECT_THAT(run("true"), HasSubstr("printed no password"));
    EXPECT_THAT(run("printf '\\nsecond line'"), HasSubstr("printed no password"));
    EXPECT_THAT(run("printf 'a\\0b'"), HasSubstr("NUL"));
    EXPECT_THAT(run("head -c 100000 /dev/zero"), HasSubstr("more than any password"));
    EXPECT_THAT(run("yes"), HasSubstr("more than any password"));
}

TEST(PasswordCommandTest, ManyWarningsDoNotStopIt) {
    EXPECT_EQ(run("sh -c 'head -c 1000000 /dev/zero | tr \"\\\\0\" w >&2; echo secret'"), "secret");
}

TEST(PasswordCommandTest, OneThatDoesNotEndIsEndedWithAllThatItStarted) {
    QTemporaryDir folder;
    const std::string mark = folder.path().toStdString() + "/alive";
    const auto late =
        passwordFromCommand({.line = "sh -c 'mkfifo " + mark + "; cat " + mark + " & wait'", .patience = 300ms}, {});
    EXPECT_EQ(errorOf(late).kind, ErrorKind::TimedOut);
    EXPECT_THAT(errorOf(late).message, HasSubstr("sh did not end in time"));
    // The reader of the pipe is killed as well; its end may be a moment later.
    const int pipe = ::open(mark.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
    if (pipe >= 0) {
        pollfd readerGone{pipe, 0, 0};
        EXPECT_EQ(::poll(&readerGone, 1, 60'000), 1);
        EXPECT_NE(readerGone.revents & POLLERR, 0);
        ::close(pipe);
    }
}

TEST(PasswordCommandTest, GetsNoVariableThatHoldsAPassword) {
    const std::vector<const char*> kept{"DBVIS_TEST_PLACE", "CLIENTS_PASSWORD"};
    const std::vector<const char*> withheld{"PGPASSWORD", "MYSQL_PWD", "DBVIS_PROD_PASSWORD", "NAMED_BY_A_CONNECTION"};
    for (const auto& names : {kept, withheld}) {
        for (const char* name : names) {
            qputenv(name, "planted");
        }
    }
    const auto seen = [](const char* name) {
        return shown(passwordFromCommand({.line = std::string("sh -c 'printenv ") + name + " || echo none'",
                                          .secretVariables = {"NAMED_BY_A_CONNECTION"}},
                                         {}));
    };
    for (const char* name : kept) {
        EXPECT_EQ(seen(name), "planted") << name;
    }
    for (const char* name : withheld) {
        EXPECT_EQ(seen(name), "none") << name;
    }
    for (const auto& names : {kept, withheld}) {
        for (const char* name : names) {
            qunsetenv(name);
        }
    }
}

TEST(PasswordCommandTest, AStopEndsIt) {
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(errorOf(passwordFromCommand({.line = "sleep 600"}, stop.get_token())).kind, ErrorKind::Cancelled);
}

TEST(PasswordCommandTest, WhatItLeavesRunningIsNotWaitedFor) {
    QTemporaryDir folder;
    const std::filesystem::path left = folder.path().toStdString() + "/left";
    EXPECT_EQ(run("sh -c 'sleep 600 & echo $! > " + left.string() + "; echo secret'"), "secret");
    const int process = std::stoi(contentOf(left));
    EXPECT_EQ(::kill(process, SIGKILL), 0) << "it goes on, as an agent does";
}

TEST(PasswordCommandTest, ItHasNoInputToWaitFor) {
    EXPECT_THAT(run("cat"), HasSubstr("printed no password"));
}

} // namespace
} // namespace dbv::secrets::workshop
