// SPDX-License-Identifier: Apache-2.0
// Saved connections, stored secrets, and where secrets come from.
#include <string>

#include <gtest/gtest.h>

#include "support/rpc_pipes.h"

namespace {

using namespace dbv::protocol;
using dbv::RequestId;
using dbv::support::FakeEngine;
using dbv::support::RpcPipes;

class RpcSaved : public testing::Test {
protected:
    std::string answerTo(const std::string& method, const std::string& params = "{}") {
        m_rpc.send(R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"(","params":)" + params + "}");
        return m_rpc.line();
    }
    std::string resultOf(const std::string& method, const std::string& params = "{}") {
        const std::string answer = answerTo(method, params);
        const std::string head = R"({"jsonrpc":"2.0","id":1,"result":)";
        return answer.starts_with(head) ? answer.substr(head.size(), answer.size() - head.size() - 1) : answer;
    }
    /// What a `config` is for the engine.
    ConnectionConfig configOf(const std::string& config) {
        m_engine.on<OpenConnection>(
            [this](RequestId id, const OpenConnection&) { m_engine.finish(id, ConnectionOpened{}); });
        EXPECT_NE(answerTo("connect", R"({"config":)" + config + "}").find("connectionId"), std::string::npos);
        return m_engine.commands<OpenConnection>().back().target.config;
    }

    FakeEngine m_engine;
    RpcPipes m_rpc{m_engine};
};

TEST_F(RpcSaved, ASecretComesFromWhereTheConfigSays) {
    const SecretSources from =
        configOf(R"({"connector":"postgres","host":"h","passwordFrom":{"from":"command","what":"pass show shop"},)"
                 R"("tls":{"key":"k","keyPasswordFrom":{"from":"environment","what":"KEY_PASSWORD"}},)"
                 R"("ssh":{"host":"b","passwordFrom":{"from":"ask"},"passphraseFrom":{"from":"stored","what":"s1"}}})")
            .secrets;
    EXPECT_EQ(from.password, (SecretSource{SecretOrigin::Command, "pass show shop"}));
    EXPECT_EQ(from.tlsKeyPassword, (SecretSource{SecretOrigin::Environment, "KEY_PASSWORD"}));
    EXPECT_EQ(from.sshPassword, (SecretSource{SecretOrigin::Ask, ""}));
    EXPECT_EQ(from.sshPassphrase, (SecretSource{SecretOrigin::Stored, "s1"}));
    EXPECT_EQ(configOf(R"({"connector":"postgres","passwordFrom":{"from":"usual"}})").secrets, SecretSources());
}

TEST_F(RpcSaved, ASourceThatCanNotBeMeantIsRefused) {
    const auto refusal = [this](const std::string& more) {
        return answerTo("connect", R"({"config":{"connector":"postgres",)" + more + "}}");
    };
    for (const auto& [config, words] : std::vector<std::pair<std::string, std::string>>{
             {R"("passwordFrom":{"from":"thin air"})", "config.passwordFrom.from must be one of usual, ask, stored"},
             {R"("passwordFrom":{"from":"stored"})", "config.passwordFrom.what is missing"},
             {R"("passwordFrom":{"from":"ask","what":"x"})", "config.passwordFrom.what has no meaning with ask"},
             {R"("passwordFrom":{"what":"x"})", "The member config.passwordFrom.from is missing"},
             {R"("passwordFrom":"ask")", "config.passwordFrom must be an object, not a string."},
             {R"("password":"x","passwordFrom":{"from":"ask"})",
              "config.password and config.passwordFrom are both given"},
             {R"("ssh":{"host":"b","passphraseFrom":{"from":"no"}})", "config.ssh.passphraseFrom.from must be one of"},
             {R"("ssh":{"host":"b","jump":{"host":"c"}})", "config.ssh.jump must be an array, not an object."}}) {
        const std::string answer = refusal(config);
        EXPECT_NE(answer.find("-32602"), std::string::npos) << answer;
        EXPECT_NE(answer.find(words), std::string::npos) << answer;
    }
}

TEST_F(RpcSaved, ASavedConnectionTakesItsSecretsBesideItsName) {
    std::string password;
    m_engine.on<TestConnection>([&](RequestId id, const TestConnection& command) {
        EXPECT_EQ(command.target.saved, "shop");
        password = m_rpc.secrets().copyOf(command.target.secrets.sshPassphrase).reveal();
        m_engine.finish(id, ConnectionTested{});
    });
    EXPECT_NE(resultOf("testConnection", R"({"saved":"shop","secrets":{"sshPassphrase":"s3cret"}})").find("latencyMs"),
              std::string::npos);
    EXPECT_EQ(password, "s3cret");
    EXPECT_NE(
        answerTo("connect", R"({"config":{"url":"sqlite::memory:"},"secrets":{}})").find("secrets goes with saved"),
        std::string::npos);
    EXPECT_NE(answerTo("connect", R"({"saved":"shop","secrets":{"pin":"1"}})").find("There is no member secrets.pin"),
              std::string::npos);
    EXPECT_NE(answerTo("testConnection").find("exactly one of config"), std::string::npos);
}

