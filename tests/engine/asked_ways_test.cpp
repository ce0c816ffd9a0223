// SPDX-License-Identifier: Apache-2.0
// Work with backups at a server of OpenSSH, begun as a window begins it: what the way asks is put to a person.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QTemporaryDir>
#include <QTest>

#include <gmock/gmock.h>

#include "engine/engine.h"
#include "results/result_shelf.h"
#include "sqlite/connector.h"
#include "support/ssh_folder.h"
#include "support/ssh_server.h"
#include "viewmodel/backup_contents.h"
#include "viewmodel/backup_jobs.h"
#include "viewmodel/backup_list.h"

namespace dbv::testing {

namespace {

using protocol::QuestionKind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using viewmodel::BackupJob;
using State = viewmodel::BackupJob::State;

class AskedWays : public ::testing::Test {
protected:
    void SetUp() override {
        engine::EngineSettings settings;
        settings.dataDirectory = m_home.path().toStdString();
        settings.builtIn.push_back({{.id = "sqlite",
                                     .displayName = "SQLite",
                                     .version = "1",
                                     .schemes = {"sqlite"},
                                     .fileExtensions = {},
                                     .defaultPort = 0},
                                    std::make_shared<sqlite::SqliteConnector>()});
        m_engine = std::make_unique<engine::Engine>(std::move(settings), *m_shelf);
        m_bus = std::make_unique<bus::CommandBus>(*m_engine);
        m_connections = std::make_unique<viewmodel::ConnectionList>(*m_bus);
        m_ways = std::make_unique<viewmodel::WayDesk>(m_connections->desk());
        m_jobs = std::make_unique<viewmodel::BackupJobs>(*m_bus, m_ways.get());
        m_list = std::make_unique<viewmodel::BackupList>(*m_bus, m_ways.get());
        QObject::connect(
            &m_connections->desk(), &viewmodel::QuestionDesk::asked, &m_connections->desk(),
            [this](quint64 number) { answer(number); }, Qt::QueuedConnection);
        openDatabase();
    }
    void TearDown() override {
        m_list.reset();
        m_jobs.reset();
        m_connections.reset();
        m_bus.reset();
        m_engine.reset();
        ::unsetenv("DBVIS_SSH_CONFIG");
    }
    void openDatabase() {
        protocol::ConnectionConfig config;
        config.connector = "sqlite";
        config.database = m_home.filePath(QStringLiteral("a.db")).toStdString();
        config.options["mode"] = "rwc";
        m_connections->open(config, [this](const Result<protocol::ConnectionFacts>& facts) {
            ASSERT_TRUE(facts) << facts.error().message;
            m_database = facts->connection;
        });
        ASSERT_TRUE(QTest::qWaitFor([this] { return m_database.value != 0; }));
    }
    /// A server that knows the key of the user, which has a passphrase, where one is given.
    void serve(const std::string& passphrase, const std::string& prompts = {}) {
        m_ssh.makeKey("user", {"-t", "ed25519"}, passphrase);
        support::SshServerSetup setup;
        setup.authorizedKeys = prompts.empty() ? m_ssh.read("user.pub") : std::string();
        setup.prompts = prompts;
        setup.config = "Subsystem sftp internal-sftp\n";
        m_server = std::make_unique<support::SshServer>(setup);
        std::filesystem::create_directory(there());
        std::filesystem::permissions(there(), std::filesystem::perms::all);
        knows(m_server->knownHostLine());
        m_ssh.write("config", "Host lab\n  HostName 127.0.0.1\n  Port " + std::to_string(m_server->port()) +
                                  "\n  User " + support::SshServer::user() + "\n  IdentityFile " +
                                  m_ssh.path("user").string() +
                                  "\n  IdentitiesOnly yes\n  IdentityAgent none\n  UserKnownHostsFile " +
                                  m_ssh.path("known_hosts").string() + "\n  GlobalKnownHostsFile none\n");
        ::setenv("DBVIS_SSH_CONFIG", m_ssh.path("config").c_str(), 1);
    }
    void knows(const std::string& lines) { m_ssh.write("known_hosts", lines); }
    [[nodiscard]] std::filesystem::path there() const { return m_server->folder().path("backups"); }
    [[nodiscard]] std::string address() const { return "sftp://lab" + there().string() + "/"; }

    void fill(const std::string& statement) {
        protocol::RunQuery query;
        query.connection = m_database;
        query.sql = statement;
        bool isOver = false;
        const bus::Request request =
            m_bus->send(std::move(query), [&isOver](const protocol::Event&, bool last) { isOver = isOver || last; });
        ASSERT_TRUE(QTest::qWaitFor([&isOver] { return isOver; }, kWaitMs));
    }

