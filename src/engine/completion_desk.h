// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/catalog_index.h"
#include "catalog/use_memory.h"
#include "concurrency/clock.h"
#include "engine/connection_table.h"
#include "engine/dispatcher.h"
#include "engine/event_sink.h"
#include "engine/lanes.h"
#include "engine/request_table.h"
#include "engine/session_step.h"
#include "protocol/completion.h"
#include "protocol/name_explanation.h"
#include "store/snippet_folder.h"

namespace dbv::engine {

/// Knows the names of every connection's database, and answers what can be written at a place.
///
/// Names are read at the first question of a connection: from the file of an earlier run at once, and from the server behind it,
/// on the session for metadata. Reading gives way to whoever waits for that session, and is begun anew later. What a
/// statement changes is read again when it is committed.
/// Thread: the dispatcher.
class CompletionDesk {
public:
    /// What it works with; all outlive it.
    struct Surroundings {
        Dispatcher& dispatcher;
        Lanes& lanes;
        ConnectionTable& connections;
        RequestTable& requests;
        /// Where names are kept between runs.
        std::filesystem::path folder;
        store::SnippetFolder& snippets;
    };

    explicit CompletionDesk(Surroundings around) : m_around(std::move(around)) {}
    CompletionDesk(const CompletionDesk&) = delete;
    CompletionDesk& operator=(const CompletionDesk&) = delete;
    ~CompletionDesk();

    /// Answers a question. The connection exists.
    void complete(RequestId id, protocol::Complete asked);
    /// Answers what a name means. The connection exists.
    void explain(RequestId id, protocol::ExplainName asked);
    /// Remembers an accepted proposal. The connection exists.
    void note(RequestId id, const protocol::NoteCompletion& accepted);
    /// Passes on what a run says, and hears of statements that change names.
    [[nodiscard]] Emit watching(ConnectionId connection, Emit emit);
    /// A use of one of the connection's sessions has ended.
    void useEnded(ConnectionId connection);
    /// Somebody wants to see the connection's objects as they are now.
    void lookedAgain(ConnectionId connection);
    /// Stops reading for a connection and forgets it; who waits for it is told that it was closed.
    void forget(ConnectionId connection);

private:
    struct Waiting {
        RequestId request;
        protocol::Complete asked;
    };
    /// What is known of one connection's database.
    struct Known {
        std::shared_ptr<const catalog::CatalogIndex> index = std::make_shared<const catalog::CatalogIndex>();
        std::shared_ptr<const catalog::UseMemory> uses = std::make_shared<const catalog::UseMemory>();
        /// Accepted before those of an earlier run were read.
        std::vector<std::string> early;
        bool usesRead = false;
        /// They could not be written: they are remembered for this run only.
        bool usesUnkept = false;
        Grammar grammar;
        /// The database, for the file; empty for one that nobody finds again.
        std::string identity;
        std::filesystem::path file;
        /// The step that reads, while there is one.
        std::shared_ptr<SessionStep> reading;
        std::shared_ptr<SessionSlot> slot;
        /// It has the session.
        std::shared_ptr<std::atomic<bool>> begun;
        bool gaveWay = false;
        /// The file of an earlier run is being read, or the one of this run written.
        bool fileBusy = false;
        /// The server has told everything in this run.
        bool whole = false;
        /// What it has told is not so any more.
        bool stale = false;
        /// A statement that is not committed has changed names.
        bool changing = false;
        bool scheduled = false;
        concurrency::TimePoint began;
        concurrency::TimePoint notBefore;
        /// How often reading gave way in a row, or failed.
        unsigned attempts = 0;
        /// Tells steps of one reading from those of an earlier one.
        std::uint64_t turn = 0;
        std::vector<Waiting> waiting;
    };

    [[nodiscard]] Known& known(ConnectionId connection);
    /// The same, and reads them anew where that was given up.
    [[nodiscard]] Known& knownLatest(ConnectionId connection);
    [[nodiscard]] Known* find(ConnectionId connection);
    void readFile(ConnectionId connection);
    void readAgain(ConnectionId connection);
    void schedule(ConnectionId connection);
    void read(ConnectionId connection);
    void giveWay(ConnectionId connection, std::uint64_t turn);
    void readingEnded(ConnectionId connection, std::uint64_t turn, std::shared_ptr<const catalog::CatalogIndex> index,
                      bool failed);
    void keep(ConnectionId connection);
    void takeUses(ConnectionId connection, catalog::UseMemory uses);
    void keepUses(ConnectionId connection);
    void answer(RequestId id, protocol::Complete asked, const Known& names);
    void answerWaiting(Known& names);

    Surroundings m_around;
    std::unordered_map<ConnectionId, Known> m_known;
};

} // namespace dbv::engine
