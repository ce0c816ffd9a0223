// SPDX-License-Identifier: Apache-2.0
#include "store/history_store.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include "sql/secret_blanks.h"
#include "store/history_words.h"

namespace dbv::store {

namespace {

/// An id is the moment of its entry, or more where several fall together.
constexpr int kIdBits = 6;
/// What is taken away at once, so that nobody waits for it. Unit: entries.
constexpr int kPrunedAtOnce = 1000;
constexpr std::size_t kPruneEvery = 500;

constexpr const char* kEntryColumns =
    "e.id, e.at, c.name, e.database, e.dialect, e.source, e.outcome, e.error, e.time, e.rows, e.affected, e.sql, "
    "e.shortened";
/// The facets of an entry, as its words.
constexpr const char* kFacets = "'c' || connection || ' o' || outcome";

template <class T>
std::unexpected<Error> errorOf(Result<T>& failed) {
    return std::unexpected(std::move(failed.error()));
}

QString qText(const std::string& text) {
    return QString::fromStdString(text);
}

/// The beginning of a text, and no half of a character.
std::string_view keptPart(std::string_view text) {
    std::size_t end = std::min(text.size(), HistoryStore::kMostTextBytes);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return text.substr(0, end);
}

protocol::HistoryEntry entryOf(const QVariantList& row) {
    protocol::HistoryEntry entry;
    entry.id = row[0].toLongLong();
    entry.at = row[1].toLongLong();
    entry.connection = row[2].toString().toStdString();
    entry.database = row[3].toString().toStdString();
    entry.dialect = static_cast<DialectId>(row[4].toInt());
    entry.source = static_cast<protocol::StatementSource>(row[5].toInt());
    entry.outcome = static_cast<protocol::HistoryOutcome>(row[6].toInt());
    entry.error = row[7].toString().toStdString();
    entry.timeMs = row[8].toDouble();
    entry.rows = static_cast<std::uint64_t>(row[9].toLongLong());
    if (!row[10].isNull()) {
        entry.affectedRows = row[10].toLongLong();
    }
    entry.sql = row[11].toString().toStdString();
    entry.shortened = row[12].toBool();
    return entry;
}

/// Takes the entries that a condition names out of the table and out of the index, which wants to be told their texts.
Result<std::int64_t> removeWhere(SqlConnection& file, const QString& condition, const QVariantList& values) {
    Result<std::int64_t> forgotten =
        file.run(QStringLiteral("INSERT INTO entry_text(entry_text, rowid, sql, facets) SELECT 'delete', id, sql, %1 "
                                "FROM entry WHERE %2")
                     .arg(QLatin1String(kFacets), condition),
                 values);
    if (!forgotten) {
        return forgotten;
    }
    return file.run(QStringLiteral("DELETE FROM entry WHERE %1").arg(condition), values);
}

/// The connections of one transaction, by their names.
class KnownConnections {
public:
    explicit KnownConnections(SqlConnection& file) : m_file(file) {}