    void answer(std::uint64_t number) {
        viewmodel::QuestionDesk& desk = m_connections->desk();
        const viewmodel::WaitingQuestion* waiting = desk.find(number);
        ASSERT_NE(waiting, nullptr);
        const QuestionKind kind = waiting->question.kind;
        m_asked.push_back(kind);
        std::vector<std::string>& left = m_answers[kind];
        if (left.empty()) {
            desk.refuse(number);
            return;
        }
        std::vector<Secret> given;
        if (kind != QuestionKind::HostKey) {
            given.emplace_back(left.front());
        }
        left.erase(left.begin());
        desk.answer(number, std::move(given));
    }
    const BackupJob& ended(BackupJob& job) {
        EXPECT_TRUE(QTest::qWaitFor([&job] { return job.state() != State::Running; }, kWaitMs));
        return job;
    }
    const BackupJob& backUp() {
        return ended(m_jobs->make({.connection = m_database, .destination = address()}, QStringLiteral("a"), {}));
    }
    [[nodiscard]] protocol::BackupEntry newest() {
        m_list->refresh();
        EXPECT_TRUE(QTest::qWaitFor([this] { return !m_list->isReading(); }, kWaitMs));
        return m_list->all().empty() ? protocol::BackupEntry() : m_list->all().front();
    }

