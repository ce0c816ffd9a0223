// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "bus/secret_shelf.h"
#include "engine/engine.h"
#include "mysql/connector.h"
#include "postgres/connector.h"
#include "secret_lab.h"
#include "support/event_log.h"
#include "support/keyring.h"

namespace dbv::testing {

/// An engine with the connectors of real servers, and somebody who answers its questions.
class AskingEngine : public SecretLab {
protected:
    void SetUp() override {
        SecretLab::SetUp();
        std::filesystem::create_directories(data());
        engine::EngineSettings settings;
        settings.dataDirectory = data();
        add(settings, "postgres", "postgresql", std::make_shared<postgres::PostgresConnector>());
        add(settings, "mysql", "mysql", std::make_shared<mysql::MysqlConnector>());
        m_engine = std::make_unique<engine::Engine>(std::move(settings), m_shelf);
        m_engine->connectSecrets(m_left);
        m_engine->connectSink([log = m_log](protocol::EventEnvelope event) { log->add(std::move(event)); });
    }
    void TearDown() override { m_engine.reset(); }

    static void add(engine::EngineSettings& settings, const char* id, const char* scheme,
                    std::shared_ptr<Connector> connector) {
        settings.builtIn.push_back(
            {{.id = id, .displayName = id, .version = "1", .schemes = {scheme}, .fileExtensions = {}, .defaultPort = 1},
             std::move(connector)});
    }
    /// A new user of the servers, made by another process: the statements that make one hold the password.
    [[nodiscard]] static std::string userWith(const PlantedSecret& password) {
        static int users = 0;
        const std::string name = "asked" + std::to_string(++users);
        return support::inProcessWith({}, [&] {
            servers().makeUser(name, password);
            return name;
        });
    }
    RequestId send(protocol::Command command) {
        const RequestId id{++m_lastRequest};
        m_engine->post({id, std::move(command)});
        return id;
    }
    [[nodiscard]] SecretId leave(const PlantedSecret& secret) { return m_left->leave(secret.secret()); }
    /// Why the run, or its only statement, failed.
    [[nodiscard]] std::optional<Error> failureOf(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
            return failed->error;
        }
        const auto ended = m_log->all<protocol::StatementFinished>(request);
        return ended.empty() ? std::nullopt : ended.front().report.error;
    }
    template <class Answer>
    Answer answerOf(RequestId request) {
        const protocol::Event event = m_log->awaitLast(request);
        const auto* answer = std::get_if<Answer>(&event);
        if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
            ADD_FAILURE() << failed->error.message;
        }
        return answer == nullptr ? Answer() : *answer;
    }
    [[nodiscard]] static protocol::ConnectionConfig configFor(const std::string& connector, const std::string& user,
                                                              protocol::SecretSource password) {
        protocol::ConnectionConfig config;
        config.connector = connector;
        config.host = "127.0.0.1";
        config.port = connector == "mysql" ? servers().mariadb().port() : servers().postgres().port();
        config.user = user;
        config.database = connector == "mysql" ? "" : "postgres";
        config.secrets.password = std::move(password);
        return config;
    }
    [[nodiscard]] RequestId open(const std::string& connector, const std::string& user,
                                 protocol::SecretSource password) {
        protocol::OpenConnection command;
        command.target.config = configFor(connector, user, std::move(password));
        command.target.canAnswer = true;
        return send(std::move(command));
    }
    /// Answers the n-th question of an opening as a front end does: by what it leaves, and takes away again.
    void answer(RequestId opening, const PlantedSecret& secret, std::size_t nth = 1) {
        static_cast<void>(m_log->await<protocol::QuestionRaised>(opening, nth));
        const SecretId left = leave(secret);
        static_cast<void>(answerOf<protocol::QuestionAnswered>(send(protocol::AnswerQuestion{opening, false, {left}})));
        m_left->forget(left);
    }
    [[nodiscard]] Findings findHere(const std::vector<std::string>& atPostgres = {}) {
        Findings all = m_search.inFolder(data());
        if (SecretSearch::kMemoryIsReused) {
            all.merge(withoutLibpqs(m_search.inCoreImage(::getpid()), ::getpid(), atPostgres));
        }
        return all;
    }

    std::shared_ptr<results::SpoolBudget> m_budget = std::make_shared<results::SpoolBudget>(
        std::uint64_t{64} << 20U, std::uint64_t{1} << 30U, std::filesystem::temp_directory_path());
    results::ResultShelf m_shelf{m_budget, std::make_shared<results::SpoolWriter>(m_budget)};
    std::shared_ptr<bus::SecretShelf> m_left = std::make_shared<bus::SecretShelf>();
    std::shared_ptr<EventLog> m_log = std::make_shared<EventLog>();
    std::unique_ptr<engine::Engine> m_engine;
    std::uint64_t m_lastRequest = 0;
};

} // namespace dbv::testing
