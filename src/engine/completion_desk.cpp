// SPDX-License-Identifier: Apache-2.0
#include "engine/completion_desk.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <QCryptographicHash>

#include <dbv/core/cancel.h>

#include "catalog/catalog_file.h"
#include "engine/catalog_reading.h"
#include "engine/guarded_step.h"
#include "engine/name_explanation.h"
#include "engine/proposal_list.h"
#include "engine/proposals.h"
#include "settings/private_files.h"

namespace dbv::engine {

namespace {

/// How often it is looked whether somebody waits for the session that reads.
constexpr std::chrono::milliseconds kLookEvery{50};
constexpr std::chrono::milliseconds kFirstPause{500};
constexpr std::chrono::milliseconds kLongestPause{30'000};
/// Behind a change: others follow often.
constexpr std::chrono::milliseconds kChangePause{300};
/// After reading for a second, it is not read again for some.
constexpr int kRestFactor = 4;

concurrency::TimePoint timeNow() {
    return std::chrono::steady_clock::now();
}

std::chrono::milliseconds pauseAfter(unsigned attempts) {
    return std::min(kLongestPause, kFirstPause * (1U << std::min(attempts, 10U)));
}

std::string fileNameFor(const std::string& identity) {
    const QByteArrayView bytes(identity.data(), static_cast<qsizetype>(identity.size()));
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(32).toStdString() + ".names";
}

std::filesystem::path usesBeside(std::filesystem::path file) {
    return file.replace_extension(".uses");
}

/// Finds an answer in what is in memory, away from the dispatcher.
template <class Find>
void answerAside(const CompletionDesk::Surroundings& around, RequestId id, Find find) {
    around.lanes.reading.run([&around, id, find = std::move(find)] {
        auto found = guardedStep([&find] { return find(); });
        around.dispatcher.post([&around, id, found = std::move(found)]() mutable {
            around.requests.finish(id, found ? protocol::Event(std::move(*found))
                                             : protocol::RequestFailed{std::move(found.error()), {}});
        });
    });
}

} // namespace

CompletionDesk::~CompletionDesk() = default;

CompletionDesk::Known* CompletionDesk::find(ConnectionId connection) {
    const auto found = m_known.find(connection);
    return found == m_known.end() ? nullptr : &found->second;
}

CompletionDesk::Known& CompletionDesk::known(ConnectionId connection) {
    if (Known* names = find(connection)) {
        return *names;
    }
    Known& names = m_known[connection];
    names.grammar = m_around.connections.find(connection)->dialect;
    names.identity = m_around.connections.identity(connection);
    if (names.identity.empty()) {
        read(connection);
    } else {
        names.file = m_around.folder / fileNameFor(names.identity);
        readFile(connection);
    }
    return m_known[connection];
}

/// What an earlier run has kept is good until the server has told what there is now.
void CompletionDesk::readFile(ConnectionId connection) {
    Known& names = m_known[connection];
    names.fileBusy = true;
    m_around.lanes.reading.run([this, connection, file = names.file, identity = names.identity] {
        auto index = guardedStep([&] { return catalog::readIndex(file, identity); });
        if (!index && index.error().kind != ErrorKind::NotFound) {
            // Damaged, or of another version: it is written anew, and nothing of it is of use until then.
            std::error_code gone;
            std::filesystem::remove(file, gone);
        }
        auto uses = std::make_shared<const catalog::UseMemory>(catalog::UseMemory::read(usesBeside(file)));
        m_around.dispatcher.post([this, connection, index = std::move(index), uses = std::move(uses)]() mutable {
            if (Known* known = find(connection)) {
                known->fileBusy = false;
                takeUses(connection, *uses);
                if (index) {
                    known->index = std::move(*index);
                }
                read(connection);
            }
        });
    });
}

CompletionDesk::Known& CompletionDesk::knownLatest(ConnectionId connection) {
    Known& names = known(connection);
    if (!names.whole && !names.reading && !names.fileBusy && !names.scheduled) {
        schedule(connection);
    }
    return names;
}

void CompletionDesk::explain(RequestId id, protocol::ExplainName asked) {
    const Known& names = knownLatest(asked.connection);
    answerAside(m_around, id,
                [asked = std::move(asked), index = names.index, uses = names.uses, grammar = names.grammar,
                 whole = names.whole]() -> Result<protocol::NameExplained> {
                    protocol::NameExplained explained = nameExplainedAt(asked, {*index, *uses, grammar});
                    explained.whole = whole;
                    return explained;
                });
}

void CompletionDesk::complete(RequestId id, protocol::Complete asked) {
    Known& names = knownLatest(asked.connection);
    if (!asked.waits || names.whole) {
        answer(id, std::move(asked), names);
        return;
    }
    m_around.requests.setCancel(id, [this, id, connection = asked.connection] {
        if (Known* known = find(connection)) {
            std::erase_if(known->waiting, [id](const Waiting& waiting) { return waiting.request == id; });
        }
        m_around.requests.finish(id, protocol::RequestFailed{cancelledError(Damage::None), {}});
    });
    names.waiting.push_back({id, std::move(asked)});
}

void CompletionDesk::answer(RequestId id, protocol::Complete asked, const Known& names) {
    m_around.requests.setCancel(id, {});
    answerAside(m_around, id,
                [this, asked = std::move(asked), index = names.index, uses = names.uses, grammar = names.grammar,
                 whole = names.whole]() -> Result<protocol::CompletionFound> {
                    const store::SnippetFolder::List snippets = m_around.snippets.current();
                    protocol::CompletionFound proposals = proposalsAt(asked, {*index, *uses, grammar, *snippets});
                    proposals.whole = whole;
                    return proposals;
                });
}

void CompletionDesk::answerWaiting(Known& names) {
    for (Waiting& waiting : std::exchange(names.waiting, {})) {
        answer(waiting.request, std::move(waiting.asked), names);
    }
}

void CompletionDesk::note(RequestId id, const protocol::NoteCompletion& accepted) {
    Known& names = known(accepted.connection);
    catalog::UseMemory uses = *names.uses;
    std::string name = ProposalList::useName(accepted.kind, accepted.text);
    uses.note(name);
    names.uses = std::make_shared<const catalog::UseMemory>(std::move(uses));
    if (names.usesRead) {
        keepUses(accepted.connection);
    } else {
        names.early.push_back(std::move(name));
    }
    m_around.requests.finish(id, protocol::CompletionNoted{});
}

/// Those of earlier runs, and what was accepted meanwhile.
void CompletionDesk::takeUses(ConnectionId connection, catalog::UseMemory uses) {
    Known& names = m_known[connection];
    for (const std::string& name : names.early) {
        uses.note(name);
    }
    names.uses = std::make_shared<const catalog::UseMemory>(std::move(uses));
    names.usesRead = true;
    if (!std::exchange(names.early, {}).empty()) {
        keepUses(connection);
    }
}

void CompletionDesk::keepUses(ConnectionId connection) {
    const Known& names = m_known[connection];
    if (names.file.empty() || names.usesUnkept) {
        return;
    }
    // One thread writes, so that no older one is written over a newer one.
    m_around.lanes.store.run(
        [this, connection, uses = names.uses, folder = m_around.folder, file = usesBeside(names.file)] {
            Result<void> kept = settings::makePrivateDirectory(folder);
            kept = kept ? guardedStep([&] { return uses->keep(file); }) : std::move(kept);
            if (!kept) {
                m_around.dispatcher.post([this, connection] {
                    if (Known* known = find(connection)) {
                        known->usesUnkept = true;
                    }
                });
            }
        });
}

Emit CompletionDesk::watching(ConnectionId connection, Emit emit) {
    return [this, connection, emit = std::move(emit)](protocol::Event event) {
        const auto* finished = std::get_if<protocol::StatementFinished>(&event);
        if (finished != nullptr && !finished->report.error && mayChangeNames(finished->report.command)) {
            m_around.dispatcher.post([this, connection] {
                if (Known* names = find(connection)) {
                    names->changing = true;
                }
            });
        }
        emit(std::move(event));
    };
}

void CompletionDesk::useEnded(ConnectionId connection) {
    Known* names = find(connection);
    // Others do not see yet what a transaction has changed.
    if (names != nullptr && names->changing && !m_around.connections.hasOpenTransaction(connection)) {
        names->changing = false;
        readAgain(connection);
    }
}

void CompletionDesk::lookedAgain(ConnectionId connection) {
    if (Known* names = find(connection); names != nullptr && names->whole) {
        readAgain(connection);
    }
}

void CompletionDesk::readAgain(ConnectionId connection) {
    m_known[connection].stale = true;
    schedule(connection);
}

void CompletionDesk::schedule(ConnectionId connection) {
    Known& names = m_known[connection];
    if (names.scheduled || names.reading || names.fileBusy) {
        return;
    }
    names.scheduled = true;
    m_around.dispatcher.postAt(
        std::max(timeNow() + (names.whole ? kChangePause : std::chrono::milliseconds(0)), names.notBefore),
        [this, connection] {
            if (Known* known = find(connection)) {
                known->scheduled = false;
                read(connection);
            }
        });
}

void CompletionDesk::read(ConnectionId connection) {
    Known& names = m_known[connection];
    if (names.reading || m_around.connections.find(connection) == nullptr) {
        return;
    }
    names.stale = false;
    names.began = timeNow();
    const std::uint64_t turn = ++names.turn;
    auto index = std::make_shared<std::shared_ptr<const catalog::CatalogIndex>>();
    auto begun = std::make_shared<std::atomic<bool>>(false);
    auto body = [index, begun](Session& session, const std::stop_token& stop) -> Result<protocol::Event> {
        *begun = true;
        auto read = readCatalog(session, stop);
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        *index = std::move(*read);
        return protocol::CompletionNoted{};
    };
    names.slot = m_around.connections.metadataSlot(connection);
    names.begun = begun;
    names.gaveWay = false;
    names.reading = std::make_shared<SessionStep>(
        m_around.dispatcher, m_around.lanes, m_around.lanes.metadata, std::move(body), SessionStep::Afterwards::Keep,
        [this, connection, turn, index](const protocol::Event& event) {
            readingEnded(connection, turn, *index, std::holds_alternative<protocol::RequestFailed>(event));
        });
    const std::shared_ptr<SessionStep> step = names.reading;
    step->start(names.slot, {{protocol::SessionPurpose::Metadata, {}}, {}, {}, {}});
    giveWay(connection, turn);
}

/// Whoever waits for the session goes first.
void CompletionDesk::giveWay(ConnectionId connection, std::uint64_t turn) {
    Known* names = find(connection);
    if (names == nullptr || !names->reading || names->turn != turn) {
        return;
    }
    // Before that it waits itself.
    if (*names->begun && names->slot->isWanted()) {
        names->gaveWay = true;
        const std::shared_ptr<SessionStep> step = names->reading;
        step->cancel();
        return;
    }
    m_around.dispatcher.postAt(timeNow() + kLookEvery, [this, connection, turn] { giveWay(connection, turn); });
}

void CompletionDesk::readingEnded(ConnectionId connection, std::uint64_t turn,
                                  std::shared_ptr<const catalog::CatalogIndex> index, bool failed) {
    Known* names = find(connection);
    if (names == nullptr || names->turn != turn) {
        return;
    }
    names->reading.reset();
    names->slot.reset();
    if (failed) {
        names->notBefore = timeNow() + pauseAfter(names->attempts++);
        if (names->gaveWay) {
            schedule(connection);
        } else if (!names->whole) {
            // The server does not tell them. What else can be said is said, and it is tried again at a later question.
            answerWaiting(*names);
        }
        return;
    }
    names->attempts = 0;
    names->index = std::move(index);
    names->whole = true;
    names->notBefore = timeNow() + (timeNow() - names->began) * kRestFactor;
    answerWaiting(*names);
    if (!names->identity.empty()) {
        keep(connection);
    } else if (names->stale) {
        schedule(connection);
    }
}

void CompletionDesk::keep(ConnectionId connection) {
    Known& names = m_known[connection];
    names.fileBusy = true;
    m_around.lanes.jobs.run([this, connection, index = names.index, folder = m_around.folder, file = names.file,
                             identity = names.identity] {
        Result<void> kept = settings::makePrivateDirectory(folder);
        kept = kept ? guardedStep([&] { return catalog::keepIndex(file, identity, *index); }) : std::move(kept);
        if (!kept) {
            // The next run reads them from the server, as this one did; an older file would tell what is not so any more.
            std::error_code gone;
            std::filesystem::remove(file, gone);
        }
        m_around.dispatcher.post([this, connection] {
            if (Known* known = find(connection)) {
                known->fileBusy = false;
                if (known->stale) {
                    schedule(connection);
                }
            }
        });
    });
}

void CompletionDesk::forget(ConnectionId connection) {
    auto gone = m_known.extract(connection);
    if (!gone) {
        return;
    }
    Known& names = gone.mapped();
    if (names.reading) {
        names.reading->cancel();
    }
    for (const Waiting& waiting : names.waiting) {
        m_around.requests.finish(
            waiting.request, protocol::RequestFailed{makeError(ErrorKind::NotFound, "The connection was closed."), {}});
    }
}

} // namespace dbv::engine
