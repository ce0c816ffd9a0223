// SPDX-License-Identifier: Apache-2.0
#include "postgres/restorer.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <memory>
#include <system_error>
#include <utility>

#include <dbv/core/cancel.h>

#include "postgres/inventory.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::size_t kUnpackedBlock = std::size_t{256} << 10U;
constexpr std::size_t kLongestList = std::size_t{1} << 30U;
constexpr int kVersionsInMajor = 10'000;

struct CloseUnpacked {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using UnpackedFile = std::unique_ptr<std::FILE, CloseUnpacked>;

std::unexpected<Error> notUnpacked(const std::string& path) {
    return fail(ErrorKind::IoError,
                "\"" + path + "\" can't be written: " + std::generic_category().message(errno) + ".",
                "Check the folder and the room on its disk.");
}

std::unexpected<Error> noDumpAtAll() {
    return fail(ErrorKind::CorruptBackup, "What the backup holds is no dump of PostgreSQL's pg_dump.",
                "Verify the backup, and use another one.");
}

std::string quotedObject(const ObjectName& object) {
    return quotedName(object.first) + "." + quotedName(object.second);
}

/// The first version of PostgreSQL whose pg_restore reads such a dump.
int firstReaderOf(int version) {
    constexpr int kOfSixteen = 115;
    constexpr int kOfSeventeen = 116;
    return version < kOfSixteen ? 12 : version < kOfSeventeen ? 16 : 17;
}

int majorOf(std::string_view server) {
    int major = 0;
    std::from_chars(server.data(), server.data() + server.size(), major);
    return major;
}

} // namespace

Result<std::vector<Notice>> Restorer::run(const DumpSource& source) {
    Result<void> done = readList(source);
    if (done && goesThroughPipe()) {
        done = runTool({}, source);
    } else if (done) {
        const std::string file = m_ground.folder + "/dump";
        done = unpack(file, source);
        done = done ? runTool(file, source) : done;
        std::remove(file.c_str());
    }
    done = done && m_prepared.sleepsKeys ? checkKeys() : done;
    done = done && m_prepared.isWhole && !m_wish.isTrial ? putSettingsBack() : done;
    return done ? Result<std::vector<Notice>>(std::move(m_prepared.notices)) : std::unexpected(std::move(done.error()));
}

