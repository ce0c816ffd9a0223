// SPDX-License-Identifier: Apache-2.0
// Connections that are pasted, kept, exported to a file and read back from one, by way of the engine.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <QDir>

#include "bus/secret_shelf.h"
#include "engine_fixture.h"

namespace dbv::testing {

namespace {

using protocol::ConnectionsRead;
using protocol::ImportOutcome;
using protocol::SavedConnection;
using protocol::SecretOrigin;

class EngineExchange : public EngineTest {
protected:
    void SetUp() override {
        start();
        m_engine->connectSecrets(m_secrets);
    }
    [[nodiscard]] SecretId leave(const char* text) { return m_secrets->leave(Secret(text)); }
    [[nodiscard]] std::string text(SecretId id) const { return std::string(m_secrets->copyOf(id).reveal()); }
    [[nodiscard]] std::string file(const char* name = "out.json") const {
        return m_folder.filePath(QString::fromUtf8(name)).toStdString();
    }
    void write(const std::string& bytes, const char* name = "out.json") const {
        std::ofstream(file(name), std::ios::binary) << bytes;
    }
    [[nodiscard]] std::string bytes(const char* name = "out.json") const {
        std::ifstream in(file(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    template <class Answer>
    [[nodiscard]] Answer answerOf(protocol::Command command) {
        const protocol::Event event = m_log->awaitLast(send(std::move(command)));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
            return {};
        }
        return std::get<Answer>(event);
    }
    void save(const std::string& name, const std::string& group = {}, protocol::SecretSource password = {}) {
        protocol::SaveConnection command;
        command.connection.name = name;
        command.connection.group = group;
        command.connection.config.connector = "fake";
        command.connection.config.host = "db.example.com";
        command.connection.config.secrets.password = std::move(password);
        static_cast<void>(answerOf<protocol::SavedConnectionsListed>(std::move(command)));
    }
    /// The id of a stored "s3cret".
    [[nodiscard]] std::string stored() {
        static_cast<void>(answerOf<protocol::SecretsListed>(protocol::UnlockSecrets{leave("master")}));
        return answerOf<protocol::SecretKept>(protocol::KeepSecret{{}, "shop's", leave("s3cret")}).id;
    }
    [[nodiscard]] protocol::ConnectionsExported exported(const char* passphrase = nullptr, bool replaces = true) {
        return answerOf<protocol::ConnectionsExported>(exporting(passphrase, replaces));
    }
    [[nodiscard]] protocol::ExportConnections exporting(const char* passphrase = nullptr, bool replaces = true) {
        return {.file = file(),
                .names = {},
                .passphrase = passphrase == nullptr ? SecretId() : leave(passphrase),
                .replaces = replaces};
    }
    [[nodiscard]] protocol::ReadConnections reading(const char* passphrase = nullptr) {
        return {protocol::kOwnConnections, file(), passphrase == nullptr ? SecretId() : leave(passphrase)};
    }
    [[nodiscard]] ConnectionsRead read(const char* passphrase = nullptr) {
        return answerOf<ConnectionsRead>(reading(passphrase));
    }

    std::shared_ptr<bus::SecretShelf> m_secrets = std::make_shared<bus::SecretShelf>();
};

TEST_F(EngineExchange, ConnectionsComeBackWithTheirSecretsUnderTheRightPassphraseOnly) {
    save("Shop", "Work/EU", {SecretOrigin::Stored, stored()});
    save("Far \"quoted\" 🐘 'x' مرحبا");
    const protocol::ConnectionsExported done = exported("correct horse");
    EXPECT_EQ(done.connections, 2U);
    EXPECT_EQ(done.secrets, 1U);
    EXPECT_TRUE(done.remarks.empty());
    EXPECT_EQ(bytes().find("s3cret"), std::string::npos);

    EXPECT_EQ(failure(send(reading("battery staple"))).kind, ErrorKind::WrongPassphrase);
    const ConnectionsRead closed = read();
    EXPECT_TRUE(closed.wantsPassphrase);
    ASSERT_EQ(closed.connections.size(), 2U);
    EXPECT_FALSE(closed.connections[0].secrets.password);
    EXPECT_FALSE(closed.connections[1].secrets.password);
    const ConnectionsRead open = read("correct horse");
    EXPECT_FALSE(open.wantsPassphrase);
    std::size_t withSecret = 0;
    for (const auto& one : open.connections) {
        if (one.connection.name == "Shop") {
            EXPECT_EQ(text(one.secrets.password), "s3cret");
            EXPECT_EQ(one.connection.group, "Work/EU");
            // The place in this machine's store means nothing elsewhere.
            EXPECT_EQ(one.connection.config.secrets.password, protocol::SecretSource());
            ++withSecret;
        } else {
            EXPECT_EQ(one.connection.name, "Far \"quoted\" 🐘 'x' مرحبا");
            EXPECT_FALSE(one.secrets.password);
        }
    }
    EXPECT_EQ(withSecret, 1U);
}

TEST_F(EngineExchange, AFileThatIsThereIsReplacedOnlyWhenThatIsSaid) {
    save("Shop");
    write("the thesis");
    const Error error = failure(send(exporting(nullptr, false)));
    EXPECT_EQ(error.kind, ErrorKind::ConfirmationRequired);
    EXPECT_NE(error.message.find("out.json"), std::string::npos);
    EXPECT_EQ(bytes(), "the thesis");
    EXPECT_EQ(exported(nullptr, true).connections, 1U);
    EXPECT_NE(bytes(), "the thesis");
}

TEST_F(EngineExchange, AFileWithSealedPasswordsIsForItsUserAloneAlsoWhereItReplacesAnother) {
    using std::filesystem::perms;
    save("Shop");
    const auto mode = [this] { return std::filesystem::status(file()).permissions(); };
    static_cast<void>(exported("correct horse", false));
    EXPECT_EQ(mode(), perms::owner_read | perms::owner_write);
    std::filesystem::permissions(file(), perms::owner_all | perms::group_read | perms::others_read);
    static_cast<void>(exported());
    EXPECT_NE(mode() & perms::others_read, perms::none) << "without passwords it stays as it is";
    static_cast<void>(exported("correct horse"));
    EXPECT_EQ(mode(), perms::owner_read | perms::owner_write);
}

TEST_F(EngineExchange, SecretsThatAreGoneOrLockedAreSaid) {
    const std::string id = stored();
    save("Shop", {}, {SecretOrigin::Stored, id});
    static_cast<void>(answerOf<protocol::SecretsListed>(protocol::LockSecrets{}));
    EXPECT_EQ(failure(send(exporting("correct horse"))).kind, ErrorKind::VaultLocked);
    EXPECT_FALSE(QFile::exists(QString::fromStdString(file())));
    EXPECT_EQ(exported().connections, 1U) << "without secrets nothing has to be opened";
    static_cast<void>(answerOf<protocol::SecretsListed>(protocol::UnlockSecrets{leave("master")}));
    static_cast<void>(answerOf<protocol::SecretsListed>(protocol::RemoveSecret{id}));
    const protocol::ConnectionsExported done = exported("correct horse");
    EXPECT_EQ(done.secrets, 0U);
    ASSERT_EQ(done.remarks.size(), 1U);
    EXPECT_NE(done.remarks.front().find("\"Shop\""), std::string::npos);
}

TEST_F(EngineExchange, SomeByNameAreExportedAndAnUnknownNameIsAnError) {
    save("one");
    save("two");
    protocol::ExportConnections some = exporting();
    some.names = {"two"};
    EXPECT_EQ(answerOf<protocol::ConnectionsExported>(some).connections, 1U);
    EXPECT_EQ(read().connections.front().connection.name, "two");
    some.names = {"two", "three"};
    const Error error = failure(send(some));
    EXPECT_EQ(error.kind, ErrorKind::NotFound);
    EXPECT_NE(error.message.find("three"), std::string::npos);
}

TEST_F(EngineExchange, PlacesThatCanNotBeWrittenAreNamed) {
    for (const std::string& path : {std::string(), m_folder.path().toStdString(), file("no/such/folder/x.json")}) {
        protocol::ExportConnections command = exporting();
        command.file = path;
        const Error error = failure(send(command));
        EXPECT_FALSE(error.message.empty()) << path;
        EXPECT_FALSE(error.hint.empty()) << path << ": " << error.message;
    }
}

TEST_F(EngineExchange, DamagedNewerHugeAndForeignFilesAreRefusedWithTheNextStep) {
    save("Shop", {}, {SecretOrigin::Stored, stored()});
    static_cast<void>(exported("correct horse"));
    const std::string good = bytes();
    const auto refusal = [this](const std::string& content, const char* passphrase) {
        write(content);
        const Error error = failure(send(reading(passphrase)));
        EXPECT_FALSE(error.message.empty());
        EXPECT_FALSE(error.hint.empty()) << error.message;
        EXPECT_EQ(error.message.find("s3cret"), std::string::npos);
        return error.kind;
    };
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, good.size() / 3, good.size() / 2, good.size() - 3}) {
        EXPECT_EQ(refusal(good.substr(0, size), "correct horse"), ErrorKind::InvalidInput) << size;
    }
    for (const char* const place : {"\"host\"", "\"sealed\"", "\"digest\"", "\"salt\""}) {
        std::string flipped = good;
        flipped[flipped.find(place) + 14] ^= 0x01;
        EXPECT_NE(refusal(flipped, "correct horse"), ErrorKind::Internal) << place;
    }
    std::string newer = good;
    newer.replace(newer.find("\"version\": 1"), 12, "\"version\": 9");
    EXPECT_EQ(refusal(newer, nullptr), ErrorKind::VersionMismatch);
    EXPECT_EQ(refusal(std::string(100 << 20, ' '), nullptr), ErrorKind::InvalidInput);
    EXPECT_EQ(refusal(std::string(4 << 20, '['), nullptr), ErrorKind::InvalidInput);
    EXPECT_EQ(refusal(std::string("\0\xff\xfe", 3), nullptr), ErrorKind::InvalidInput);
}

TEST_F(EngineExchange, NamesAndGroupsOfAHostileFileBecomeOnesThatCanBeShown) {
    const std::string deep = [] {
        std::string path;
        for (int i = 0; i < 100'000; ++i) {
            path += "a/";
        }
        return path;
    }();
    write(R"({"format": "dbvis connections", "version": 1, "connections": [
        {"name": "two\nlines\u0000\u001b[2J", "group": "x\ny//z/", "config": {"connector": "fake"}},
        {"name": "same", "group": ")" +
          deep + R"(", "config": {"connector": "fake"}},
        {"name": "same", "config": {"connector": "fake"}},
        {"name": ")" +
          std::string(10'000, 'n') + R"(", "config": {"connector": "fake"}}]})");
    const ConnectionsRead answer = read();
    ASSERT_EQ(answer.connections.size(), 4U);
    EXPECT_EQ(answer.connections[0].connection.name.find_first_of("\n\x1b"), std::string::npos);
    EXPECT_EQ(answer.connections[0].connection.group, "x y/z");
    EXPECT_LT(answer.connections[1].connection.group.size(), 100U);
    EXPECT_NE(answer.connections[1].connection.name, answer.connections[2].connection.name);
    EXPECT_LE(answer.connections[3].connection.name.size(), 200U);
    // Each of them can be kept.
    for (const auto& one : answer.connections) {
        static_cast<void>(answerOf<protocol::SavedConnectionsListed>(protocol::SaveConnection{one.connection, {}, {}}));
    }
}

TEST_F(EngineExchange, WhatIsNoFileOrNoProgramIsSaid) {
    EXPECT_EQ(failure(send(reading())).kind, ErrorKind::NotFound);
    protocol::ReadConnections command = reading();
    command.file = m_folder.path().toStdString();
    EXPECT_FALSE(failure(send(command)).message.empty());
    command.program = "Netscape";
    EXPECT_EQ(failure(send(command)).kind, ErrorKind::InvalidInput);
    command.file = "";
    EXPECT_EQ(failure(send(command)).kind, ErrorKind::InvalidInput);
}

TEST_F(EngineExchange, EveryProgramThatIsOfferedCanBeRead) {
    const auto sources = answerOf<protocol::ImportSourcesFound>(protocol::FindImportSources{});
    EXPECT_FALSE(sources.known.empty());
    EXPECT_EQ(sources.known.back().program, protocol::kOwnConnections);
    write("this is no file of any of them");
    for (const protocol::ImportSource& source : sources.known) {
        EXPECT_FALSE(source.name.empty());
        const protocol::Event event = m_log->awaitLast(send(protocol::ReadConnections{source.program, file(), {}}));
        if (const auto* failed = std::get_if<RequestFailed>(&event)) {
            EXPECT_EQ(failed->error.message.find("can not be read."), std::string::npos) << failed->error.message;
            EXPECT_FALSE(failed->error.hint.empty()) << source.name << ": " << failed->error.message;
        } else {
            EXPECT_TRUE(std::holds_alternative<ConnectionsRead>(event)) << source.name;
        }
    }
}

TEST_F(EngineExchange, PastedTextsOfEveryKindLeaveTheirPasswordOnTheShelf) {
    const struct {
        const char* text;
        const char* connector;
        const char* host;
        const char* database;
    } forms[] = {
        {"postgresql://ann:s3cret@db.example.com:5433/shop?sslmode=require", "postgres", "db.example.com", "shop"},
        {"host=db.example.com port=5433 user=ann password=s3cret dbname=shop", "postgres", "db.example.com", "shop"},
        {"jdbc:postgresql://db.example.com/shop?user=ann&password=s3cret", "postgres", "db.example.com", "shop"},
        {"jdbc:mysql://db.example.com:3306/shop?user=ann&password=s3cret", "mysql", "db.example.com", "shop"},
        {"mysql -h db.example.com -u ann -ps3cret shop", "mysql", "db.example.com", "shop"},
        {"Server=db.example.com;Port=3306;Database=shop;Uid=ann;Pwd=s3cret", "mysql", "db.example.com", "shop"},
        {"Host=db.example.com;Username=ann;Password=s3cret;Database=shop", "postgres", "db.example.com", "shop"},
        {"postgresql+psycopg2://ann:s3cret@db.example.com/shop", "postgres", "db.example.com", "shop"},
        {"mysql+pymysql://ann:s3cret@db.example.com/shop", "mysql", "db.example.com", "shop"},
        {"DATABASE_URL=postgres://ann:s3cret@db.example.com/shop", "postgres", "db.example.com", "shop"},
        {"DB_CONNECTION=mysql\nDB_HOST=db.example.com\nDB_DATABASE=shop\nDB_USERNAME=ann\nDB_PASSWORD=s3cret", "mysql",
         "db.example.com", "shop"},
        {"postgresql://ann:s3cret@a.example:1,b.example:2/shop?target_session_attrs=read-write", "postgres",
         "a.example,b.example", "shop"},
        {"postgresql://ann:s3cret@[2001:db8::1]:5432/shop", "postgres", "2001:db8::1", "shop"},
        {"postgresql://ann:s3cret@/shop?host=/run/postgresql", "postgres", "/run/postgresql", "shop"},
        {"ann:s3cret@tcp(db.example.com:3306)/shop", "mysql", "db.example.com", "shop"},
        {"ann:s3cret@unix(/run/mysqld/mysqld.sock)/shop", "mysql", "/run/mysqld/mysqld.sock", "shop"}};
    for (const auto& form : forms) {
        const auto answer = answerOf<protocol::ConnectionTextRead>(protocol::ReadConnectionText{leave(form.text)});
        EXPECT_EQ(answer.config.connector, form.connector) << form.text;
        EXPECT_EQ(answer.config.host, form.host) << form.text;
        EXPECT_EQ(answer.config.database, form.database) << form.text;
        EXPECT_EQ(answer.config.user, "ann") << form.text;
        EXPECT_EQ(text(answer.secrets.password), "s3cret") << form.text;
        EXPECT_TRUE(answer.config.url.empty()) << form.text;
    }
}

TEST_F(EngineExchange, ATextThatIsNoConnectionRepeatsNothingOfIt) {
    for (const std::string& given : {std::string("s3cret"), std::string("postgres://ann:s3cret@h:x/"),
                                     std::string(3 << 20, 's'), std::string("\xff\xfe s3cret")}) {
        const Error error = failure(send(protocol::ReadConnectionText{m_secrets->leave(Secret(std::string(given)))}));
        EXPECT_EQ(error.message.find("s3cret"), std::string::npos) << error.message;
        EXPECT_FALSE(error.hint.empty());
    }
    EXPECT_EQ(failure(send(protocol::ReadConnectionText{SecretId{4711}})).kind, ErrorKind::InvalidInput);
}

TEST_F(EngineExchange, AConnectionTakesANewNameAndNobodyElses) {
    save("one");
    save("two");
    protocol::SaveConnection rename;
    rename.connection.name = "three";
    rename.connection.config.connector = "fake";
    rename.replaces = "one";
    const auto list = answerOf<protocol::SavedConnectionsListed>(rename);
    ASSERT_EQ(list.connections.size(), 2U);
    EXPECT_EQ(list.connections[0].name, "three");
    rename.connection.name = "two";
    rename.replaces = "three";
    EXPECT_EQ(failure(send(rename)).kind, ErrorKind::InvalidInput);
    rename.connection.name = "two\nlines";
    EXPECT_EQ(failure(send(rename)).kind, ErrorKind::InvalidInput);
    rename.connection.name = "";
    EXPECT_EQ(failure(send(rename)).kind, ErrorKind::InvalidInput);
    rename.connection.name = "four";
    rename.connection.config.url = "postgres://h:port/";
    EXPECT_FALSE(failure(send(rename)).hint.empty());
    EXPECT_EQ(answerOf<protocol::SavedConnectionsListed>(protocol::ListSavedConnections{}).connections.size(), 2U);
}

TEST_F(EngineExchange, OfManyThoseThatMayBeKeptAre) {
    protocol::KeepConnections command;
    for (const char* name : {"one", "u:secret@h", "three"}) {
        command.connections.emplace_back().name = name;
        command.connections.back().config.connector = "fake";
    }
    const auto kept = answerOf<protocol::ConnectionsKept>(command);
    ASSERT_EQ(kept.troubles.size(), 3U);
    EXPECT_EQ(kept.troubles[0], "");
    EXPECT_EQ(kept.troubles[1], "The name of the connection holds what looks like a password: u:***@h.");
    EXPECT_EQ(kept.troubles[2], "");
    EXPECT_EQ(answerOf<protocol::SavedConnectionsListed>(protocol::ListSavedConnections{}).connections.size(), 2U);
}

TEST_F(EngineExchange, TheConnectionThatWasUsedLastIsTheNewestAlsoUnderAnotherName) {
    save("one");
    save("two");
    const auto use = [this](const char* name) {
        const protocol::Event event = m_log->awaitLast(send(protocol::NoteConnectionUse{name}));
        return !std::holds_alternative<RequestFailed>(event);
    };
    EXPECT_TRUE(use("one"));
    EXPECT_TRUE(use("two"));
    EXPECT_TRUE(use("one"));
    static_cast<void>(use("no such connection"));
    protocol::SaveConnection rename;
    rename.connection.name = "ONE";
    rename.connection.config.connector = "fake";
    rename.replaces = "one";
    const auto list = answerOf<protocol::SavedConnectionsListed>(rename);
    ASSERT_EQ(list.connections.size(), 2U);
    EXPECT_EQ(list.connections[0].name, "ONE");
    EXPECT_GT(list.connections[0].used, list.connections[1].used);
    EXPECT_GT(list.connections[1].used, 0);
}

TEST_F(EngineExchange, AStoredSecretIsRenamedWithoutBeingTypedAgainAndChangedWithoutLosingItsName) {
    const std::string id = stored();
    static_cast<void>(answerOf<protocol::SecretKept>(protocol::KeepSecret{id, "everybody's", {}}));
    auto listed = answerOf<protocol::SecretsListed>(protocol::ListSecrets{});
    ASSERT_EQ(listed.secrets.size(), 1U);
    EXPECT_EQ(listed.secrets[0].name, "everybody's");
    static_cast<void>(answerOf<protocol::SecretKept>(protocol::KeepSecret{id, {}, leave("changed")}));
    listed = answerOf<protocol::SecretsListed>(protocol::ListSecrets{});
    EXPECT_EQ(listed.secrets[0].name, "everybody's");
    save("Shop", {}, {SecretOrigin::Stored, id});
    static_cast<void>(exported("correct horse"));
    EXPECT_EQ(text(read("correct horse").connections[0].secrets.password), "changed");
    EXPECT_EQ(failure(send(protocol::KeepSecret{{}, "nothing", {}})).kind, ErrorKind::InvalidInput);
    EXPECT_EQ(failure(send(protocol::KeepSecret{"no such id", "x", {}})).kind, ErrorKind::NotFound);
}

} // namespace

} // namespace dbv::testing
