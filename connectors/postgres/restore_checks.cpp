// SPDX-License-Identifier: Apache-2.0
#include "postgres/restore_checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "postgres/inventory.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

class RestorePreparation {
public:
    RestorePreparation(Line& line, DumpContents contents, const RestoreWish& wish) : m_line(line), m_wish(wish) {
        m_prepared.contents = std::move(contents);
    }

    [[nodiscard]] Result<PreparedRestore> take();

private:
    [[nodiscard]] Result<void> readFacts();
    [[nodiscard]] Result<void> checkEmpty();
    [[nodiscard]] Result<void> checkReplaced();
    [[nodiscard]] Result<void> checkExtensions() const;
    [[nodiscard]] Result<void> checkRoles();
    [[nodiscard]] Result<void> checkRows();
    /// Puts tables that others refer to first. Errors: Unsupported where two refer to each other.
    [[nodiscard]] Result<void> orderRows();

    Line& m_line;
    const RestoreWish& m_wish;
    PreparedRestore m_prepared;
};

Result<PreparedRestore> RestorePreparation::take() {
    const bool knowsList = m_prepared.contents.head.isKnown;
    const bool isPart = !m_wish.objects.empty() || m_wish.content == DumpContent::Rows;
    if (!knowsList && isPart) {
        return fail(ErrorKind::Unsupported, "The list of this dump is in a format that is not known here.",
                    "Restore all of it into a new database.");
    }
    m_prepared.isWhole = !isPart && (!knowsList || m_prepared.contents.isWhole());
    Result<void> done = m_prepared.isWhole ? checkEmpty() : Result<void>();
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    if (!knowsList) {
        return std::move(m_prepared);
    }
    done = readFacts();
    Result<RestoreList> list =
        done ? chooseEntries(m_prepared.contents, m_wish, m_prepared.facts) : std::unexpected(done.error());
    if (!list) {
        return std::unexpected(std::move(list.error()));
    }
    m_prepared.list = *std::move(list);
    done = checkExtensions();
    done = done ? checkRoles() : done;
    done = done && m_prepared.list.replaces && m_wish.content != DumpContent::Rows ? checkReplaced() : done;
    done = done && m_wish.content == DumpContent::Rows ? checkRows() : done;
    return done ? Result<PreparedRestore>(std::move(m_prepared)) : std::unexpected(std::move(done.error()));
}

Result<void> RestorePreparation::readFacts() {
    // Under an empty search path every name has its schema, as in the dump.
    Result<void> begun = beginMoment(m_line);
    Result<RestoreFacts> facts = begun ? readRestoreFacts(m_line) : std::unexpected(begun.error());
    endMoment(m_line);
    if (!facts) {
        return std::unexpected(std::move(facts.error()));
    }
    m_prepared.facts = *std::move(facts);
    const Result<PgResult> super =
        m_line.query("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user");
    // Who may not give things to others gets them.
    m_prepared.keepsOwners = m_wish.owners && super && PQntuples(super->get()) == 1 && trueAt(super->get(), 0, 0);
    return super ? Result<void>() : std::unexpected(super.error());
}

Result<void> RestorePreparation::checkEmpty() {
    const Result<PgResult> counted = m_line.query(
        "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'");
    if (!counted) {
        return std::unexpected(counted.error());
    }
    return textAt(counted->get(), 0, 0) == "0"
               ? Result<void>()
               : fail(ErrorKind::Unsupported,
                      "The database \"" + std::string(PQdb(m_line.handle())) +
                          "\" is not empty, and PostgreSQL can't replace all that a database holds as a whole.",
                      "Make a new database, restore into it, and rename both when you have looked at it. Or restore "
                      "single objects of the backup.");
}

Result<void> RestorePreparation::checkReplaced() {
    if (m_wish.jobs > 1) {
        return fail(ErrorKind::Unsupported, "What is there can only be replaced as a whole, by one session.",
                    "Restore with one job.");
    }
    Result<void> begun = beginMoment(m_line);
    const Result<std::vector<std::string>> others =
        begun ? dependentsOf(m_line, m_prepared.list.relations) : std::unexpected(begun.error());
    endMoment(m_line);
    if (!others) {
        return std::unexpected(others.error());
    }
    return others->empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported,
                      "What would be replaced can't be dropped, or would take more with it: " + joined(*others) +
                          " of the database.",
                      "Drop them first, or restore into another database.");
}

Result<void> RestorePreparation::checkExtensions() const {
    std::vector<std::string> missing;
    for (const DumpEntry* const entry : m_prepared.list.entries) {
        const bool isMade = m_wish.content != DumpContent::Rows && entry->kind == "EXTENSION" &&
                            !m_prepared.facts.has("extension", "", entry->name);
        if (isMade && !m_prepared.facts.extensions.contains(entry->name)) {
            missing.push_back(quotedName(entry->name));
        }
    }
    return missing.empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported,
                      "The dump needs extensions that are not installed on the server: " + joined(missing) + ".",
                      "Install them there (often packages called postgresql-…), or restore only what needs none.");
}

