// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/usual_safety.h"
#include "protocol/values.h"
#include "viewmodel/connection_secrets.h"
#include "viewmodel/question_desk.h"
#include "viewmodel/secret_keeper.h"

namespace dbv::viewmodel {

/// What a new connection may do, for the rooms that do not see the protocol.
using protocol::programsSafety;
using protocol::UsualSafety;

/// One database that is open, or being opened, in this window.
struct OpenDatabase {
    protocol::ConnectionConfig config;
    protocol::ConnectionFacts facts;
    /// The name of the saved connection that it was opened from; empty where there is none.
    std::string saved;
    /// What a person calls it: the saved name, or the file's name.
    QString name;
    /// Of the saved connection; None where there is none.
    protocol::Environment environment = protocol::Environment::None;
    /// Ascends in the order in which they were asked for.
    std::uint64_t opening = 0;
};

/// The databases that this window has open, and the connections that are kept. One configuration is opened once, however
/// many tabs use it; where its secrets come from makes no other one of it. Two saved connections stay two, also where both
/// lead to the same place: each has its own colour and policy.
///
/// Thread: the UI thread; nothing here waits.
class ConnectionList final : public QObject {
    Q_OBJECT

public:
    /// Called with the facts, or with why there are none.
    using Opened = std::function<void(const Result<protocol::ConnectionFacts>&)>;

    explicit ConnectionList(bus::CommandBus& bus, QObject* parent = nullptr);

    /// Opens a configuration, or finds it open. What has to be asked waits at the desk. `saved` is the name of the saved
    /// connection that this is, whose secrets and policy hold; without one it is found by where it leads.
    void open(const protocol::ConnectionConfig& config, Opened opened, const std::string& saved = {});
    /// Opens another database of the server that a connection leads to: in the same way, with the same secrets.
    void openBeside(ConnectionId connection, const std::string& database, Opened opened);
    /// Gives up the openings that wait for a server.
    void giveUpOpenings();
    [[nodiscard]] bool isOpening() const { return !m_openings.empty(); }
    /// Keeps the secrets of a configuration in locked memory for as long as the window is open; nothing is stored. Those that
    /// are to be asked for each time are kept for the next opening alone.
    void remember(const protocol::ConnectionConfig& config, ConnectionSecrets secrets);
    [[nodiscard]] ConnectionSecrets secretsOf(const protocol::ConnectionConfig& config) const;
    void close(ConnectionId connection);

    [[nodiscard]] const std::vector<OpenDatabase>& databases() const { return m_databases; }
    [[nodiscard]] const OpenDatabase* find(ConnectionId connection) const;

    /// The connections that are kept under a name; one that is opened is called by it.
    [[nodiscard]] const std::vector<protocol::SavedConnection>& saved() const { return m_saved; }
    /// The one of this name. Without one that which a configuration is, or else one to another database of the same server,
    /// in the same way; of several the one whose environment is to be treated with the greatest care.
    [[nodiscard]] const protocol::SavedConnection* savedFor(const protocol::ConnectionConfig& config,
                                                            const std::string& name = {}) const;
    /// What is open follows the name and the environment of its saved connection.
    void setSaved(std::vector<protocol::SavedConnection> saved);
    /// A saved connection has another name now; said before the list is.
    void noteRenamed(const std::string& before, const std::string& now);
    /// Changes nothing else of what is kept now; `failed` tells why that did not work.
    void markFavourite(const std::string& name, bool favourite);
    /// Another window or a command line has changed what is kept.
    void readAnew();

