// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <libpq-fe.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/pgpass.h"
#include "secrets_workshop.h"

namespace dbv::secrets::workshop {
namespace {

using testing::HasSubstr;

struct ConnectionEnd {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};

/// The password that libpq itself takes from a file: it reads it before it says a word to a server.
std::string libpqPassword(const std::filesystem::path& file, const PgpassQuestion& question) {
    const std::string path = file.string();
    const bool socket = question.host.empty() || question.host.front() == '/';
    // With an address nobody is asked what the name means; nothing answers there.
    const char* address = socket ? "" : "127.0.0.1";
    const std::vector<const char*> names = {"passfile", "host", "hostaddr", "port", "dbname", "user", nullptr};
    const std::vector<const char*> values = {path.c_str(),
                                             question.host.c_str(),
                                             address,
                                             question.port.c_str(),
                                             question.database.c_str(),
                                             question.user.c_str(),
                                             nullptr};
    const std::unique_ptr<PGconn, ConnectionEnd> connection(PQconnectStartParams(names.data(), values.data(), 0));
    const char* password = PQpass(connection.get());
    return password == nullptr ? std::string() : password;
}

std::string ours(const std::filesystem::path& file, const PgpassQuestion& question) {
    const PasswordSearch search = findInPgpass(file, question);
    return search.found ? std::string(search.found->password.reveal()) : std::string();
}

using PgpassTest = VaultTest;

TEST_F(PgpassTest, FindsWhatLibpqFindsInEveryKindOfLine) {
    const std::vector<std::string> files = {
        "db.example:5432:shop:ann:plain\n",
        "*:*:*:*:everything\n",
        "# db.example:5432:shop:ann:comment\n#\ndb.example:5432:shop:ann:real\n",
        " # db.example:5432:shop:ann:no comment\n*:5432:*:ann:x\n",
        "db.example:5432:shop:bob:bobs\ndb.example:5432:*:ann:first\n*:*:*:*:second\n",
        "db.example:5432:shop:ann:with\\:colon\\\\and backslash\\\n",
        "db.example:5432:shop:ann:with:colon:plain\n",
        "db.example:5432:shop:ann:three\r\r\r\n",
        "db.example:5432:shop:ann:\r\n*:*:*:*:after a return\n",
        "db.example:5432:shop:ann:in\rside\n",
        "db.example:5432:shop:ann\r:x\n",
        "db.example:5432:shop:ann:ends with backslash\\\r\n",
        "db.example:5432:shop:ann:\n*:*:*:*:after an empty one\n",
        "db.example:5432:shop:ann: spaces \n",
        "db.example:5432:shop:ann:carriage return\r\n",
        "db.example:5432:shop:ann:two returns\r\r\n",
        "db.example:5432:shop:ann:return without newline\r",
        "db.example:5432:shop:ann:no newline",
        "db\\.exampl\\e:54\\32:shop:ann:escapes in fields\n",
        "db.example:5432:shop\n*:*:*:*:short line before\n",
        "\n\n\ndb.example:5432:shop:ann:empty lines before\n",
        "**:*:*:*:not everything\n*x:*:*:*:nor this\n",
        "DB.example:5432:shop:ann:other case\n",
        "db.example :5432:shop:ann:space\n",
        "localhost:5432:shop:ann:local\n*:5433:shop:ann:other port\n",
        "/tmp/sockets:5432:shop:ann:socket\n",
        "\\*:*:*:*:a real star\n*:*:a\\:b\\\\c:*:database with colon\n",
        ":::\n::::\n:*:*:*:empty host\n",
        "\xef\xbb\xbf*:*:*:*:mark before\n",
        std::string("*:*:*:*:") + std::string(20'000, 'p') + "\n",
        std::string(20'000, 'x') + ":*:*:*:p\n*:*:*:*:after a long line\n",
        "*:*:*:*:p\xc3\xa4ss\n",
        "*:*:*:*:\\\\\\\\\n",
    };
    const std::vector<PgpassQuestion> questions = {
        {.host = "db.example", .port = "5432", .database = "shop", .user = "ann"},
        {.host = "db.example", .port = "", .database = "shop", .user = "ann"},
        {.host = "db.example", .port = "5433", .database = "shop", .user = "ann"},
        {.host = "", .port = "5432", .database = "shop", .user = "ann"},
        {.host = "localhost", .port = "5432", .database = "shop", .user = "ann"},
        {.host = "/var/run/postgresql", .port = "5432", .database = "shop", .user = "ann"},
        {.host = "/tmp/sockets", .port = "5432", .database = "shop", .user = "ann"},
        {.host = "*", .port = "5432", .database = "a:b\\c", .user = "ann"},
        {.host = "x", .port = "1", .database = "y", .user = "z"},
    };
    const std::filesystem::path file = folder() / "pgpass";
    int found = 0;
    for (const std::string& content : files) {
        putPrivate(file, content);
        for (const PgpassQuestion& question : questions) {
            const std::string expected = libpqPassword(file, question);
            EXPECT_EQ(ours(file, question), expected)
                << content.substr(0, 200) << " asked for " << question.host << ":" << question.port;
            found += expected.empty() ? 0 : 1;
        }
    }
    EXPECT_GT(found, 50) << "libpq has to find something in this test";
}

TEST_F(PgpassTest, SaysWhereItIs) {
    const auto file = putPrivate(folder() / "pgpass", "# mine\na:1:b:c:d\n*:*:*:*:p\n");
    const PasswordSearch search = findInPgpass(file, {.host = "h", .port = "1", .database = "d", .user = "u"});
    ASSERT_TRUE(search.found);
    EXPECT_EQ(search.found->origin, file.string() + ", line 3");
}

TEST_F(PgpassTest, AFileThatOthersMayReadIsPassedOverAsByLibpq) {
    const PgpassQuestion question{.host = "h", .port = "1", .database = "d", .user = "u"};
    const auto file = putPrivate(folder() / "pgpass", "*:*:*:*:p\n");
    for (const auto rights : {0640, 0604, 0620, 0610, 0644, 0666, 0600, 0400, 0700}) {
        std::filesystem::permissions(file, std::filesystem::perms(rights));
        const PasswordSearch search = findInPgpass(file, question);
        EXPECT_EQ(search.found ? "p" : "", libpqPassword(file, question)) << std::oct << rights;
        EXPECT_EQ(search.warnings.empty(), search.found.has_value()) << std::oct << rights;
        if (!search.warnings.empty()) {
            EXPECT_THAT(search.warnings.front(), HasSubstr(file.string()));
            EXPECT_THAT(search.warnings.front(), HasSubstr("0600"));
        }
    }
}

TEST_F(PgpassTest, WithoutAFileThereIsNothingAndAFolderIsTold) {
    const PgpassQuestion question{.host = "h", .port = "1", .database = "d", .user = "u"};
    EXPECT_FALSE(findInPgpass(folder() / "none", question).found);
    EXPECT_TRUE(findInPgpass(folder() / "none", question).warnings.empty());
    EXPECT_FALSE(findInPgpass({}, question).found);
    std::filesystem::create_directory(folder() / "sub");
    std::filesystem::permissions(folder() / "sub", std::filesystem::perms(0700));
    const PasswordSearch search = findInPgpass(folder() / "sub", question);
    ASSERT_EQ(search.warnings.size(), 1U);
    EXPECT_THAT(search.warnings.front(), HasSubstr("it is not a plain file"));
}

TEST_F(PgpassTest, TheFileIsThatOfTheVariableOrOfTheHome) {
    MadeUpPlaces places{.variables = {}, .home = "/home/ann"};
    EXPECT_EQ(pgpassFile(places.places()), "/home/ann/.pgpass");
    places.variables["PGPASSFILE"] = "";
    EXPECT_EQ(pgpassFile(places.places()), "/home/ann/.pgpass");
    places.variables["PGPASSFILE"] = "/else/where";
    EXPECT_EQ(pgpassFile(places.places()), "/else/where");
    EXPECT_EQ(pgpassFile(MadeUpPlaces().places()), "");
}

} // namespace
} // namespace dbv::secrets::workshop
