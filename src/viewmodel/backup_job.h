// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QTime>
#include <QTimer>

#include "bus/command_bus.h"
#include "bus/job_pace.h"
#include "bus/secret_shelf.h"
#include "protocol/backup_commands.h"
#include "protocol/schedule_commands.h"
#include "viewmodel/way_questions.h"

namespace dbv::viewmodel {

/// What a job does with a backup.
enum class BackupWorkKind : std::uint8_t { Make, Verify, Drill, Restore, Compare, Unpack, Run };

/// One piece of long work with a backup: what is told of it while it runs, and what it came to.
///
/// Thread: the UI thread; nothing here waits.
class BackupJob final : public QObject {
    Q_OBJECT

public:
    enum class State : std::uint8_t { Running, Done, Failed, Stopped };
    struct Line {
        QTime at;
        QString text;
        bool isWarning = false;
    };
    /// The command, with the passphrase that was left for it, if any.
    using Order = std::function<protocol::Command(std::optional<SecretId> passphrase)>;

    /// `title` is what it does to what, in a few words: `Backing up shop`. `backup` is the id of the backup, as far as there is one yet.
    /// `ways` is where the way to a server puts its questions; null where nobody is there to be asked.
    BackupJob(bus::CommandBus& bus, BackupWorkKind kind, QString title, std::string backup, Order order,
              WayDesk* ways = nullptr, QObject* parent = nullptr);

    /// Sends the command. Once more, where a passphrase was wrong.
    void start(bus::LeftSecret passphrase);
    /// Asks to stop; what could be stopped ends as `Stopped`.
    void stop();

    [[nodiscard]] BackupWorkKind kind() const { return m_kind; }
    [[nodiscard]] const QString& title() const { return m_title; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isStopping() const { return m_stop.active(); }
    /// It ended because somebody said no to a question on its way to a server.
    [[nodiscard]] bool isRefused() const { return m_state == State::Stopped && m_questions.isRefused(); }
    /// The id of the backup; empty where none is known.
    [[nodiscard]] const std::string& backup() const { return m_backup; }
    /// Of work with several databases: the ids of all that were made.
    [[nodiscard]] const std::vector<std::string>& backups() const { return m_backups; }
    /// The engine has begun with it: it told of something.
    [[nodiscard]] bool hasProgress() const { return m_progress.has_value(); }
    /// How far it is, or what it came to, in one line.
    [[nodiscard]] QString status() const;
    /// How much of all of it is done, or, where nobody knows that, of its phase: from 0 to 1; nothing where nobody knows either.
    [[nodiscard]] std::optional<double> fraction() const;
    [[nodiscard]] const std::vector<Line>& log() const { return m_log; }
    /// What was done, in how long, and what was found, one finding a line. Empty until it is over.
    [[nodiscard]] const QString& report() const { return m_report; }
    [[nodiscard]] const std::vector<protocol::BackupDifference>& differences() const { return m_differences; }
    /// Why it failed.
    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }
    /// Of the run of a schedule: what has become of it.
    [[nodiscard]] const std::optional<protocol::ScheduleEntry>& schedule() const { return m_schedule; }
    [[nodiscard]] bool wantsPassphrase() const {
        return m_state == State::Failed && m_error && m_error->kind == ErrorKind::WrongPassphrase;
    }

Q_SIGNALS:
    /// The status, the log or the state.
    void changed();
    void ended();

private:
    void hear(const protocol::Event& event, bool last);
    void note(const protocol::JobProgressed& progress);
    void endPhase();
    void add(const QString& text, bool isWarning = false);
    void end(State state, const QString& summary);
    void endWell(const protocol::BackupFinished& done);
    void endWell(const protocol::ServerBackedUp& done);
    void endWell(const protocol::BackupChecked& done);
    void endWell(const protocol::BackupRestored& done);
    void endWell(const protocol::BackupUnpacked& done);
    void endWell(const protocol::ScheduledRunEnded& done);
    void endBadly(const Error& error);
    void take(const protocol::BackupEntry& entry, const std::vector<protocol::BackupDifference>& differences);

    bus::CommandBus& m_bus;
    BackupWorkKind m_kind;
    QString m_title;
    std::string m_backup;
    std::vector<std::string> m_backups;
    Order m_order;
    State m_state = State::Running;
    std::optional<protocol::JobProgressed> m_progress;
    bus::JobPace m_pace;
    QElapsedTimer m_clock;
    /// What nobody can measure is told by the time that it has taken.
    QTimer m_ticking;
    std::vector<Line> m_log;
    QString m_waiting;
    QString m_summary;
    QString m_report;
    std::vector<protocol::BackupDifference> m_differences;
    std::optional<Error> m_error;
    std::optional<protocol::ScheduleEntry> m_schedule;
    bus::LeftSecret m_passphrase;
    WayQuestions m_questions;
    bus::Request m_request;
    bus::Request m_stop;
};

} // namespace dbv::viewmodel