TEST_F(RpcSaved, AConnectionReplacesTheOneOfItsNameUnlessThatIsSaidNotTo) {
    m_engine.on<SaveConnection>(
        [this](RequestId id, const SaveConnection&) { m_engine.finish(id, SavedConnectionsListed{}); });
    const auto saved = [this](const std::string& more) {
        const std::string answer =
            answerTo("saveConnection", R"({"connection":{"name":"shop","config":{"url":"sqlite:a.db"}})" + more + "}");
        return answer.contains("error") ? answer : std::string();
    };
    EXPECT_EQ(saved(""), "");
    EXPECT_FALSE(m_engine.commands<SaveConnection>().back().read);
    EXPECT_EQ(saved(R"(,"replace":true)"), "");
    EXPECT_FALSE(m_engine.commands<SaveConnection>().back().read);
    EXPECT_EQ(saved(R"(,"replace":false)"), "");
    ASSERT_TRUE(m_engine.commands<SaveConnection>().back().read);
    EXPECT_FALSE(m_engine.commands<SaveConnection>().back().read->kept);
    EXPECT_NE(saved(R"(,"replace":false,"replaces":"old")").find("-32602"), std::string::npos);
    EXPECT_NE(saved(R"(,"replace":"no")").find("-32602"), std::string::npos);
    EXPECT_EQ(m_engine.commands<SaveConnection>().size(), 3U);
}

TEST_F(RpcSaved, WhatIsSavedIsListedWithItsGroupAndEnvironmentAndCanBeSavedAgain) {
    SavedConnectionsListed listed;
    m_engine.on<SaveConnection>([&](RequestId id, const SaveConnection& command) {
        EXPECT_EQ(command.replaces, "old");
        listed.connections = {command.connection};
        listed.connections[0].used = 1'700'000'000'000;
        m_engine.finish(id, listed);
    });
    const std::string config =
        R"({"askAbove":100,"connector":"postgres","database":"d","host":"h","options":{"application_name":"x"},)"
        R"("passwordFrom":{"from":"stored","what":"s1"},"port":5433,"safety":"confirm",)"
        R"("ssh":{"host":"b","jump":[{"host":"c","port":2222,"user":"u"}],"keyFile":"~/.ssh/k"},)"
        R"("tls":{"ca":"ca.pem","keyPasswordFrom":{"from":"ask"},"mode":"verify-ca"},"user":"ann","workingDirectory":"/w"})";
    const std::string connection =
        R"({"config":)" + config + R"(,"environment":"production","favourite":true,"group":"Shop/EU","name":"shop"})";
    const std::string answer = resultOf("saveConnection", R"({"replaces":"old","connection":)" + connection + "}");
    std::string expected = connection;
    expected.insert(expected.find(R"("name")"), R"("lastUsed":"2023-11-14T22:13:20.000Z",)");
    EXPECT_EQ(answer, R"({"connections":[)" + expected + R"(],"notices":[],"unread":false})");
    const SavedConnection saved = m_engine.commands<SaveConnection>().back().connection;
    EXPECT_EQ(saved.environment, Environment::Production);
    EXPECT_EQ(saved.group, "Shop/EU");
    EXPECT_TRUE(saved.favourite);
    EXPECT_EQ(saved.config.ssh.jump.front(), (SshHop{"c", 2222, "u"}));
    m_engine.on<ListSavedConnections>([&](RequestId id, const ListSavedConnections&) {
        listed.connections[0].used = 3;
        m_engine.finish(id, listed);
    });
    EXPECT_NE(resultOf("listConnections").find(R"("lastUsed":null)"), std::string::npos);
    m_engine.on<RemoveSavedConnection>([&](RequestId id, const RemoveSavedConnection& command) {
        EXPECT_EQ(command.name, "shop");
        m_engine.finish(id, SavedConnectionsListed{});
    });
    EXPECT_EQ(resultOf("removeConnection", R"({"name":"shop"})"), R"({"connections":[],"notices":[],"unread":false})");
}

