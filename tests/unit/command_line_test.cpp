// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "cli/arguments.h"
#include "cli/completion.h"
#include "cli/help_text.h"
#include "cli/import_task.h"
#include "cli/login.h"
#include "cli/secret_word.h"
#include "cli/text_table.h"

namespace {

using dbv::cli::parseArguments;

std::string complaintAbout(const std::vector<std::string>& words) {
    const auto arguments = parseArguments(words);
    return arguments ? "none" : arguments.error().message + " " + arguments.error().hint;
}

TEST(CommandLine, OptionsStandAnywhereWithEitherSpelling) {
    const auto arguments =
        parseArguments({"--data-dir", "/d", "query", "a.db", "--format=json", "-f", "x.sql", "--keep-going"});
    ASSERT_TRUE(arguments) << arguments.error().message;
    EXPECT_EQ(arguments->verb->name, "query");
    EXPECT_EQ(arguments->operands, std::vector<std::string>{"a.db"});
    EXPECT_EQ(arguments->value("--data-dir"), "/d");
    EXPECT_EQ(arguments->value("--format"), "json");
    EXPECT_EQ(arguments->value("--file"), "x.sql");
    EXPECT_TRUE(arguments->has("--keep-going"));
}

TEST(CommandLine, BehindTwoDashesEverythingIsAnOperand) {
    const auto arguments = parseArguments({"query", "a.db", "--", "--drop this"});
    ASSERT_TRUE(arguments);
    EXPECT_EQ(arguments->operands[1], "--drop this");
}

TEST(CommandLine, ACommentBeforeSqlIsNoOption) {
    for (const std::string sql : {"-- only a comment", "--what it is\nSELECT 1 = 1", "--\tSELECT"}) {
        const auto arguments = parseArguments({"query", "a.db", sql, "--null=a b"});
        ASSERT_TRUE(arguments) << arguments.error().message;
        EXPECT_EQ(arguments->operands[1], sql);
        EXPECT_EQ(arguments->value("--null"), "a b");
    }
}

TEST(CommandLine, WhatCanNotBeUnderstoodIsNamedWithTheHelpToRead) {
    EXPECT_EQ(complaintAbout({}), "What shall be done? The verb is missing. See dbvis --help.");
    EXPECT_EQ(complaintAbout({"fly"}), "There is no verb fly. See dbvis --help.");
    EXPECT_EQ(complaintAbout({"--fly"}), "There is no option --fly in front of the verb. See dbvis --help.");
    EXPECT_EQ(complaintAbout({"query", "a", "--fly"}), "query has no option --fly. See dbvis query --help.");
    EXPECT_EQ(complaintAbout({"query", "a", "--format"}), "--format needs a value, FORMAT. See dbvis query --help.");
    EXPECT_EQ(complaintAbout({"query", "a", "--format", "xml"}),
              "--format must be one of csv|tsv|json|ndjson|table, not xml. See dbvis query --help.");
    EXPECT_EQ(complaintAbout({"query"}), "Something is missing behind query: <target> [SQL]. See dbvis query --help.");
    EXPECT_EQ(complaintAbout({"sample", "x"}), "There is too much behind sample. See dbvis sample --help.");
    EXPECT_EQ(complaintAbout({"rpc", "--help=x"}), "--help has no value. See dbvis rpc --help.");
}

TEST(CommandLine, AVerbWithActionsTakesTheFirstOneWhereNoneIsNamed) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"connections"}, {"connections", "list"}, {"connections", "--format", "json"}}) {
        const auto arguments = parseArguments(words);
        ASSERT_TRUE(arguments) << arguments.error().message;
        EXPECT_EQ(arguments->verb->name, "connections list");
    }
    const auto added = parseArguments({"connections", "add", "shop", "a.db", "--group", "Work"});
    ASSERT_TRUE(added) << added.error().message;
    EXPECT_EQ(added->verb->name, "connections add");
    EXPECT_EQ(added->operands, (std::vector<std::string>{"shop", "a.db"}));
    EXPECT_EQ(added->value("--group"), "Work");
    EXPECT_EQ(complaintAbout({"connections", "fly"}),
              "connections can not fly; it knows list, show, add, remove, test, import, export. "
              "See dbvis connections --help.");
    EXPECT_EQ(complaintAbout({"connections", "add", "x"}),
              "Something is missing behind connections add: <name> <target>. See dbvis connections add --help.");
    EXPECT_EQ(complaintAbout({"connections", "list", "--read-only"}),
              "connections list has no option --read-only. See dbvis connections list --help.");
    EXPECT_EQ(complaintAbout({"connections list"}), "There is no verb connections list. See dbvis --help.");
}

