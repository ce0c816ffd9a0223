// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <libpq-fe.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "secrets/pg_service.h"
#include "secrets_workshop.h"
#include "support/keyring.h"

namespace dbv::secrets::workshop {
namespace {

using support::inProcessWith;
using testing::HasSubstr;

struct ConnectionEnds {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};

const std::vector<std::string> kAsked = {"host",     "hostaddr", "port",    "dbname",  "user",
                                         "password", "sslmode",  "options", "sslcert", "target_session_attrs"};

/// What libpq itself reads for a service; "refused" when it takes nothing.
std::string libpqService(const std::filesystem::path& file, const std::filesystem::path& system, const char* name) {
    return inProcessWith(
        {"PGSERVICEFILE=" + file.string(), "PGSYSCONFDIR=" + system.string(), "HOME=/nonexistent"}, [name] {
            const std::vector<const char*> names = {"service", nullptr};
            const std::vector<const char*> values = {name, nullptr};
            const std::unique_ptr<PGconn, ConnectionEnds> connection(
                PQconnectStartParams(names.data(), values.data(), 0));
            const std::string message = PQerrorMessage(connection.get());
            if (message.find("service") != std::string::npos) {
                return std::string("refused");
            }
            std::map<std::string, std::string> seen;
            PQconninfoOption* options = PQconninfo(connection.get());
            for (const PQconninfoOption* option = options; option != nullptr && option->keyword != nullptr; ++option) {
                if (option->val != nullptr) {
                    seen[option->keyword] = option->val;
                }
            }
            PQconninfoFree(options);
            std::string text;
            for (const std::string& key : kAsked) {
                text += key + "=" + seen[key] + "\n";
            }
            return text;
        });
}

/// The same from ours; what libpq fills in by itself is filled in.
std::string ourService(const std::filesystem::path& file, const std::filesystem::path& system, const char* name) {
    const MadeUpPlaces places{.variables = {{"PGSERVICEFILE", file.string()}, {"PGSYSCONFDIR", system.string()}},
                              .home = "/nonexistent"};
    const auto service = findPgService(name, places.places());
    if (!service) {
        EXPECT_FALSE(service.error().hint.empty());
        return "refused";
    }
    std::string text;
    for (const std::string& key : kAsked) {
        const auto found = service->values.find(key);
        text += key + "=" +
                (key == "password"                ? std::string(service->password.reveal())
                 : found == service->values.end() ? std::string()
                                                  : found->second) +
                "\n";
    }
    return text;
}

using PgServiceTest = VaultTest;

TEST_F(PgServiceTest, ReadsWhatLibpqReads) {
    // All that libpq has defaults for is given, so that both say the same.
    const std::string rest = "hostaddr=127.0.0.1\nport=1\nsslmode=disable\nuser=u\ndbname=d\noptions=-c x=1\n"
                             "target_session_attrs=any\n";
    const std::vector<std::string> files = {
        "[shop]\nhost=h\n" + rest,
        "# comment\n\n[other]\nhost=o\n[shop]\nhost=h\npassword=p w \n" + rest + "[third]\nhost=t\n",
        "  [shop]  \n  host=h\n\tpassword=p=q\r\n" + rest,
        "[shop]\nhost=first\nhost=second\n" + rest,
        "[shop]\nhost=h\n" + rest + "[shop]\nsslcert=again\n",
        "host=before\n[shop]\nhost=h\n" + rest,
        "[shop] trailing\nhost=h\n" + rest,
        "[sho]\nhost=x\n[shopp]\nhost=y\n[shop]\nhost=h\n" + rest,
        "[shop]\nno equals\n" + rest,
        "[shop]\nservice=other\n" + rest,
        "[other]\nno equals\n[shop]\nhost=h\n" + rest,
        "[shop\nhost=h\n" + rest,
        "[shop]\nhost=h\n" + rest + "[x]\n" + std::string(1500, 'y') + "\n",
        "[x]\n" + std::string(1500, 'y') + "\n[shop]\nhost=h\n" + rest,
        "[shop]\nsslcert=" + std::string(1000, 'c') + "\nhost=h\n" + rest,
        "",
    };
    std::filesystem::create_directory(folder() / "system");
    int understood = 0;
    for (const std::string& content : files) {
        put(folder() / "services", content);
        const std::string expected = libpqService(folder() / "services", folder() / "system", "shop");
        EXPECT_EQ(ourService(folder() / "services", folder() / "system", "shop"), expected) << content;
        understood += expected == "refused" ? 0 : 1;
    }
    EXPECT_GE(understood, 9) << "libpq has to read something in this test";
}

TEST_F(PgServiceTest, TheSystemsFileIsAskedAfterTheUsers) {
    std::filesystem::create_directory(folder() / "system");
    put(folder() / "system" / "pg_service.conf",
        "[shop]\nhost=system\nhostaddr=127.0.0.1\nport=1\nsslmode=disable\nuser=u\ndbname=d\noptions=-c x=1\n"
        "target_session_attrs=any\n");
    put(folder() / "services", "[other]\nhost=o\n");
    EXPECT_EQ(ourService(folder() / "services", folder() / "system", "shop"),
              libpqService(folder() / "services", folder() / "system", "shop"));
    EXPECT_EQ(libpqService(folder() / "none", folder() / "system", "shop"), "refused");
    EXPECT_EQ(ourService(folder() / "none", folder() / "system", "shop"), "refused");
}

TEST_F(PgServiceTest, WhatIsWrongIsToldWithFileAndLine) {
    put(folder() / "services", "[shop]\nhost=h\nno equals\n");
    MadeUpPlaces places{.variables = {{"PGSERVICEFILE", (folder() / "services").string()}}, .home = {}};
    const auto bad = findPgService("shop", places.places());
    EXPECT_EQ(errorOf(bad).kind, ErrorKind::InvalidInput);
    EXPECT_THAT(errorOf(bad).message, HasSubstr((folder() / "services").string() + ", line 3"));
    const auto none = findPgService("nosuch", places.places());
    EXPECT_EQ(errorOf(none).kind, ErrorKind::NotFound);
    EXPECT_THAT(errorOf(none).message, HasSubstr("\"nosuch\""));
    EXPECT_THAT(errorOf(none).message, HasSubstr((folder() / "services").string()));
}

TEST_F(PgServiceTest, AllServicesOfAFileAreListed) {
    put(folder() / "services", "host=x\n[a]\nhost=1\nbad\n[b]\nport=2\npassword=p\nsslpassword=k\n");
    const auto list = readPgServices(folder() / "services");
    ASSERT_TRUE(list);
    ASSERT_EQ(list->services.size(), 2U);
    EXPECT_EQ(list->services[0].name, "a");
    EXPECT_EQ(list->services[0].values.at("host"), "1");
    EXPECT_EQ(list->services[1].values.count("password"), 0U);
    EXPECT_EQ(list->services[1].password.reveal(), "p");
    EXPECT_EQ(list->services[1].keyPassword.reveal(), "k");
    EXPECT_EQ(list->services[1].values.size(), 1U);
    ASSERT_EQ(list->warnings.size(), 1U);
    EXPECT_THAT(list->warnings[0], HasSubstr("line 4"));
}

TEST_F(PgServiceTest, TheUsersFileIsInTheHome) {
    const MadeUpPlaces places{.variables = {{"PGSYSCONFDIR", "/sys"}}, .home = "/home/ann"};
    EXPECT_THAT(pgServiceFiles(places.places()),
                testing::ElementsAre("/home/ann/.pg_service.conf", "/sys/pg_service.conf"));
}

} // namespace
} // namespace dbv::secrets::workshop
