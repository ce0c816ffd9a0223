// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/connection_sessions.h"

#include <chrono>
#include <utility>

#include <QStringList>

#include "viewmodel/error_text.h"
#include "viewmodel/shown_name.h"
#include "viewmodel/transaction_control.h"

namespace dbv::viewmodel {

namespace {

using protocol::SessionActivity;
using protocol::SessionInfo;
using protocol::SessionPurpose;

constexpr std::chrono::seconds kPause{1};

QString activityOf(const SessionInfo& session) {
    switch (session.activity) {
    case SessionActivity::Idle: return ConnectionSessions::tr("idle");
    case SessionActivity::Running: return ConnectionSessions::tr("running");
    case SessionActivity::Paused: return ConnectionSessions::tr("result waits for its reader");
    case SessionActivity::Lost: break;
    }
    return session.lostBecause.empty()
               ? ConnectionSessions::tr("lost; opened again at the next use")
               : ConnectionSessions::tr("lost: %1").arg(QString::fromStdString(session.lostBecause));
}

QString transactionOf(const SessionInfo& session, protocol::Moment now) {
    if (session.transaction == TransactionState::None) {
        return {};
    }
    const QString age = session.transactionSince ? ageText(now - *session.transactionSince) : QString();
    return session.transaction == TransactionState::Failed ? ConnectionSessions::tr("failed, for %1").arg(age)
                                                           : ConnectionSessions::tr("open for %1").arg(age);
}

} // namespace

ConnectionSessions::ConnectionSessions(bus::CommandBus& bus, ConnectionId connection, TitleOf titleOf, QObject* parent)
    : QObject(parent), m_bus(bus), m_connection(connection), m_titleOf(std::move(titleOf)) {
    m_again.setSingleShot(true);
    m_again.setInterval(kPause);
    connect(&m_again, &QTimer::timeout, this, &ConnectionSessions::ask);
    ask();
}

QString ConnectionSessions::title(Column column) {
    switch (column) {
    case Name: return tr("Session of");
    case ServerId: return tr("At the server");
    case Activity: return tr("State");
    case Transaction: return tr("Transaction");
    case LastUse: return tr("Last used");
    case Holds: return tr("Holds");
    case ColumnCount: break;
    }
    return {};
}

QString ConnectionSessions::nameOf(const SessionInfo& session) const {
    switch (session.purpose) {
    case SessionPurpose::Connection: return tr("connection");
    case SessionPurpose::Metadata: return tr("explorer");
    case SessionPurpose::Job: return tr("job");
    case SessionPurpose::Tab: break;
    }
    if (const QString title = m_titleOf ? m_titleOf(session.session) : QString(); !title.isEmpty()) {
        return shownName(title);
    }
    return session.name.empty() ? tr("tab") : QString::fromStdString(session.name);
}

ConnectionSessions::Row ConnectionSessions::rowOf(const SessionInfo& session, protocol::Moment now) const {
    QStringList holds;
    for (const std::string& thing : session.holds) {
        holds << QString::fromStdString(thing);
    }
    Row row;
    row[Name] = nameOf(session);
    row[ServerId] = QString::fromStdString(session.serverSessionId);
    row[Activity] = activityOf(session);
    row[Transaction] = transactionOf(session, now);
    row[LastUse] = tr("%1 ago").arg(ageText(now - session.lastUse));
    row[Holds] = holds.join(QStringLiteral(", "));
    return row;
}

void ConnectionSessions::ask() {
    m_request =
        m_bus.send(protocol::ListSessions{.connection = m_connection}, [this](const protocol::Event& event, bool last) {
            if (const auto* listed = std::get_if<protocol::SessionsListed>(&event)) {
                show(listed->list);
                m_again.start();
            } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event); failure != nullptr && last) {
                m_rows.clear();
                m_summary = errorSentence(failure->error);
                Q_EMIT changed();
            }
        });
}

void ConnectionSessions::show(const protocol::SessionList& list) {
    const protocol::Moment now = std::chrono::steady_clock::now();
    m_rows.clear();
    m_rows.reserve(list.sessions.size());
    for (const SessionInfo& session : list.sessions) {
        m_rows.push_back(rowOf(session, now));
    }
    const auto count = static_cast<qulonglong>(list.sessions.size());
    m_summary = list.budget == 0
                    ? tr("Sessions: %1, as many as are asked for.").arg(count)
                    : tr("Sessions: %1 of at most %2.").arg(count).arg(static_cast<qulonglong>(list.budget));
    if (list.waiting > 0) {
        m_summary +=
            QLatin1Char(' ') + tr("Statements that wait for one: %1.").arg(static_cast<qulonglong>(list.waiting));
    }
    Q_EMIT changed();
}

} // namespace dbv::viewmodel