    struct Known {
        qint64 id = 0;
        bool isPrivate = false;
    };
    [[nodiscard]] Result<std::optional<Known>> find(const std::string& name) {
        if (const auto known = m_known.find(name); known != m_known.end()) {
            return known->second;
        }
        Result<std::vector<QVariantList>> rows =
            m_file.rows(QStringLiteral("SELECT id, private FROM connection WHERE name = ?"), {qText(name)});
        if (!rows) {
            return errorOf(rows);
        }
        if (rows->empty()) {
            return std::nullopt;
        }
        return m_known[name] = Known{rows->front()[0].toLongLong(), rows->front()[1].toBool()};
    }
    [[nodiscard]] Result<Known> make(const std::string& name) {
        if (Result<std::int64_t> made =
                m_file.run(QStringLiteral("INSERT OR IGNORE INTO connection(name) VALUES (?)"), {qText(name)});
            !made) {
            return errorOf(made);
        }
        Result<std::optional<Known>> found = find(name);
        if (!found) {
            return errorOf(found);
        }
        return found->value_or(Known());
    }

private:
    SqlConnection& m_file;
    std::map<std::string, Known> m_known;
};

Result<bool> isAllPrivate(KnownConnections& connections) {
    Result<std::optional<KnownConnections::Known>> all = connections.find({});
    if (!all) {
        return errorOf(all);
    }
    return *all && (*all)->isPrivate;
}

Result<void> insertEntry(SqlConnection& file, const protocol::HistoryEntry& entry, qint64 id, qint64 connection) {
    const std::string_view kept = keptPart(entry.sql);
    const sql::BlankedStatement blanked = sql::blankSecrets(kept, entry.dialect);
    // The server may repeat what it read, in part or as a whole.
    const std::string error = blanked.blanked && !entry.error.empty()
                                  ? "What the server said is not kept: it may repeat a secret."
                                  : entry.error;
    const QString text = qText(blanked.text);
    Result<std::int64_t> written = file.run(
        QStringLiteral("INSERT INTO entry(id, at, connection, database, dialect, source, outcome, error, time, rows, "
                       "affected, shortened, sql) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"),
        {id, static_cast<qint64>(entry.at), connection, qText(entry.database), static_cast<int>(entry.dialect),
         static_cast<int>(entry.source), static_cast<int>(entry.outcome), qText(error), entry.timeMs,
         static_cast<qint64>(entry.rows),
         entry.affectedRows ? QVariant(static_cast<qint64>(*entry.affectedRows))
                            : QVariant(QMetaType(QMetaType::LongLong)),
         kept.size() < entry.sql.size() || entry.shortened ? 1 : 0, text});
    if (!written) {
        return errorOf(written);
    }
    written = file.run(QStringLiteral("INSERT INTO entry_text(rowid, sql, facets) VALUES (?, ?, ?)"),
                       {id, text, QStringLiteral("c%1 o%2").arg(connection).arg(static_cast<int>(entry.outcome))});
    return written ? Result<void>() : errorOf(written);
}

} // namespace

HistoryStore::HistoryStore(std::filesystem::path dataDirectory, HistoryLimits limits, Now now)
    : m_dataDirectory(std::move(dataDirectory)), m_limits(limits), m_now(std::move(now)) {}

Result<SqlConnection*> HistoryStore::opened() {
    std::error_code unknown;
    // What is written to a file without a name would be gone with the process.
    if (m_file && !std::filesystem::exists(m_dataDirectory / kHistoryFile, unknown)) {
        m_file.reset();
    }
    if (!m_file) {
        Result<OpenedHistory> opened = openHistory(m_dataDirectory);
        if (!opened) {
            return errorOf(opened);
        }
        m_file = std::move(opened->connection);
        std::ranges::copy(opened->setAside ? std::vector{*opened->setAside} : std::vector<Notice>(),
                          std::back_inserter(m_notices));
    }
    return m_file.get();
}

template <class Use>
auto HistoryStore::with(Use use) -> decltype(use(std::declval<SqlConnection&>())) {
    Result<SqlConnection*> file = opened();
    if (!file) {
        return errorOf(file);
    }
    auto done = use(**file);
    if (done || !isBrokenFile(done.error())) {
        return done;
    }
    m_file.reset();
    Result<OpenedHistory> anew = beginHistoryAnew(m_dataDirectory, done.error());
    if (!anew) {
        return errorOf(anew);
    }
    m_file = std::move(anew->connection);
    m_notices.push_back(*std::move(anew->setAside));
    return use(*m_file);
}

Result<void> HistoryStore::record(const std::vector<protocol::HistoryEntry>& entries) {
    return with([&](SqlConnection& file) {
        Result<void> written = write(file, entries);
        return written ? prune(file) : written;
    });
}

Result<void> HistoryStore::write(SqlConnection& file, const std::vector<protocol::HistoryEntry>& entries) {
    Result<Transaction> transaction = Transaction::begin(file);
    if (!transaction) {
        return errorOf(transaction);
    }
    KnownConnections connections(file);
    const Result<bool> allPrivate = isAllPrivate(connections);
    if (!allPrivate || *allPrivate) {
        return allPrivate ? Result<void>() : std::unexpected(allPrivate.error());
    }
    Result<QVariant> last = file.value(QStringLiteral("SELECT ifnull(max(id), 0) FROM entry"));
    if (!last) {
        return errorOf(last);
    }
    qint64 lastId = last->toLongLong();
    for (const protocol::HistoryEntry& entry : entries) {
        Result<KnownConnections::Known> connection = connections.make(entry.connection);
        if (!connection) {
            return errorOf(connection);
        }
        if (connection->isPrivate) {
            continue;
        }
        lastId = std::max(static_cast<qint64>(entry.at) << kIdBits, lastId + 1);
        if (Result<void> inserted = insertEntry(file, entry, lastId, connection->id); !inserted) {
            return inserted;
        }
    }
    m_untilPruned -= std::min(m_untilPruned, entries.size());
    return transaction->commit();
}

Result<void> HistoryStore::prune(SqlConnection& file) {
    if (m_untilPruned > 0) {
        return {};
    }
    qint64 bound = 0;
    if (m_limits.longest) {
        const std::chrono::milliseconds longest = *m_limits.longest;
        bound = (m_now() - longest.count()) << kIdBits;
    }
    if (m_limits.mostEntries) {
        Result<std::vector<QVariantList>> last =
            file.rows(QStringLiteral("SELECT id FROM entry ORDER BY id DESC LIMIT 1 OFFSET ?"),
                      {static_cast<qint64>(*m_limits.mostEntries)});
        if (!last) {
            return errorOf(last);
        }
        bound = last->empty() ? bound : std::max(bound, last->front()[0].toLongLong() + 1);
    }
    Result<Transaction> transaction = Transaction::begin(file);
    if (!transaction) {
        return errorOf(transaction);
    }
    Result<std::int64_t> removed = removeWhere(
        file, QStringLiteral("id IN (SELECT id FROM entry WHERE id < ? ORDER BY id LIMIT %1)").arg(kPrunedAtOnce),
        {bound});
    if (!removed) {
        return errorOf(removed);
    }
    // Where there is more to take away, it goes on with the next statements that are kept.
    m_untilPruned = *removed < kPrunedAtOnce ? kPruneEvery : 0;
    return transaction->commit();
}

Result<protocol::HistoryFound> HistoryStore::search(const protocol::SearchHistory& asked) {
    return with([&](SqlConnection& file) { return find(file, asked); });
}

Result<protocol::HistoryFound> HistoryStore::find(SqlConnection& file, const protocol::SearchHistory& asked) {
    protocol::HistoryFound found{.notices = m_notices};
    Result<std::vector<QVariantList>> known =
        file.rows(QStringLiteral("SELECT id, name, private FROM connection ORDER BY name"));
    if (!known) {
        return errorOf(known);
    }
    std::optional<qint64> connection;
    for (const QVariantList& row : *known) {
        const std::string name = row[1].toString().toStdString();
        if (name.empty()) {
            found.isPrivate = row[2].toBool();
            continue;
        }
        connection = name == asked.connection ? std::optional(row[0].toLongLong()) : connection;
        found.connections.push_back({name, row[2].toBool()});
    }
    if (!asked.connection.empty() && !connection) {
        return found;
    }
    const QString match = historyMatch(asked, connection);
    const qint64 since = asked.since.value_or(0);
    const auto limit = static_cast<qint64>(std::min(asked.limit, protocol::kMostHistoryEntries));
    const QString from = match.isEmpty() ? QStringLiteral("entry e")
                                         : QStringLiteral("entry_text f CROSS JOIN entry e ON e.id = f.rowid");
    const QString id = match.isEmpty() ? QStringLiteral("e.id") : QStringLiteral("f.rowid");
    QVariantList values = match.isEmpty() ? QVariantList() : QVariantList{match};
    values << static_cast<qint64>(asked.before.value_or(std::numeric_limits<std::int64_t>::max())) << (since << kIdBits)
           << since << limit + 1;
    Result<std::vector<QVariantList>> rows =
        file.rows(QStringLiteral("SELECT %1 FROM %2 CROSS JOIN connection c ON c.id = e.connection "
                                 "WHERE %3 %4 < ? AND %4 >= ? AND e.at >= ? ORDER BY %4 DESC LIMIT ?")
                      .arg(QLatin1String(kEntryColumns), from,
                           match.isEmpty() ? QString() : QStringLiteral("entry_text MATCH ? AND"), id),
                  values);
    if (!rows) {
        return errorOf(rows);
    }
    found.more = static_cast<qint64>(rows->size()) > limit;
    rows->resize(std::min(rows->size(), static_cast<std::size_t>(limit)));
    std::ranges::transform(*rows, std::back_inserter(found.entries), entryOf);
    return found;
}

Result<protocol::HistoryRemoved> HistoryStore::remove(const protocol::RemoveHistory& asked) {
    return with([&](SqlConnection& file) -> Result<protocol::HistoryRemoved> {
        Result<Transaction> transaction = Transaction::begin(file);
        if (!transaction) {
            return errorOf(transaction);
        }
        protocol::HistoryRemoved removed;
        if (asked.all) {
            Result<std::int64_t> gone =
                file.run(QStringLiteral("INSERT INTO entry_text(entry_text) VALUES ('delete-all')"));
            gone = gone ? file.run(QStringLiteral("DELETE FROM entry")) : gone;
            if (!gone) {
                return errorOf(gone);
            }
            removed.removed = static_cast<std::uint64_t>(*gone);
            // The names of connections that are not private say where somebody was.
            gone = file.run(QStringLiteral("DELETE FROM connection WHERE private = 0"));
            if (!gone) {
                return errorOf(gone);
            }
        }
        for (const std::int64_t id : asked.ids) {
            Result<std::int64_t> gone = removeWhere(file, QStringLiteral("id = ?"), {static_cast<qint64>(id)});
            if (!gone) {
                return errorOf(gone);
            }
            removed.removed += static_cast<std::uint64_t>(*gone);
        }
        if (Result<void> committed = transaction->commit(); !committed) {
            return errorOf(committed);
        }
        // Else it would stand in the log a while longer; where another process reads, it does.
        if (Result<std::vector<QVariantList>> emptied = file.rows(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)"));
            !emptied) {
            return errorOf(emptied);
        }
        return removed;
    });
}

Result<void> HistoryStore::setPrivate(const std::string& connection, bool isPrivate) {
    return with([&](SqlConnection& file) -> Result<void> {
        Result<std::int64_t> set =
            file.run(QStringLiteral("INSERT INTO connection(name, private) VALUES (?, ?) "
                                    "ON CONFLICT(name) DO UPDATE SET private = excluded.private"),
                     {qText(connection), isPrivate ? 1 : 0});
        return set ? Result<void>() : errorOf(set);
    });
}

Result<void> HistoryStore::rename(const std::string& connection, const std::string& now) {
    return with([&](SqlConnection& file) -> Result<void> {
        // Where the new name has entries of its own already, both stay what they are; but what was private stays that.
        Result<std::int64_t> set =
            file.run(QStringLiteral("UPDATE connection SET private = 1 WHERE name = ? AND EXISTS "
                                    "(SELECT 1 FROM connection WHERE name = ? AND private = 1)"),
                     {qText(now), qText(connection)});
        if (!set) {
            return errorOf(set);
        }
        set = file.run(QStringLiteral("UPDATE OR IGNORE connection SET name = ? WHERE name = ?"),
                       {qText(now), qText(connection)});
        return set ? Result<void>() : errorOf(set);
    });
}

} // namespace dbv::store
