// SPDX-License-Identifier: Apache-2.0
// URLs of PostgreSQL, each read by its own library as well.
#include <map>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "connect/connection_target.h"
#include "postgres/libpq.h"
#include "postgres/open_plan.h"

namespace dbv::connect {

namespace {

using Words = std::map<std::string, std::string>;
using protocol::ConnectionConfig;

/// What the library reads; one word, `refused`, where it does not.
Words readByLibrary(const std::string& url) {
    char* refusal = nullptr;
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(PQconninfoParse(url.c_str(), &refusal),
                                                                           &PQconninfoFree);
    const std::unique_ptr<char, decltype(&PQfreemem)> said(refusal, &PQfreemem);
    if (!all) {
        return {{"refused", said ? said.get() : ""}};
    }
    Words words;
    for (const PQconninfoOption* each = all.get(); each->keyword != nullptr; ++each) {
        if (each->val != nullptr && *each->val != '\0') {
            words.emplace(each->keyword, each->val);
        }
    }
    return words;
}

Result<postgres::OpenPlan> planOf(const std::string& url, ConnectParams& params) {
    Result<ResolvedTarget> target = resolveTarget({.url = url, .tls = {}, .ssh = {}, .secrets = {}, .options = {}},
                                                  std::vector<ConnectorInfo>{{.id = "postgres",
                                                                              .displayName = "PostgreSQL",
                                                                              .version = "1",
                                                                              .schemes = {"postgresql", "postgres"},
                                                                              .defaultPort = 5432}});
    if (!target) {
        return std::unexpected(target.error());
    }
    params = std::move(target->params);
    return postgres::planOpening(params);
}

/// The same words as they are understood here, as far as the URL has said them.
Words readHere(const std::string& url, const Words& byLibrary) {
    ConnectParams params;
    const Result<postgres::OpenPlan> plan = planOf(url, params);
    if (!plan) {
        return {{"refused", plan.error().message}};
    }
    Words words{{"host", params.host}, {"user", params.user}, {"dbname", params.database}};
    std::string ports;
    std::string addresses;
    for (const postgres::Place& place : plan->places) {
        ports += (ports.empty() ? "" : ",") + std::to_string(place.port);
        addresses += (addresses.empty() ? "" : ",") + place.address;
    }
    words["port"] = ports;
    words["hostaddr"] = addresses;
    for (const auto& [word, value] : plan->words) {
        words[word] = value;
    }
    std::erase_if(words, [&](const auto& word) { return word.second.empty() || !byLibrary.contains(word.first); });
    return words;
}

TEST(PostgresUrls, AreReadAsTheLibraryReadsThem) {
    for (const char* url : {"postgresql://u@h:5433/d",
                            "postgres://u@h/d",
                            "postgresql://h:0055/d",
                            "postgresql://u%3Av@h/d",
                            "postgresql://u%40v@h/a%2Fb",
                            "postgresql://h/a/b",
                            "postgresql:///d",
                            "postgresql://h",
                            "postgresql://h?",
                            "postgresql://h/d?application_name=a",
                            "postgresql://h/d?application_name=a&",
                            "postgresql://h/d?application_name=a&application_name=b",
                            "postgresql://h/d?application_name=a;b",
                            "postgresql://h/d?application_name=a%26b",
                            "postgresql://h/d?user=u&dbname=e",
                            "postgresql://v@h/d?user=u",
                            "postgresql://h:1,k:2/d",
                            "postgresql://h:1,k:2/d?port=3",
                            "postgresql://h/d?port=1&port=2",
                            "postgresql://[::1]:5433/d",
                            "postgresql://h/d?host=k",
                            "postgresql:///d?host=/run/postgresql",
                            "postgresql://%2Frun%2Fpostgresql/d",
                            "postgresql://h/d?hostaddr=192.0.2.7",
                            "postgresql://localhost/d?hostaddr=127.0.0.1",
                            "postgresql://h,k/d?hostaddr=192.0.2.7,192.0.2.8&port=1,2",
                            "postgresql://h/d?hostaddr=192.0.2.7&hostaddr=192.0.2.8",
                            "postgresql://h/d?ssl=true",
                            "postgresql://h/d?requiressl=1",
                            "postgresql://h/d?requiressl=0",
                            "postgresql://h/d?sslmode=verify-ca&ssl=true",
                            "postgresql://h/d?ssl=true&sslmode=verify-ca",
                            "postgresql://h/d?requiressl=1&sslmode=disable",
                            "postgresql://h/d?options=-c%20work_mem%3D1MB"}) {
        const Words library = readByLibrary(url);
        ASSERT_FALSE(library.contains("refused")) << url << ": " << library.at("refused");
        Words here = readHere(url, library);
        // Leading zeros, and a port that is one for all, are a way of writing.
        Words expected = library;
        if (expected.contains("port")) {
            expected["port"] = expected["port"] == "0055" ? "55" : expected["port"];
            here["port"] =
                expected["port"].contains(',') ? here["port"] : here["port"].substr(0, here["port"].find(','));
        }
        EXPECT_EQ(here, expected) << url;
    }
}

TEST(PostgresUrls, ThatTheLibraryRefusesAreRefused) {
    for (const char* url :
         {"postgresql://h/d?application_name", "postgresql://h/d?application_name&user=u", "postgresql://h/d?&",
          "postgresql://h/d?ssl=false", "postgresql://h/d?ssl=1", "postgresql://h/d?a=b", "postgresql://[::1/d",
          "postgresql://[]/d", "postgresql://h/d?application_name=%00", "postgresql://h/d?application_name=x%2"}) {
        EXPECT_TRUE(readByLibrary(url).contains("refused")) << url;
        EXPECT_TRUE(readHere(url, {}).contains("refused")) << url;
    }
    ConnectParams params;
    EXPECT_EQ(planOf("postgresql://h/d?application_name", params).error().message,
              "The connection URL can not be read at character 18: the option application_name has no = behind it.");
}

TEST(PostgresUrls, APortMayHaveAPlusAsTheLibraryTakesIt) {
    ConnectParams params;
    EXPECT_EQ(readByLibrary("postgresql://u@h:+55432/d").at("port"), "+55432");
    for (const char* url : {"postgresql://u@h:+55432/d", "postgresql://u@h/d?port=%2B55432"}) {
        const auto plan = planOf(url, params);
        ASSERT_TRUE(plan) << plan.error().message;
        EXPECT_EQ(plan->places.front().port, 55432) << url;
    }
    EXPECT_FALSE(planOf("postgresql://u@h:++1/d", params));
    EXPECT_FALSE(planOf("postgresql://u@h:-1/d", params));
}

TEST(PostgresUrls, ATimeLimitIsWhatItIsForTheLibrary) {
    ConnectParams params;
    const auto limit = [&](const std::string& value) {
        const auto plan = planOf("postgresql://h/d?connect_timeout=" + value, params);
        return plan ? plan->timeout : std::chrono::milliseconds(0);
    };
    EXPECT_EQ(limit("5"), std::chrono::seconds(5));
    EXPECT_EQ(limit("86400"), std::chrono::hours(24));
    EXPECT_EQ(limit(""), std::chrono::seconds(15)) << "as if it was not said";
    for (const char* none : {"0", "-1"}) {
        EXPECT_GT(limit(none), std::chrono::hours(24)) << none;
    }
    EXPECT_EQ(limit("soon"), std::chrono::seconds(0));
}

TEST(PostgresUrls, EveryWordOfTheLibraryIsTakenOrRefusedForAReason) {
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> all(PQconndefaults(), &PQconninfoFree);
    ASSERT_TRUE(all);
    const std::map<std::string_view, const char*> values{{"hostaddr", "192.0.2.7"},
                                                         {"sslmode", "require"},
                                                         {"channel_binding", "prefer"},
                                                         {"gssencmode", "disable"},
                                                         {"client_encoding", "UTF8"},
                                                         {"target_session_attrs", "any"},
                                                         {"replication", "database"},
                                                         {"ssl_min_protocol_version", "TLSv1.2"},
                                                         {"ssl_max_protocol_version", "TLSv1.3"}};
    for (const PQconninfoOption* each = all.get(); each->keyword != nullptr; ++each) {
        const std::string word = each->keyword;
        ConnectParams params;
        const auto given = values.find(word);
        const auto plan =
            planOf("postgresql://h/d?" + word + "=" + (given == values.end() ? "1" : given->second), params);
        if (!plan) {
            const bool known =
                word == "service" || word == "replication" || word == "password" || word == "sslpassword";
            EXPECT_TRUE(known) << word << ": " << plan.error().message;
            EXPECT_EQ(plan.error().kind, word == "service" ? ErrorKind::NotFound : ErrorKind::InvalidInput) << word;
            EXPECT_EQ(plan.error().message.find("have no option"), std::string::npos) << plan.error().message;
            EXPECT_FALSE(plan.error().hint.empty()) << word;
        }
    }
}

TEST(PostgresUrls, OfTheReplicationProtocolAreNotOpened) {
    ConnectParams params;
    for (const char* no : {"false", "no", "off", "0"}) {
        EXPECT_TRUE(planOf(std::string("postgresql://h/d?replication=") + no, params)) << no;
    }
    for (const char* yes : {"database", "true", "1"}) {
        const auto plan = planOf(std::string("postgresql://h/d?replication=") + yes, params);
        ASSERT_FALSE(plan) << yes;
        EXPECT_TRUE(plan.error().message.starts_with("The option replication")) << plan.error().message;
    }
}

TEST(PostgresUrls, AnAddressBesideAHostHasToBeOneAndOneForEachHost) {
    ConnectParams params;
    EXPECT_EQ(planOf("postgresql://h/d?hostaddr=db.example.com", params).error().message,
              "The option hostaddr has the value \"db.example.com\", which is no address.");
    EXPECT_EQ(planOf("postgresql://h,k/d?hostaddr=192.0.2.7", params).error().message,
              "There are 2 hosts and 1 addresses in the option hostaddr.");
    // Whether the server has to prove itself is not decided by a name that leads elsewhere, nor by an address alone.
    EXPECT_EQ(planOf("postgresql://localhost/d?hostaddr=192.0.2.7", params)->tlsMode, TlsMode::VerifyFull);
    EXPECT_EQ(planOf("postgresql://db.example.com/d?hostaddr=127.0.0.1", params)->tlsMode, TlsMode::VerifyFull);
    EXPECT_EQ(planOf("postgresql://localhost/d?hostaddr=127.0.0.1", params)->tlsMode, TlsMode::Prefer);
    EXPECT_EQ(planOf("postgresql://[::ffff:127.0.0.1]/d", params)->tlsMode, TlsMode::Prefer);
    EXPECT_EQ(planOf("postgresql://2130706433/d", params)->tlsMode, TlsMode::Prefer);
    EXPECT_EQ(planOf("postgresql://localhost./d", params)->tlsMode, TlsMode::Prefer);
}

} // namespace

} // namespace dbv::connect
