// SPDX-License-Identifier: Apache-2.0
// The same for secrets that a saved connection takes from elsewhere: the stored ones, and a command.
#include <fstream>

#include <sys/stat.h>

#include "secret_lab.h"
#include "secrets/keychain.h"
#include "secrets/secret_store.h"
#include "store/application_store.h"
#include "support/keyring.h"

namespace dbv::testing {

namespace {

class SecretScanOfSources : public SecretLab {
protected:
    void SetUp() override {
        SecretLab::SetUp();
        std::filesystem::create_directories(data());
    }
    void save(const std::string& name, const std::string& connector, std::uint16_t port, const std::string& user,
              protocol::SecretSource password) const {
        protocol::SavedConnection connection{.name = name, .config = {}, .group = {}};
        connection.config.connector = connector;
        connection.config.host = "127.0.0.1";
        connection.config.port = port;
        connection.config.user = user;
        connection.config.database = connector == "postgres" ? "postgres" : "";
        connection.config.secrets.password = std::move(password);
        store::ApplicationStore store(data());
        const Result<void> saved = store.saveConnection(connection);
        EXPECT_TRUE(saved) << saved.error().message;
    }
    void saveBoth(const std::string& user, const protocol::SecretSource& password) const {
        save("pg", "postgres", servers().postgres().port(), user, password);
        save("my", "mysql", servers().mariadb().port(), user, password);
    }
};

TEST_F(SecretScanOfSources, AStoredPasswordUnderAKeyInTheKeychainIsNowhereElse) {
    const PlantedSecret& password = plant("the stored password");
    const std::string user = servers().user(password);
    support::PrivateBus bus;
    const support::Keyring keyring(bus, support::Keyring::State::Unlocked);
    const std::string id = support::inProcessWith(bus.variables(), [&] {
        secrets::Keychain keychain;
        secrets::SecretStore store(data(), keychain);
        const auto kept = store.put({}, "both", password.secret(), secrets::Keeping::Kept);
        return kept ? *kept : "failed: " + kept.error().message;
    });
    ASSERT_EQ(id.find("failed"), std::string::npos) << id;
    saveBoth(user, {protocol::SecretOrigin::Stored, id});
    start(bus.variables());
    EXPECT_TRUE(isOpen(ask("connect", R"({"saved":"my"})")));
    EXPECT_EQ(find(), kNothing);
    EXPECT_TRUE(isOpen(ask("connect", R"({"saved":"pg"})")));
    EXPECT_EQ(find({password.name()}), kNothing);
    EXPECT_NE(m_search.inGuardedPages(m_program->id()), kNothing);
    EXPECT_EQ(m_search.inShownParts(keyring.id()), kNothing);
    EXPECT_EQ(m_search.inFolder(bus.home()), kNothing);
    EXPECT_EQ(findBehind(), kNothing);
}

TEST_F(SecretScanOfSources, APasswordFromACommandIsNowhereElseAlsoWhileTheCommandRuns) {
    const PlantedSecret& password = plant("what the command prints");
    const std::string user = servers().user(password);
    static_cast<void>(m_home.write("secret", password.text()));
    // It waits until it is looked at.
    ASSERT_EQ(::mkfifo(m_home.path("gate").c_str(), 0600), 0);
    static_cast<void>(m_home.write("command", "read go < " + m_home.path("gate").string() + "\ncat " +
                                                  m_home.path("secret").string() + "\n"));
    saveBoth(user, {protocol::SecretOrigin::Command, "sh " + m_home.path("command").string()});
    start();
    for (const char* name : {"my", "pg"}) {
        m_program->send(R"({"jsonrpc":"2.0","id":")" + std::string(name) +
                        R"(","method":"connect","params":{"saved":")" + name + "\"}}");
        {
            // Opens when the other end does: the command runs then.
            std::ofstream gate(m_home.path("gate"));
            EXPECT_EQ(SecretSearch::familyOf(m_program->id()).size(), 2U);
            EXPECT_EQ(m_search.inShownParts(m_program->id()), kNothing);
            gate << "go\n";
        }
        EXPECT_TRUE(isOpen(heard(m_program->lineWith("\"id\":\"" + std::string(name) + "\""))));
        const bool isPostgres = std::string(name) == "pg";
        EXPECT_EQ(find(isPostgres ? std::vector{password.name()} : std::vector<std::string>()), kNothing);
    }
    EXPECT_EQ(findBehind(), kNothing);
}

} // namespace

} // namespace dbv::testing