Result<void> RestorePreparation::checkRoles() {
    std::set<std::string> named;
    std::set<std::string> always;
    for (const DumpEntry* const entry : m_prepared.list.entries) {
        const std::set<std::string> told = rolesIn(*entry);
        const bool isSetting = entry->kind == "DATABASE PROPERTIES" && !m_prepared.isWhole;
        if (isSetting || m_wish.content == DumpContent::Rows) {
            continue;
        }
        (entry->kind == "POLICY" ? always : named).insert(told.begin(), told.end());
        if (!entry->owner.empty()) {
            named.insert(entry->owner);
        }
    }
    std::vector<std::string> missing;
    for (const std::string& role : m_prepared.keepsOwners && !m_wish.isTrial ? named : std::set<std::string>()) {
        always.insert(role);
    }
    for (const std::string& role : always) {
        if (!m_prepared.facts.roles.contains(role)) {
            missing.push_back(quotedName(role));
        }
    }
    const bool lacksOwner =
        std::ranges::any_of(named, [this](const std::string& role) { return !m_prepared.facts.roles.contains(role); });
    m_prepared.keepsOwners = m_prepared.keepsOwners && !(m_wish.isTrial && lacksOwner);
    return missing.empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported,
                      "The dump gives things or rights to roles that the server does not have: " + joined(missing) +
                          ".",
                      "Make them first (CREATE ROLE …, or from the backup's roles), or restore without owners and "
                      "rights.");
}

Result<void> RestorePreparation::checkRows() {
    Result<void> done = beginMoment(m_line);
    const Result<std::vector<std::string>> filled =
        done ? filledTables(m_line, m_prepared.list.relations) : std::unexpected(done.error());
    const Result<std::vector<std::string>> awake =
        filled ? awakeTriggers(m_line, m_prepared.list.relations) : std::unexpected(filled.error());
    done = awake ? orderRows() : std::unexpected(awake.error());
    endMoment(m_line);
    if (!awake || !done) {
        return done;
    }
    if (!filled->empty()) {
        return fail(ErrorKind::Unsupported,
                    "Rows alone go into empty tables, and these are not: " + joined(*filled) + ".",
                    "Empty them first (TRUNCATE), or restore all of them.");
    }
    return awake->empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported,
                      "Triggers would act on the rows that are restored: " + joined(*awake) + ".",
                      "Disable them (ALTER TABLE … DISABLE TRIGGER USER), and enable them behind the restore.");
}

Result<void> RestorePreparation::orderRows() {
    const Result<std::vector<std::pair<ObjectName, ObjectName>>> keys = references(m_line);
    if (!keys) {
        return std::unexpected(keys.error());
    }
    const std::set<ObjectName> filled(m_prepared.list.relations.begin(), m_prepared.list.relations.end());
    std::map<ObjectName, std::set<ObjectName>> waits;
    for (const auto& [table, other] : *keys) {
        // Where the key is of a table with partitions, those have it too.
        if (table != other && filled.contains(table)) {
            if (filled.contains(other)) {
                waits[table].insert(other);
            }
            const auto partitions = m_prepared.facts.partitions.find(other);
            for (const std::string& name :
                 partitions == m_prepared.facts.partitions.end() ? std::set<std::string>() : partitions->second) {
                if (filled.contains({other.first, name}) && ObjectName(other.first, name) != table) {
                    waits[table].emplace(other.first, name);
                }
            }
        }
    }
    std::vector<const DumpEntry*> ordered;
    std::set<ObjectName> placed;
    std::vector<const DumpEntry*> left = m_prepared.list.entries;
    while (!left.empty()) {
        const std::size_t before = left.size();
        std::erase_if(left, [&](const DumpEntry* entry) {
            const ObjectName name(entry->schema, entry->name);
            const auto waiting = entry->kind == "TABLE DATA" ? waits.find(name) : waits.end();
            const bool isReady =
                waiting == waits.end() ||
                std::ranges::all_of(waiting->second, [&](const ObjectName& other) { return placed.contains(other); });
            if (isReady) {
                ordered.push_back(entry);
                placed.insert(name);
            }
            return isReady;
        });
        if (left.size() == before) {
            // Those that merely wait for others are in none.
            for (bool shrunk = true; shrunk;) {
                std::set<ObjectName> awaited;
                for (const DumpEntry* const entry : left) {
                    const std::set<ObjectName>& others = waits[{entry->schema, entry->name}];
                    awaited.insert(others.begin(), others.end());
                }
                shrunk = std::erase_if(left, [&awaited](const DumpEntry* entry) {
                             return !awaited.contains({entry->schema, entry->name});
                         }) > 0;
            }
            std::vector<std::string> names;
            for (const DumpEntry* const entry : left) {
                names.push_back(quotedName(entry->schema) + "." + quotedName(entry->name));
            }
            return fail(ErrorKind::Unsupported,
                        "These tables refer to each other in a circle, so no order of their rows is right: " +
                            joined(names) + ".",
                        "Drop one of their foreign keys and make it again behind the restore.");
        }
    }
    m_prepared.list.entries = std::move(ordered);
    return {};
}

} // namespace

Result<PreparedRestore> prepareRestore(Line& line, DumpContents contents, const RestoreWish& wish) {
    return RestorePreparation(line, std::move(contents), wish).take();
}

} // namespace dbv::postgres
