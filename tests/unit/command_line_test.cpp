// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "cli/arguments.h"
#include "cli/completion.h"
#include "cli/help_text.h"

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

TEST(CommandLine, HelpNamesEveryVerbAndEveryOption) {
    for (const dbv::cli::VerbRule& verb : dbv::cli::verbs()) {
        EXPECT_NE(dbv::cli::helpText().find(verb.name), std::string::npos);
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
            EXPECT_NE(script->find(verb.name), std::string::npos) << shell << " " << verb.name;
        }
    }
    EXPECT_FALSE(dbv::cli::completionScript("tcsh"));
}

} // namespace
