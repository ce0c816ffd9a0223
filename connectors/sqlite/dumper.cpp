// SPDX-License-Identifier: Apache-2.0
#include "sqlite/dumper.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "sqlite/errors.h"
#include "sqlite/inventory.h"
#include "sqlite/open_plan.h"
#include "sqlite/page_copy.h"
#include "sqlite/part_work.h"
#include "sqlite/passing_rows.h"
#include "sqlite/session.h"

namespace dbv::sqlite {

namespace {

constexpr std::string_view kDumpFormat = "sqlite";
constexpr int kMostFindings = 5;

/// Gives the bytes of a file away, and tells what rows stand in them.
Result<void> dumpFile(const std::vector<ListedObject>& objects, const MomentFile& file, const DumpSink& dump,
                      InventorySink& inventory, const DumpProgress& progress) {
    PassingRows rows(objects, file, inventory, progress);
    Result<void> begun = rows.begin();
    const DumpSink both = [&](std::string_view bytes) -> Result<void> {
        Result<void> told = rows.pass(bytes);
        return told ? dump(bytes) : told;
    };
    return begun ? file.readInto(both, progress) : begun;
}

class SqliteScratch : public ScratchDatabase {
public:
    SqliteScratch(ScratchFile file, std::unique_ptr<Session> session)
        : m_file(std::move(file)), m_session(std::move(session)) {}
    [[nodiscard]] Session& session() override { return *m_session; }
    [[nodiscard]] Result<void> remove() override {
        m_session.reset();
        return m_file.remove();
    }

private:
    ScratchFile m_file;
    std::unique_ptr<Session> m_session;
};

} // namespace

DumpProgress SqliteDumper::heeding(const DumpProgress& progress) const {
    return [&progress, canceller = m_database.canceller()](const DumpAdvance& advance) {
        return !canceller->requested() && progress(advance);
    };
}

Result<std::uint64_t> SqliteDumper::number(const std::string& pragma) {
    const Result<Statement> asked = m_database.prepare("PRAGMA main." + pragma);
    if (!asked) {
        return std::unexpected(asked.error());
    }
    const Result<bool> row = m_database.step(*asked);
    if (!row) {
        return std::unexpected(row.error());
    }
    return *row ? static_cast<std::uint64_t>(sqlite3_column_int64(asked->get(), 0)) : 0;
}

Result<DumpPlan> SqliteDumper::plan(const DumpScope& scope) {
    if (scope.roles) {
        return fail(ErrorKind::Unsupported, "Databases of this kind have no roles of their own.",
                    "Back up without the roles.");
    }
    if (Result<void> there = m_database.checkFile(); !there) {
        return std::unexpected(std::move(there.error()));
    }
    const Result<std::uint64_t> pages = number("page_count");
    const Result<std::uint64_t> size = number("page_size");
    if (!pages || !size) {
        return std::unexpected(!pages ? pages.error() : size.error());
    }
    DumpPlan plan;
    plan.tool = std::string("SQLite ") + sqlite3_libversion() + ", backup interface";
    plan.format = kDumpFormat;
    plan.rowFormat = kRowFormat;
    plan.restoresFromItsEnd = true;
    plan.bytes = *pages * *size;
    if (Result<void> part = planPart(m_database, scope, plan); !part) {
        return std::unexpected(std::move(part.error()));
    }
    const Result<Statement> mode = m_database.prepare("PRAGMA main.journal_mode");
    if (!mode) {
        return std::unexpected(mode.error());
    }
    const Result<bool> row = m_database.step(*mode);
    if (!row) {
        return std::unexpected(row.error());
    }
    if (*row && columnText(mode->get(), 0) != "wal" && !m_database.file().empty()) {
        plan.notices.push_back({"info", "Programs that write to this database wait while it is backed up, since it is "
                                        "not in write-ahead mode."});
    }
    return plan;
}

Result<void> SqliteDumper::copyInto(const ScratchFile& file, const DumpProgress& progress) {
    const Result<Handle> target = file.open(ScratchFile::Use::Write);
    if (!target) {
        return std::unexpected(target.error());
    }
    // Nobody else knows the file, and when the copying fails it is thrown away.
    sqlite3_exec(target->get(), "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nullptr, nullptr, nullptr);
    HeldMoment moment(m_database);
    Result<void> done = moment.begin();
    return done ? copyPages(m_database.handle(), target->get(), "copying", progress) : done;
}

Result<void> SqliteDumper::atMoment(const DumpGround& ground, MomentFile::Others others, const AtMoment& work,
                                    const DumpProgress& progress) {
    if (Result<void> there = m_database.checkFile(); !there) {
        return there;
    }
    // What a transaction of the session's own has written may stand in no file yet.
    if (!m_database.inTransaction()) {
        const Result<std::optional<std::uint64_t>> settled = MomentFile::settleLog(m_database);
        HeldMoment moment(m_database);
        Result<void> begun = settled ? moment.begin() : std::unexpected(settled.error());
        const Result<std::optional<MomentFile>> live =
            begun ? MomentFile::live(m_database, others, *settled) : std::unexpected(begun.error());
        if (!live) {
            return std::unexpected(live.error());
        }
        if (*live) {
            return work(m_database.handle(), **live);
        }
    }
    const Result<ScratchFile> file = ScratchFile::make(ground.folder);
    Result<void> copied = file ? copyInto(*file, progress) : std::unexpected(file.error());
    const Result<Handle> copy = copied ? file->open(ScratchFile::Use::Read) : std::unexpected(copied.error());
    const Result<MomentFile> moment = copy ? MomentFile::scratch(*file) : std::unexpected(copy.error());
    return moment ? work(copy->get(), *moment) : std::unexpected(moment.error());
}

Result<std::string> SqliteDumper::dump(const DumpGround& ground, const DumpScope& scope, const DumpSink& dump,
                                       InventorySink& inventory, const DumpProgress& progress) {
    const DumpProgress heeded = heeding(progress);
    const auto others = ground.isSlow ? MomentFile::Others::DoNotWait : MomentFile::Others::MayWait;
    const AtMoment give = [&](sqlite3* handle, const MomentFile& file) -> Result<void> {
        const Result<std::vector<ListedObject>> objects = listInventory(handle, scope);
        return objects ? dumpFile(*objects, file, dump, inventory, heeded) : std::unexpected(objects.error());
    };
    const Result<void> done =
        isPart(scope) ? withPart(ground, scope, give, heeded) : atMoment(ground, others, give, heeded);
    return done ? Result<std::string>(std::string()) : std::unexpected(done.error());
}

Result<void> SqliteDumper::withPart(const DumpGround& ground, const DumpScope& scope, const AtMoment& work,
                                    const DumpProgress& progress) {
    Result<void> done = m_database.checkFile();
    const Result<Statement> asked = done ? m_database.prepare("PRAGMA main.encoding") : std::unexpected(done.error());
    const Result<bool> row = asked ? m_database.step(*asked) : std::unexpected(asked.error());
    const Result<ScratchFile> part = row ? ScratchFile::make(ground.folder) : std::unexpected(row.error());
    if (!part) {
        return std::unexpected(part.error());
    }
    const std::string encoding(columnText(asked->get(), 0));
    sqlite3_reset(asked->get());
    // What a transaction of the session's own has written may stand in no file yet.
    const bool hasFile = !m_database.file().empty() && !m_database.inTransaction();
    std::optional<ScratchFile> whole;
    if (!hasFile) {
        Result<ScratchFile> made = ScratchFile::make(ground.folder);
        done = made ? copyInto(*made, progress) : std::unexpected(made.error());
        if (!done) {
            return done;
        }
        whole.emplace(*std::move(made));
    }
    const std::string source = hasFile ? fileUri(m_database.file()) + "?mode=ro" : fileUri(whole->path());
    done = makePart(*part, source, encoding, scope, progress);
    const Result<Handle> copy = done ? part->open(ScratchFile::Use::Read) : std::unexpected(done.error());
    const Result<MomentFile> moment = copy ? MomentFile::scratch(*part) : std::unexpected(copy.error());
    return moment ? work(copy->get(), *moment) : std::unexpected(moment.error());
}

Result<void> SqliteDumper::takeInventory(const DumpGround& ground, const DumpScope& scope, InventorySink& inventory,
                                         const DumpProgress& progress) {
    const DumpProgress heeded = heeding(progress);
    return atMoment(
        ground, MomentFile::Others::MayWait,
        [&](sqlite3* handle, const MomentFile& file) -> Result<void> {
            const Result<std::vector<ListedObject>> objects = listInventory(handle, scope);
            return objects ? tellInventory(*objects, file, inventory, heeded) : std::unexpected(objects.error());
        },
        heeded);
}

Result<std::vector<Notice>> SqliteDumper::restore(const DumpGround& ground, const RestoreWish& wish,
                                                  const DumpSource& source, const DumpProgress& progress) {
    const DumpProgress heeded = heeding(progress);
    if (m_database.readOnly() || sqlite3_db_readonly(m_database.handle(), "main") == 1) {
        return fail(ErrorKind::RefusedReadOnly, "Nothing can be restored into a database that may only be read.",
                    "Open the connection for writing, or restore into a new file.");
    }
    if (m_database.inTransaction()) {
        return fail(ErrorKind::Busy, "A transaction is open on this database.", "Commit it or roll it back first.");
    }
    if (Result<void> there = m_database.checkFile(); !there) {
        return std::unexpected(std::move(there.error()));
    }
    Result<ScratchFile> file = ScratchFile::make(ground.folder);
    Result<void> done = file ? file->fillFrom(source, heeded) : std::unexpected(file.error());
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    const Result<Handle> copy = file->open(ScratchFile::Use::Read);
    if (!copy) {
        return std::unexpected(copy.error());
    }
    if (sqlite3_exec(copy->get(), "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr) != SQLITE_OK) {
        return fail(ErrorKind::CorruptBackup,
                    std::string("What the backup holds is no database that SQLite can read: ") +
                        sqlite3_errmsg(copy->get()) + ".",
                    "Verify the backup, and use another one.");
    }
    // An object without a name stands for all of its schema, which is the file.
    const bool isWhole = wish.objects.empty() || std::ranges::any_of(wish.objects, [](const DumpObject& object) {
                             return object.name.empty();
                         });
    if (!isWhole || wish.content != DumpContent::All) {
        return restorePart(m_database, *file, wish, heeded);
    }
    done = copyPages(copy->get(), m_database.handle(), "restoring", heeded);
    return done ? Result<std::vector<Notice>>(std::vector<Notice>()) : std::unexpected(std::move(done.error()));
}

void SqliteDumper::leaveNothing() {
    std::error_code unknown;
    const std::filesystem::path file = m_database.file();
    if (m_database.mayMakeFile() && m_database.checkFile() && std::filesystem::file_size(file, unknown) == 0 &&
        !unknown) {
        // Opened once more, it is made anew.
        std::filesystem::remove(file, unknown);
    }
}

Result<void> SqliteDumper::checkSound(const DumpProgress& progress) {
    if (!heeding(progress)({"checking", 0, 0, "pages"})) {
        return std::unexpected(cancelledError(Damage::None));
    }
    const Result<Statement> check =
        m_database.prepare("PRAGMA main.integrity_check(" + std::to_string(kMostFindings) + ")");
    if (!check) {
        return std::unexpected(check.error());
    }
    std::string findings;
    while (true) {
        const Result<bool> row = m_database.step(*check);
        if (!row) {
            return std::unexpected(row.error());
        }
        if (!*row) {
            break;
        }
        if (const std::string_view finding = columnText(check->get(), 0); finding != "ok") {
            findings += (findings.empty() ? "" : "; ") + std::string(finding);
        }
    }
    return findings.empty() ? Result<void>()
                            : fail(ErrorKind::CorruptBackup, "SQLite finds the database damaged: " + findings + ".",
                                   "Restore an earlier backup.");
}

Result<std::unique_ptr<ScratchDatabase>> SqliteDumper::makeScratch(const DumpGround& ground) {
    Result<ScratchFile> file = ScratchFile::make(ground.folder);
    if (!file) {
        return std::unexpected(std::move(file.error()));
    }
    Result<Handle> handle = file->open(ScratchFile::Use::Write);
    if (!handle) {
        return std::unexpected(std::move(handle.error()));
    }
    constexpr std::chrono::milliseconds kNobodyElse{0};
    auto database = std::make_unique<Database>(*std::move(handle), file->path(), kNobodyElse);
    SessionFacts facts;
    facts.serverVersion = std::string("SQLite ") + sqlite3_libversion();
    facts.database = file->path();
    facts.files = std::make_shared<DatabaseFiles>();
    auto session = std::make_unique<SqliteSession>(std::move(database), std::move(facts));
    return std::make_unique<SqliteScratch>(*std::move(file), std::move(session));
}

} // namespace dbv::sqlite
