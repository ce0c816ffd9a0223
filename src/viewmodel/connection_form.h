// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "protocol/values.h"
#include "viewmodel/connection_list.h"
#include "viewmodel/diagnosis_text.h"

namespace dbv::viewmodel {

/// A connection while it is being described: it can be tried, and kept under a name. One that is kept already can be
/// changed and given another name.
///
/// What a person types or pastes is read behind the bus; `changed` tells when the parts are other than they were.
/// Thread: the UI thread; nothing here waits.
class ConnectionForm final : public QObject {
    Q_OBJECT

public:
    /// A new connection.
    ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, QObject* parent = nullptr);
    /// One that is kept, or with `asNew` another one like it.
    ConnectionForm(bus::CommandBus& bus, ConnectionList& connections, const protocol::SavedConnection& kept,
                   bool asNew = false, QObject* parent = nullptr);

    /// What names the database in one line: a URL or a file, or anything that other programs copy. A password is taken out of
    /// it, of one that is being typed when the line is finished.
    void setLine(const QString& text, bool typing = false);
    void finishLine();
    [[nodiscard]] QString line() const;
    /// The connector by its id; empty for the one that fits the line.
    void setConnector(const std::string& id);
    [[nodiscard]] const ConnectorInfo* connector() const;
    /// The safety that this installation gives every connection; none where users choose.
    [[nodiscard]] std::optional<Safety> fixedSafety() const { return m_connections.fixedSafety(); }
    /// A value of the connection by the name of its ParamSpec.
    void setParam(std::string_view name, const QString& value);
    [[nodiscard]] QString param(std::string_view name) const;
    void setTls(const protocol::TlsConfig& tls);
    /// `user@host:port`, several divided by commas in the order of the way; empty for a direct line. One that can not be
    /// read stands in the way of everything else.
    void setSshWay(const QString& way);
    /// What is wrong with the way, or with the port; empty when nothing is.
    [[nodiscard]] QString sshTrouble() const { return m_sshTrouble; }
    [[nodiscard]] QString portTrouble() const;
    [[nodiscard]] QString sshWay() const;
    void setSshKeyFile(const QString& file);
    void setSafety(Safety safety);
    /// What a connection that confirms asks about; nothing for what the settings say.
    void setAskAbove(std::optional<std::uint64_t> rows) { m_saved.config.askAbove = rows; }
    /// The safety follows the environment until somebody has chosen one here.
    void setEnvironment(protocol::Environment environment);

    using SecretMember = protocol::SecretSource protocol::SecretSources::*;
    /// Where a secret comes from. One that is to be stored is, when the connection is kept.
    void setSource(SecretMember place, protocol::SecretOrigin origin, const QString& what = {});
    /// Used for this run of the program, and stored where its source says so.
    void setSecret(SecretMember place, Secret secret);
    /// Whether there is one for this run.
    [[nodiscard]] bool hasSecret(SecretMember place) const { return static_cast<bool>(secretId(place)); }
    [[nodiscard]] SecretId secretId(SecretMember place) const;

    void setName(const QString& name) { m_saved.name = name.trimmed().toStdString(); }
    void setGroup(const QString& group) { m_saved.group = group.trimmed().toStdString(); }
    void setFavourite(bool favourite) { m_saved.favourite = favourite; }

    /// Whether what is described is a server, not a file.
    [[nodiscard]] bool isServer() const;
    [[nodiscard]] const protocol::SavedConnection& connection() const { return m_saved; }
    [[nodiscard]] const protocol::ConnectionConfig& config() const { return m_saved.config; }
    [[nodiscard]] QString name() const { return QString::fromStdString(m_saved.name); }
    [[nodiscard]] const ConnectionList& connections() const { return m_connections; }
    /// Whether this is a connection that is kept already.
    [[nodiscard]] bool changes() const { return !m_nameBefore.empty(); }
    /// Why it can be neither tried nor accepted yet; empty when it can.
    [[nodiscard]] QString whyNot() const;

