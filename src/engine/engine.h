// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "bus/engine_port.h"
#include "engine/backup_before.h"
#include "engine/backup_work.h"
#include "engine/change_run.h"
#include "engine/completion_desk.h"
#include "engine/connection_diagnosis.h"
#include "engine/connection_table.h"
#include "engine/connector_registry.h"
#include "engine/dispatcher.h"
#include "engine/engine_settings.h"
#include "engine/file_feed.h"
#include "engine/history_recorder.h"
#include "engine/idle_watch.h"
#include "engine/lanes.h"
#include "engine/query_run.h"
#include "engine/question_board.h"
#include "engine/request_table.h"
#include "engine/run_history.h"
#include "engine/schedule_book.h"
#include "engine/secrets_watch.h"
#include "engine/server_backup.h"
#include "engine/session_step.h"
#include "engine/undo_store.h"
#include "results/result_shelf.h"
#include "secrets/secret_store.h"
#include "store/application_store.h"
#include "store/draft_versions.h"
#include "store/snippet_folder.h"

namespace dbv::engine {

/// Turns commands into blocking steps on sessions and says what came of them.
///
/// All state belongs to the dispatcher's thread; nothing here is locked but the sink.
/// Owns: dispatcher, lanes, sessions, connectors, the store.
class Engine final : public bus::EnginePort {
public:
    /// The shelf must outlive the engine.
    Engine(EngineSettings settings, results::ResultShelf& shelf);
    /// Shuts down without a limit.
    ~Engine() override;

    /// Cancels what runs, waits until it has ended, closes every session. False if that took longer than the limit: some
    /// step can not be stopped, and destroying the engine would wait for it. Nothing is asked of the engine afterwards.
    /// Thread: the owner's. Blocks: until the servers have confirmed, at most as long as the limit.
    [[nodiscard]] bool shutDown(std::optional<std::chrono::milliseconds> limit);

    /// Takes over what may change while the engine runs: limits, how sessions are treated, which changes are asked about, where
    /// saved queries are. The rest of these settings is not looked at. Thread: any.
    void adopt(EngineSettings settings);

    void connectSink(EventSink sink) override;
    void connectSecrets(std::shared_ptr<bus::SecretShelf> shelf) override { m_secrets = std::move(shelf); }
    void post(protocol::CommandEnvelope command) override;

private:
    friend class EngineHandler;
    /// A request that uses a session.
    struct SessionUse {
        ConnectionId connection;
        /// The tab; none for metadata and jobs.
        std::optional<SessionKey> session;
        /// Null where the request is no query.
        std::shared_ptr<QueryRun> run;
        std::shared_ptr<SessionSlot> slot = nullptr;
        /// Null where the request holds no change.
        std::shared_ptr<ChangeRun> change = nullptr;
    };