Result<void> Restorer::readList(const DumpSource& source) {
    std::vector<char> block(kUnpackedBlock);
    for (std::size_t nextLook = kDumpMagic.size();;) {
        const Result<std::size_t> got = source(block);
        if (!got) {
            return std::unexpected(got.error());
        }
        m_hasEnded = *got == 0;
        m_begin.append(block.data(), *got);
        if (m_begin.size() >= nextLook || m_hasEnded) {
            nextLook = m_begin.size() * 2;
            std::optional<DumpContents> contents = contentsOf(m_begin);
            if (!m_begin.starts_with(kDumpMagic) || (!contents && (m_hasEnded || m_begin.size() > kLongestList))) {
                return noDumpAtAll();
            }
            if (contents) {
                Result<PreparedRestore> prepared = prepareRestore(m_line, *std::move(contents), m_wish);
                if (!prepared) {
                    return std::unexpected(std::move(prepared.error()));
                }
                m_prepared = *std::move(prepared);
                const Result<DumpTool> fits = tool();
                return fits ? Result<void>() : std::unexpected(fits.error());
            }
        }
        if (!m_progress({"unpacking", m_begin.size(), 0, "bytes"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
}

Result<std::size_t> Restorer::read(const DumpSource& source, std::span<char> into) {
    if (m_given < m_begin.size()) {
        const std::size_t some = m_begin.copy(into.data(), into.size(), m_given);
        m_given += some;
        m_read += some;
        return some;
    }
    m_begin = {};
    m_given = 0;
    if (m_hasEnded) {
        return std::size_t{0};
    }
    Result<std::size_t> got = source(into);
    if (got) {
        m_hasEnded = *got == 0;
        m_read += *got;
    }
    return got;
}

bool Restorer::goesThroughPipe() const {
    return m_wish.jobs <= 1 && m_wish.content == DumpContent::All && !m_prepared.list.isPart;
}

Result<void> Restorer::unpack(const std::string& path, const DumpSource& source) {
    const UnpackedFile file(std::fopen(path.c_str(), "wbx"));
    if (file == nullptr) {
        return notUnpacked(path);
    }
    std::vector<char> block(kUnpackedBlock);
    while (true) {
        const Result<std::size_t> got = read(source, block);
        if (!got) {
            return std::unexpected(got.error());
        }
        if (*got == 0) {
            break;
        }
        if (std::fwrite(block.data(), 1, *got, file.get()) != *got) {
            return notUnpacked(path);
        }
        if (!m_progress({"unpacking", m_read, 0, "bytes"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    return std::fflush(file.get()) == 0 ? Result<void>() : notUnpacked(path);
}

Result<DumpTool> Restorer::tool() const {
    const int server = PQserverVersion(m_line.handle());
    const int needed = firstReaderOf(m_prepared.contents.head.version);
    Result<DumpTool> found = toolFor("pg_restore", std::max(server, needed * kVersionsInMajor));
    if (!found && needed > server / kVersionsInMajor) {
        found.error().message = "The dump is in a format that pg_restore reads from version " + std::to_string(needed) +
                                " on, and this machine has none.";
    }
    return found;
}

Result<void> Restorer::writeList(const std::string& path) const {
    const UnpackedFile file(std::fopen(path.c_str(), "wbx"));
    if (file == nullptr) {
        return notUnpacked(path);
    }
    for (const DumpEntry* const entry : m_prepared.list.entries) {
        if (std::fputs((std::to_string(entry->id) + ";\n").c_str(), file.get()) < 0) {
            return notUnpacked(path);
        }
    }
    return std::fflush(file.get()) == 0 ? Result<void>() : notUnpacked(path);
}

std::vector<std::string> Restorer::toolArguments() const {
    const bool isRows = m_wish.content == DumpContent::Rows;
    // Rows go in the order of the foreign keys, which several would not hold.
    const bool isShared = m_wish.jobs > 1 && !isRows;
    std::vector<std::string> arguments{"--exit-on-error",
                                       isShared ? "--jobs=" + std::to_string(m_wish.jobs) : "--single-transaction"};
    if (!m_prepared.keepsOwners) {
        arguments.insert(arguments.end(), {"--no-owner", "--no-privileges"});
    }
    if (m_wish.content != DumpContent::All) {
        arguments.emplace_back(isRows ? "--data-only" : "--schema-only");
    }
    if (m_prepared.sleepsKeys) {
        arguments.emplace_back("--disable-triggers");
    }
    if (m_prepared.list.replaces && !isRows) {
        arguments.insert(arguments.end(), {"--clean", "--if-exists"});
    }
    return arguments;
}

Result<void> Restorer::runTool(const std::string& file, const DumpSource& source) {
    const Result<DumpTool> program = tool();
    const Result<ConnectParams> params = program ? loginOf(m_ground) : std::unexpected(program.error());
    const Result<ToolLogin> login = params ? ToolLogin::write(m_ground.folder, *params, m_line, PQdb(m_line.handle()))
                                           : std::unexpected(params.error());
    if (!login) {
        return std::unexpected(login.error());
    }
    std::vector<std::string> arguments = toolArguments();
    const bool isRows = m_wish.content == DumpContent::Rows;
    const std::string list = m_ground.folder + "/list";
    Result<void> done;
    if (m_prepared.list.isPart || isRows) {
        done = writeList(list);
        arguments.push_back("--use-list=" + list);
    }
    network::ToolInput input;
    if (file.empty()) {
        input = [&](std::span<char> into) { return read(source, into); };
    } else {
        arguments.push_back(file);
    }
    if (done) {
        const Result<network::ToolEnd> end = network::runTool(
            login->call(*program, std::move(arguments)), [](std::string_view) { return Result<void>(); },
            [this, &file] { return m_progress({"restoring", file.empty() ? m_read : 0, 0, "bytes"}); }, input);
        Result<std::vector<Notice>> judged = end ? judgeTool(*program, *end) : std::unexpected(end.error());
        done = judged ? Result<void>() : std::unexpected(std::move(judged.error()));
        done = done && !end->tookAll ? readRest(source) : done;
    }
    std::remove(list.c_str());
    if (!done && m_wish.jobs > 1 && !isRows && !m_wish.isTrial) {
        done.error() = toldWhatIsLeft(std::move(done.error()));
    }
    const int from = majorOf(m_prepared.contents.head.server);
    const int to = PQserverVersion(m_line.handle()) / kVersionsInMajor;
    if (!done && done.error().kind == ErrorKind::SqlError && to > 0 && from > to) {
        done.error().message += " The dump is of PostgreSQL " + std::to_string(from) + ", and the server is version " +
                                std::to_string(to) + ", which is older.";
    }
    return done;
}

Result<void> Restorer::readRest(const DumpSource& source) {
    std::vector<char> block(kUnpackedBlock);
    while (!m_hasEnded) {
        Result<std::size_t> got = read(source, block);
        if (!got) {
            got.error().message += " That was found behind all that pg_restore has read of it: the database " +
                                   quotedName(PQdb(m_line.handle())) + " holds what it has restored.";
            return std::unexpected(std::move(got.error()));
        }
        if (!m_progress({"reading", m_read, 0, "bytes"})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    return {};
}

Error Restorer::toldWhatIsLeft(Error error) {
    const Result<void> begun = beginMoment(m_line);
    const Result<RestoreFacts> now = begun ? readRestoreFacts(m_line) : std::unexpected(begun.error());
    endMoment(m_line);
    const std::string database = quotedName(PQdb(m_line.handle()));
    error.hint = m_prepared.isWhole ? "Drop the database, mend what it says, and restore into a new one."
                                    : "Drop what is left, mend what it says, and try again.";
    if (!now) {
        error.message += " What of it is in the database " + database + " could not be asked any more: look there.";
        return error;
    }
    std::vector<std::string> left;
    for (const ObjectName& object : m_prepared.list.relations) {
        if (now->has("relation", object.first, object.second)) {
            left.push_back(quotedObject(object));
        }
    }
    error.message += left.empty() ? " Nothing of it is in the database " + database + "."
                                  : " The database " + database + " holds a part: " + joined(left) + ".";
    return error;
}

Result<void> Restorer::checkKeys() {
    Result<void> begun = beginMoment(m_line);
    const Result<std::vector<std::string>> dangling =
        begun ? danglingKeys(m_line, m_prepared.list.relations) : std::unexpected(begun.error());
    endMoment(m_line);
    if (!dangling) {
        return std::unexpected(dangling.error());
    }
    return dangling->empty()
               ? Result<void>()
               : fail(ErrorKind::SqlError,
                      "The rows are restored, but some refer to rows that are not there, by the foreign keys " +
                          joined(*dangling) + ".",
                      "Restore the tables that they refer to as well, or empty these again (TRUNCATE).");
}

void Restorer::tellOwner(const std::string& backedUp) {
    const Result<PgResult> now = m_line.query("SELECT pg_catalog.pg_get_userbyid(datdba) FROM pg_catalog.pg_database "
                                              "WHERE datname = pg_catalog.current_database()");
    const std::string owner(now ? textAt(now->get(), 0, 0) : std::string_view());
    if (!owner.empty() && !backedUp.empty() && owner != backedUp) {
        m_prepared.notices.push_back({"warning", "The database belongs to " + owner +
                                                     ", the one that was backed up to " + backedUp +
                                                     ". ALTER DATABASE ... OWNER TO changes that."});
    }
}

Result<void> Restorer::putSettingsBack() {
    const std::string database = quotedName(PQdb(m_line.handle()));
    std::vector<std::string> statements;
    for (const DumpEntry& entry : m_prepared.contents.entries) {
        if (entry.kind == "DATABASE" && m_prepared.keepsOwners) {
            tellOwner(entry.owner);
        }
        for (auto& [statement, role] : databaseStatements(entry, database)) {
            const bool isOfOwners = entry.kind == "ACL" || !role.empty();
            const bool isMeant =
                !isOfOwners || (m_prepared.keepsOwners && (role.empty() || m_prepared.facts.roles.contains(role)));
            if (isMeant) {
                statements.push_back(std::move(statement));
            }
        }
    }
    if (statements.empty()) {
        return {};
    }
    statements.insert(statements.begin(), "BEGIN");
    statements.emplace_back("COMMIT");
    for (const std::string& statement : statements) {
        Result<PgResult> done = m_line.query(statement);
        if (!done) {
            endMoment(m_line);
            done.error().message = "All objects are restored, but settings, rights and comment of the database itself "
                                   "are not: " +
                                   done.error().message;
            done.error().hint = "Set them by hand: unpack the backup, and look at what pg_restore --create prints.";
            return std::unexpected(std::move(done.error()));
        }
    }
    return {};
}

} // namespace dbv::postgres
