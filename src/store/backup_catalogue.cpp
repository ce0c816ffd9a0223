// SPDX-License-Identifier: Apache-2.0
#include "store/backup_catalogue.h"

#include <array>
#include <optional>
#include <utility>

#include <QJsonDocument>

#include "archive/scope_json.h"

namespace dbv::store {

namespace {

using protocol::BackupEntry;

struct TextFact {
    const char* name;
    std::string BackupEntry::* text;
};
constexpr auto kTextFacts = std::to_array<TextFact>({{"trouble", &BackupEntry::trouble},
                                                     {"connection", &BackupEntry::connection},
                                                     {"schedule", &BackupEntry::schedule},
                                                     {"engine", &BackupEntry::engine},
                                                     {"serverVersion", &BackupEntry::serverVersion},
                                                     {"server", &BackupEntry::server},
                                                     {"database", &BackupEntry::database},
                                                     {"tool", &BackupEntry::tool},
                                                     {"path", &BackupEntry::path},
                                                     {"digest", &BackupEntry::digest},
                                                     {"sha256", &BackupEntry::sha256},
                                                     {"compression", &BackupEntry::compression}});
struct TimeFact {
    const char* name;
    std::int64_t BackupEntry::* time;
};
constexpr auto kTimeFacts = std::to_array<TimeFact>({{"begunAt", &BackupEntry::begunAt},
                                                     {"endedAt", &BackupEntry::endedAt},
                                                     {"verifiedAt", &BackupEntry::verifiedAt},
                                                     {"provedAt", &BackupEntry::provedAt}});
struct CountFact {
    const char* name;
    std::uint64_t BackupEntry::* count;
};
constexpr auto kCountFacts = std::to_array<CountFact>(
    {{"bytes", &BackupEntry::bytes}, {"objects", &BackupEntry::objects}, {"rows", &BackupEntry::rows}});
constexpr QLatin1String kRecovery("recoveryMs");
constexpr QLatin1String kScope("scope");
constexpr QLatin1String kEncrypted("encrypted");
/// States are numbers in the file, which never change.
constexpr int kLastState = static_cast<int>(protocol::BackupState::Proved);
static_assert(kLastState == 4);

Error notAFact(const char* name) {
    return makeError(ErrorKind::InvalidInput, std::string("A backup's \"") + name + "\" is not readable.");
}

Result<BackupEntry> backupOfRow(const QVariantList& row) {
    const QJsonDocument facts = QJsonDocument::fromJson(row[2].toByteArray());
    const int state = row[1].toInt();
    if (!facts.isObject() || state < 0 || state > kLastState) {
        return fail(ErrorKind::InvalidInput, "A backup of the catalogue is not readable.");
    }
    Result<BackupEntry> entry = backupFromFacts(facts.object());
    if (entry) {
        entry->id = row[0].toString().toStdString();
        entry->state = static_cast<protocol::BackupState>(state);
    }
    return entry;
}

QString idText(const std::string& id) {
    return QString::fromStdString(id);
}

std::unexpected<Error> noSuchBackup(const std::string& id) {
    return fail(ErrorKind::NotFound, "There is no backup \"" + id + "\" in the catalogue.",
                "dbvis backup list shows them; a file is named by its path.");
}

} // namespace

QJsonObject backupFactsJson(const BackupEntry& entry) {
    QJsonObject json;
    for (const TextFact& fact : kTextFacts) {
        if (const std::string& text = entry.*fact.text; !text.empty()) {
            json[QLatin1String(fact.name)] = QString::fromStdString(text);
        }
    }
    for (const TimeFact& fact : kTimeFacts) {
        if (entry.*fact.time != 0) {
            json[QLatin1String(fact.name)] = static_cast<qint64>(entry.*fact.time);
        }
    }
    for (const CountFact& fact : kCountFacts) {
        json[QLatin1String(fact.name)] = QString::number(entry.*fact.count);
    }
    if (entry.recoveryMs) {
        json[kRecovery] = static_cast<qint64>(*entry.recoveryMs);
    }
    if (const QJsonObject scope = archive::scopeJson(entry.scope); !scope.isEmpty()) {
        json[kScope] = scope;
    }
    json[kEncrypted] = entry.encrypted;
    return json;
}

Result<BackupEntry> backupFromFacts(const QJsonObject& facts) {
    BackupEntry entry;
    for (const TextFact& fact : kTextFacts) {
        entry.*fact.text = facts[QLatin1String(fact.name)].toString().toStdString();
    }
    for (const TimeFact& fact : kTimeFacts) {
        entry.*fact.time = facts[QLatin1String(fact.name)].toInteger(0);
    }
    for (const CountFact& fact : kCountFacts) {
        bool isNumber = false;
        entry.*fact.count = facts[QLatin1String(fact.name)].toString(QStringLiteral("0")).toULongLong(&isNumber);
        if (!isNumber) {
            return std::unexpected(notAFact(fact.name));
        }
    }
    if (const QJsonValue recovery = facts[kRecovery]; recovery.isDouble()) {
        entry.recoveryMs = recovery.toInteger();
    }
    Result<DumpScope> scope = archive::scopeFrom(facts[kScope].toObject());
    if (!scope) {
        return std::unexpected(std::move(scope.error()));
    }
    entry.scope = *std::move(scope);
    entry.encrypted = facts[kEncrypted].toBool();
    if (entry.path.empty()) {
        return std::unexpected(notAFact("path"));
    }
    return entry;
}

Result<BackupCatalogue::List> BackupCatalogue::all() const {
    const Result<std::vector<QVariantList>> rows =
        m_connection->rows(QStringLiteral("SELECT id, state, facts FROM backups ORDER BY begun DESC, id DESC"));
    if (!rows) {
        return std::unexpected(rows.error());
    }
    List list;
    for (const QVariantList& row : *rows) {
        Result<BackupEntry> entry = backupOfRow(row);
        if (entry) {
            list.entries.push_back(*std::move(entry));
        } else {
            list.notices.push_back({"warning", entry.error().message + " (" + row[0].toString().toStdString() + ")"});
        }
    }
    return list;
}

Result<BackupEntry> BackupCatalogue::find(const std::string& id) const {
    const Result<std::vector<QVariantList>> rows =
        m_connection->rows(QStringLiteral("SELECT id, state, facts FROM backups WHERE id = ?"), {idText(id)});
    if (!rows) {
        return std::unexpected(rows.error());
    }
    return rows->empty() ? noSuchBackup(id) : backupOfRow(rows->front());
}

Result<void> BackupCatalogue::keep(const BackupEntry& entry) const {
    const QByteArray facts = QJsonDocument(backupFactsJson(entry)).toJson(QJsonDocument::Compact);
    const Result<std::int64_t> kept = m_connection->run(
        QStringLiteral(
            "INSERT INTO backups(id, begun, state, facts) VALUES (?, ?, ?, ?) "
            "ON CONFLICT(id) DO UPDATE SET begun=excluded.begun, state=excluded.state, facts=excluded.facts"),
        {idText(entry.id), static_cast<qint64>(entry.begunAt), static_cast<int>(entry.state), facts});
    return kept ? Result<void>() : std::unexpected(kept.error());
}

Result<void> BackupCatalogue::remove(const std::string& id) const {
    const Result<std::int64_t> removed =
        m_connection->run(QStringLiteral("DELETE FROM backups WHERE id = ?"), {idText(id)});
    if (!removed) {
        return std::unexpected(removed.error());
    }
    return *removed == 0 ? noSuchBackup(id) : Result<void>();
}

} // namespace dbv::store
