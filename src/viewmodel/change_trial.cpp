// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/change_trial.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "sql/splitter.h"
#include "viewmodel/change_words.h"
#include "viewmodel/error_text.h"
#include "viewmodel/undo_words.h"

namespace dbv::viewmodel {

namespace {

constexpr std::chrono::seconds kSecond{1};

/// The statement in a text that has one, without what stands around it.
TextSpan statementIn(std::string_view sql, DialectId dialect) {
    sql::StatementScanner scanner(sql, dialect);
    const std::optional<sql::Statement> first = scanner.next();
    return first ? first->span : TextSpan{0, sql.size()};
}

} // namespace

ChangeTrial::ChangeTrial(bus::CommandBus& bus, QObject* parent) : QObject(parent), m_bus(bus) {
    m_clock.setInterval(kSecond);
    connect(&m_clock, &QTimer::timeout, this, &ChangeTrial::countDown);
}

void ChangeTrial::start(Place place, SqlToRun sql) {
    if (isOpen()) {
        return;
    }
    m_place = place;
    m_sql = std::move(sql);
    m_statement = statementIn(m_sql.sql, m_place.dialect);
    m_measured.reset();
    m_undo = {};
    m_sample.show({});
    m_byClock = false;
    m_asked.reset();
    m_outcome.clear();
    m_state = State::Measuring;
    Q_EMIT statementChanged(this->place(), StatementRunning{});
    protocol::HoldChange hold;
    hold.change.connection = m_place.connection;
    hold.change.session = m_place.session;
    hold.change.sql = m_sql.sql;
    hold.change.positional = m_sql.parameters;
    hold.change.sampleRows = ChangeSampleModel::kMostRows;
    m_run = m_bus.send(std::move(hold), [this](const protocol::Event& event, bool last) { receive(event, last); });
    Q_EMIT changed();
}

void ChangeTrial::rollBack() {
    if (m_state != State::Measuring) {
        settle(protocol::TransactionEnd::RollBack);
        return;
    }
    m_asked = protocol::TransactionEnd::RollBack;
    m_state = State::Settling;
    m_decision = m_bus.ask(
        protocol::CancelRequest{m_run.id()}, [](const protocol::CancelConfirmed&) {},
        [this](const Error& error) { Q_EMIT messageAdded({TabMessage::Severity::Error, errorParagraph(error), {}}); });
    Q_EMIT changed();
}

void ChangeTrial::settle(protocol::TransactionEnd end) {
    if (m_state != State::Held) {
        return;
    }
    m_asked = end;
    m_clock.stop();
    m_state = State::Settling;
    // How it ended is told by the change itself, also where the clock was faster than who decided.
    m_decision =
        m_bus.ask(protocol::SettleChange{m_run.id(), end}, [](const protocol::ChangeSettled&) {}, [](const Error&) {});
    Q_EMIT changed();
}

void ChangeTrial::leave() {
    if (!isOpen()) {
        return;
    }
    const bool commits = m_state == State::Settling && m_asked == protocol::TransactionEnd::Commit;
    m_run = {};
    m_decision = {};
    if (commits) {
        end(State::Failed, tr("The tab has left its connection before the server had confirmed the commit."),
            StatementStopped{.timeMs = m_measured ? m_measured->timeMs : 0});
        return;
    }
    end(State::RolledBack, tr("Rolled back: the tab has left its connection while the change was not decided on."),
        StatementStopped{.timeMs = m_measured ? m_measured->timeMs : 0, .early = !m_measured});
}

void ChangeTrial::receive(const protocol::Event& event, bool last) {
    if (const auto* held = std::get_if<protocol::ChangeHeld>(&event)) {
        hold(*held);
    } else if (const auto* awaited = std::get_if<protocol::SessionAwaited>(&event)) {
        Q_EMIT messageAdded({TabMessage::Severity::Info, QString::fromStdString(awaited->message), {}});
    } else if (const auto* done = std::get_if<protocol::ChangeSettled>(&event); done != nullptr && last) {
        settled(*done);
    } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
        failed(failure->error);
    }
}

