// SPDX-License-Identifier: Apache-2.0
#include "postgres/restore_plan.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "postgres/dump_kinds.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

class EntryChooser {
public:
    EntryChooser(const DumpContents& contents, const RestoreWish& wish, const RestoreFacts& facts)
        : m_entries(contents.entries),
          m_wish(wish),
          m_facts(facts),
          m_owners(contents.entries.size()),
          m_chosen(contents.entries.size(), false) {
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            m_places[entry.id] = i;
            if (isTable(entry)) {
                m_tables[{entry.schema, entry.name}] = i;
            } else if (entry.kind == "SCHEMA") {
                m_schemas[entry.name] = i;
            }
        }
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            m_owners[i] = ownerOf(m_entries[i]);
        }
    }

    Result<RestoreList> choose() {
        Result<void> done;
        if (m_wish.objects.empty()) {
            chooseAll();
        } else {
            done = chooseWished();
        }
        done = done ? checkNeeds() : done;
        done = done && m_wish.content != DumpContent::Rows ? checkConflicts() : done;
        done = done && m_wish.content == DumpContent::Rows ? keepRows() : done;
        return done ? Result<RestoreList>(list()) : std::unexpected(std::move(done.error()));
    }

private:
    using Place = std::optional<std::size_t>;

    [[nodiscard]] Place placeOf(std::int64_t id) const {
        const auto found = m_places.find(id);
        return found == m_places.end() ? std::nullopt : Place(found->second);
    }
    [[nodiscard]] bool isThere(const DumpEntry& entry) const {
        const std::string_view group = groupOf(entry.kind);
        return !group.empty() && m_facts.has(group, entry.schema, entry.name);
    }

    /// The table, view or sequence that an entry is a part of.
    [[nodiscard]] Place ownerOf(const DumpEntry& entry) const {
        const bool isSame = isNamedAsTheirs(entry);
        const bool isBehind = isNamedBehindTheirs(entry);
        const bool isAny = entry.kind == "INDEX" || entry.kind == "SEQUENCE" || entry.kind == "STATISTICS";
        for (const std::int64_t need : entry.needs) {
            const Place place = placeOf(need);
            if (!place || !isRelation(m_entries[*place])) {
                continue;
            }
            const DumpEntry& relation = m_entries[*place];
            const bool isOf =
                relation.schema == entry.schema &&
                ((isSame && entry.name == relation.name) || (isBehind && entry.name.starts_with(relation.name + " ")));
            if (isOf || (isAny && isTable(relation))) {
                return place;
            }
        }
        return std::nullopt;
    }

    /// The name of a foreign key's table that is neither chosen nor there.
    [[nodiscard]] bool refersToNothing(const DumpEntry& entry, bool all) const {
        if (entry.kind != "FK CONSTRAINT") {
            return false;
        }
        const auto table = referencedTable(entry.definition);
        if (!table || m_facts.has("relation", table->first, table->second)) {
            return false;
        }
        const auto found = m_tables.find(*table);
        return found == m_tables.end() || (!all && !m_chosen[found->second]);
    }

    void chooseAll() {
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            const std::string_view group = groupOf(entry.kind);
            const bool isKept = (group == "schema" || group == "extension" || group == "language") && isThere(entry);
            m_chosen[i] = !isKept && !refersToNothing(entry, true);
            m_isPart = m_isPart || !m_chosen[i];
            // What of the database itself is in the list, pg_restore passes over.
            const Place of = entry.needs.empty() ? std::nullopt : placeOf(entry.needs.front());
            if (entry.kind == "COMMENT" && of && m_entries[*of].kind == "EXTENSION" && !m_chosen[*of]) {
                m_chosen[i] = false;
            }
        }
    }

    void want(std::size_t place) {
        if (!m_chosen[place]) {
            m_chosen[place] = true;
            m_open.push_back(place);
        }
    }

    Result<void> chooseWished() {
        m_isPart = true;
        std::vector<std::string> missing;
        std::set<ObjectName> wished;
        std::set<std::string> schemas;
        for (const DumpObject& object : m_wish.objects) {
            if (object.name.empty()) {
                schemas.insert(object.schema);
            } else {
                wished.emplace(object.schema, object.name);
            }
        }
        growByPartitions(wished);
        for (const DumpObject& object : m_wish.objects) {
            if (!object.name.empty() && !hasAny(wished, {object.schema, object.name})) {
                missing.push_back((object.schema.empty() ? "" : quotedName(object.schema) + ".") +
                                  quotedName(object.name));
            }
        }
        if (!missing.empty()) {
            return fail(ErrorKind::NotFound, "The dump does not hold " + joined(missing) + ".",
                        "Write each as schema.name, as the list of the backup has it.");
        }
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            const bool isMeant = isRelation(entry) && wished.contains({entry.schema, entry.name});
            const bool isIn = schemas.contains(entry.schema) && entry.kind != "FK CONSTRAINT";
            if (isMeant || isIn || (entry.kind == "SCHEMA" && schemas.contains(entry.name) && !isThere(entry))) {
                want(i);
            }
        }
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            const bool isOwned = m_owners[i] && m_chosen[*m_owners[i]] && !refersToNothing(entry, false);
            // Of a dump of rows alone, they are all that there is.
            const bool isRows = (entry.kind == "TABLE DATA" || entry.kind == "SEQUENCE SET") &&
                                wished.contains({entry.schema, entry.name});
            // Nor do they tell whose the sequence is.
            const auto table = m_wish.content == DumpContent::Rows && entry.kind == "SEQUENCE SET"
                                   ? m_facts.sequenceTables.find({entry.schema, entry.name})
                                   : m_facts.sequenceTables.end();
            const bool isOfRows =
                table != m_facts.sequenceTables.end() && wished.contains({entry.schema, table->second});
            if (isOwned || isRows || isOfRows) {
                want(i);
            }
        }
        followNeeds();
        // What is told of what was chosen, and what joins chosen indexes, needs nothing more.
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            const bool isTold = isRemark(entry) || entry.kind == "SEQUENCE SET";
            const bool isJoint = entry.kind == "INDEX ATTACH";
            if (!m_chosen[i] && !entry.needs.empty() && (isTold || isJoint)) {
                const auto last = isJoint ? entry.needs.end() : entry.needs.begin() + 1;
                m_chosen[i] = std::all_of(entry.needs.begin(), last, [this](std::int64_t need) {
                    const Place place = placeOf(need);
                    return place && m_chosen[*place];
                });
            }
        }
        return {};
    }

    void growByPartitions(std::set<ObjectName>& wished) const {
        for (bool grown = true; grown;) {
            grown = false;
            for (const DumpEntry& entry : m_entries) {
                const bool isAttached =
                    entry.kind == "TABLE ATTACH" && std::ranges::any_of(entry.needs, [&](std::int64_t need) {
                        const Place place = placeOf(need);
                        return place &&
                               ObjectName(m_entries[*place].schema, m_entries[*place].name) !=
                                   ObjectName(entry.schema, entry.name) &&
                               wished.contains({m_entries[*place].schema, m_entries[*place].name});
                    });
                grown = (isAttached && wished.emplace(entry.schema, entry.name).second) || grown;
            }
            const std::set<ObjectName> before = m_wish.content == DumpContent::Rows ? wished : std::set<ObjectName>();
            for (const ObjectName& table : before) {
                const auto partitions = m_facts.partitions.find(table);
                for (const ObjectName& partition :
                     partitions == m_facts.partitions.end() ? std::set<ObjectName>() : partitions->second) {
                    grown = wished.insert(partition).second || grown;
                }
            }
        }
    }

    /// Whether the dump has something of that name, or rows of a partition of it.
    [[nodiscard]] bool hasAny(const std::set<ObjectName>& wished, const ObjectName& object) const {
        const auto partitions = m_facts.partitions.find(object);
        return std::ranges::any_of(m_entries, [&](const DumpEntry& entry) {
            const bool isNamed = isRelation(entry) || entry.kind == "TABLE DATA" || entry.kind == "SEQUENCE SET";
            const bool isPartition = entry.kind == "TABLE DATA" && partitions != m_facts.partitions.end() &&
                                     partitions->second.contains({entry.schema, entry.name}) &&
                                     wished.contains({entry.schema, entry.name});
            return (isNamed && ObjectName(entry.schema, entry.name) == object) || isPartition;
        });
    }

    void followNeeds() {
        while (!m_open.empty()) {
            const DumpEntry& entry = m_entries[m_open.back()];
            m_open.pop_back();
            const auto schema = m_schemas.find(entry.schema);
            if (schema != m_schemas.end() && !isThere(m_entries[schema->second])) {
                want(schema->second);
            }
            for (const std::int64_t need : entry.needs) {
                const Place place = placeOf(need);
                if (place && !m_chosen[*place] && entry.kind != "FK CONSTRAINT") {
                    follow(*place, entry);
                }
            }
        }
    }

    void follow(std::size_t place, const DumpEntry& by) {
        const DumpEntry& needed = m_entries[place];
        if (isThere(needed) || isRemark(needed)) {
            return;
        }
        const Place owner = isTable(needed) ? Place(place) : m_owners[place];
        if (!owner) {
            want(place);
        } else if (!m_chosen[*owner] && !isThere(m_entries[*owner])) {
            m_missing.insert(entryText(m_entries[*owner]) + " (by " + entryText(by).substr(4) + ")");
            m_toWish.insert(quotedName(m_entries[*owner].schema) + "." + quotedName(m_entries[*owner].name));
        }
    }

    Result<void> checkNeeds() {
        if (m_missing.empty() || m_wish.content == DumpContent::Rows) {
            return {};
        }
        return fail(ErrorKind::Unsupported,
                    "What is wished needs what is neither wished nor in the database: " +
                        joined({m_missing.begin(), m_missing.end()}) + ".",
                    "Restore " + joined({m_toWish.begin(), m_toWish.end()}) + " as well.");
    }

    Result<void> checkConflicts() {
        std::vector<std::string> conflicts;
        std::set<ObjectName> replaced;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            if (m_chosen[i] && isRelation(m_entries[i])) {
                replaced.emplace(m_entries[i].schema, m_entries[i].name);
            }
        }
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            if (!m_chosen[i] || !isThere(entry)) {
                continue;
            }
            const auto table = m_facts.indexTables.find({entry.schema, entry.name});
            const bool isForeign =
                table != m_facts.indexTables.end() && !replaced.contains({entry.schema, table->second});
            m_replaces = true;
            if (!m_wish.replace || isForeign) {
                conflicts.push_back(entryText(entry) + (isForeign ? " (an index of " + table->second + " there)" : ""));
            }
        }
        return conflicts.empty()
                   ? Result<void>()
                   : fail(ErrorKind::Unsupported,
                          "The database has already, by the same name: " + joined(conflicts) + ".",
                          m_wish.replace ? "Rename or drop them there."
                                         : "Restore with replacing, which drops them first, or rename them.");
    }

    Result<void> keepRows() {
        std::vector<std::string> missing;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            const bool isRows = entry.kind == "TABLE DATA" || entry.kind == "SEQUENCE SET" || entry.kind == "BLOB" ||
                                entry.kind == "BLOBS" || entry.kind == "BLOB METADATA";
            m_isPart = m_isPart || (m_chosen[i] && !isRows);
            m_chosen[i] = m_chosen[i] && isRows;
            const bool isOfNone = m_chosen[i] && (entry.kind == "TABLE DATA" || entry.kind == "SEQUENCE SET") &&
                                  !m_facts.has("relation", entry.schema, entry.name);
            if (isOfNone) {
                missing.push_back(quotedName(entry.schema) + "." + quotedName(entry.name));
            }
        }
        return missing.empty()
                   ? Result<void>()
                   : fail(ErrorKind::Unsupported,
                          "Rows alone go into tables that are there, and these are not: " + joined(missing) + ".",
                          "Restore their structure first, or all of them.");
    }

    /// Whether it is a foreign key of what is chosen.
    [[nodiscard]] bool isLeftKey(std::size_t place) const {
        return m_wish.content != DumpContent::Rows && m_entries[place].kind == "FK CONSTRAINT" && m_owners[place] &&
               m_chosen[*m_owners[place]];
    }
    [[nodiscard]] std::string keyText(std::size_t place) const {
        const DumpEntry& entry = m_entries[place];
        const DumpEntry& table = m_entries[*m_owners[place]];
        const ObjectName other = referencedTable(entry.definition).value_or(ObjectName());
        return quotedName(entry.name.substr(table.name.size() + 1)) + " of " + quotedName(table.schema) + "." +
               quotedName(table.name) + " (to " + quotedName(other.first) + "." + quotedName(other.second) + ")";
    }

    RestoreList list() const {
        RestoreList list;
        list.isPart = m_isPart;
        list.replaces = m_replaces;
        for (std::size_t i = 0; i < m_entries.size(); ++i) {
            const DumpEntry& entry = m_entries[i];
            if (!m_chosen[i]) {
                if (isLeftKey(i)) {
                    list.leftKeys.push_back(keyText(i));
                }
                continue;
            }
            list.entries.push_back(&entry);
            if (m_wish.content == DumpContent::Rows ? entry.kind == "TABLE DATA" : isRelation(entry)) {
                list.relations.emplace_back(entry.schema, entry.name);
            }
        }
        return list;
    }

    const std::vector<DumpEntry>& m_entries;
    const RestoreWish& m_wish;
    const RestoreFacts& m_facts;
    std::map<std::int64_t, std::size_t> m_places;
    std::map<ObjectName, std::size_t> m_tables;
    std::map<std::string, std::size_t> m_schemas;
    std::vector<Place> m_owners;
    std::vector<bool> m_chosen;
    /// Chosen, and its needs not looked at yet.
    std::vector<std::size_t> m_open;
    std::set<std::string> m_missing;
    std::set<std::string> m_toWish;
    bool m_isPart = false;
    bool m_replaces = false;
};

} // namespace

Result<RestoreList> chooseEntries(const DumpContents& contents, const RestoreWish& wish, const RestoreFacts& facts) {
    return EntryChooser(contents, wish, facts).choose();
}

} // namespace dbv::postgres
