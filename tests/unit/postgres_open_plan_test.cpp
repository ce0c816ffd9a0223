// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <QtCore/QByteArray>
#include <QtCore/QtGlobal>

#include <gtest/gtest.h>

#include "postgres/open_plan.h"

namespace dbv::postgres {

namespace {

std::string wordOf(const OpenPlan& plan, std::string_view word) {
    const auto found = std::ranges::find(plan.words, word, &std::pair<std::string, std::string>::first);
    return found == plan.words.end() ? "(none)" : found->second;
}

ConnectParams paramsFor(const std::string& host) {
    ConnectParams params;
    params.host = host;
    return params;
}

TEST(PostgresOpenPlan, VerifiesEveryServerThatIsNotThisMachine) {
    for (const std::string local : {"", "localhost", "127.0.0.1", "::1", "/run/postgresql"}) {
        EXPECT_EQ(planOpening(paramsFor(local))->tlsMode, TlsMode::Prefer) << local;
    }
    for (const std::string far : {"db.example.com", "10.0.0.1", "localhost,db.example.com", "localhost.example.com",
                                  "127.example.com", "127.0.0.1.example.com"}) {
        const Result<OpenPlan> plan = planOpening(paramsFor(far));
        ASSERT_TRUE(plan) << plan.error().message;
        EXPECT_EQ(plan->tlsMode, TlsMode::VerifyFull) << far;
        EXPECT_EQ(wordOf(*plan, "sslmode"), "verify-full");
        EXPECT_NE(wordOf(*plan, "sslrootcert"), "(none)");
    }
}

TEST(PostgresOpenPlan, EncryptsByKerberosOnlyForWhoAsksForIt) {
    qunsetenv("PGGSSENCMODE");
    ConnectParams params = paramsFor("db.example.com");
    EXPECT_EQ(wordOf(*planOpening(params), "gssencmode"), "disable");
    // libpq reads it.
    qputenv("PGGSSENCMODE", QByteArray("require"));
    EXPECT_EQ(wordOf(*planOpening(params), "gssencmode"), "(none)");
    qunsetenv("PGGSSENCMODE");
    params.options["gssencmode"] = "prefer";
    EXPECT_EQ(wordOf(*planOpening(params), "gssencmode"), "prefer");
}

TEST(PostgresOpenPlan, TakesListsOfHostsWithTheirPorts) {
    ConnectParams params = paramsFor("a,b,c");
    params.options["port"] = "1,2,3";
    params.options["target_session_attrs"] = "read-write";
    const Result<OpenPlan> plan = planOpening(params);
    ASSERT_TRUE(plan);
    ASSERT_EQ(plan->places.size(), 3U);
    EXPECT_EQ(plan->places[1].host, "b");
    EXPECT_EQ(plan->places[1].port, 2);
    EXPECT_EQ(plan->targetSession, "read-write");
    params.options["port"] = "1,2";
    EXPECT_EQ(planOpening(params).error().kind, ErrorKind::InvalidInput);
    params.options["port"] = "0";
    EXPECT_EQ(planOpening(params).error().kind, ErrorKind::InvalidInput);
}

TEST(PostgresOpenPlan, PutsSettingsIntoTheStartUp) {
    ConnectParams params = paramsFor("localhost");
    params.safety = Safety::ReadOnly;
    params.options["search_path"] = "a, b\\c";
    params.options["options"] = "-c work_mem=1MB";
    params.options["statement_timeout"] = "500";
    const Result<OpenPlan> plan = planOpening(params);
    ASSERT_TRUE(plan);
    EXPECT_EQ(wordOf(*plan, "options"), "-c work_mem=1MB -c search_path=a,\\ b\\\\c -c statement_timeout=500 "
                                        "-c default_transaction_read_only=on");
    EXPECT_TRUE(plan->readOnly);
}

TEST(PostgresOpenPlan, RefusesWhatItDoesNotKnowByName) {
    for (const auto& [name, value] :
         {std::pair("ssmode", "x"), std::pair("sslmode", "strict"), std::pair("password", "x"),
          std::pair("sslpassword", "x"), std::pair("dbname", "x"), std::pair("connect_timeout", "soon"),
          std::pair("target_session_attrs", "fast"), std::pair("port", "70000"), std::pair("channel_binding", "maybe"),
          std::pair("gssencmode", "disable, prefer"), std::pair("keepalives_idle", "-1"), std::pair("sslsni", "yes"),
          std::pair("ssl_min_protocol_version", "1.2"), std::pair("tcp_user_timeout", "soon")}) {
        ConnectParams params = paramsFor("localhost");
        params.options[name] = value;
        const Result<OpenPlan> plan = planOpening(params);
        ASSERT_FALSE(plan) << name;
        EXPECT_EQ(plan.error().kind, ErrorKind::InvalidInput);
        EXPECT_NE(plan.error().message.find(name), std::string::npos);
        EXPECT_FALSE(plan.error().hint.empty());
    }
}

TEST(PostgresOpenPlan, TakesATlsModeOnce) {
    ConnectParams params = paramsFor("localhost");
    params.tls.mode = TlsMode::Require;
    params.options["sslmode"] = "disable";
    EXPECT_EQ(planOpening(params).error().kind, ErrorKind::InvalidInput);
    params.options["sslmode"] = "require";
    EXPECT_EQ(planOpening(params)->tlsMode, TlsMode::Require);
}

} // namespace

} // namespace dbv::postgres
