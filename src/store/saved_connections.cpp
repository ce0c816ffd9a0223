// SPDX-License-Identifier: Apache-2.0
#include "store/saved_connections.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QDateTime>

#include "store/config_json.h"

namespace dbv::store {

namespace {

std::unexpected<Error> noSuchConnection(const std::string& name) {
    return fail(ErrorKind::NotFound, "There is no saved connection \"" + name + "\".",
                "The list of saved connections shows their names.");
}

constexpr std::array<std::pair<protocol::Environment, const char*>, 5> kEnvironments = {{
    {protocol::Environment::None, ""},
    {protocol::Environment::Local, "local"},
    {protocol::Environment::Test, "test"},
    {protocol::Environment::Staging, "staging"},
    {protocol::Environment::Production, "production"},
}};

QString nameOf(protocol::Environment environment) {
    return QString::fromLatin1(
        std::ranges::find(kEnvironments, environment, [](const auto& e) { return e.first; })->second);
}

/// One that this version does not know is taken for the most careful one.
protocol::Environment environmentNamed(const QString& name) {
    for (const auto& [environment, known] : kEnvironments) {
        if (name == QLatin1String(known)) {
            return environment;
        }
    }
    return protocol::Environment::Production;
}

const QString kColumns = QStringLiteral("name, config, folder, environment, favourite, used");

Result<protocol::SavedConnection> savedFromRow(const QVariantList& row) {
    protocol::SavedConnection saved{.name = row[0].toString().toStdString(),
                                    .config = {},
                                    .group = row[2].toString().toStdString(),
                                    .environment = environmentNamed(row[3].toString()),
                                    .favourite = row[4].toBool(),
                                    .used = row[5].toLongLong()};
    Result<protocol::ConnectionConfig> config = configFromJson(row[1].toString());
    if (!config) {
        return fail(ErrorKind::InvalidInput,
                    "The saved connection \"" + saved.name + "\" can not be read: " + config.error().message,
                    "Save it again under this name, or remove it.");
    }
    saved.config = *std::move(config);
    return saved;
}

} // namespace

Result<void> checkConnectionName(std::string_view given) {
    const QString name = QString::fromUtf8(given.data(), static_cast<qsizetype>(given.size()));
    if (name.isEmpty() || name.toStdString() != given) {
        return fail(ErrorKind::InvalidInput, "The name of a saved connection is empty or not UTF-8.",
                    "Give it a name of at least one character.");
    }
    const auto showsNothing = [](QChar c) { return c.isSpace() || c.category() == QChar::Other_Format; };
    if (std::ranges::all_of(name, showsNothing)) {
        return fail(ErrorKind::InvalidInput, "The name of a saved connection is blank.",
                    "Give it a name of at least one character that can be seen.");
    }
    const auto endsLine = [](QChar c) {
        return c.category() == QChar::Other_Control || c == QChar::LineSeparator || c == QChar::ParagraphSeparator;
    };
    if (std::ranges::any_of(name, endsLine)) {
        return fail(ErrorKind::InvalidInput,
                    "The name of a saved connection holds a line break or a control character.",
                    "Leave it out: each connection stands in a line of its own.");
    }
    return {};
}

Result<SavedConnections::List> SavedConnections::all() const {
    Result<std::vector<QVariantList>> rows =
        m_connection->rows(QStringLiteral("SELECT %1 FROM connections ORDER BY name").arg(kColumns));
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    List list;
    for (const QVariantList& row : *rows) {
        if (Result<protocol::SavedConnection> saved = savedFromRow(row)) {
            list.connections.push_back(*std::move(saved));
        } else {
            list.notices.push_back({.severity = "warning", .message = saved.error().message});
        }
    }
    return list;
}

Result<protocol::SavedConnection> SavedConnections::find(const std::string& name) const {
    Result<std::vector<QVariantList>> rows = m_connection->rows(
        QStringLiteral("SELECT %1 FROM connections WHERE name=?").arg(kColumns), {QString::fromStdString(name)});
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    return rows->empty() ? Result<protocol::SavedConnection>(noSuchConnection(name)) : savedFromRow(rows->front());
}

Result<void> SavedConnections::checkUnchanged(const std::string& name,
                                              const std::optional<protocol::ReadConnection>& read) const {
    if (!read) {
        return {};
    }
    Result<protocol::SavedConnection> now = find(name);
    // What can not be read, nobody has read; it may be saved again under its name.
    const bool isThere =
        now || (now.error().kind != ErrorKind::NotFound && now.error().kind != ErrorKind::InvalidInput);
    if (!now && isThere) {
        return std::unexpected(std::move(now.error()));
    }
    if (!read->kept) {
        return isThere ? fail(ErrorKind::InvalidInput, "There is a saved connection \"" + name + "\" by now.",
                              "Choose another name, or look at that one first.")
                       : Result<void>();
    }
    if (!isThere) {
        return fail(ErrorKind::InvalidInput,
                    "The saved connection \"" + name + "\" was removed or renamed meanwhile, so it is left as it is.",
                    "Look at the list, which shows what is kept now.");
    }
    // When it was last used is no part of what a person changes.
    now->used = read->kept->used;
    return *now == *read->kept
               ? Result<void>()
               : fail(ErrorKind::InvalidInput,
                      "The saved connection \"" + name +
                          "\" was changed meanwhile, by another window or a command line, so it is left as it is.",
                      "Look at what is kept now, and make the change again.");
}

Result<void> SavedConnections::checkSave(const protocol::SavedConnection& connection, const std::string& replaces,
                                         const std::optional<protocol::ReadConnection>& read) const {
    if (Result<void> named = checkConnectionName(connection.name); !named) {
        return named;
    }
    if (Result<void> unchanged = checkUnchanged(replaces.empty() ? connection.name : replaces, read); !unchanged) {
        return unchanged;
    }
    if (replaces.empty() || replaces == connection.name) {
        return {};
    }
    const Result<std::vector<QVariantList>> taken = m_connection->rows(
        QStringLiteral("SELECT 1 FROM connections WHERE name=?"), {QString::fromStdString(connection.name)});
    if (!taken) {
        return std::unexpected(taken.error());
    }
    return taken->empty() ? Result<void>()
                          : fail(ErrorKind::InvalidInput,
                                 "There is another saved connection with the name \"" + connection.name + "\".",
                                 "Choose another name, or remove that connection first.");
}

Result<void> SavedConnections::save(const protocol::SavedConnection& connection, const std::string& replaces,
                                    const std::optional<protocol::ReadConnection>& read) const {
    Result<Transaction> transaction = Transaction::begin(*m_connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    if (Result<void> fit = checkSave(connection, replaces, read); !fit) {
        return fit;
    }
    if (!replaces.empty() && replaces != connection.name) {
        const Result<std::int64_t> renamed =
            m_connection->run(QStringLiteral("UPDATE connections SET name=? WHERE name=?"),
                              {QString::fromStdString(connection.name), QString::fromStdString(replaces)});
        if (!renamed) {
            return std::unexpected(renamed.error());
        }
    }
    const Result<void> saved = write(connection);
    return saved ? transaction->commit() : saved;
}

Result<std::vector<std::string>>
SavedConnections::addAll(const std::vector<protocol::SavedConnection>& connections) const {
    for (const protocol::SavedConnection& connection : connections) {
        if (Result<void> named = checkConnectionName(connection.name); !named) {
            return std::unexpected(std::move(named.error()));
        }
    }
    Result<Transaction> transaction = Transaction::begin(*m_connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    std::vector<std::string> taken;
    for (const protocol::SavedConnection& connection : connections) {
        const Result<std::vector<QVariantList>> there = m_connection->rows(
            QStringLiteral("SELECT 1 FROM connections WHERE name=?"), {QString::fromStdString(connection.name)});
        if (!there) {
            return std::unexpected(there.error());
        }
        if (!there->empty()) {
            taken.push_back(connection.name);
            continue;
        }
        if (Result<void> saved = write(connection); !saved) {
            return std::unexpected(std::move(saved.error()));
        }
    }
    if (Result<void> done = transaction->commit(); !done) {
        return std::unexpected(std::move(done.error()));
    }
    return taken;
}

Result<void> SavedConnections::markFavourite(const std::string& name, bool favourite) const {
    const Result<std::int64_t> marked =
        m_connection->run(QStringLiteral("UPDATE connections SET favourite=? WHERE name=?"),
                          {favourite ? 1 : 0, QString::fromStdString(name)});
    if (!marked) {
        return std::unexpected(marked.error());
    }
    return *marked == 0 ? Result<void>(noSuchConnection(name)) : Result<void>();
}

Result<void> SavedConnections::write(const protocol::SavedConnection& connection) const {
    const Result<std::int64_t> saved = m_connection->run(
        QStringLiteral("INSERT INTO connections(name, config, folder, environment, favourite) VALUES(?, ?, ?, ?, ?) "
                       "ON CONFLICT DO UPDATE SET config=excluded.config, folder=excluded.folder, "
                       "environment=excluded.environment, favourite=excluded.favourite"),
        {QString::fromStdString(connection.name), configToJson(connection.config),
         QString::fromStdString(connection.group), nameOf(connection.environment), connection.favourite ? 1 : 0});
    return saved ? Result<void>() : std::unexpected(saved.error());
}

Result<void> SavedConnections::noteUse(const std::string& name) const {
    // Clocks are set back, and two uses may fall into one tick: the later one is above the earlier all the same.
    const Result<std::int64_t> noted = m_connection->run(
        QStringLiteral("UPDATE connections SET used=max(?, (SELECT max(used) + 1 FROM connections)) WHERE name=?"),
        {QDateTime::currentMSecsSinceEpoch(), QString::fromStdString(name)});
    return noted ? Result<void>() : std::unexpected(noted.error());
}

Result<void> SavedConnections::remove(const std::string& name,
                                      const std::optional<protocol::ReadConnection>& read) const {
    Result<Transaction> transaction = Transaction::begin(*m_connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    if (Result<void> unchanged = checkUnchanged(name, read); !unchanged) {
        return unchanged;
    }
    Result<std::int64_t> removed =
        m_connection->run(QStringLiteral("DELETE FROM connections WHERE name=?"), {QString::fromStdString(name)});
    if (!removed) {
        return std::unexpected(std::move(removed.error()));
    }
    return *removed == 0 ? Result<void>(noSuchConnection(name)) : transaction->commit();
}

Result<void> SavedConnections::noteRecent(const std::string& url) const {
    if (url.empty()) {
        return fail(ErrorKind::InvalidInput, "An empty URL can not be kept.");
    }
    Result<Transaction> transaction = Transaction::begin(*m_connection);
    if (!transaction) {
        return std::unexpected(std::move(transaction.error()));
    }
    // Counted, not timed: clocks are set back, and two uses may fall into one tick.
    Result<std::int64_t> noted = m_connection->run(
        QStringLiteral("INSERT INTO recents(url, used) VALUES(?, (SELECT coalesce(max(used), 0) + 1 FROM recents)) "
                       "ON CONFLICT DO UPDATE SET used=excluded.used"),
        {QByteArray::fromStdString(url)});
    if (noted) {
        noted = m_connection->run(
            QStringLiteral("DELETE FROM recents WHERE url NOT IN (SELECT url FROM recents ORDER BY used DESC LIMIT ?)"),
            {kRecentUrls});
    }
    return noted ? transaction->commit() : std::unexpected(std::move(noted.error()));
}

Result<std::vector<std::string>> SavedConnections::recentUrls() const {
    Result<std::vector<QVariantList>> rows =
        m_connection->rows(QStringLiteral("SELECT url FROM recents ORDER BY used DESC"));
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    std::vector<std::string> urls;
    for (const QVariantList& row : *rows) {
        urls.push_back(row[0].toByteArray().toStdString());
    }
    return urls;
}

} // namespace dbv::store
