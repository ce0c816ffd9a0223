// SPDX-License-Identifier: Apache-2.0
// What the engine does with scripts that lie on the disk.
#include <memory>
#include <string>
#include <utility>

#include <dbv/core/cancel.h>

#include "engine/engine.h"
#include "engine/engine_handler.h"
#include "engine/guarded_step.h"
#include "engine/script_report.h"

namespace dbv::engine {

namespace {

std::optional<ScriptBlock> blockOf(const protocol::RunScriptFile& command) {
    switch (command.transactions) {
    case protocol::ScriptTransactions::AsWritten: break;
    case protocol::ScriptTransactions::One: return ScriptBlock(0, !command.stopOnError);
    case protocol::ScriptTransactions::Every: return ScriptBlock(command.every, !command.stopOnError);
    }
    return std::nullopt;
}

Result<FileFeed::Plan> planOf(const protocol::RunScriptFile& command, const protocol::ConnectionFacts& facts,
                              std::size_t maxStatementBytes) {
    FileFeed::Plan plan;
    plan.origin = {command.path, command.descriptor};
    plan.from = command.from;
    plan.onlyOne = command.onlyOne;
    plan.goesOn = !command.stopOnError;
    plan.transactionsChosen = command.transactions != protocol::ScriptTransactions::AsWritten;
    plan.rules.dialect = facts.dialect;
    plan.rules.database = facts.database;
    plan.rules.limits.statement = maxStatementBytes;
    plan.rules.encoding = scripts::encodingNamed(command.encoding);
    if (!command.encoding.empty() && !plan.rules.encoding) {
        return fail(ErrorKind::InvalidInput, "No encoding is called \"" + command.encoding + "\" here.",
                    "Give " + std::string(scripts::kEncodingNames) + ".");
    }
    if (command.transactions == protocol::ScriptTransactions::Every && command.every == 0) {
        return fail(ErrorKind::InvalidInput, "A transaction of no statements was asked for.",
                    "Give how many statements are committed together.");
    }
    return plan;
}

} // namespace

void EngineHandler::handle(protocol::RunScriptFile command) {
    if (m_engine.knows(m_id, command.connection)) {
        m_engine.openScript(m_id, std::move(command));
    }
}

void EngineHandler::handle(const protocol::PauseScript& command) {
    bool paused = false;
    if (const auto found = m_engine.m_uses.find(command.run); found != m_engine.m_uses.end() && found->second.run) {
        const std::shared_ptr<QueryRun> live = found->second.run;
        live->pause(command.paused);
        paused = command.paused;
    }
    answer(protocol::ScriptPaused{paused});
}

void Engine::openScript(RequestId id, protocol::RunScriptFile command) {
    const protocol::ConnectionFacts& facts = *m_connections.find(command.connection);
    Result<FileFeed::Plan> plan = planOf(command, facts, m_settings.maxStatementBytes);
    if (!plan) {
        failRequest(id, std::move(plan.error()));
        return;
    }
    std::stop_source stop;
    m_requests.setCancel(id, [stop]() mutable { stop.request_stop(); });
    m_lanes->jobs.run([this, id, stop, command = std::move(command), plan = std::move(*plan)]() mutable {
        auto feed = guardedStep([&] { return FileFeed::open(std::move(plan), stop); });
        m_dispatcher->post([this, id, stop, command = std::move(command), feed = std::move(feed)]() mutable {
            if (!feed && scripts::asksForEncoding(feed.error())) {
                protocol::RequestFailed unclear{std::move(feed.error()), {}};
                unclear.encodingUnclear = true;
                m_requests.finish(id, std::move(unclear));
            } else if (!feed || stop.stop_requested()) {
                failRequest(id, feed ? cancelledError(Damage::None) : std::move(feed.error()));
            } else if (knows(id, command.connection)) {
                runScript(id, std::move(command), std::move(*feed));
            }
        });
    });
}

void Engine::runScript(RequestId id, protocol::RunScriptFile command, std::shared_ptr<FileFeed> feed) {
    const protocol::ConnectionFacts& facts = *m_connections.find(command.connection);
    ScriptSafety safety(SafetyGate(facts.safety, facts.askAbove), m_confirmations, backupBefore(command.connection));
    const std::shared_ptr<SessionSlot> slot = m_connections.slot(command.connection, command.session);
    const AskQuestion ask = command.canAnswer ? askerFor(id) : AskQuestion();
    const std::shared_ptr<RunHistory> history =
        historyOf(command.connection, command.source, "-- Script: " + command.path);
    auto report = std::make_shared<ScriptReport>(feed, m_requests.emitFor(id));
    protocol::RunQuery query;
    query.connection = command.connection;
    query.session = command.session;
    // What a confirmation is for; it is not what is run.
    query.sql = feed->identity() + " " + std::to_string(static_cast<int>(command.transactions)) + "/" +
                std::to_string(command.every);
    query.stopOnError = command.stopOnError;
    query.confirm = std::move(command.confirm);
    query.canAnswer = command.canAnswer;
    query.from = command.source;
    SessionUse& use = m_uses[id];
    use.connection = command.connection;
    use.session = command.session;
    use.slot = slot;
    auto finish = [history, finish = finishUse(id)](protocol::Event event) mutable {
        if (const auto* finished = std::get_if<protocol::ScriptFinished>(&event)) {
            finished->stoppedBy ? history->noteJob(std::unexpected(finished->stoppedBy->error), finished->timeMs)
                                : history->noteJob(event, finished->timeMs);
        }
        finish(std::move(event));
    };
    use.run = std::make_shared<QueryRun>(
        QueryRun::Surroundings{*m_dispatcher, *m_lanes, m_shelf, m_settings.parkedLimit}, std::move(query),
        facts.dialect, std::move(safety), m_completion.watching(use.connection, report->hearing()),
        report->hearing(std::move(finish)), QueryRun::Script{std::move(feed), blockOf(command)});
    report->start();
    const std::shared_ptr<QueryRun> run = use.run;
    m_requests.setCancel(id, [weak = std::weak_ptr(run)] {
        if (const auto live = weak.lock()) {
            live->cancel();
        }
    });
    run->start(slot, SessionUser::ofKey(*use.session), ask, m_requests.heard(id));
}

} // namespace dbv::engine