    /// What connections can be made with; empty until the engine has said it.
    [[nodiscard]] const std::vector<ConnectorInfo>& connectors() const { return m_connectors; }
    void setConnectors(std::vector<ConnectorInfo> connectors);
    /// The safety that the policy of this installation gives every connection; none where users choose.
    void setFixedSafety(std::optional<Safety> safety) { m_fixedSafety = safety; }
    [[nodiscard]] std::optional<Safety> fixedSafety() const { return m_fixedSafety; }
    /// What a new connection may do, by its environment, until somebody chooses.
    void setUsualSafety(const UsualSafety& usual) { m_usualSafety = usual; }
    [[nodiscard]] Safety usualSafety(protocol::Environment environment) const {
        return m_usualSafety[static_cast<std::size_t>(environment)];
    }
    [[nodiscard]] QuestionDesk& desk() { return m_desk; }
    [[nodiscard]] SecretKeeper& keeper() { return m_keeper; }

Q_SIGNALS:
    void added(dbv::ConnectionId connection);
    void removed(dbv::ConnectionId connection);
    void savedChanged();
    void renamed(const std::string& before, const std::string& now);
    void connectorsChanged();
    void openingChanged();
    /// Something that was to be kept is not.
    void failed(const QString& message);

private:
    struct Remembered {
        protocol::ConnectionConfig config;
        ConnectionSecrets secrets;
    };
    struct Opening {
        Opening(std::uint64_t numbered, protocol::ConnectionConfig asked, std::string named, bus::CommandBus& bus,
                QuestionDesk& desk)
            : number(numbered), config(std::move(asked)), saved(std::move(named)), questions(bus, desk) {}

        std::uint64_t number;
        protocol::ConnectionConfig config;
        /// The saved connection that it is; empty for none.
        std::string saved;
        /// They lie on the shelf until the engine has answered.
        ConnectionSecrets secrets;
        OpeningQuestions questions;
        bus::Request request;
        std::vector<Opened> waiting;
    };

    void hear(std::uint64_t opening, const protocol::Event& event);
    void finish(std::uint64_t number, const Result<protocol::ConnectionFacts>& result);
    [[nodiscard]] const protocol::SavedConnection* savedNamed(const std::string& name) const;
    void forgetAsked(const protocol::ConnectionConfig& config);
    [[nodiscard]] bool sameServer(const protocol::ConnectionConfig& one, const protocol::ConnectionConfig& other) const;
    void openParts(const OpenDatabase& from, const protocol::ConnectionTextRead& read, const std::string& database,
                   const Opened& opened);
    void keepAnswers(const Opening& opening);
    void store(const QString& connection, protocol::SecretSource protocol::SecretSources::* place,
               const bus::LeftSecret& secret);
    /// Keeps one field of a connection, in what is kept now.
    void keepSource(const QString& connection, protocol::SecretSource protocol::SecretSources::* place,
                    const std::string& id);
    /// Lets the answer of a change to the list come.
    template <class Change>
    void change(Change command);
    /// Calls an open database after its saved connection, and gives it its colour.
    void label(OpenDatabase& database) const;

    bus::CommandBus& m_bus;
    QuestionDesk m_desk;
    SecretKeeper m_keeper;
    std::vector<protocol::SavedConnection> m_saved;
    std::vector<ConnectorInfo> m_connectors;
    std::optional<Safety> m_fixedSafety;
    UsualSafety m_usualSafety = programsSafety();
    std::vector<OpenDatabase> m_databases;
    std::vector<Remembered> m_remembered;
    std::vector<std::unique_ptr<Opening>> m_openings;
    std::uint64_t m_lastOpening = 0;
    std::vector<bus::Request> m_saving;
    std::vector<bus::Request> m_reading;
    bus::Request m_listing;
};

/// The name of a database by the last part of its place.
[[nodiscard]] QString databaseName(const protocol::ConnectionFacts& facts);

/// Whether two configurations mean the same database in the same way, wherever their secrets come from.
[[nodiscard]] bool sameTarget(const protocol::ConnectionConfig& one, const protocol::ConnectionConfig& other);

/// A configuration in one line, for people: its URL or file, without secrets.
[[nodiscard]] QString targetText(const protocol::ConnectionConfig& config,
                                 const std::vector<ConnectorInfo>& connectors);

} // namespace dbv::viewmodel
