// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/engine.h"

namespace dbv::engine {

/// What the engine does with each command: one overload a command, so that a new command does not compile until it has
/// an answer here.
///
/// Thread: the dispatcher.
class EngineHandler {
public:
    EngineHandler(Engine& engine, RequestId id) : m_engine(engine), m_id(id) {}

    void handle(protocol::Hello command);
    void handle(protocol::OpenConnection command);
    void handle(protocol::TestConnection command);
    void handle(protocol::ReadConnectionText command);
    void handle(protocol::CloseConnection command);
    void handle(protocol::CloseSession command);
    void handle(protocol::ListSchemas command);
    void handle(protocol::ListObjects command);
    void handle(protocol::ListServerObjects command);
    void handle(protocol::DescribeObject command);
    void handle(protocol::SplitScript command);
    void handle(protocol::ClassifyScript command);
    void handle(protocol::FormatScript command);
    void handle(protocol::RunQuery command);
    void handle(protocol::GrantRows command);
    void handle(protocol::GrantStatements command);
    void handle(protocol::EndResult command);
    void handle(protocol::CancelRequest command);
    void handle(protocol::ReleaseResult command);
    void handle(protocol::LoadRow command);
    void handle(protocol::ReadLargeValue command);
    void handle(protocol::ExportRows command);
    void handle(protocol::ListSavedConnections command);
    void handle(protocol::SaveConnection command);
    void handle(protocol::RemoveSavedConnection command);
    void handle(protocol::MarkFavourite command);
    void handle(protocol::OpenWorkspace command);
    void handle(protocol::SaveDraft command);
    void handle(protocol::RemoveDraft command);
    void handle(protocol::SaveLayout command);
    void handle(protocol::NoteRecent command);
    void handle(protocol::CreateSample command);
    void handle(protocol::NoteConnectionUse command);
    void handle(const protocol::AnswerQuestion& command);
    void handle(protocol::FetchSecret command);
    void handle(protocol::ListSecrets command);
    void handle(protocol::KeepSecret command);
    void handle(protocol::RemoveSecret command);
    void handle(protocol::UnlockSecrets command);
    void handle(protocol::LockSecrets command);
    void handle(protocol::ChangeSecretsKey command);
    void handle(protocol::FindImportSources command);
    void handle(protocol::ReadConnections command);
    void handle(protocol::KeepConnections command);
    void handle(protocol::ExportConnections command);
    void handle(protocol::ListSessions command);
    void handle(protocol::WatchSessions command);
    void handle(protocol::SetTransactionMode command);
    void handle(protocol::EndTransaction command);
    void handle(protocol::PreviewChange command);
    void handle(protocol::HoldChange command);
    void handle(protocol::SettleChange command);
    void handle(protocol::Complete command);
    void handle(const protocol::NoteCompletion& command);
    void handle(protocol::ExplainName command);
    void handle(protocol::ListUndo command);
    void handle(protocol::UndoChange command);
    void handle(protocol::WriteUndoScript command);
    void handle(protocol::RunScriptFile command);
    void handle(const protocol::PauseScript& command);
    void handle(protocol::SearchHistory command);
    void handle(protocol::RemoveHistory command);
    void handle(protocol::SetHistoryPrivacy command);
    void handle(protocol::ListSnippets command);
    void handle(protocol::ChangeSnippets command);
    void handle(protocol::ReadSnippets command);
    void handle(protocol::WriteSnippets command);
    void handle(protocol::ListQueryFiles command);
    void handle(protocol::ReadQueryFile command);
    void handle(protocol::WriteQueryFile command);
    void handle(protocol::KeepDraftVersion command);
    void handle(protocol::ListDraftVersions command);
    void handle(protocol::ReadDraftVersion command);
    void handle(protocol::ReadFilePart command);
    void handle(protocol::SearchFile command);
    void handle(protocol::CountFileLines command);
    void handle(protocol::StartBackup command);
    void handle(protocol::StartServerBackup command);
    void handle(protocol::ListBackups command);
    void handle(protocol::ScanBackups command);
    void handle(protocol::DescribeBackup command);
    void handle(protocol::VerifyBackup command);
    void handle(protocol::DrillBackup command);
    void handle(protocol::RestoreBackup command);
    void handle(protocol::DeleteBackup command);
    void handle(protocol::UnpackBackup command);
    void handle(protocol::CompareBackup command);
    void handle(protocol::CompareBackups command);
    void handle(protocol::ListSchedules command);
    void handle(protocol::SaveSchedule command);
    void handle(protocol::RemoveSchedule command);
    void handle(protocol::BeginScheduledRun command);
    void handle(protocol::DoScheduledRun command);
    void handle(protocol::FailScheduledRun command);
    void handle(protocol::StartScheduledRun command);
    void handle(protocol::StopScheduledRun command);
    void handle(protocol::ExportSchedules command);
    void handle(protocol::ImportSchedules command);

private:
    using LaneBody = std::move_only_function<Result<protocol::Event>(std::stop_token)>;

    void answer(protocol::Event event) { m_engine.m_requests.finish(m_id, std::move(event)); }
    void onMetadata(ConnectionId connection, SessionStep::Body body);
    void onStore(std::move_only_function<Result<void>()> save);
    void onSchedules(concurrency::Lane& lane, std::move_only_function<Result<protocol::Event>(ScheduleBook&)> use);
    void answerConnections(std::move_only_function<Result<void>()> change, std::vector<Notice> told = {});
    /// Changes something about the stored secrets and answers with what there is then.
    void answerSecrets(std::move_only_function<Result<void>(const std::stop_token&)> change);
    [[nodiscard]] Secret left(SecretId id) const;
    void withRun(RequestId run, const std::function<void(QueryRun&)>& use);

    Engine& m_engine;
    RequestId m_id;
};

} // namespace dbv::engine
