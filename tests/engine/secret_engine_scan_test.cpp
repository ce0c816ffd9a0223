// SPDX-License-Identifier: Apache-2.0
// The same in a process that asks a person: the master password, what it opens, what is exported and read again.
#include "asking_engine.h"

namespace dbv::testing {

namespace {

using protocol::SecretOrigin;

class SecretScanOfTheEngine : public AskingEngine {
protected:
    /// What the client library of PostgreSQL holds on to.
    [[nodiscard]] static std::vector<std::string> heldAt(const std::string& connector, const PlantedSecret& secret) {
        return connector == "postgres" ? std::vector{secret.name()} : std::vector<std::string>();
    }
};

TEST_F(SecretScanOfTheEngine, AMasterPasswordAndWhatItOpensAreNowhereElse) {
    const PlantedSecret& master = plant("the master password");
    const PlantedSecret& next = plant("the next master password");
    const PlantedSecret& wrong = plant("not the master password");
    const PlantedSecret& password = plant("the stored password");
    const PlantedSecret& phrase = plant("the passphrase of the file");
    const std::string user = userWith(password);
    static_cast<void>(answerOf<protocol::SecretsListed>(send(protocol::UnlockSecrets{leave(master)})));
    const std::string id = answerOf<protocol::SecretKept>(send(protocol::KeepSecret{{}, "both", leave(password)})).id;
    EXPECT_EQ(findHere(), kNothing);
    for (const std::string connector : {"mysql", "postgres"}) {
        static_cast<void>(answerOf<protocol::SecretsListed>(send(protocol::LockSecrets{})));
        const RequestId opening = open(connector, user, {SecretOrigin::Stored, id});
        answer(opening, wrong);
        answer(opening, master, 2);
        const ConnectionId opened = answerOf<protocol::ConnectionOpened>(opening).facts.connection;
        EXPECT_EQ(findHere(heldAt(connector, password)), kNothing) << connector;
        static_cast<void>(answerOf<protocol::ConnectionClosed>(send(protocol::CloseConnection{opened})));
    }
    static_cast<void>(answerOf<protocol::SecretsListed>(send(protocol::ChangeSecretsKey{leave(master), leave(next)})));
    EXPECT_EQ(findHere(heldAt("postgres", password)), kNothing);

    protocol::SaveConnection save;
    save.connection.name = "one";
    save.connection.config = configFor("postgres", user, {SecretOrigin::Stored, id});
    static_cast<void>(m_log->awaitLast(send(std::move(save))));
    const std::string file = (data() / "out.json").string();
    EXPECT_EQ(
        answerOf<protocol::ConnectionsExported>(send(protocol::ExportConnections{file, {}, leave(phrase)})).secrets,
        1U);
    EXPECT_EQ(findHere(heldAt("postgres", password)), kNothing);
    const auto read = answerOf<protocol::ConnectionsRead>(
        send(protocol::ReadConnections{protocol::kOwnConnections, file, leave(phrase)}));
    ASSERT_EQ(read.connections.size(), 1U);
    EXPECT_TRUE(read.connections.front().secrets.password);
    EXPECT_EQ(findHere(heldAt("postgres", password)), kNothing);
}

} // namespace

} // namespace dbv::testing
