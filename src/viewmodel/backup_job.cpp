// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/backup_job.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QLocale>

#include "protocol/events.h"
#include "viewmodel/backup_words.h"
#include "viewmodel/error_text.h"
#include "viewmodel/result_status.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

using protocol::BackupState;

/// What is known of the backup now, as the end of a sentence.
QString knownNow(const protocol::BackupEntry& entry) {
    switch (entry.state) {
    case BackupState::Made: return BackupJob::tr("It is not checked yet.");
    case BackupState::Verified: return BackupJob::tr("Verified: it was read back and is as it was written.");
    case BackupState::Proved:
        return BackupJob::tr("Proved: restored into an empty database, everything is as it was backed up.");
    default: return shownName(QString::fromStdString(entry.trouble));
    }
}

QString foundText(std::size_t differences) {
    return differences == 1
               ? BackupJob::tr("1 object is different.")
               : BackupJob::tr("%1 objects are different.").arg(QLocale().toString(qulonglong{differences}));
}

QString objectsText(const protocol::BackupEntry& entry) {
    const QLocale locale;
    const QString rows = jobCountText(entry.rows, "rows");
    return entry.objects == 1
               ? BackupJob::tr("1 object with %1").arg(rows)
               : BackupJob::tr("%1 objects with %2").arg(locale.toString(qulonglong{entry.objects}), rows);
}

} // namespace

BackupJob::BackupJob(bus::CommandBus& bus, BackupWorkKind kind, QString title, std::string backup, Order order,
                     WayDesk* ways, QObject* parent)
    : QObject(parent),
      m_bus(bus),
      m_kind(kind),
      m_title(std::move(title)),
      m_backup(std::move(backup)),
      m_order(std::move(order)),
      m_questions(bus, ways) {
    constexpr int kTickMs = 1'000;
    m_ticking.setInterval(kTickMs);
    connect(&m_ticking, &QTimer::timeout, this, &BackupJob::changed);
}

void BackupJob::start(bus::LeftSecret passphrase) {
    m_passphrase = std::move(passphrase);
    m_questions.begin();
    m_state = State::Running;
    m_error.reset();
    m_schedule.reset();
    m_progress.reset();
    m_pace = {};
    m_summary.clear();
    m_report.clear();
    m_clock.start();
    m_ticking.start();
    add(m_title);
    const auto left = m_passphrase.id() ? std::optional(m_passphrase.id()) : std::nullopt;
    m_request = m_bus.send(m_order(left), [this](const protocol::Event& event, bool last) { hear(event, last); });
    Q_EMIT changed();
}

