// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/restore_ground.h"

#include <memory>

#include <QTest>

#include <gtest/gtest.h>

#include "support/fake_engine.h"
#include "support/qt_printers.h"

namespace dbv::viewmodel {

namespace {

using Qt::Literals::StringLiterals::operator""_s;
using protocol::Environment;

class RestoreGrounds : public ::testing::Test {
protected:
    RestoreGrounds() {
        engine.on<protocol::OpenConnection>([this](RequestId id, const protocol::OpenConnection& command) {
            opened.push_back(command.target.config);
            protocol::ConnectionFacts facts;
            facts.connection = ConnectionId{++lastConnection};
            facts.connector = "postgres";
            facts.dialect = DialectId::PostgreSql;
            facts.database = command.target.config.database;
            engine.finish(id, protocol::ConnectionOpened{facts});
        });
        connections.setConnectors({info("postgres", 5432, {"postgresql"}), info("sqlite", 0, {"sqlite"})});
        connections.setSaved({kept("shop", "postgresql://ann@db/shop"), kept("crm", "postgresql://ann@db/crm"),
                              kept("notes", "/home/ann/notes.db")});
        entry.engine = "postgres";
        entry.connection = "crm";
        entry.database = "crm";
    }
    static ConnectorInfo info(const char* id, std::uint16_t port, std::vector<std::string> schemes) {
        return {.id = id,
                .displayName = id,
                .version = "1",
                .schemes = std::move(schemes),
                .fileExtensions = port == 0 ? std::vector<std::string>{"db"} : std::vector<std::string>(),
                .defaultPort = port};
    }
    static protocol::SavedConnection kept(const char* name, const char* url) {
        protocol::SavedConnection saved;
        saved.name = name;
        saved.config.url = url;
        return saved;
    }
    static void deliver() {
        for (int i = 0; i < 5; ++i) {
            QCoreApplication::sendPostedEvents();
        }
    }
    [[nodiscard]] QStringList names() const {
        QStringList all;
        for (const RestorePlace& place : restorePlacesFor(entry, connections)) {
            all << (place.open.value != 0 ? place.name : place.name + u" (closed)"_s);
        }
        return all;
    }
    [[nodiscard]] RestoreGround::Ready hears() {
        return [this](const Result<ConnectionId>& ready) { heard.emplace_back(ready); };
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
    ConnectionList connections{bus};
    RestoreGround ground{connections};
    protocol::BackupEntry entry;
    std::uint64_t lastConnection = 0;
    std::vector<protocol::ConnectionConfig> opened;
    std::vector<Result<ConnectionId>> heard;
};

TEST_F(RestoreGrounds, OfferWhatIsOpenAndWhatIsKeptOfTheSameEngine) {
    EXPECT_EQ(names(), (QStringList{u"crm (closed)"_s, u"shop (closed)"_s})) << "its own first, and no file";
    connections.open(connections.saved()[0].config, [](const auto&) {}, "shop");
    deliver();
    EXPECT_EQ(names(), (QStringList{u"shop"_s, u"crm (closed)"_s}));
    entry.engine.clear();
    EXPECT_EQ(names().size(), 3) << "nobody knows its kind";
}

TEST_F(RestoreGrounds, OpenAConnectionThatIsNotOpen) {
    ground.open(restorePlacesFor(entry, connections)[0], hears());
    deliver();
    ASSERT_EQ(heard.size(), 1U);
    EXPECT_EQ(heard[0].value(), ConnectionId{1});
    ASSERT_EQ(connections.databases().size(), 1U);
    EXPECT_EQ(connections.databases()[0].saved, "crm");
}

TEST_F(RestoreGrounds, TellNobodyWhoIsGone) {
    auto gone = std::make_unique<RestoreGround>(connections);
    gone->open(restorePlacesFor(entry, connections)[0], hears());
    gone.reset();
    deliver();
    EXPECT_TRUE(heard.empty());
}

TEST_F(RestoreGrounds, HaveAFileMadeForABackupOfAFile) {
    entry.engine = "sqlite";
    entry.database = "/srv/shop.sqlite";
    EXPECT_EQ(usualNewFile(entry), u"/srv/shop-restored.db"_s);
    EXPECT_EQ(usualNewName(entry), u"shop_restored"_s);
    ground.makeFile(u"/srv/shop-restored.db"_s, hears());
    deliver();
    ASSERT_EQ(opened.size(), 1U);
    EXPECT_EQ(opened[0].connector, "sqlite");
    EXPECT_EQ(opened[0].options.at("mode"), "rwc");
    EXPECT_TRUE(heard[0]);
}

} // namespace

} // namespace dbv::viewmodel
