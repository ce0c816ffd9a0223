// SPDX-License-Identifier: Apache-2.0
#include "postgres/restore_checks.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "postgres/inventory.h"
#include "postgres/postgres_trial.h"
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
    /// Makes roles on a server that is thrown away with the trial; of others the answer is no. Errors: of the server.
    [[nodiscard]] Result<bool> makeTrialRoles(const std::vector<std::string>& roles);
    [[nodiscard]] Result<void> checkRoles();
    void tellWhatIsLeftOut();
    [[nodiscard]] Result<void> checkRows();
    /// Puts tables that others refer to first. Errors: Unsupported where two refer to each other and the user may not let their keys sleep.
    [[nodiscard]] Result<void> orderRows();

    Line& m_line;
    const RestoreWish& m_wish;
    PreparedRestore m_prepared;
    bool m_isSuperuser = false;
    std::string m_user;
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
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    tellWhatIsLeftOut();
    return std::move(m_prepared);
}

void RestorePreparation::tellWhatIsLeftOut() {
    if (m_wish.isTrial) {
        return;
    }
    if (!m_prepared.list.leftKeys.empty()) {
        m_prepared.notices.push_back(
            {"warning",
             "Foreign keys were left out, since the tables that they refer to were neither restored nor in the "
             "database: " +
                 joined(m_prepared.list.leftKeys) + "."});
    }
    if (!m_wish.owners || m_isSuperuser || m_wish.content == DumpContent::Rows) {
        return;
    }
    std::set<std::string> owners;
    std::set<std::string> granted;
    std::set<std::string> defaults;
    for (const DumpEntry* const entry : m_prepared.list.entries) {
        if (entry->kind == "DEFAULT ACL") {
            defaults.insert(quotedName(entry->owner));
        } else if (entry->kind == "ACL") {
            for (const std::string& role : rolesIn(*entry)) {
                if (role != m_user && role != entry->owner) {
                    granted.insert(quotedName(role));
                }
            }
            if (entry->definition.contains(" TO PUBLIC")) {
                granted.insert("everybody (PUBLIC)");
            }
        } else if (!entry->owner.empty() && entry->owner != m_user && !entry->kind.starts_with("DATABASE")) {
            owners.insert(quotedName(entry->owner));
        }
    }
    const auto told = [](const char* begin, const std::set<std::string>& names) {
        return names.empty() ? std::string() : begin + joined({names.begin(), names.end()}) + ".";
    };
    const std::string left = told(" The owners were ", owners) + told(" Rights were granted to ", granted) +
                             told(" Default privileges (ALTER DEFAULT PRIVILEGES) were those of ", defaults);
    if (!left.empty()) {
        m_prepared.notices.push_back({"warning", "Owners and rights were left out, since the user " +
                                                     quotedName(m_user) +
                                                     " is no superuser: what was restored belongs to that user now." +
                                                     left + " A superuser can restore them."});
    }
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
        m_line.query("SELECT rolsuper, rolname FROM pg_catalog.pg_roles WHERE rolname = current_user");
    // Who may not give things to others gets them.
    const bool isKnown = super && PQntuples(super->get()) == 1;
    m_isSuperuser = isKnown && trueAt(super->get(), 0, 0);
    m_user = isKnown ? std::string(textAt(super->get(), 0, 1)) : std::string(PQuser(m_line.handle()));
    m_prepared.keepsOwners = m_wish.owners && m_isSuperuser;
    return super ? Result<void>() : std::unexpected(super.error());
}

Result<void> RestorePreparation::checkEmpty() {
    const Result<PgResult> counted = m_line.query(
        "SELECT (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema') + "
        "(SELECT count(*) FROM pg_catalog.pg_largeobject_metadata)");
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

Result<bool> RestorePreparation::makeTrialRoles(const std::vector<std::string>& roles) {
    const Result<PgResult> name = m_line.query("SELECT pg_catalog.current_setting('cluster_name')");
    if (!name) {
        return std::unexpected(name.error());
    }
    if (textAt(name->get(), 0, 0) != kTrialCluster) {
        return false;
    }
    for (const std::string& role : roles) {
        if (const Result<PgResult> made = m_line.query("CREATE ROLE " + role); !made) {
            return std::unexpected(made.error());
        }
    }
    return true;
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
    const bool needsOwners = m_prepared.keepsOwners && !m_wish.isTrial;
    if (needsOwners) {
        always.insert(named.begin(), named.end());
    }
    std::vector<std::string> missing;
    for (const std::string& role : always) {
        if (!m_prepared.facts.roles.contains(role)) {
            missing.push_back(quotedName(role));
        }
    }
    if (m_wish.isTrial && !missing.empty()) {
        Result<bool> made = makeTrialRoles(missing);
        if (!made) {
            return std::unexpected(std::move(made.error()));
        }
        missing = *made ? std::vector<std::string>() : std::move(missing);
    }
    const bool lacksOwner =
        std::ranges::any_of(named, [this](const std::string& role) { return !m_prepared.facts.roles.contains(role); });
    m_prepared.keepsOwners = m_prepared.keepsOwners && !(m_wish.isTrial && lacksOwner);
    return missing.empty()
               ? Result<void>()
               : fail(ErrorKind::Unsupported,
                      "The dump gives things or rights to roles that the server does not have: " + joined(missing) +
                          ".",
                      std::string("Make them first (CREATE ROLE …, or from the backup's roles)") +
                          (needsOwners ? ", or restore without owners and rights, where policies do not name them."
                                       : ": policies name them."));
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
            for (const ObjectName& partition :
                 partitions == m_prepared.facts.partitions.end() ? std::set<ObjectName>() : partitions->second) {
                if (filled.contains(partition) && partition != table) {
                    waits[table].insert(partition);
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
        if (left.size() == before && m_isSuperuser) {
            m_prepared.sleepsKeys = true;
            ordered.insert(ordered.end(), left.begin(), left.end());
            break;
        }
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
            names.reserve(left.size());
            for (const DumpEntry* const entry : left) {
                names.push_back(quotedName(entry->schema) + "." + quotedName(entry->name));
            }
            return fail(
                ErrorKind::Unsupported,
                "These tables refer to each other in a circle, so no order of their rows is right: " + joined(names) +
                    ".",
                "Restore as a superuser, or drop one of their foreign keys and make it again behind the restore.");
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
