// SPDX-License-Identifier: Apache-2.0
#include "store/workspace.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

#include <QJsonDocument>
#include <QJsonObject>
#include <QVariant>

#include "settings/private_files.h"
#include "store/config_json.h"

namespace dbv::store {

namespace {

using settings::FileLock;

constexpr const char* kLockEnding = ".lock";

std::filesystem::path lockOf(const std::filesystem::path& locks, std::int64_t id) {
    return locks / (std::to_string(id) + kLockEnding);
}

/// A process that was killed between making a lock and keeping its workspace leaves a lock without one.
void removeStrayLocks(const std::filesystem::path& locks, const std::set<std::filesystem::path>& known) {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(locks, error), end; !error && entry != end; entry.increment(error)) {
        if (entry->path().extension() == kLockEnding && !known.contains(entry->path().filename())) {
            if (Result<FileLock> lock = FileLock::tryAcquire(entry->path())) {
                lock->remove();
            }
        }
    }
}

/// What a tab was connected to, with the name of the saved connection and the file of its text beside it.
const QString kSavedKey = QStringLiteral("savedConnection");
const QString kFileKey = QStringLiteral("queryFile");
const QString kStampKey = QStringLiteral("queryFileStamp");
const QString kPageKey = QStringLiteral("page");

QString draftConfigToJson(const protocol::DraftTab& tab) {
    QString config = configToJson(tab.config);
    if (tab.saved.empty() && tab.file.empty() && tab.page.empty()) {
        return config;
    }
    QJsonObject object = QJsonDocument::fromJson(config.toUtf8()).object();
    const auto put = [&object](const QString& key, const std::string& text) {
        if (!text.empty()) {
            object.insert(key, QString::fromStdString(text));
        }
    };
    put(kSavedKey, tab.saved);
    put(kFileKey, tab.file);
    put(kStampKey, tab.fileStamp);
    put(kPageKey, tab.page);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

protocol::DraftTab draftFromRow(const QVariantList& row) {
    protocol::DraftTab tab;
    tab.id = row[0].toString().toStdString();
    tab.title = row[1].toByteArray().toStdString();
    const QByteArray content = row[2].toByteArray();
    tab.text = QString::fromUtf8(content);
    // A text without its connection is worth more than neither.
    tab.config = configFromJson(row[3].toString()).value_or(protocol::ConnectionConfig{});
    const QJsonObject beside = QJsonDocument::fromJson(row[3].toString().toUtf8()).object();
    tab.saved = beside.value(kSavedKey).toString().toStdString();
    tab.file = beside.value(kFileKey).toString().toStdString();
    tab.fileStamp = beside.value(kStampKey).toString().toStdString();
    tab.page = beside.value(kPageKey).toString().toStdString();
    // Kept in bytes.
    tab.caret = static_cast<std::uint64_t>(QString::fromUtf8(content.left(row[4].toLongLong())).size());
    tab.position = row[5].toInt();
    return tab;
}

Result<void> outcome(Result<std::int64_t> ran) {
    return ran ? Result<void>() : std::unexpected(std::move(ran.error()));
}

} // namespace

Workspace::Workspace(SqlConnection& connection, std::int64_t id, std::optional<FileLock> lock)
    : m_connection(&connection), m_id(id), m_lock(std::move(lock)) {}

Result<Workspace> Workspace::claim(SqlConnection& connection, const std::optional<std::filesystem::path>& locks) {
    Result<std::optional<Workspace>> abandoned = locks ? claimAbandoned(connection, *locks) : claimOnly(connection);
    if (!abandoned) {
        return std::unexpected(std::move(abandoned.error()));
    }
    Result<Workspace> claimed = *abandoned ? Result<Workspace>(**std::move(abandoned)) : begin(connection, locks);
    if (claimed && locks) {
        if (Result<void> taken = claimed->takeAllAbandoned(*locks); !taken) {
            return std::unexpected(std::move(taken.error()));
        }
        if (Result<void> counted = claimed->countElsewhere(); !counted) {
            return std::unexpected(std::move(counted.error()));
        }
    }
    return claimed;
}

Result<void> Workspace::takeAllAbandoned(const std::filesystem::path& locks) {
    // Whoever had several windows and opens one misses the tabs of the others.
    while (true) {
        const Result<Taken> taken = takeAbandoned(locks);
        if (!taken) {
            return std::unexpected(taken.error());
        }
        if (taken->tabs.empty()) {
            return {};
        }
    }
}

Result<void> Workspace::countElsewhere() {
    // Who has found tabs misses none; else all that are there were held by somebody.
    const Result<QVariant> count = m_connection->value(
        QStringLiteral("SELECT count(*) FROM drafts WHERE NOT EXISTS(SELECT 1 FROM drafts WHERE workspace=?)"),
        {QVariant::fromValue<qint64>(m_id)});
    if (!count) {
        return std::unexpected(count.error());
    }
    m_tabsElsewhere = count->toULongLong();
    return {};
}

Result<Workspace::Taken> Workspace::takeAbandoned(const std::filesystem::path& locks) {
    const Result<std::vector<QVariantList>> others = m_connection->rows(
        QStringLiteral("SELECT id, (SELECT count(*) FROM drafts WHERE workspace=workspaces.id) AS tabs FROM workspaces "
                       "WHERE id<>? AND tabs>0 ORDER BY touched DESC, id DESC"),
        {QVariant::fromValue<qint64>(m_id)});
    if (!others) {
        return std::unexpected(others.error());
    }
    m_tabsElsewhere = 0;
    for (const QVariantList& row : *others) {
        const std::int64_t other = row[0].toLongLong();
        Result<FileLock> lock = FileLock::tryAcquire(lockOf(locks, other));
        if (!lock && lock.error().kind != ErrorKind::Busy) {
            return std::unexpected(std::move(lock.error()));
        }
        if (!lock) {
            m_tabsElsewhere += row[1].toULongLong();
            continue;
        }
        Result<Taken> taken = takeFrom(other);
        if (taken) {
            m_tabsElsewhere = 0;
            lock->remove();
        }
        return taken;
    }
    return Taken{};
}

Result<Workspace::Taken> Workspace::takeFrom(std::int64_t other) {
    const QVariant from = QVariant::fromValue<qint64>(other);
    const QVariant own = QVariant::fromValue<qint64>(m_id);
    Result<Transaction> transaction = Transaction::begin(*m_connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    Taken taken;
    Result<std::vector<protocol::DraftTab>> before = drafts();
    if (!before) {
        return std::unexpected(std::move(before.error()));
    }
    const int first = before->empty() ? 0 : before->back().position + 1;
    std::vector<Result<void>> steps;
    if (before->empty()) {
        steps.push_back(outcome(m_connection->run(
            QStringLiteral("UPDATE workspaces SET layout=(SELECT layout FROM workspaces WHERE id=?) WHERE id=?"),
            {from, own})));
    }
    // Two tabs are never one, whatever their ids say.
    steps.push_back(
        outcome(m_connection->run(QStringLiteral("UPDATE drafts SET id=lower(hex(randomblob(16))) WHERE workspace=? "
                                                 "AND id IN (SELECT id FROM drafts WHERE workspace=?)"),
                                  {from, own})));
    steps.push_back(outcome(m_connection->run(
        QStringLiteral("UPDATE drafts SET workspace=?, position=position+? WHERE workspace=?"), {own, first, from})));
    steps.push_back(outcome(m_connection->run(QStringLiteral("DELETE FROM workspaces WHERE id=?"), {from})));
    steps.push_back(touch());
    for (Result<void>& step : steps) {
        if (!step) {
            return std::unexpected(std::move(step.error()));
        }
    }
    if (before->empty()) {
        Result<std::string> kept = layout();
        if (!kept) {
            return std::unexpected(std::move(kept.error()));
        }
        taken.layout = *std::move(kept);
    }
    Result<std::vector<protocol::DraftTab>> now = drafts();
    if (!now) {
        return std::unexpected(std::move(now.error()));
    }
    std::ranges::copy_if(*now, std::back_inserter(taken.tabs),
                         [first](const protocol::DraftTab& tab) { return tab.position >= first; });
    if (Result<void> committed = transaction->commit(); !committed) {
        return std::unexpected(std::move(committed.error()));
    }
    return taken;
}

Result<std::optional<Workspace>> Workspace::claimOnly(SqlConnection& connection) {
    const Result<std::vector<QVariantList>> rows = connection.rows(QStringLiteral("SELECT id FROM workspaces"));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    return rows->empty() ? std::optional<Workspace>()
                         : Workspace(connection, rows->front().front().toLongLong(), std::nullopt);
}

Result<std::optional<Workspace>> Workspace::claimAbandoned(SqlConnection& connection,
                                                           const std::filesystem::path& locks) {
    if (Result<void> made = settings::makePrivateDirectory(locks); !made) {
        return std::unexpected(std::move(made.error()));
    }
    Result<std::vector<QVariantList>> rows = connection.rows(
        QStringLiteral("SELECT id, EXISTS(SELECT 1 FROM drafts WHERE workspace=workspaces.id) AS used FROM workspaces "
                       "ORDER BY used DESC, touched DESC, id DESC"));
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    std::optional<Workspace> claimed;
    std::set<std::filesystem::path> known;
    for (const QVariantList& row : *rows) {
        const std::int64_t id = row[0].toLongLong();
        const bool hasTabs = row[1].toBool();
        known.insert(lockOf(locks, id).filename());
        if (claimed && hasTabs) {
            continue;
        }
        Result<FileLock> lock = FileLock::tryAcquire(lockOf(locks, id));
        if (!lock && lock.error().kind != ErrorKind::Busy) {
            return std::unexpected(std::move(lock.error()));
        }
        if (lock && !claimed) {
            claimed = Workspace(connection, id, *std::move(lock));
        } else if (lock) {
            if (Result<void> removed = outcome(connection.run(QStringLiteral("DELETE FROM workspaces WHERE id=?"),
                                                              {QVariant::fromValue<qint64>(id)}));
                !removed) {
                return std::unexpected(std::move(removed.error()));
            }
            lock->remove();
        }
    }
    removeStrayLocks(locks, known);
    return claimed;
}

Result<Workspace> Workspace::begin(SqlConnection& connection, const std::optional<std::filesystem::path>& locks) {
    // Others see the row only when its lock is held.
    Result<Transaction> transaction = Transaction::begin(connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    const Result<QVariant> id = connection.value(
        QStringLiteral("INSERT INTO workspaces(touched, layout) "
                       "VALUES((SELECT coalesce(max(touched), 0) + 1 FROM workspaces), x'') RETURNING id"));
    if (!id) {
        return std::unexpected(id.error());
    }
    std::optional<FileLock> held;
    if (locks) {
        Result<FileLock> lock = FileLock::tryAcquire(lockOf(*locks, id->toLongLong()));
        if (!lock) {
            return std::unexpected(std::move(lock.error()));
        }
        held = *std::move(lock);
    }
    if (Result<void> committed = transaction->commit(); !committed) {
        return std::unexpected(std::move(committed.error()));
    }
    return Workspace(connection, id->toLongLong(), std::move(held));
}

Result<void> Workspace::touch() const {
    return outcome(
        m_connection->run(QStringLiteral("UPDATE workspaces SET touched=(SELECT max(touched) + 1 FROM workspaces) "
                                         "WHERE id=? AND touched < (SELECT max(touched) FROM workspaces)"),
                          {QVariant::fromValue<qint64>(m_id)}));
}

Result<void> Workspace::saveDraft(const protocol::DraftTab& tab) const {
    if (tab.id.empty()) {
        return fail(ErrorKind::InvalidInput, "A tab without an id can not be kept.");
    }
    // A text that was never set would become NULL.
    const QString text = tab.text.joined();
    const QByteArray content = text.isEmpty() ? QByteArrayLiteral("") : text.toUtf8();
    if (content.size() > std::numeric_limits<int>::max()) {
        return fail(ErrorKind::InvalidInput, "The text of the tab is over 2 GiB and can not be kept.",
                    "Save it as a file.");
    }
    Result<Transaction> transaction = Transaction::begin(*m_connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    const auto caret = static_cast<qsizetype>(std::min(tab.caret, static_cast<std::uint64_t>(text.size())));
    const qint64 caretByte = QStringView(text).left(caret).toUtf8().size();
    Result<void> saved = outcome(m_connection->run(
        QStringLiteral(
            "INSERT INTO drafts(workspace, id, position, caret, title, config, content) VALUES(?,?,?,?,?,?,?) "
            "ON CONFLICT DO UPDATE SET position=excluded.position, caret=excluded.caret, "
            "title=excluded.title, config=excluded.config, content=excluded.content"),
        {QVariant::fromValue<qint64>(m_id), QString::fromStdString(tab.id), tab.position,
         QVariant::fromValue<qint64>(caretByte), QByteArray::fromStdString(tab.title), draftConfigToJson(tab),
         content}));
    if (saved) {
        saved = touch();
    }
    return saved ? transaction->commit() : saved;
}

Result<void> Workspace::removeDraft(const std::string& id) const {
    return outcome(m_connection->run(QStringLiteral("DELETE FROM drafts WHERE workspace=? AND id=?"),
                                     {QVariant::fromValue<qint64>(m_id), QString::fromStdString(id)}));
}

Result<void> Workspace::saveLayout(const std::string& layout) const {
    return outcome(m_connection->run(QStringLiteral("UPDATE workspaces SET layout=? WHERE id=?"),
                                     {QByteArray::fromStdString(layout), QVariant::fromValue<qint64>(m_id)}));
}

Result<std::vector<protocol::DraftTab>> Workspace::drafts() const {
    Result<std::vector<QVariantList>> rows = m_connection->rows(
        QStringLiteral("SELECT id, title, content, config, caret, position FROM drafts WHERE workspace=? "
                       "ORDER BY position, rowid"),
        {QVariant::fromValue<qint64>(m_id)});
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    std::vector<protocol::DraftTab> tabs;
    for (const QVariantList& row : *rows) {
        tabs.push_back(draftFromRow(row));
    }
    return tabs;
}

Result<std::string> Workspace::layout() const {
    Result<QVariant> layout = m_connection->value(QStringLiteral("SELECT layout FROM workspaces WHERE id=?"),
                                                  {QVariant::fromValue<qint64>(m_id)});
    return layout ? Result<std::string>(layout->toByteArray().toStdString())
                  : std::unexpected(std::move(layout.error()));
}

} // namespace dbv::store
