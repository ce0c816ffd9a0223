// SPDX-License-Identifier: Apache-2.0
// A search that finds nothing proves something only if it finds what is there.
#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include <QByteArray>
#include <QString>

#include <unistd.h>

#include "support/child_program.h"
#include "support/secret_search.h"
#include "support/ssh_folder.h"

namespace dbv::testing {

namespace {

using support::ChildProgram;
using support::PlantedSecret;
using support::SecretSearch;
using Findings = SecretSearch::Findings;

class SecretScanItself : public ::testing::Test {
protected:
    void SetUp() override { m_search.add(m_secret); }

    [[nodiscard]] Findings here() const { return m_search.inCoreImage(::getpid()); }
    /// How many findings have these words.
    static long countOf(const Findings& findings, const std::string& words) {
        return std::ranges::count_if(findings,
                                     [&](const std::string& one) { return one.find(words) != std::string::npos; });
    }

    PlantedSecret m_secret{"it"};
    SecretSearch m_search;
};

TEST_F(SecretScanItself, FindsNothingWhereNothingIs) {
    EXPECT_EQ(here(), Findings());
    EXPECT_EQ(m_search.inShownParts(::getpid()), Findings());
}

TEST_F(SecretScanItself, TellsGuardedPagesFromOthers) {
    {
        const Secret guarded = m_secret.secret();
        EXPECT_EQ(here(), Findings());
        EXPECT_EQ(m_search.inGuardedPages(::getpid()), Findings{"it: memory (UTF-8)"});
        const std::string copy(guarded.reveal());
        EXPECT_EQ(countOf(here(), "(UTF-8)"), 1) << copy.size();
    }
    EXPECT_EQ(m_search.inGuardedPages(::getpid()), Findings());
}

TEST_F(SecretScanItself, FindsAPartOfItOnTheHeapAndOnTheStack) {
    for (const std::size_t from : {0U, 13U, 26U}) {
        const std::string part = std::string(100, '-') + m_secret.text().substr(from, 14);
        EXPECT_EQ(countOf(here(), "(UTF-8)"), 1) << part.size();
    }
    std::array<char, PlantedSecret::kSize> onTheStack{};
    std::ranges::copy(m_secret.secret().reveal(), onTheStack.begin());
    EXPECT_EQ(countOf(here(), "[stack]"), 1) << onTheStack.size();
}

TEST_F(SecretScanItself, FindsEachFormInMemoryAndInFiles) {
    const support::SshFolder folder;
    const QByteArray plain = QByteArray::fromStdString(m_secret.text());
    QByteArray percent;
    QByteArray json;
    for (const char c : plain) {
        percent += '%' + QByteArray(1, c).toHex().toUpper();
        json += "\\u00" + QByteArray(1, c).toHex();
    }
    const QByteArray utf16(reinterpret_cast<const char*>(QString::fromLatin1(plain).utf16()), 2 * plain.size());
    for (const auto& [form, bytes] :
         {std::pair("UTF-8", plain), std::pair("UTF-16", utf16), std::pair("Base64", plain.toBase64()),
          std::pair("Base64", ("x" + plain).toBase64()),
          std::pair("Base64", ("xy" + plain).toBase64(QByteArray::Base64UrlEncoding)),
          std::pair("hexadecimal", plain.toHex()), std::pair("percent signs", percent),
          std::pair("JSON escapes", json)}) {
        EXPECT_GE(countOf(here(), std::string("(") + form + ")"), 1) << form;
        const auto file = folder.write("file", "before" + bytes.toStdString());
        EXPECT_EQ(m_search.inFolder(folder.path()), Findings{"it: the file " + file.string() + " (" + form + ")"});
    }
    EXPECT_EQ(m_search.inText("..." + m_secret.text(), "there"), Findings{"it: there (UTF-8)"});
    std::filesystem::remove(folder.path("file"));
    folder.write("named " + m_secret.text(), "");
    EXPECT_EQ(countOf(m_search.inFolder(folder.path()), "the name "), 1);
}

TEST_F(SecretScanItself, FindsWhatOthersMayReadOfAProcessAndItsChildren) {
    ChildProgram program({"VARIABLE=" + m_secret.text()});
    ASSERT_TRUE(program.start("/bin/sh", {"-c", "echo started; cat; : " + m_secret.text()}));
    static_cast<void>(program.lineWith("started"));
    // `cat` answers, so that it runs.
    program.send("there");
    static_cast<void>(program.lineWith("there"));
    const Findings all = m_search.inShownParts(program.id());
    EXPECT_EQ(all, (Findings{"it: the command line of the program (UTF-8)", "it: the environment of a child (UTF-8)",
                             "it: the environment of the program (UTF-8)"}));
    EXPECT_GE(countOf(m_search.inCoreImage(program.id()), "[stack]"), 1);
}

} // namespace

} // namespace dbv::testing