TEST(CommandLine, AVerbWithActionsHasAHelpOfItsOwn) {
    const auto asked = parseArguments({"secrets", "--help"});
    ASSERT_TRUE(asked);
    EXPECT_EQ(asked->verb, nullptr);
    ASSERT_NE(asked->group, nullptr);
    const std::string help = dbv::cli::helpText(*asked->group);
    for (const dbv::cli::VerbRule* action : dbv::cli::actionsOf(*asked->group)) {
        EXPECT_NE(help.find(dbv::cli::lastWord(*action)), std::string::npos) << action->name;
        EXPECT_NE(help.find(action->summary), std::string::npos) << action->name;
    }
}

TEST(CommandLine, ASecretComesFromAPlaceAndIsNeverAWord) {
    using Kind = dbv::cli::SecretWord::Kind;
    using dbv::protocol::SecretOrigin;
    const auto word = [](std::string_view text) { return dbv::cli::secretWordOf("--password-from", text); };
    EXPECT_EQ(word("fd:3")->kind, Kind::Descriptor);
    EXPECT_EQ(word("fd:3")->descriptor, 3);
    EXPECT_EQ(word("usual")->source.origin, SecretOrigin::Usual);
    EXPECT_EQ(word("ask")->source.origin, SecretOrigin::Ask);
    EXPECT_EQ(word("command:pass show a:b")->source,
              (dbv::protocol::SecretSource{SecretOrigin::Command, "pass show a:b"}));
    EXPECT_EQ(word("environment:X")->source, (dbv::protocol::SecretSource{SecretOrigin::Environment, "X"}));
    EXPECT_EQ(word("stored:7")->source, (dbv::protocol::SecretSource{SecretOrigin::Stored, "7"}));
    for (const char* text : {"s3cret", "", "fd:", "fd:x", "fd:-1", "command:", "fd:99999999999"}) {
        const auto wrong = word(text);
        ASSERT_FALSE(wrong) << text;
        EXPECT_EQ(wrong.error().message.find("s3cret"), std::string::npos);
    }
}

TEST(CommandLine, AWayThroughSshIsReadMachineByMachine) {
    using dbv::protocol::SshHop;
    const auto way = dbv::cli::sshWayOf("first,ann@[::1]:2222,bob@last:22");
    ASSERT_TRUE(way) << way.error().message;
    EXPECT_EQ(way->target, (SshHop{"last", 22, "bob"}));
    EXPECT_EQ(way->jump, (std::vector<SshHop>{{"first", 0, ""}, {"::1", 2222, "ann"}}));
    for (const char* text : {"", "@host", "host:", "host:0", "host:70000", "host:x", "[::1", "[::1]x", "a,,b", "a,"}) {
        EXPECT_FALSE(dbv::cli::sshWayOf(text)) << text;
    }
}

TEST(CommandLine, APasswordInTheWayThroughSshIsRefusedAndNotShown) {
    for (const char* way : {"me:hunter2@host", "first,me:hunter2@host:22", "me:hunter2@", "me:hunter2"}) {
        const auto refused = dbv::cli::sshWayOf(way);
        ASSERT_FALSE(refused) << way;
        EXPECT_EQ((refused.error().message + refused.error().hint).find("hunter2"), std::string::npos) << way;
        EXPECT_NE(refused.error().message.find("me:***"), std::string::npos) << refused.error().message;
    }
    EXPECT_EQ(dbv::cli::sshWayOf("me:hunter2@host").error().message,
              "--ssh would keep and show a password in clear: me:***@host.");
}