    static constexpr int kWaitMs = 60'000;
    QTemporaryDir m_home;
    support::SshFolder m_ssh;
    std::unique_ptr<support::SshServer> m_server;
    std::shared_ptr<results::SpoolBudget> m_budget = std::make_shared<results::SpoolBudget>(
        std::uint64_t{64} << 20U, std::uint64_t{1} << 30U, std::filesystem::temp_directory_path());
    std::unique_ptr<results::ResultShelf> m_shelf =
        std::make_unique<results::ResultShelf>(m_budget, std::make_shared<results::SpoolWriter>(m_budget));
    std::unique_ptr<engine::Engine> m_engine;
    std::unique_ptr<bus::CommandBus> m_bus;
    std::unique_ptr<viewmodel::ConnectionList> m_connections;
    std::unique_ptr<viewmodel::WayDesk> m_ways;
    std::unique_ptr<viewmodel::BackupJobs> m_jobs;
    std::unique_ptr<viewmodel::BackupList> m_list;
    ConnectionId m_database;
    /// What the person says; nothing is no.
    std::map<QuestionKind, std::vector<std::string>> m_answers;
    std::vector<QuestionKind> m_asked;
};

TEST_F(AskedWays, ABackupWithADrillTellsOneShareThatNeverGoesBackAndItsEntry) {
    // Large enough that more than one word is said of each step.
    fill("CREATE TABLE t AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) "
         "SELECT i, hex(randomblob(60)) AS text FROM n");
    std::vector<double> shares;
    std::string running;
    QObject::connect(m_jobs.get(), &viewmodel::BackupJobs::changed, m_jobs.get(), [&](const BackupJob& job) {
        if (const std::optional<double> share = job.fraction()) {
            shares.push_back(*share);
            running = job.backup();
        }
    });
    protocol::StartBackup command{.connection = m_database, .destination = m_home.path().toStdString() + "/"};
    command.check = protocol::BackupCheck::Drill;
    const BackupJob& made = ended(m_jobs->make(std::move(command), QStringLiteral("a"), {}));
    ASSERT_EQ(made.state(), State::Done) << made.report().toStdString();
    ASSERT_GT(shares.size(), 2U);
    EXPECT_TRUE(std::ranges::is_sorted(shares));
    EXPECT_GT(shares.back(), 0.5);
    EXPECT_LE(shares.back(), 1);
    EXPECT_EQ(running, newest().id);
}

TEST_F(AskedWays, AskForAnUnknownHostAndForThePassphraseOfAKeyOnceAWindow) {
    serve("sesame");
    knows("");
    m_answers[QuestionKind::HostKey] = {"yes"};
    m_answers[QuestionKind::SshPassphrase] = {"wrong", "sesame"};
    const BackupJob& made = backUp();
    ASSERT_EQ(made.state(), State::Done) << made.report().toStdString();
    EXPECT_THAT(m_asked, ElementsAre(QuestionKind::HostKey, QuestionKind::SshPassphrase, QuestionKind::SshPassphrase));
    EXPECT_FALSE(std::filesystem::is_empty(there()));
    EXPECT_THAT(m_ssh.read("known_hosts"), HasSubstr("127.0.0.1"));
    m_asked.clear();
    const protocol::BackupEntry entry = newest();
    EXPECT_EQ(entry.state, protocol::BackupState::Verified);
    EXPECT_EQ(ended(m_jobs->verify(entry)).state(), State::Done);
    EXPECT_EQ(ended(m_jobs->drill(entry, m_database)).state(), State::Done);
    viewmodel::BackupContents contents(*m_bus, *m_jobs);
    contents.show(entry.id);
    ASSERT_TRUE(QTest::qWaitFor([&contents] { return !contents.isReading(); }, kWaitMs));
    EXPECT_FALSE(contents.wantsWay());
    QString found;
    QObject::connect(m_list.get(), &viewmodel::BackupList::scanned, m_list.get(),
                     [&found](const QString& told) { found = told; });
    m_list->scan(QString::fromStdString(address()));
    EXPECT_TRUE(QTest::qWaitFor([&found] { return !found.isEmpty(); }, kWaitMs));
    m_list->remove(entry.id, false);
    EXPECT_TRUE(QTest::qWaitFor([this] { return m_list->all().empty(); }, kWaitMs));
    EXPECT_TRUE(std::filesystem::is_empty(there()));
    EXPECT_TRUE(m_asked.empty()) << "it was answered before";
}

TEST_F(AskedWays, AreNotGoneWhereSomebodySaysNo) {
    serve("");
    knows("");
    const BackupJob& refused = backUp();
    EXPECT_EQ(refused.state(), State::Stopped);
    EXPECT_TRUE(refused.isRefused());
    EXPECT_THAT(refused.report().toStdString(), HasSubstr("answered with no"));
    EXPECT_TRUE(std::filesystem::is_empty(there()));
    EXPECT_EQ(m_ssh.read("known_hosts"), "");
    EXPECT_TRUE(newest().id.empty()) << "nothing was begun";
    QString failed;
    QObject::connect(m_list.get(), &viewmodel::BackupList::failed, m_list.get(),
                     [&failed](const QString& told) { failed = told; });
    m_list->scan(QString::fromStdString(address()));
    EXPECT_TRUE(QTest::qWaitFor([&failed] { return !failed.isEmpty(); }, kWaitMs));
    EXPECT_THAT(failed.toStdString(), HasSubstr("answered with no"));
}

TEST_F(AskedWays, ToAHostWhoseKeyHasChangedAreRefusedWithoutAQuestion) {
    serve("");
    m_ssh.makeKey("other", {"-t", "ed25519"});
    knows("[127.0.0.1]:" + std::to_string(m_server->port()) + " " + m_ssh.publicWord("other", 0) + " " +
          m_ssh.publicWord("other", 1) + "\n");
    const BackupJob& failed = backUp();
    ASSERT_EQ(failed.state(), State::Failed);
    EXPECT_EQ(failed.error()->kind, ErrorKind::HostKeyChanged);
    EXPECT_TRUE(m_asked.empty());
    EXPECT_THAT(failed.report().toStdString(), HasSubstr("key"));
}

TEST_F(AskedWays, PutWhatAServerAsksInItsOwnWordsEachTimeAndAskNobodyForALook) {
    serve("", "0|Password of the house: |letmein\n");
    m_answers[QuestionKind::SshPrompts] = {"letmein", "letmein"};
    m_answers[QuestionKind::SshPassword] = {"letmein", "letmein"};
    const BackupJob& made = backUp();
    ASSERT_EQ(made.state(), State::Done) << made.report().toStdString();
    ASSERT_EQ(m_asked.size(), 1U);
    const QuestionKind kind = m_asked.front();
    EXPECT_EQ(kind, QuestionKind::SshPrompts);
    const protocol::BackupEntry entry = newest();
    viewmodel::BackupContents contents(*m_bus, *m_jobs);
    contents.show(entry.id);
    ASSERT_TRUE(QTest::qWaitFor([&contents] { return !contents.isReading(); }, kWaitMs));
    EXPECT_EQ(m_asked.size(), 1U) << "who goes through the list is not asked";
    EXPECT_TRUE(contents.wantsWay());
    EXPECT_THAT(contents.message().toStdString(), HasSubstr("Log in"));
    contents.openWay();
    ASSERT_TRUE(QTest::qWaitFor([&contents] { return !contents.isReading(); }, kWaitMs));
    EXPECT_EQ(m_asked.size(), 2U);
    EXPECT_FALSE(contents.wantsWay());
}

} // namespace
} // namespace dbv::testing