void ChangeTrial::hold(const protocol::ChangeHeld& held) {
    m_measured = held.measured;
    m_undo = held.undo;
    m_sample.show(held.measured);
    if (m_state != State::Measuring) {
        return;
    }
    const std::chrono::milliseconds kept(held.keptForMs);
    m_until = std::chrono::steady_clock::now() + kept;
    m_secondsLeft = std::chrono::ceil<std::chrono::seconds>(kept).count();
    m_clock.start();
    m_state = State::Held;
    Q_EMIT statementChanged(place(), StatementRunning{.held = true});
    tell(held.measured.notices);
    Q_EMIT changed();
}

void ChangeTrial::countDown() {
    const auto left = std::chrono::ceil<std::chrono::seconds>(m_until - std::chrono::steady_clock::now());
    m_secondsLeft = std::max<std::int64_t>(left.count(), 0);
    Q_EMIT ticked();
}

void ChangeTrial::settled(const protocol::ChangeSettled& settled) {
    m_byClock = settled.byClock;
    if (!m_measured) {
        m_measured.emplace();
    }
    const QString did = changeText(*m_measured);
    const std::uint64_t rows = static_cast<std::uint64_t>(m_measured->affectedRows.value_or(0));
    tell(settled.notices);
    if (settled.end == protocol::TransactionEnd::Commit) {
        QString outcome = m_place.withinTransaction ? tr("Tried and kept in the open transaction: %1.").arg(did)
                                                    : tr("Tried and committed: %1.").arg(did);
        if (!settled.undo.id.empty()) {
            outcome += QLatin1Char(' ') +
                       tr("Can be undone until %1 (Query, Undo a committed change).").arg(undoDay(settled.undo.until));
        }
        end(State::Committed, outcome,
            StatementSucceeded{.rows = rows,
                               .changedRows = true,
                               .more = false,
                               .timeMs = m_measured->timeMs,
                               .aboutRows = m_measured->affectedRows.has_value()});
        return;
    }
    end(State::RolledBack,
        m_byClock ? tr("Tried and rolled back, because nobody decided in time: %1.").arg(did)
                  : tr("Tried and rolled back: %1.").arg(did),
        StatementTried{.rows = rows, .timeMs = m_measured->timeMs});
}

void ChangeTrial::failed(const Error& error) {
    if (error.kind == ErrorKind::Cancelled) {
        end(State::RolledBack, tr("Stopped while it was tried: nothing of it was kept."),
            StatementStopped{.timeMs = 0, .early = true});
        return;
    }
    const TextSpan statement = place();
    const TextSpan where = error.where ? m_sql.inText(*error.where) : statement;
    m_clock.stop();
    m_state = State::Failed;
    m_outcome = errorParagraph(error);
    Q_EMIT statementChanged(statement, StatementFailed{error.message});
    Q_EMIT messageAdded({TabMessage::Severity::Error, m_outcome, where});
    Q_EMIT changed();
}

void ChangeTrial::end(State state, const QString& outcome, const StatementState& mark) {
    m_clock.stop();
    m_state = state;
    m_outcome = outcome;
    const TextSpan where = place();
    Q_EMIT statementChanged(where, mark);
    Q_EMIT messageAdded({m_byClock ? TabMessage::Severity::Warning : TabMessage::Severity::Info, outcome, where});
    Q_EMIT changed();
}

void ChangeTrial::tell(const std::vector<Notice>& notices) {
    for (const Notice& notice : notices) {
        Q_EMIT messageAdded({notice.severity == "info" ? TabMessage::Severity::Info : TabMessage::Severity::Warning,
                             QString::fromStdString(notice.message),
                             {}});
    }
}

} // namespace dbv::viewmodel