TEST(CommandLine, OptionsBesideASavedConnectionDoNotChangeItsWay) {
    const auto login = [](const std::vector<std::string>& words) {
        const auto arguments = parseArguments(words);
        EXPECT_TRUE(arguments);
        return dbv::cli::loginOf(arguments->operands[0], *arguments);
    };
    EXPECT_FALSE(login({"query", "@shop", "x", "--ssh", "b"}));
    EXPECT_FALSE(login({"query", "postgresql://h/d", "x", "--ssh-key", "k"}));
    const auto saved = login({"query", "@shop", "x", "--password-from", "fd:3"});
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->wanted.size(), 1U);
    const auto fresh = login({"query", "postgresql://h/d", "x", "--ssh", "b", "--tls", "verify-ca", "--tls-ca",
                              "ca.pem", "--password-from", "command:pass"});
    ASSERT_TRUE(fresh);
    EXPECT_EQ(fresh->wanted.size(), 0U);
    EXPECT_EQ(fresh->target.config.tls.ca, "ca.pem");
    EXPECT_EQ(fresh->target.config.ssh.target.host, "b");
    EXPECT_EQ(fresh->target.config.secrets.password.what, "pass");
}

TEST(CommandLine, AProgramIsKnownByManySpellings) {
    const std::vector<dbv::protocol::ImportSource> known{{"DBeaver", "DBeaver", ""},
                                                         {"MySQL Workbench", "MySQL Workbench", ""},
                                                         {"pg_service.conf", "pg_service.conf", ""},
                                                         {"~/.ssh/config", "~/.ssh/config", ""},
                                                         {"DB Visualizer", "DB Visualizer", ""}};
    for (const auto& [word, program] :
         std::vector<std::pair<std::string, std::string>>{{"dbeaver", "DBeaver"},
                                                          {"workbench", "MySQL Workbench"},
                                                          {"MySQL Workbench", "MySQL Workbench"},
                                                          {"pg_service", "pg_service.conf"},
                                                          {"ssh", "~/.ssh/config"},
                                                          {"dbvis", "DB Visualizer"}}) {
        const auto found = dbv::cli::programNamed(word, known);
        ASSERT_TRUE(found) << word;
        EXPECT_EQ(*found, program);
    }
    for (const char* word : {"excel", "", "co"}) {
        EXPECT_FALSE(dbv::cli::programNamed(word, known)) << word;
    }
}

TEST(CommandLine, TablesAreAlignedForPeopleAndHaveTabsForPrograms) {
    const std::vector<std::vector<std::string>> rows{{"NAME", "X"}, {"\xC3\xA4", "1"}, {"two\nlines", ""}};
    EXPECT_EQ(dbv::cli::tableText(rows, false), "\xC3\xA4\t1\ntwo\\u{a}lines\t\n");
    EXPECT_EQ(dbv::cli::tableText(rows, true), "NAME           X\n\xC3\xA4              1\ntwo\\u{a}lines\n");
    // A turned text, a second set of control characters: neither steers the terminal, and widths fit what is shown.
    EXPECT_EQ(dbv::cli::tableText({{"N", "X"}, {"\xE2\x80\xAE\xC2\x9B", "1"}}, true),
              "N               X\n\\u{202e}\\u{9b}  1\n");
}

TEST(CommandLine, HelpNamesEveryVerbAndEveryOption) {
    for (const dbv::cli::VerbRule& verb : dbv::cli::verbs()) {
        EXPECT_NE(dbv::cli::helpText().find(verb.name.substr(0, verb.name.find(' '))), std::string::npos);
        for (const dbv::cli::OptionRule& option : verb.options) {
            EXPECT_NE(dbv::cli::helpText(verb).find(option.name), std::string::npos) << option.name;
        }
    }
}

TEST(CommandLine, EveryShellGetsAScriptWithEveryVerb) {
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const auto script = dbv::cli::completionScript(shell);
        ASSERT_TRUE(script) << shell;
        for (const dbv::cli::VerbRule& verb : dbv::cli::verbs()) {
            EXPECT_NE(script->find(dbv::cli::lastWord(verb)), std::string::npos) << shell << " " << verb.name;
        }
    }
    EXPECT_FALSE(dbv::cli::completionScript("tcsh"));
}

} // namespace
