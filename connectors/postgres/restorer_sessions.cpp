// SPDX-License-Identifier: Apache-2.0
// A restore that several sessions share.
#include <algorithm>
#include <exception>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include <sys/resource.h>

#include <dbv/core/cancel.h>

#include "postgres/connector.h"
#include "postgres/plain_settings.h"
#include "postgres/restorer.h"
#include "postgres/rows_loader.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::size_t kUnpackedAtOnce = std::size_t{256} << 10U;

/// The COPY of an entry, which is told in which encoding its rows are.
std::string copyIn(std::string copy, const std::string& encoding) {
    copy.erase(copy.find_last_not_of("; \n") + 1);
    return encoding.empty() ? copy : copy + " WITH (ENCODING " + encoding + ")";
}

/// The encoding of a dump, as the text that it is in its list: `SET client_encoding = 'UTF8';`.
std::string encodingOf(const DumpContents& contents) {
    const auto entry = std::ranges::find(contents.entries, "ENCODING", &DumpEntry::kind);
    if (entry == contents.entries.end()) {
        return {};
    }
    const std::size_t begin = entry->definition.find('\'');
    const std::size_t end = entry->definition.rfind('\'');
    return begin < end && end != std::string::npos ? entry->definition.substr(begin, end - begin + 1) : std::string();
}

/// Whatever this thread does, and threads that it begins, others go first: rows wait for the server, and the server should not wait for us.
void letOthersGoFirst() {
#ifdef __linux__
    // Of a thread alone it is here only. Where it is not granted, all are alike.
    constexpr int kWillWait = 10;
    static_cast<void>(::setpriority(PRIO_PROCESS, 0, kWillWait));
#endif
}

Result<void> runEach(Session& session, const std::vector<std::string>& statements) {
    for (const std::string& statement : statements) {
        const Result<std::unique_ptr<Cursor>> cursor =
            session.execute({.sql = statement, .positional = {}, .named = {}, .copyLines = nullptr});
        if (Result<void> done = cursor ? (*cursor)->end() : std::unexpected(cursor.error()); !done) {
            return done;
        }
    }
    return {};
}

} // namespace

Result<void> Restorer::bySeveral(const DumpSource& source) {
    const Result<std::unique_ptr<UnpackedDump>> dump =
        UnpackedDump::make(m_ground.folder + "/dump", m_begin, m_prepared.contents);
    if (!dump) {
        return std::unexpected(dump.error());
    }
    m_read = m_begin.size();
    m_begin = {};
    Result<void> unpacked;
    std::jthread unpacking([&](const std::stop_token& stop) {
        letOthersGoFirst();
        try {
            unpacked = unpackInto(**dump, source, stop);
        } catch (const std::exception& failure) {
            unpacked = fail(ErrorKind::Internal, std::string("Unpacking the backup failed: ") + failure.what() + ".");
        }
        (*dump)->end(unpacked);
    });
    std::set<std::int64_t> wanted;
    bool hasMore = false;
    for (const DumpEntry* const entry : m_prepared.list.entries) {
        wanted.insert(entry->id);
        hasMore = hasMore || entry->section == DumpSection::BehindRows;
    }
    DumpFeed* told = nullptr;
    const UnpackedDump::GoOn goOn = [&] {
        return m_progress({"restoring", told == nullptr ? 0 : told->given(), 0, "bytes"});
    };
    DumpFeed feed(**dump, std::move(wanted), goOn);
    told = &feed;
    std::vector<std::string> arguments = toolArguments();
    arguments.insert(arguments.end(), {"--single-transaction", "--section=pre-data", "--section=data"});
    const Result<bool> begun = runTool(
        std::move(arguments), [&feed] { return feed.given(); },
        [&feed](std::span<char> into) { return feed.read(into); });
    if (!begun) {
        unpacking.request_stop();
    }
    unpacking.join();
    // Whoever stops it may do so when its transaction has just ended.
    std::vector<RowsToLoad> tables = rowsToLoad(feed.left());
    noteMissing(tables);
    Result<void> done = begun ? unpacked : std::unexpected(begun.error());
    done = done ? loadRows(**dump, std::move(tables), feed.given()) : done;
    if (done && hasMore) {
        m_isMissing = " It has the rows of its tables, and perhaps not all of its indexes, keys, triggers and "
                      "materialized views.";
        arguments = toolArguments();
        arguments.insert(arguments.end(),
                         {"--section=post-data", "--jobs=" + std::to_string(m_wish.jobs), (*dump)->path()});
        const Result<bool> ended = runTool(std::move(arguments), [this] { return m_read; });
        done = ended ? done : std::unexpected(ended.error());
    }
    return done || m_wish.isTrial ? done : std::unexpected(toldWhatIsLeft(std::move(done.error())));
}

