// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <QObject>
#include <QString>
#include <QStringList>

#include "bus/command_bus.h"
#include "protocol/script_commands.h"
#include "protocol/values.h"
#include "viewmodel/question_desk.h"
#include "viewmodel/script_failures.h"
#include "viewmodel/tab_loss.h"
#include "viewmodel/tab_message.h"
#include "viewmodel/transaction_control.h"

namespace dbv::viewmodel {

/// How scripts are run.
struct ScriptChoices {
    /// Empty where it is to be found out.
    QString encoding;
    protocol::ScriptTransactions transactions = protocol::ScriptTransactions::AsWritten;
    /// For `ScriptTransactions::Every`.
    std::uint64_t every = 1000;
    bool stopOnError = true;

    friend bool operator==(const ScriptChoices&, const ScriptChoices&) = default;
};

/// A run of scripts as it is kept between runs of the program.
struct KeptRun {
    enum class End : std::uint8_t {
        Unbegun,
        Running, ///< the program has ended while it ran
        Over,
    };

    QStringList files;
    /// The number of the file that ran last.
    qsizetype file = 0;
    ScriptChoices choices;
    std::optional<protocol::ScriptStart> start = std::nullopt;
    bool onlyOne = false;
    End end = End::Unbegun;
    /// How it ended, in words.
    QString outcome;
    /// How far it was when that was heard last: statements that were over, and how far it was read. Line 0: nothing was heard.
    std::uint64_t statements = 0;
    std::uint64_t line = 0;
    /// What stands before this byte is kept, and nothing behind it; nothing where that is not known.
    std::optional<std::uint64_t> continueAt = std::nullopt;

    friend bool operator==(const KeptRun&, const KeptRun&) = default;
};

/// Scripts on the disk that are run one after the other, on a session of their own: what was chosen, how far they are, what failed.
///
/// Thread: the UI thread; nothing here waits, and nothing reads the disk.
class ScriptFileRun final : public QObject {
    Q_OBJECT

public:
    enum class State : std::uint8_t { Idle, Running, Stopping };

    ScriptFileRun(bus::CommandBus& bus, SessionKey session, QuestionDesk& desk, QObject* parent = nullptr);
    /// Stops what runs and gives the session back.
    ~ScriptFileRun() override;

    void setConnection(const std::optional<protocol::ConnectionFacts>& facts);
    [[nodiscard]] const std::optional<protocol::ConnectionFacts>& connection() const { return m_connection; }
    [[nodiscard]] SessionKey session() const { return m_session; }
    [[nodiscard]] TransactionControl& transactions() { return m_transactions; }

    /// Absolute paths; what was run before is forgotten.
    void setFiles(const QStringList& files);
    [[nodiscard]] const QStringList& files() const { return m_files; }
    void setChoices(const ScriptChoices& choices);
    [[nodiscard]] const ScriptChoices& choices() const { return m_choices; }
    /// Where the first of the files begins to run, and whether only the statement there does.
    void setStart(std::optional<protocol::ScriptStart> start, bool onlyOne = false);
    [[nodiscard]] const std::optional<protocol::ScriptStart>& start() const { return m_start; }
    [[nodiscard]] bool runsOnlyOne() const { return m_onlyOne; }

    /// Runs the files from the first on. Says why where it can not.
    void run();
    void setPaused(bool paused);
    void stop();
    /// Runs what the last run has left, from where it stopped.
    void continueRun();
    [[nodiscard]] bool canContinue() const { return m_state == State::Idle && m_continueFrom.has_value(); }

    /// What is kept of it, so that another run of the program can tell it.
    [[nodiscard]] KeptRun kept() const;
    /// Tells what an earlier run of the program has left, and runs nothing.
    void restore(const KeptRun& kept);
    /// The database of what was restored is open again: what is left can go on there.
    void restoreContinue(const KeptRun& kept, const protocol::ConnectionFacts& facts);

    [[nodiscard]] State state() const { return m_state; }
    /// Also while the pause was asked for and its confirmation is not here.
    [[nodiscard]] bool isPaused() const { return m_paused; }
    /// What must be confirmed before anything is sent; null when nothing is asked.
    [[nodiscard]] const protocol::Confirmation* asked() const { return m_asked ? &*m_asked : nullptr; }
    void confirm();
    void dismiss();
    /// What the scripts would lose if their session ended now.
    [[nodiscard]] TabLoss loss() const;

    [[nodiscard]] ScriptFailures& failures() { return m_failures; }
    /// The last that was heard; null before anything was.
    [[nodiscard]] const protocol::ScriptProgressed* progress() const { return m_progress ? &*m_progress : nullptr; }
    /// The file that runs, ran last, or runs next; empty without one.
    [[nodiscard]] QString currentFile() const;
    /// What is done, how fast, and how long it takes still, in a line; how it ended where nothing runs.
    [[nodiscard]] QString statusText() const;
    /// How much of the file is read. Unit: of 1; nothing where nobody knows.
    [[nodiscard]] std::optional<double> share() const;

Q_SIGNALS:
    void stateChanged();
    void connectionChanged();
    /// Files, choices or the place to start from.
    void choicesChanged();
    void progressed();
    void messageAdded(const dbv::viewmodel::TabMessage& message);
    void confirmationAsked();
    /// A person has to say which encoding a file has.
    void encodingAsked(const QString& why);
    /// What the explorer shows may have changed.
    void schemaMayHaveChanged();

private:
    void receive(const protocol::Event& event);
    void onEvent(const protocol::ScriptProgressed& event);
    void onEvent(const protocol::ScriptStatementFailed& event);
    void onEvent(const protocol::NoticeRaised& event);
    void onEvent(const protocol::SessionAwaited& event);
    void onEvent(const protocol::QuestionRaised& event);
    void onEvent(const protocol::ScriptFinished& event);
    void onEvent(const protocol::RequestFailed& event);
    void send(std::optional<protocol::ScriptStart> from, const std::string& confirm = {});
    void goOnBehind(const protocol::ScriptFinished& finished);
    void sayStopped(const protocol::ScriptFinished& finished);
    void sayUnrunFiles();
    void ended();
    void say(TabMessage::Severity severity, const QString& text);
    [[nodiscard]] bool refusesRun();

    bus::CommandBus& m_bus;
    SessionKey m_session;
    std::optional<protocol::ConnectionFacts> m_connection;
    OpeningQuestions m_questions;
    TransactionControl m_transactions;
    ScriptFailures m_failures;
    QStringList m_files;
    ScriptChoices m_choices;
    std::optional<protocol::ScriptStart> m_start;
    bool m_onlyOne = false;
    State m_state = State::Idle;
    bool m_paused = false;
    /// The number of the file that runs, or ran last.
    qsizetype m_file = 0;
    /// Where the run that is under way began in it.
    std::optional<protocol::ScriptStart> m_from;
    std::optional<protocol::ScriptStart> m_continueFrom;
    std::optional<protocol::ScriptProgressed> m_progress;
    std::optional<protocol::Confirmation> m_asked;
    QString m_outcome;
    /// Something was sent that may have changed the schema.
    bool m_sent = false;
    bus::Request m_run;
    bus::Request m_pause;
    bus::Request m_cancel;
};

} // namespace dbv::viewmodel
