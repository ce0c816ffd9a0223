// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_keeping.h"

#include <algorithm>

namespace dbv::engine {

namespace {

// Of the statement, as much is kept as somebody reads to know it again. Unit: bytes.
constexpr std::size_t kMostOfStatement = 2000;

std::string shortened(const std::string& statement) {
    std::size_t end = std::min(statement.size(), kMostOfStatement);
    // Not within a letter.
    while (end < statement.size() && end > 0 && (static_cast<unsigned char>(statement[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return statement.substr(0, end) + (end < statement.size() ? "…" : "");
}

} // namespace

void KeptUndo::settle(Result<protocol::ChangeSettled>& settled) {
    if (settled && settled->end == protocol::TransactionEnd::Commit) {
        if (const Result<void> confirmed = m_pending.confirm(); !confirmed) {
            settled->notices.push_back(
                {"warning", "The change can be undone, but it could not be noted that it was committed: " +
                                confirmed.error().message});
        }
    } else if (settled || settled.error().kind == ErrorKind::SqlError) {
        // Rolled back, or refused by the server at the commit, which takes it back as well.
        m_pending.discard();
    }
}

UndoKeeping::UndoKeeping(UndoStore& store, protocol::UndoPlace place, const std::stop_token& stop)
    : m_store(store), m_place(std::move(place)) {
    if (!store.limits().keeps()) {
        return;
    }
    Result<UndoKey> key = store.key(stop);
    if (key) {
        m_key = std::move(*key);
    } else {
        m_whyNot = key.error().message;
    }
}

UndoWish UndoKeeping::wish() const {
    return {m_key ? std::min(m_store.limits().changeBytes, m_store.limits().totalBytes) : 0};
}

KeptPromise UndoKeeping::keep(CapturedUndo captured, const protocol::MeasuredChange& measured,
                              const std::string& statement) {
    KeptPromise kept;
    kept.promise.whyNot = m_whyNot.empty() ? captured.whyNot : m_whyNot;
    if (!captured.image || !m_key) {
        return kept;
    }
    const sql::KeptTable& table = captured.image->table;
    protocol::UndoEntry entry;
    entry.place = m_place;
    entry.change = measured.change;
    entry.table = (table.schema.empty() ? "" : table.schema + ".") + table.name;
    entry.rows = captured.image->rows.size();
    entry.statement = shortened(statement);
    entry.notCovered = captured.notCovered;
    Result<PendingUndo> pending = m_store.keep(entry, *captured.image, *m_key);
    if (!pending) {
        kept.promise.whyNot = pending.error().message;
        return kept;
    }
    kept.undo = std::make_shared<KeptUndo>(std::move(*pending));
    kept.promise = {entry.id, entry.until, {}, std::move(captured.notCovered)};
    return kept;
}

} // namespace dbv::engine
