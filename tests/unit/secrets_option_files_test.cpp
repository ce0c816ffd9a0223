// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/option_files.h"
#include "secrets_workshop.h"
#include "support/child_program.h"

namespace dbv::secrets::workshop {
namespace {

using testing::HasSubstr;

/// What MariaDB's own program reads, one `--name=value` a line; "refused" when it gives up.
std::string theirs(const std::filesystem::path& file) {
    support::ChildProgram program;
    EXPECT_TRUE(program.start("/usr/bin/my_print_defaults",
                              {"--defaults-file=" + file.string(), "client", "client-server", "mysql"}));
    return program.wait() == 0 ? program.output() : "refused";
}

std::string ours(const std::filesystem::path& file) {
    const auto read = readOptionFiles({file});
    if (!read) {
        EXPECT_THAT(read.error().message, HasSubstr(", line "));
        return "refused";
    }
    std::string text;
    for (const auto& [option, origin] : read->options) {
        if (!isOfGroups(option, {"client", "client-server", "mysql"})) {
            continue;
        }
        text += "--" + option.name;
        text += option.value ? "=" + *option.value : std::string();
        text +=
            isSecretOption(plainOptionName(option.name)) ? "=" + std::string(option.secret.reveal()) : std::string();
        text += "\n";
    }
    return text;
}

using OptionFilesTest = VaultTest;

TEST_F(OptionFilesTest, ReadsWhatMariaDbReads) {
    const std::vector<std::string> lines = {
        "a=plain",
        "b = spaced value  ",
        R"(c="quoted value"  )",
        "d='single'",
        R"(e="mixed')",
        R"(f=esc\tx\nb\\s\sq\"x\'y\zend\b\r.)",
        "g=va#lue # comment",
        R"(h="va#lue" # comment)",
        "i",
        "j=",
        "j2=''",
        R"(k = "trail"" x)",
        "\t l=indented",
        "m=a;b",
        ";n=x",
        "#o=x",
        "p_q=1",
        "loose-r=2",
        "password=hunter2",
        R"(password = "p # w\"" # not this)",
        "password='a#b'",
        "password=a#b",
        "pass_word=x=y=z",
        "s='it''s'",
        R"(t="a\"#b" # c)",
        R"(u='a"#b' # c)",
        R"(v = a b "#c" d)",
        "w=x\\",
        "x='",
        "y=\"",
        R"(z=\#a)",
        R"(aa=a\\#b)",
        R"(ab="\\"#c)",
        R"(ac=" inner ")",
        "ad=\\s\\s",
        "skip-x",
        "--dash=1",
        "key with space = 1",
        "u8=p\xc3\xa4ss \xe2\x98\x83",
        "crlf=1\r",
        "crlfq=\"1\"\r",
    };
    std::string all = "[client]\n";
    for (const std::string& line : lines) {
        put(file(), "[client]\n" + line + "\nnext=1\n");
        EXPECT_EQ(ours(file()), theirs(file())) << line;
        all += line + "\n";
    }
    put(file(), all);
    EXPECT_EQ(ours(file()), theirs(file()));
}

TEST_F(OptionFilesTest, FindsTheGroupsThatMariaDbFinds) {
    for (const std::string& content : {
             std::string("[client]\na=1\n[server]\nb=1\n[mysql]\nc=1\n[client]\nd=1\n"),
             std::string(" [ mysql ]\nno=1\n[mysql ] junk\nmy=1\n[mysql]trail\nmy2=1\n[CLIENT]\nno2=1\n"),
             std::string("x=1\n[client]\ny=1\n"),
             std::string("[client\ny=1\n"),
             std::string("[client]\na=1\n[mysql"),
             std::string("\xef\xbb\xbf[client]\na=1\n"),
             std::string("\n\n# only comments\n;\n"),
             std::string(),
             std::string("[client]\na=1"),
             std::string("[]\na=1\n[client]\nb=1\n"),
         }) {
        put(file(), content);
        EXPECT_EQ(ours(file()), theirs(file())) << content;
    }
}

TEST_F(OptionFilesTest, IncludesWhatMariaDbIncludes) {
    std::filesystem::create_directory(folder() / "d");
    put(folder() / "d" / "b.cnf", "[client]\nfromb=1\n");
    put(folder() / "d" / "a.cnf", "[client]\nfroma=1\n[mysql]\nmine=1\n");
    put(folder() / "d" / ".hidden.cnf", "[client]\nhidden=1\n");
    put(folder() / "d" / "no.txt", "[client]\nno=1\n");
    put(folder() / "inc.txt", "[client]\nfrominc=1\n");
    const std::string base = folder().string();
    const std::vector<std::string> contents = {
        "[client]\ny=1\n!includedir " + base + "/d\nz=2\n  !include " + base + "/inc.txt  \nlast=1\n",
        "!include " + base + "/inc.txt\n[client]\na=1\n",
        "!include " + base + "/inc.txt\na=1\n",
        "[client]\na=1\n!include " + base + "/nothing\nb=1\n",
        "[client]\na=1\n!includedir " + base + "/nothing\nb=1\n",
        "[client]\na=1\n!bogus x\nb=1\n",
        "[client]\na=1\n!includedir\nb=1\n",
        "[client]\na=1\n!include\nb=1\n",
        "[client]\na=1\n!includedir " + base + "/d/\n",
    };
    for (const std::string& content : contents) {
        put(file(), content);
        EXPECT_EQ(ours(file()), theirs(file())) << content;
    }
}

TEST_F(OptionFilesTest, FilesThatIncludeEachOtherComeToAnEnd) {
    put(file(), "[client]\na=1\n!include " + file().string() + "\n");
    const auto read = readOptionFiles({file()});
    ASSERT_TRUE(read);
    EXPECT_EQ(ours(file()), theirs(file()));
    EXPECT_THAT(read->warnings.back(), HasSubstr("too deeply"));
}

TEST_F(OptionFilesTest, AFileThatEverybodyMayWriteIsPassedOver) {
    put(file(), "[client]\npassword=p\n");
    for (const auto rights : {0666, 0602, 0644, 0664, 0600}) {
        std::filesystem::permissions(file(), std::filesystem::perms(rights));
        EXPECT_EQ(ours(file()), theirs(file())) << std::oct << rights;
        EXPECT_EQ(readOptionFiles({file()})->warnings.empty(), !ours(file()).empty());
    }
}

TEST_F(OptionFilesTest, WhatIsWrongIsToldWithFileAndLine) {
    put(file(), "[client]\na=1\n\n[mysql\n");
    EXPECT_THAT(errorOf(readOptionFiles({file()})).message, HasSubstr(file().string() + ", line 4: "));
    put(file(), "[client]\n!includedir /nonexistent/folder\n");
    EXPECT_THAT(errorOf(readOptionFiles({file()})).message, HasSubstr("/nonexistent/folder"));
}

TEST_F(OptionFilesTest, TheLastOptionOfTheGroupsCounts) {
    put(file(), "[client]\nuser=ann\nssl_mode=x\npassword=first\n[mysqld]\nuser=mysql\npassword=no\n"
                "[client-server]\nloose-ssl-mode=y\npassword=second\ncompress\ntls_passphrase=third\n");
    const auto read = readOptionFiles({folder() / "none", file()});
    ASSERT_TRUE(read);
    const MergedOptions merged = mergedOptions(*read, {"client", "client-server"});
    EXPECT_THAT(merged.values, testing::ElementsAre(testing::Pair("compress", ""), testing::Pair("ssl-mode", "y"),
                                                    testing::Pair("user", "ann")));
    EXPECT_EQ(merged.password.reveal(), "second");
    EXPECT_EQ(merged.keyPassword.reveal(), "third");
    EXPECT_EQ(merged.passwordOrigin, file().string() + ", line 10");
}

TEST_F(OptionFilesTest, TheUsualFilesAndGroupsAreThoseOfTheClients) {
    MadeUpPlaces places{.variables = {{"MYSQL_HOME", "/m"}}, .home = "/home/ann"};
    EXPECT_THAT(optionFiles(places.places()),
                testing::ElementsAre("/etc/my.cnf", "/etc/mysql/my.cnf", "/m/my.cnf", "/home/ann/.my.cnf"));
    EXPECT_THAT(clientGroups(places.places()), testing::Contains("client-server"));
    places.variables["MYSQL_GROUP_SUFFIX"] = "_two";
    EXPECT_THAT(clientGroups(places.places()), testing::Contains("client_two"));
}

} // namespace
} // namespace dbv::secrets::workshop