    /// Connects once and says how that went.
    void test();
    [[nodiscard]] bool isBusy() const { return m_request.active() || m_keeping; }
    /// It is on its way into a store, and can not be stopped.
    [[nodiscard]] bool isKeeping() const { return m_keeping; }
    /// Gives the attempt up; what has begun to be kept is kept.
    void stop();
    /// What the last attempt has found, as plain text without secrets; empty before the first, and when the connection was
    /// changed since.
    [[nodiscard]] QString diagnosis() const;
    /// A new connection is tried, kept if it has a name, and `chosen`; a change is kept as it is. `done` follows, or
    /// `told` with what is wrong.
    void accept();

Q_SIGNALS:
    /// The parts have changed by themselves.
    void changed();
    /// The line names the database in another way now.
    void lineChanged();
    /// An attempt has begun or ended.
    void busyChanged();
    void told(const QString& outcome);
    /// How far an attempt came; no steps when what was found is not true of the connection any more.
    void tried(const std::vector<dbv::protocol::DiagnosisStep>& steps);
    /// The new connection works, and is to be opened: as the saved one of this name, if there is one.
    void chosen(const dbv::protocol::ConnectionConfig& config, const std::string& saved);
    void done();

private:
    void takeSecretOutOfLine();
    /// What was found in an attempt is not about what is described now.
    void edited();
    /// What the connection is called where it has no name.
    [[nodiscard]] QString shownTarget() const;
    /// Forgets the password when the connection leads to another server than the one that it was given for.
    void keepPasswordHome();
    /// The same for the password of SSH, which each machine on the way may be given.
    void keepSshPasswordHome();
    [[nodiscard]] bool holds(SecretMember place) const;
    void forget(SecretMember place);
    void take(const protocol::ConnectionTextRead& read);
    void intoParts();
    /// What is opened and kept: a file has neither TLS nor a way.
    [[nodiscard]] protocol::ConnectionConfig effectiveConfig() const;
    void setKeeping(bool keeping);
    void refuse(const Error& error);
    /// The same, where what is kept may be another one by now.
    void refuseStale(const Error& error);
    void attempt(std::function<void(const protocol::ConnectionTested&)> works);
    void beginReport();
    /// What a person has answered and let in need not be said again.
    void takeAnswers();
    /// Stores what was given for the store, once it is known that the connection will be kept.
    void storeSecrets(const std::function<void()>& stored);
    void storeNext(std::size_t place, const std::function<void()>& stored);
    void keep(const std::function<void()>& kept);
    void finishNew();

    bus::CommandBus& m_bus;
    ConnectionList& m_connections;
    protocol::SavedConnection m_saved;
    std::string m_nameBefore;
    /// What is kept, as it was when it began to be changed here.
    protocol::ReadConnection m_read;
    QString m_line;
    /// Why the line can not be read, as far as that is known.
    QString m_lineTrouble;
    bool m_typing = false;
    /// It stands in the line, and goes when that is changed.
    bool m_passwordOfLine = false;
    /// Where a password is sent to.
    struct Place {
        std::string connector;
        std::string host;
        int port = 0;
        /// The machine from which a `localhost` is reached.
        protocol::SshHop from;

        friend bool operator==(const Place&, const Place&) = default;
    };
    /// The server that the password was given for.
    std::optional<Place> m_passwordOf;
    /// The machines that the password of SSH was given for; none before there was a way.
    std::vector<protocol::SshHop> m_sshPasswordOf;
    /// What was chosen before the line said something about TLS; it holds again when the line is changed.
    std::optional<protocol::TlsConfig> m_tlsBesideLine;
    /// What the line means, where the configuration keeps the line itself.
    std::optional<protocol::ConnectionConfig> m_parts;
    bool m_safetyChosen = false;
    /// Something is on its way into a store.
    bool m_keeping = false;
    QString m_sshTrouble;
    /// The connector whose words the options are.
    std::string m_optionsOf;
    /// Those that stay when another line is typed.
    std::set<std::string, std::less<>> m_byHand;
    ConnectionSecrets m_secrets;
    OpeningQuestions m_questions;
    std::optional<DiagnosisReport> m_report;
    /// Something was changed while the attempt was under way.
    bool m_editedMeanwhile = false;
    /// Those that the last attempt went with, which the form may have forgotten since.
    std::vector<Secret> m_triedSecrets;
    bus::Request m_reading;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