    void handle(protocol::CommandEnvelope envelope);
    void send(protocol::EventEnvelope event);
    void failRequest(RequestId id, Error error);
    void openConnection(RequestId id, protocol::ConnectionTarget target, bool keep);
    void closeSessions(RequestId id, ConnectionId connection, std::optional<SessionKey> session);
    void runQuery(RequestId id, protocol::RunQuery query);
    void openScript(RequestId id, protocol::RunScriptFile command);
    void runScript(RequestId id, protocol::RunScriptFile command, std::shared_ptr<FileFeed> feed);
    void previewChange(RequestId id, protocol::PreviewChange command);
    void holdChange(RequestId id, protocol::HoldChange command);
    void settleChange(RequestId id, const protocol::SettleChange& command);
    void undoChange(RequestId id, protocol::UndoChange command);
    void endTransaction(RequestId id, const protocol::EndTransaction& command);
    void setTransactionMode(RequestId id, protocol::SetTransactionMode command);
    void watchSessions(RequestId id, const protocol::WatchSessions& command);
    [[nodiscard]] SessionCare::Surroundings sessionSurroundings();
    void exportRows(RequestId id, protocol::ExportRows command);
    void createSample(RequestId id);
    /// For work with backups on another lane.
    [[nodiscard]] BackupWork backupWork(RequestId id, const std::stop_token& stop,
                                        std::shared_ptr<const SessionSource> source, bool canAnswer);
    [[nodiscard]] BackupWork::Server serverOf(std::shared_ptr<const SessionSource> source, std::stop_token stop) const;
    /// The databases of the server that a source leads to, for work on their own sessions. Thread: any.
    [[nodiscard]] EnterDatabase databasesOf(const std::shared_ptr<const SessionSource>& source,
                                            const BackupPlaces& places, BackupWork::Told told, std::stop_token stop);
    /// Backs up each of them. Thread: a job's. Blocks: until done.
    [[nodiscard]] Result<protocol::ServerBackedUp> backUpServer(RequestId id, Session& session,
                                                                const BackupWork::Origin& origin,
                                                                const protocol::StartServerBackup& command,
                                                                const std::shared_ptr<const SessionSource>& source,
                                                                const Secret& passphrase, const std::stop_token& stop);
    /// Makes a database beside that of the session, and restores there. Thread: a job's.
    [[nodiscard]] Result<protocol::Event> restoreIntoNew(RequestId id, Session& session,
                                                         const protocol::RestoreBackup& command,
                                                         const std::shared_ptr<const SessionSource>& source,
                                                         const Secret& passphrase, const std::stop_token& stop);
    /// Drills a backup without a connection. Thread: a job's.
    [[nodiscard]] Result<protocol::Event> drillByItself(RequestId id, const protocol::DrillBackup& command,
                                                        const Secret& passphrase, const std::stop_token& stop);
    [[nodiscard]] BackupBook backupBook(BackupPlaces places = {});
    [[nodiscard]] ScheduleBook scheduleBook();
    /// What is backed up before a statement on a connection, which exists, destroys something.
    [[nodiscard]] BackupBefore backupBefore(ConnectionId connection);
    /// How the work of a scheduled run gets to its servers.
    struct ScheduledRunWays {
        std::string connector;
        std::string host;
        std::shared_ptr<const SessionSource> backup;
        /// Null where a drill is made beside what is backed up.
        std::shared_ptr<const SessionSource> drill;
    };
    /// Thread: a job's. Blocks: until it has ended.
    [[nodiscard]] Result<protocol::ScheduledRunEnded> doScheduledRun(RequestId id, Session& session, RunClaim claim,
                                                                     const ScheduledRunWays& ways,
                                                                     const std::stop_token& stop);
    void closeSlot(const std::shared_ptr<SessionSlot>& slot, std::function<void()> closed);
    /// Runs a metadata step and answers with what it returns. The connection exists.
    void onMetadata(RequestId id, ConnectionId connection, SessionStep::Body body);
    /// Runs a job's step, alike.
    void onJobSession(RequestId id, ConnectionId connection, SessionStep::Body body);
    void startStep(RequestId id, SessionUse use, const std::shared_ptr<SessionSlot>& slot, SessionUser user,
                   const std::shared_ptr<SessionStep>& step);
    /// The last word of a request that uses a session.
    [[nodiscard]] Finish finishUse(RequestId id);
    /// Runs a step without a session, with a stop token.
    void onLane(RequestId id, concurrency::Lane& lane,
                std::move_only_function<Result<protocol::Event>(std::stop_token)> body);
    /// Puts questions of an opening to the one who waits for it, whose thinking the way leaves out of its times.
    /// Thread: the one that opens.
    [[nodiscard]] AskQuestion askerFor(RequestId opening, ConnectionDiagnosis& way);
    /// The same for a run, whose session may have to be opened anew.
    [[nodiscard]] AskQuestion askerFor(RequestId run);
    [[nodiscard]] HistoryOrigin originOf(ConnectionId connection, protocol::StatementSource from) const;
    /// What notes the statements of a request on a connection, which exists.
    [[nodiscard]] std::shared_ptr<RunHistory> historyOf(ConnectionId connection, protocol::StatementSource from,
                                                        const std::string& text) const;
    /// A saved connection has another name now. Thread: any.
    void renameInHistory(const std::string& before, const std::string& now);
    [[nodiscard]] bool knows(RequestId id, ConnectionId connection);

    EngineSettings m_settings;
    Confirmations m_confirmations;
    results::ResultShelf& m_shelf;
    ConnectorRegistry m_registry;
    std::mutex m_sinkMutex;
    EventSink m_sink;
    std::shared_ptr<bus::SecretShelf> m_secrets;
    std::shared_ptr<TunnelShelf> m_tunnels = std::make_shared<TunnelShelf>();
    secrets::SecretStore m_secretStore;
    UndoStore m_undo;
    BegunRuns m_begunRuns;
    QuestionBoard m_questions;
    RequestTable m_requests;
    ConnectionTable m_connections;
    std::unordered_map<RequestId, SessionUse> m_uses;
    /// The number of the last loss that was told (`protocol::LossMark`).
    std::uint64_t m_lastLoss = 0;
    store::ApplicationStore m_store;
    store::HistoryStore m_historyStore;
    store::SnippetFolder m_snippets;
    store::DraftVersions m_versions;
    std::shared_ptr<HistoryRecorder> m_history;
    std::optional<SecretsWatch> m_secretsWatch;
    // Last, so that lanes are joined while everything their steps use is still there.
    std::unique_ptr<Lanes> m_lanes;
    std::unique_ptr<Dispatcher> m_dispatcher;
    std::unique_ptr<IdleWatch> m_idleWatch;
    CompletionDesk m_completion;
};

} // namespace dbv::engine
