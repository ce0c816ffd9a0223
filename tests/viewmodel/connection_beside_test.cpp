// SPDX-License-Identifier: Apache-2.0
// Another database of the same server, opened beside the first one.
#include <string>
#include <vector>

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "support/qt_printers.h"
#include "viewmodel/connection_list.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

protocol::ConnectionConfig salesConfig() {
    protocol::ConnectionConfig config;
    config.connector = "server";
    config.host = "db.example";
    config.port = 5433;
    config.user = "clerk";
    config.database = "sales";
    config.tls.ca = "/ca.pem";
    config.ssh.target.host = "bastion";
    config.safety = Safety::ReadOnly;
    config.options["application_name"] = "us";
    return config;
}

class ConnectionsBeside : public ::testing::Test {
protected:
    ConnectionsBeside() {
        ConnectorInfo server;
        server.id = "server";
        server.schemes = {"server"};
        server.defaultPort = 5432;
        connections.setConnectors({server});
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++opened};
            facts.connector = "server";
            const std::string& database = command.target.config.database;
            facts.database = database.empty() ? "sales" : database;
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
    }
    static void deliver() {
        for (int i = 0; i < 8; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    void openBeside(const std::string& database) {
        connections.openBeside(ConnectionId{1}, database,
                               [this](const Result<protocol::ConnectionFacts>& answer) { result = answer; });
        deliver();
    }
    [[nodiscard]] std::vector<protocol::OpenConnection> asked() const {
        return engine.commands<protocol::OpenConnection>();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    std::uint64_t opened = 0;
    Result<protocol::ConnectionFacts> result = fail(ErrorKind::Internal, "Nothing was answered.");
};

TEST_F(ConnectionsBeside, GoTheSameWayWithTheSameSecrets) {
    const protocol::ConnectionConfig sales = salesConfig();
    ConnectionSecrets secrets;
    secrets.password = bus::LeftSecret(bus.secrets(), Secret("pw"));
    secrets.sshPassword = bus::LeftSecret(bus.secrets(), Secret("ssh"));
    connections.remember(sales, secrets);
    connections.open(sales, [](const auto&) {});
    deliver();
    openBeside("stock");
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->database, "stock");
    ASSERT_EQ(asked().size(), 2U);
    protocol::ConnectionConfig expected = sales;
    expected.database = "stock";
    EXPECT_EQ(asked()[1].target.config, expected);
    EXPECT_EQ(asked()[1].target.secrets, secrets.ids());
    // Each is open once.
    openBeside("stock");
    EXPECT_EQ(asked().size(), 2U);
    EXPECT_EQ(result->connection, ConnectionId{2});
}

TEST_F(ConnectionsBeside, AreTheOneThatIsOpenWhereItIsTheSameDatabase) {
    protocol::ConnectionConfig usual = salesConfig();
    usual.database.clear();
    connections.open(usual, [](const auto&) {});
    deliver();
    openBeside("sales");
    ASSERT_TRUE(result);
    EXPECT_EQ(result->connection, ConnectionId{1});
    EXPECT_EQ(asked().size(), 1U);
}

TEST_F(ConnectionsBeside, AreCalledByTheKeptConnectionAndHaveItsColourAndSecrets) {
    protocol::SavedConnection kept;
    kept.name = "prod";
    kept.config = salesConfig();
    kept.config.secrets.password = {protocol::SecretOrigin::Stored, "secret-7"};
    kept.environment = protocol::Environment::Production;
    connections.setSaved({kept});
    connections.open(kept.config, [](const auto&) {});
    deliver();
    openBeside("stock");
    const OpenDatabase* stock = connections.find(ConnectionId{2});
    ASSERT_NE(stock, nullptr);
    EXPECT_EQ(stock->name, u"prod · stock"_s);
    EXPECT_EQ(stock->environment, protocol::Environment::Production);
    EXPECT_EQ(asked()[1].target.config.secrets, kept.config.secrets);
    EXPECT_EQ(connections.find(ConnectionId{1})->name, u"prod"_s);
    // Another server is no relation.
    protocol::ConnectionConfig elsewhere = salesConfig();
    elsewhere.host = "other.example";
    EXPECT_EQ(connections.savedFor(elsewhere), nullptr);
}

TEST_F(ConnectionsBeside, AreFoundThroughTheUrlThatTheFirstWasOpenedBy) {
    engine.on<protocol::ReadConnectionText>([this](RequestId id, const protocol::ReadConnectionText& command) {
        const Secret text = bus.secrets()->copyOf(command.text);
        EXPECT_EQ(text.reveal(), "server://clerk:pw@db.example/sales?sslrootcert=/ca.pem");
        protocol::ConnectionTextRead read;
        read.config = salesConfig();
        read.secrets.password = bus.secrets()->leave(Secret("pw"));
        engine.finish(id, read);
    });
    protocol::ConnectionConfig config;
    config.url = "server://clerk:pw@db.example/sales?sslrootcert=/ca.pem";
    config.safety = Safety::ReadOnly;
    connections.open(config, [](const auto&) {});
    deliver();
    openBeside("stock");
    ASSERT_TRUE(result) << result.error().message;
    ASSERT_EQ(asked().size(), 2U);
    protocol::ConnectionConfig expected = salesConfig();
    expected.database = "stock";
    EXPECT_EQ(asked()[1].target.config, expected);
    EXPECT_EQ(bus.secrets()->copyOf(asked()[1].target.secrets.password).reveal(), "pw");
}

TEST_F(ConnectionsBeside, SayWhyTheyCanNotBeOpened) {
    connections.open(salesConfig(), [](const auto&) {});
    deliver();
    engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection&) {
        engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::NotFound, "There is no such database."), {}});
    });
    openBeside("nothing");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().message, "There is no such database.");
    connections.close(ConnectionId{1});
    openBeside("stock");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::NotFound);
}

} // namespace
} // namespace dbv::viewmodel