void BackupJob::stop() {
    if (m_state != State::Running || m_stop.active()) {
        return;
    }
    m_stop = m_bus.ask(
        protocol::CancelRequest{m_request.id()}, [this](const protocol::CancelConfirmed&) { Q_EMIT changed(); },
        [this](const Error& error) {
            add(errorSentence(error), true);
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void BackupJob::hear(const protocol::Event& event, bool last) {
    if (const auto* progress = std::get_if<protocol::JobProgressed>(&event)) {
        note(*progress);
    } else if (const auto* awaited = std::get_if<protocol::SessionAwaited>(&event)) {
        m_waiting = QString::fromStdString(awaited->message);
        add(m_waiting);
    } else if (const auto* asked = std::get_if<protocol::QuestionRaised>(&event)) {
        m_waiting = tr("Waits for an answer: %1").arg(shownName(QString::fromStdString(asked->question.about)));
        add(m_waiting);
        m_questions.put(m_request.id(), asked->question, m_title);
    } else if (const auto* raised = std::get_if<protocol::NoticeRaised>(&event)) {
        add(QString::fromStdString(raised->notice.message), true);
    }
    if (!last) {
        Q_EMIT changed();
        return;
    }
    endPhase();
    if (std::holds_alternative<protocol::RequestFailed>(event)) {
        m_questions.withdraw();
    } else {
        m_questions.opened();
    }
    if (const auto* made = std::get_if<protocol::BackupFinished>(&event)) {
        endWell(*made);
    } else if (const auto* all = std::get_if<protocol::ServerBackedUp>(&event)) {
        endWell(*all);
    } else if (const auto* checked = std::get_if<protocol::BackupChecked>(&event)) {
        endWell(*checked);
    } else if (const auto* restored = std::get_if<protocol::BackupRestored>(&event)) {
        endWell(*restored);
    } else if (const auto* unpacked = std::get_if<protocol::BackupUnpacked>(&event)) {
        endWell(*unpacked);
    } else if (const auto* run = std::get_if<protocol::ScheduledRunEnded>(&event)) {
        endWell(*run);
    } else if (const auto* failed = std::get_if<protocol::RequestFailed>(&event)) {
        endBadly(failed->error);
    }
}

void BackupJob::note(const protocol::JobProgressed& progress) {
    m_waiting.clear();
    m_questions.opened();
    if (progress.turn.count > 0 && (!m_progress || m_progress->turn != progress.turn)) {
        endPhase();
        m_progress.reset();
        add(databaseTurnText(progress.turn));
    }
    if (!m_progress || m_progress->phase != progress.phase) {
        endPhase();
        add(jobPhaseText(progress.phase));
    }
    // Of several databases the one whose turn it is.
    if (m_backup.empty() || progress.turn.count > 0) {
        m_backup = progress.backup;
    }
    m_progress = progress;
    m_pace.note(progress, m_clock.elapsed());
}

void BackupJob::endPhase() {
    if (m_progress && !m_log.empty() && m_progress->done > 0) {
        m_log.back().text =
            jobPhaseText(m_progress->phase) + QStringLiteral(": ") + jobCountText(m_progress->done, m_progress->unit);
    }
}

void BackupJob::add(const QString& text, bool isWarning) {
    m_log.push_back({QTime::currentTime(), text, isWarning});
}

QString BackupJob::status() const {
    if (m_state != State::Running) {
        return m_summary;
    }
    if (isStopping()) {
        return tr("Stopping…");
    }
    if (!m_waiting.isEmpty()) {
        return m_waiting;
    }
    const QString text = m_progress ? jobProgressText(*m_progress, m_pace) : tr("Beginning…");
    constexpr qint64 kSoonestMs = 3'000;
    const bool tellsTime = !fraction() && m_clock.elapsed() >= kSoonestMs;
    return tellsTime ? text + QStringLiteral(" · ") +
                           durationText(std::floor(static_cast<double>(m_clock.elapsed()) / 1'000) * 1'000)
                     : text;
}

std::optional<double> BackupJob::fraction() const {
    if (m_state != State::Running || !m_progress) {
        return std::nullopt;
    }
    if (m_progress->share) {
        return m_progress->share;
    }
    if (m_progress->total == 0) {
        return std::nullopt;
    }
    return std::min(1.0, static_cast<double>(m_progress->done) / static_cast<double>(m_progress->total));
}

void BackupJob::take(const protocol::BackupEntry& entry, const std::vector<protocol::BackupDifference>& differences) {
    m_backup = entry.id;
    m_differences = differences;
}

void BackupJob::end(State state, const QString& summary) {
    m_state = state;
    m_ticking.stop();
    m_summary = summary;
    m_stop = {};
    m_waiting.clear();
    QStringList told{summary};
    for (const protocol::BackupDifference& difference : m_differences) {
        told << differenceText(difference);
    }
    for (const Line& line : m_log) {
        if (line.isWarning) {
            told << line.text;
        }
    }
    m_report = told.join(QLatin1Char('\n'));
    add(summary);
    Q_EMIT changed();
    Q_EMIT ended();
}

void BackupJob::endWell(const protocol::BackupFinished& done) {
    take(done.entry, done.differences);
    for (const Notice& notice : done.notices) {
        add(QString::fromStdString(notice.message), true);
    }
    const QString made = tr("Backed up %1 in %2: %3. %4")
                             .arg(backupDatabaseText(done.entry), durationText(done.timeMs),
                                  backupContentText(done.entry), knownNow(done.entry));
    end(done.entry.state == BackupState::Failed ? State::Failed : State::Done, made);
}

void BackupJob::endWell(const protocol::ServerBackedUp& done) {
    m_backup.clear();
    m_differences.clear();
    for (const Notice& notice : done.notices) {
        add(QString::fromStdString(notice.message), notice.severity != "info");
    }
    std::size_t good = 0;
    for (const protocol::DatabaseBackup& each : done.databases) {
        const QString name = shownName(QString::fromStdString(each.database));
        if (each.entry) {
            m_backups.push_back(each.entry->id);
        }
        if (each.isGood()) {
            ++good;
            add(tr("%1: %2. %3").arg(name, backupContentText(*each.entry), knownNow(*each.entry)));
            continue;
        }
        add(tr("%1: %2").arg(name, each.error   ? errorSentence(*each.error)
                                   : each.entry ? shownName(QString::fromStdString(each.entry->trouble))
                                                : tr("It was not backed up.")),
            true);
        m_differences.insert(m_differences.end(), each.differences.begin(), each.differences.end());
    }
    const QString all = QLocale().toString(qulonglong{done.databases.size()});
    const bool isGood = good == done.databases.size();
    end(isGood ? State::Done : State::Failed,
        !isGood ? tr("%1 of %2 databases are backed up. Of the others the log says why not.")
                      .arg(QLocale().toString(qulonglong{good}), all)
        : good == 1 ? tr("Backed up the 1 database of the server in %1.").arg(durationText(done.timeMs))
                    : tr("Backed up all %1 databases of the server in %2.").arg(all, durationText(done.timeMs)));
}

void BackupJob::endWell(const protocol::BackupChecked& done) {
    take(done.entry, done.differences);
    const QString time = durationText(done.timeMs);
    QString summary;
    if (m_kind == BackupWorkKind::Drill) {
        const QString recovery =
            done.entry.recoveryMs ? durationText(static_cast<double>(*done.entry.recoveryMs)) : time;
        summary =
            m_differences.empty()
                ? tr("Restored into an empty database in %1 and compared: %2, all as they were backed up. Proved.")
                      .arg(recovery, objectsText(done.entry))
                : tr("A restore of it is not the same as what was backed up. %1 Make a new backup, and keep this "
                     "one until it is proved.")
                      .arg(foundText(m_differences.size()));
    } else if (m_kind == BackupWorkKind::Compare) {
        summary = m_differences.empty()
                      ? tr("The database holds the same as the backup: %1, compared in %2. Owners and rights are not "
                           "compared.")
                            .arg(objectsText(done.entry), time)
                      : tr("The database is not as it was backed up. %1").arg(foundText(m_differences.size()));
    } else {
        summary = done.entry.state >= BackupState::Verified
                      ? tr("Read back in %1: it is as it was written.").arg(time)
                      : tr("Read back in %1: the file is as it was written. What is in it tells only its passphrase.")
                            .arg(time);
    }
    // Differences to a database that goes on changing are an answer, and no failure.
    const bool failed = m_kind == BackupWorkKind::Drill && !m_differences.empty();
    end(failed ? State::Failed : State::Done, summary);
}

void BackupJob::endWell(const protocol::BackupRestored& done) {
    take(done.entry, done.differences);
    for (const Notice& notice : done.notices) {
        add(QString::fromStdString(notice.message), true);
    }
    const QString restored = tr("Restored %1 in %2.").arg(jobCountText(done.rows, "rows"), durationText(done.timeMs));
    end(m_differences.empty() ? State::Done : State::Failed,
        restored + QLatin1Char(' ') +
            (m_differences.empty()
                 ? tr("Compared: everything is as it was backed up.")
                 : tr("It is not the same as what was backed up. %1").arg(foundText(m_differences.size()))));
}

void BackupJob::endWell(const protocol::BackupUnpacked& done) {
    take(done.entry, {});
    end(State::Done,
        tr("Unpacked %1 (%2).").arg(jobCountText(done.bytes, "bytes"), shownName(QString::fromStdString(done.format))));
}

void BackupJob::endWell(const protocol::ScheduledRunEnded& done) {
    m_schedule = done.entry;
    if (done.backup) {
        take(*done.backup, {});
    }
    for (const Notice& notice : done.notices) {
        add(QString::fromStdString(notice.message), true);
    }
    const protocol::ScheduleState& state = done.entry.state;
    if (state.outcome == protocol::RunOutcome::Stopped) {
        end(State::Stopped, tr("Stopped. The next run is as it was planned."));
        return;
    }
    const bool succeeded =
        state.outcome == protocol::RunOutcome::Succeeded || state.outcome == protocol::RunOutcome::Skipped;
    if (!succeeded) {
        end(State::Failed,
            state.trouble.empty() ? tr("The run has failed.") : shownName(QString::fromStdString(state.trouble)));
        return;
    }
    const QString made = done.databases.size() > 1
                             ? tr("Backed up %1 databases.").arg(QLocale().toString(qulonglong{done.databases.size()}))
                         : done.backup ? tr("Backed up %1: %2. %3")
                                             .arg(backupDatabaseText(*done.backup), backupContentText(*done.backup),
                                                  knownNow(*done.backup))
                                       : tr("Another machine has made the backup.");
    const std::size_t gone = done.removed.size();
    end(State::Done, gone == 0   ? made
                     : gone == 1 ? tr("%1 1 backup was not to be kept, and is removed.").arg(made)
                                 : tr("%1 %2 backups were not to be kept, and are removed.")
                                       .arg(made, QLocale().toString(qulonglong{gone})));
}

void BackupJob::endBadly(const Error& error) {
    m_error = error;
    m_differences.clear();
    if (error.kind == ErrorKind::Cancelled && m_questions.isRefused()) {
        end(State::Stopped, tr("A question on the way to the server was answered with no, so the way was not opened "
                               "and nothing was done."));
        return;
    }
    if (error.kind == ErrorKind::Cancelled) {
        const bool hasSeveral = m_progress && m_progress->turn.count > 0;
        add(QString::fromStdString(error.detail));
        end(State::Stopped, hasSeveral ? tr("Stopped. What was backed up by then is kept, and nothing is left of what "
                                            "was begun.")
                                       : tr("Stopped. Nothing is left of what was begun."));
        return;
    }
    end(State::Failed, errorSentence(error));
    if (!error.detail.empty()) {
        add(QString::fromStdString(error.detail), true);
    }
}

} // namespace dbv::viewmodel
