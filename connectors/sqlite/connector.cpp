// SPDX-License-Identifier: Apache-2.0
#include "sqlite/connector.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include "sqlite/database.h"
#include "sqlite/file_diagnosis.h"
#include "sqlite/file_probe.h"
#include "sqlite/open_plan.h"
#include "sqlite/session.h"
#include "sqlite/statement_text.h"

namespace dbv::sqlite {

namespace {

int openFlags(const OpenPlan& plan) {
    // One step at a time uses a session, so SQLite's own mutexes would only cost.
    const int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI;
    if (plan.inMemory()) {
        return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    }
    switch (plan.access) {
    case Access::ReadOnly: return common | SQLITE_OPEN_READONLY;
    case Access::ReadWrite: return common | SQLITE_OPEN_READWRITE;
    case Access::Create: break;
    }
    return common | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
}

std::string_view modeName(Access access) {
    return access == Access::ReadOnly ? "ro" : access == Access::ReadWrite ? "rw" : "rwc";
}

/// Opens one session, step by step.
class Opening {
public:
    explicit Opening(OpenPlan plan) : m_plan(std::move(plan)), m_judgedByUs(m_plan.vfs.empty()) {}

    Result<std::unique_ptr<Session>> run(std::chrono::milliseconds timeout, const std::stop_token& stop) {
        Result<void> done = probe(m_plan.path, m_plan.access, m_probe);
        done = done ? openHandle(std::min(timeout, m_plan.busyTimeout)) : done;
        if (!done) {
            return std::unexpected(done.error());
        }
        {
            const std::stop_callback onStop(stop, [canceller = m_database->canceller()] { canceller->interrupt(); });
            done = readFirstPage("main", m_plan.path, m_probe);
            for (auto each = m_plan.attached.begin(); done && each != m_plan.attached.end(); ++each) {
                done = attach(each->first, each->second);
            }
            done = done ? configure() : done;
        }
        if (!done) {
            return std::unexpected(done.error());
        }
        SessionFacts known = facts();
        return std::make_unique<SqliteSession>(std::move(m_database), std::move(known));
    }

private:
    Result<void> probe(const std::string& path, Access access, FileProbe& result) const {
        if (!m_judgedByUs || path.empty()) {
            return {};
        }
        const Result<FileProbe> found = probeFile(path);
        if (!found) {
            return std::unexpected(found.error());
        }
        if (!found->exists && access != Access::Create) {
            return fail(ErrorKind::NotFound, "The file \"" + path + "\" does not exist.",
                        "Check the path; to make a new database, open it with mode=rwc.");
        }
        if (!found->exists && !found->folderWritable) {
            return fail(ErrorKind::IoError, "There is no permission to make the file \"" + path + "\" in its folder.",
                        "Choose another folder, or allow writing to this one.");
        }
        if (found->exists && !found->readable) {
            return fail(ErrorKind::IoError, "There is no permission to read the file \"" + path + "\".",
                        "Ask its owner, or change its permissions.");
        }
        result = *found;
        return {};
    }
    Result<void> openHandle(std::chrono::milliseconds busyTimeout) {
        sqlite3* opened = nullptr;
        const int code = sqlite3_open_v2(m_plan.uri().c_str(), &opened, openFlags(m_plan),
                                         m_plan.vfs.empty() ? nullptr : m_plan.vfs.c_str());
        Handle handle(opened);
        if (handle == nullptr) {
            return fail(ErrorKind::Internal, "There is not enough memory to open a database.", "Close other programs.");
        }
        m_database = std::make_unique<Database>(std::move(handle), m_plan.path, busyTimeout);
        if (code == SQLITE_OK) {
            return {};
        }
        Error refusal = m_database->failure(sqlite3_extended_errcode(opened), false);
        if (refusal.message.starts_with("no such ")) {
            return fail(ErrorKind::InvalidInput,
                        "The file \"" + m_plan.path + "\" can't be opened with these options: " + refusal.message + ".",
                        "Leave the option out, or give it a value that SQLite has.");
        }
        return std::unexpected(explained(std::move(refusal), "main", m_plan.path, m_probe));
    }
    // SQLite opens lazily: only a first read tells whether this is a database.
    Result<void> readFirstPage(const std::string& schema, const std::string& path, const FileProbe& probed) {
        const Result<void> read = m_database->run("PRAGMA " + quotedName(schema) + ".schema_version");
        if (!read) {
            return std::unexpected(explained(read.error(), schema, path, probed));
        }
        return m_judgedByUs ? checkComplete(path, probed) : Result<void>();
    }
    Error explained(Error refusal, const std::string& schema, const std::string& path, const FileProbe& probed) const {
        if (!m_judgedByUs || path.empty() || refusal.kind == ErrorKind::Cancelled) {
            return refusal;
        }
        return FileDiagnosis(m_database->handle(), schema, path, probed).explain(std::move(refusal));
    }
    /// For a file that could not be attached. A handle of its own reads the header: SQLite takes care that closing it drops
    /// no lock that this process holds on the file.
    Error explainedAlone(Error refusal, const std::string& path, const FileProbe& probed) const {
        if (!m_judgedByUs || refusal.kind == ErrorKind::Cancelled) {
            return refusal;
        }
        sqlite3* opened = nullptr;
        sqlite3_open_v2((fileUri(path) + "?mode=ro").c_str(), &opened,
                        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI | SQLITE_OPEN_READONLY, nullptr);
        const Handle handle(opened);
        return handle == nullptr ? refusal
                                 : FileDiagnosis(handle.get(), "main", path, probed).explain(std::move(refusal));
    }
    Result<void> attach(const std::string& schema, const std::string& path) {
        FileProbe probed;
        if (const Result<void> fine = probe(path, m_plan.access, probed); !fine) {
            return fine;
        }
        Result<Statement> statement = m_database->prepare("ATTACH ?1 AS ?2");
        if (!statement) {
            return std::unexpected(statement.error());
        }
        const std::string uri = fileUri(path) + "?mode=" + std::string(modeName(m_plan.access));
        sqlite3_bind_text(statement->get(), 1, uri.data(), static_cast<int>(uri.size()), SQLITE_TRANSIENT);
        sqlite3_bind_text(statement->get(), 2, schema.data(), static_cast<int>(schema.size()), SQLITE_TRANSIENT);
        const Result<bool> attached = m_database->step(*statement);
        if (!attached) {
            return std::unexpected(explainedAlone(attached.error(), path, probed));
        }
        return readFirstPage(schema, path, probed);
    }
    Result<void> configure() {
        Result<void> done;
        if (m_plan.foreignKeys) {
            done = m_database->run(*m_plan.foreignKeys ? "PRAGMA foreign_keys = ON" : "PRAGMA foreign_keys = OFF");
        }
        if (done && m_plan.access == Access::ReadOnly) {
            done = m_database->run("PRAGMA query_only = ON");
            m_database->becomeReadOnly();
        }
        if (m_plan.defensive) {
            sqlite3_db_config(m_database->handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
        }
        if (m_judgedByUs && !m_plan.inMemory()) {
            m_database->watchFile();
            if (m_plan.access == Access::Create) {
                m_database->noteMakesFile();
            }
        }
        m_database->setBusyTimeout(m_plan.busyTimeout);
        return done;
    }
    SessionFacts facts() const {
        SessionFacts facts;
        facts.serverVersion = std::string("SQLite ") + sqlite3_libversion();
        facts.product = "SQLite";
        facts.isPrivate = m_plan.inMemory();
        facts.database = m_plan.inMemory() ? ":memory:" : m_plan.path;
        addFiles(facts);
        warnOfUnread(facts);
        if (!m_judgedByUs || m_plan.inMemory() || m_plan.access == Access::ReadOnly) {
            return facts;
        }
        // Asked for, an immutable database says nothing about permissions.
        if (!m_plan.immutable && sqlite3_db_readonly(m_database->handle(), "main") == 1) {
            facts.notices.push_back(
                {"warning", "Opened read-only: there is no permission to write the file \"" + m_plan.path + "\"."});
        } else if (!m_probe.folderWritable && !m_plan.immutable) {
            facts.notices.push_back(
                {"warning", "The folder of \"" + m_plan.path +
                                "\" can't be written, so SQLite can't make a journal there: changes will fail."});
        }
        if (m_probe.exists && m_probe.size == 0) {
            facts.notices.push_back({"info", "The file \"" + m_plan.path + "\" is empty: a database without tables."});
        }
        return facts;
    }

    void addFiles(SessionFacts& facts) const {
        std::vector<std::string> files;
        if (!m_plan.inMemory()) {
            addFilesOf(m_plan.path, files);
        }
        for (const auto& [schema, path] : m_plan.attached) {
            addFilesOf(path, files);
        }
        facts.files = std::make_shared<DatabaseFiles>(std::move(files));
    }

    void warnOfUnread(SessionFacts& facts) const {
        if (!m_plan.immutable || m_plan.inMemory()) {
            return;
        }
        for (const std::string_view beside : {"-wal", "-journal"}) {
            const std::string path = m_plan.path + std::string(beside);
            std::error_code unknown;
            const auto size = std::filesystem::file_size(path, unknown);
            if (!unknown && size > 0) {
                facts.notices.push_back(
                    {"warning", "\"" + path + "\" is not read because of immutable=1: what is shown may be old."});
            }
        }
    }

    OpenPlan m_plan;
    bool m_judgedByUs;
    FileProbe m_probe;
    std::unique_ptr<Database> m_database;
};

/// No server is needed for a database in memory.
class MemoryTrial final : public TrialServer {
public:
    [[nodiscard]] ConnectParams login() const override {
        ConnectParams params;
        params.database = ":memory:";
        return params;
    }
};

} // namespace

SqliteConnector::SqliteConnector() {
    // Nobody asks how much memory SQLite uses, and to count it costs a small statement a fifth of its time. Too late, and without
    // effect, where somebody else in the process has used the library before.
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

Result<std::unique_ptr<Session>> SqliteConnector::open(const ConnectParams& params, std::stop_token stop,
                                                       OpeningSteps& steps) {
    steps.begin("database");
    Result<OpenPlan> plan = planOpening(params);
    if (!plan) {
        return std::unexpected(plan.error());
    }
    return Opening(std::move(*plan)).run(std::chrono::milliseconds(params.connectTimeoutMs), stop);
}

Result<std::unique_ptr<TrialServer>> SqliteConnector::startTrialServer(const std::string& /*folder*/,
                                                                       std::string_view /*serverVersion*/,
                                                                       const std::stop_token& /*stop*/) {
    return std::make_unique<MemoryTrial>();
}

Result<void> SqliteConnector::check(const ConnectParams& params) const {
    const Result<OpenPlan> plan = planOpening(params);
    return plan ? Result<void>() : std::unexpected(plan.error());
}

} // namespace dbv::sqlite