TEST_F(RpcSaved, NoSecretIsSavedInClear) {
    for (const char* config : {R"({"url":"postgresql://h/d","password":"s3cret"})",
                               R"({"url":"postgresql://h/d","tls":{"keyPassword":"s3cret"}})",
                               R"({"url":"postgresql://h/d","ssh":{"host":"b","password":"s3cret"}})",
                               R"({"url":"postgresql://h/d","ssh":{"host":"b","passphrase":"s3cret"}})"}) {
        const std::string answer =
            answerTo("saveConnection", R"({"connection":{"name":"x","config":)" + std::string(config) + "}}");
        EXPECT_NE(answer.find("would be kept in clear"), std::string::npos) << answer;
        EXPECT_EQ(answer.find("s3cret"), std::string::npos) << answer;
    }
    EXPECT_NE(
        answerTo("saveConnection", R"({"connection":{"name":"x","config":{"url":"sqlite:a"},"environment":"moon"}})")
            .find("connection.environment must be one of local, test, staging, production."),
        std::string::npos);
}

TEST_F(RpcSaved, SecretsAreKeptListedAndRemovedByTheirNumber) {
    const SecretsListed listed{{SecretsKey::Password, true, "no D-Bus", "/s"},
                               {{"s1", "shop", 1'700'000'000'000, 1'700'000'000'000, std::nullopt, {"shop"}}}};
    const std::string json =
        R"({"file":"/s","key":"password","keychainTrouble":"no D-Bus","open":true,"secrets":[)"
        R"({"changed":"2023-11-14T22:13:20.000Z","created":"2023-11-14T22:13:20.000Z","lastUsed":null,"name":"shop",)"
        R"("secretId":"s1","users":["shop"]}]})";
    std::string given;
    m_engine.on<UnlockSecrets>([&](RequestId id, const UnlockSecrets& command) {
        given = m_rpc.secrets().copyOf(command.password).reveal();
        m_engine.finish(id, listed);
    });
    EXPECT_EQ(resultOf("unlockSecrets", R"({"password":"master"})"), json);
    EXPECT_EQ(given, "master");
    m_engine.on<KeepSecret>([&](RequestId id, const KeepSecret& command) {
        given = command.id + command.name + std::string(m_rpc.secrets().copyOf(command.secret).reveal());
        m_engine.finish(id, SecretKept{"s2"});
    });
    EXPECT_EQ(resultOf("keepSecret", R"({"name":"n","secret":"pw","secretId":"s2"})"), R"({"secretId":"s2"})");
    EXPECT_EQ(given, "s2npw");
    m_engine.on<ListSecrets>([&](RequestId id, const ListSecrets&) { m_engine.finish(id, listed); });
    EXPECT_EQ(resultOf("listSecrets"), json);
    m_engine.on<RemoveSecret>([&](RequestId id, const RemoveSecret& command) {
        EXPECT_EQ(command.id, "s1");
        m_engine.finish(id, SecretsListed{});
    });
    EXPECT_NE(resultOf("removeSecret", R"({"secretId":"s1"})").find(R"("key":"none")"), std::string::npos);
}

TEST_F(RpcSaved, MetadataNamesTheOwnerTheRightsAndTheServersOwnObjects) {
    m_engine.on<DescribeObject>([this](RequestId id, const DescribeObject& command) {
        EXPECT_EQ(command.type, dbv::ObjectType::Table);
        dbv::ObjectDescription table{.path = command.path, .type = dbv::ObjectType::Table};
        table.owner = "ann";
        table.policies = {{"mine", "CREATE POLICY"}};
        table.grants = {{"bob", {"SELECT", "INSERT"}, {"SELECT"}}};
        table.partitionKey = "RANGE day";
        m_engine.finish(id, ObjectDescribed{table, {}});
    });
    const std::string object =
        resultOf("getMetadata", R"({"connectionId":1,"schema":"s","object":"o","type":"table"})");
    for (const char* part :
         {R"("owner":"ann")", R"("policies":[{"ddl":"CREATE POLICY","name":"mine"}])", R"("partitionKey":"RANGE day")",
          R"("grants":[{"grantable":["SELECT"],"grantee":"bob","privileges":["SELECT","INSERT"]}])",
          R"("partitionBound":"")"}) {
        EXPECT_NE(object.find(part), std::string::npos) << part << " in " << object;
    }
    m_engine.on<ListServerObjects>([this](RequestId id, const ListServerObjects&) {
        m_engine.finish(id, ObjectsListed{{{.name = "bob", .type = dbv::ObjectType::Role}}, {}});
    });
    EXPECT_NE(resultOf("getMetadata", R"({"connectionId":1,"server":true})")
                  .find(R"("name":"bob","parent":"","type":"role")"),
              std::string::npos);
    for (const char* params :
         {R"({"connectionId":1,"server":true,"schema":"s"})", R"({"connectionId":1,"type":"table"})",
          R"({"connectionId":1,"object":"o","type":"chair"})"}) {
        EXPECT_NE(answerTo("getMetadata", params).find("-32602"), std::string::npos) << params;
    }
}

TEST_F(RpcSaved, MetadataSaysThatNoSchemaIsNamed) {
    m_engine.on<ListSchemas>([this](RequestId id, const ListSchemas&) {
        m_engine.finish(id, SchemasListed{{{.name = "shop"}, {.name = "sys", .system = true}}});
    });
    EXPECT_NE(answerTo("getMetadata", R"({"connectionId":1})").find("The connection has no default schema"),
              std::string::npos);
    EXPECT_NE(answerTo("getMetadata", R"({"connectionId":1,"object":"t"})").find("Give schema;"), std::string::npos);
    const std::string empty = answerTo("getMetadata", R"({"connectionId":1,"schema":""})");
    EXPECT_NE(empty.find("-32602"), std::string::npos) << empty;
    EXPECT_NE(empty.find("schema is empty"), std::string::npos) << empty;
    EXPECT_TRUE(m_engine.commands<DescribeObject>().empty());
}

} // namespace
