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
    const Result<bool> shared = done ? isShared() : std::unexpected(done.error());
    done = !shared             ? std::unexpected(shared.error())
           : *shared           ? bySeveral(source)
           : goesThroughPipe() ? throughPipe(source)
                               : throughFile(source);
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

Result<bool> Restorer::isShared() {
    // A table with what keeps its long values.
    constexpr std::uint64_t kLocksOfTable = 3;
    const DumpHead& head = m_prepared.contents.head;
    // Names are in the encoding of the dump.
    const bool isPlain = std::ranges::all_of(m_prepared.contents.entries, [](const DumpEntry& entry) {
        return std::ranges::all_of(entry.copy, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    });
    const bool isUtf8 = std::ranges::any_of(m_prepared.contents.entries, [](const DumpEntry& entry) {
        return entry.kind == "ENCODING" && entry.definition.contains("'UTF8'");
    });
    if (m_wish.jobs <= 1 || m_wish.content != DumpContent::All || !head.isKnown || head.isPacked ||
        !(isUtf8 || isPlain)) {
        return false;
    }
    const Result<std::uint64_t> locks = lockCapacity(m_line);
    // Others need some, too.
    return locks ? Result<bool>(m_prepared.list.relations.size() * kLocksOfTable <= *locks / 2)
                 : std::unexpected(locks.error());
}

Result<void> Restorer::throughPipe(const DumpSource& source) {
    std::vector<std::string> arguments = toolArguments();
    arguments.emplace_back("--single-transaction");
    const Result<bool> tookAll = runTool(
        std::move(arguments), [this] { return m_read; }, [&](std::span<char> into) { return read(source, into); });
    return !tookAll ? std::unexpected(tookAll.error()) : *tookAll ? Result<void>() : readRest(source);
}

Result<void> Restorer::throughFile(const DumpSource& source) {
    const std::string path = m_ground.folder + "/dump";
    Result<void> done;
    {
        const UnpackedFile file(std::fopen(path.c_str(), "wbx"));
        done = file == nullptr ? notUnpacked(path) : done;
        std::vector<char> block(kUnpackedBlock);
        for (std::size_t some = 1; done && some > 0;) {
            const Result<std::size_t> got = read(source, block);
            some = got.value_or(0);
            if (!got) {
                done = std::unexpected(got.error());
            } else if (std::fwrite(block.data(), 1, some, file.get()) != some) {
                done = notUnpacked(path);
            } else if (!m_progress({"unpacking", m_read, 0, "bytes"})) {
                done = std::unexpected(cancelledError(Damage::None));
            }
        }
        done = done && std::fflush(file.get()) != 0 ? notUnpacked(path) : done;
    }
    if (done) {
        std::vector<std::string> arguments = toolArguments();
        // Rows go in the order of the foreign keys, which several would not hold.
        const bool isByOne = m_wish.jobs <= 1 || m_wish.content == DumpContent::Rows;
        arguments.push_back(isByOne ? "--single-transaction" : "--jobs=" + std::to_string(m_wish.jobs));
        arguments.push_back(path);
        const Result<bool> ran = runTool(std::move(arguments), [] { return 0; });
        done = ran ? done : std::unexpected(ran.error());
        done = !done && !isByOne ? std::unexpected(toldWhatIsLeft(std::move(done.error()))) : done;
    }
    std::remove(path.c_str());
    return done;
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
    std::vector<std::string> arguments{"--exit-on-error"};
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

Result<bool> Restorer::runTool(std::vector<std::string> arguments, const std::function<std::uint64_t()>& done,
                               const network::ToolInput& input) {
    const Result<DumpTool> program = tool();
    const Result<ConnectParams> params = program ? loginOf(m_ground) : std::unexpected(program.error());
    const Result<ToolLogin> login = params ? ToolLogin::write(m_ground.folder, *params, m_line, PQdb(m_line.handle()))
                                           : std::unexpected(params.error());
    if (!login) {
        return std::unexpected(login.error());
    }
    const std::string list = m_ground.folder + "/list";
    Result<void> ready;
    if (m_prepared.list.isPart || m_wish.content == DumpContent::Rows) {
        ready = writeList(list);
        arguments.insert(arguments.begin(), "--use-list=" + list);
    }
    const Result<network::ToolEnd> end =
        ready ? network::runTool(
                    login->call(*program, std::move(arguments)), [](std::string_view) { return Result<void>(); },
                    [&] { return m_progress({"restoring", done(), 0, "bytes"}); }, input)
              : std::unexpected(ready.error());
    std::remove(list.c_str());
    Result<std::vector<Notice>> judged = end ? judgeTool(*program, *end) : std::unexpected(end.error());
    if (judged) {
        return end->tookAll;
    }
    const int from = majorOf(m_prepared.contents.head.server);
    const int to = PQserverVersion(m_line.handle()) / kVersionsInMajor;
    if (judged.error().kind == ErrorKind::SqlError && to > 0 && from > to) {
        judged.error().message += " The dump is of PostgreSQL " + std::to_string(from) +
                                  ", and the server is version " + std::to_string(to) + ", which is older.";
    }
    return std::unexpected(std::move(judged.error()));
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
    // Who has stopped it wants to know all the more.
    const UnheededStop unheeded(*m_line.canceller());
    const Result<void> begun = beginMoment(m_line);
    const Result<RestoreFacts> now = begun ? readRestoreFacts(m_line) : std::unexpected(begun.error());
    endMoment(m_line);
    const std::string database = quotedName(PQdb(m_line.handle()));
    const std::string hint = m_prepared.isWhole ? "Drop the database, mend what it says, and restore into a new one."
                                                : "Drop what is left, mend what it says, and try again.";
    if (!now) {
        error.hint = hint;
        error.message += " What of it is in the database " + database + " could not be asked any more: look there.";
        return error;
    }
    std::vector<std::string> left;
    for (const ObjectName& object : m_prepared.list.relations) {
        if (now->has("relation", object.first, object.second)) {
            left.push_back(quotedObject(object));
        }
    }
    error.hint = left.empty() ? error.hint : hint;
    error.message += left.empty() ? " Nothing of it is in the database " + database + "."
                                  : " The database " + database + " holds a part: " + joined(left) + "." + m_isMissing;
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