Result<void> Restorer::unpackInto(UnpackedDump& dump, const DumpSource& source, const std::stop_token& stop) {
    std::vector<char> block(kUnpackedAtOnce);
    while (true) {
        const Result<std::size_t> got = read(source, block);
        if (!got || *got == 0) {
            return got ? Result<void>() : std::unexpected(got.error());
        }
        Result<void> added = dump.add({block.data(), *got});
        if (!added || stop.stop_requested()) {
            return added ? std::unexpected(cancelledError(Damage::None)) : added;
        }
    }
}

std::vector<RowsToLoad> Restorer::rowsToLoad(const std::vector<RowsLeft>& left) const {
    std::map<std::int64_t, const DumpEntry*> entries;
    for (const DumpEntry* const entry : m_prepared.list.entries) {
        entries.emplace(entry->id, entry);
    }
    const std::string encoding = encodingOf(m_prepared.contents);
    std::vector<RowsToLoad> tables;
    tables.reserve(left.size());
    for (const RowsLeft& rows : left) {
        // The feed gives and keeps what is in the list alone.
        const DumpEntry& entry = *entries.at(rows.id);
        tables.push_back({rows, copyIn(entry.copy, encoding), quotedName(entry.schema) + "." + quotedName(entry.name)});
    }
    return tables;
}

void Restorer::noteMissing(const std::vector<RowsToLoad>& tables) {
    m_isMissing = " Its indexes, keys, triggers and the rows of materialized views are missing.";
    std::vector<std::string> names;
    names.reserve(tables.size());
    for (const RowsToLoad& table : tables) {
        names.push_back(table.table + (table.rows.isRest ? " (some)" : ""));
    }
    m_isMissing += names.empty() ? "" : " Rows are missing in " + joined(names) + ".";
}

Result<void> Restorer::loadRows(const UnpackedDump& dump, std::vector<RowsToLoad> tables, std::uint64_t given) {
    if (tables.empty()) {
        return {};
    }
    Result<ConnectParams> login = loginOf(m_ground);
    const Result<std::vector<std::pair<std::string, std::string>>> plain =
        login ? plainValues(m_line) : std::unexpected(login.error());
    if (!plain) {
        return std::unexpected(plain.error());
    }
    login->database = PQdb(m_line.handle());
    login->safety = Safety::Off;
    // What pg_restore sets.
    std::vector<std::string> settings{"SET statement_timeout = 0", "SET lock_timeout = 0", "SET xmloption = content",
                                      "SET row_security = off",
                                      "SELECT pg_catalog.set_config('search_path', '', false)"};
    if (PQserverVersion(m_line.handle()) >= kWithIdleSessionTimeout) {
        settings.emplace_back("SET idle_session_timeout = 0");
    }
    for (const auto& [name, value] : *plain) {
        std::string& set = settings.emplace_back("SET " + name);
        set += " = " + value;
    }
    RowsLoader loader(dump, std::move(tables), [&login, &settings] { return openLoader(*login, settings); });
    Result<void> done = loader.run(m_wish.jobs, [this, given](std::uint64_t loaded) {
        return m_progress({"restoring", given + loaded, 0, "bytes"});
    });
    noteMissing(loader.notLoaded());
    return done;
}

Result<std::unique_ptr<Session>> Restorer::openLoader(const ConnectParams& login,
                                                      const std::vector<std::string>& settings) {
    PostgresConnector connector;
    Result<std::unique_ptr<Session>> session = openSession(connector, login, {});
    Result<void> ready = session ? runEach(**session, settings) : std::unexpected(session.error());
    return ready ? std::move(session) : std::unexpected(std::move(ready.error()));
}

} // namespace dbv::postgres
