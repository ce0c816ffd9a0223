// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_scope.h"

#include <charconv>
#include <set>

#include "postgres/scope_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

/// Less than what Linux lets one word have.
constexpr std::size_t kLongestPattern = std::size_t{96} << 10U;
/// The server takes one expression of many names for much slower than as many of few.
constexpr std::size_t kNamesInPattern = 20;
/// Of all words together, less than what Linux lets a program have under its usual limit of stacks.
constexpr std::size_t kLongestPatterns = std::size_t{1} << 20U;
constexpr int kFirstWithExtensions = 14;

std::string fullName(std::string_view schema, std::string_view name) {
    return (schema.empty() ? std::string() : quotedName(schema) + ".") + quotedName(name);
}

/// Reads a scope's way to be dumped off the server.
class ScopePlanner {
public:
    ScopePlanner(Line& line, const DumpScope& scope, const InventoryScope& meant, int toolMajor)
        : m_line(line),
          m_scope(scope),
          m_meant(meant),
          m_toolMajor(toolMajor),
          m_dumped(scope.schemas.begin(), scope.schemas.end()) {
        for (const DumpObject& object : scope.objects) {
            m_dumped.insert(object.schema);
        }
        // Partitions may stand elsewhere.
        for (const ObjectName& object : meant.objects()) {
            m_dumped.insert(object.first);
        }
    }

    Result<ScopePlan> take() {
        Result<void> done = checkNames();
        done = done ? checkNeeds() : done;
        done = done ? addRows() : done;
        done = done ? addForeignKeys() : done;
        if (!done) {
            return std::unexpected(std::move(done.error()));
        }
        for (const std::string& schema : m_dumped) {
            m_plan.arguments.push_back("--schema=" + patternOf(schema));
        }
        m_plan.arguments.emplace_back("--strict-names");
        std::vector<std::string> schemas;
        schemas.reserve(m_dumped.size());
        for (const std::string& schema : m_dumped) {
            schemas.push_back(quotedName(schema));
        }
        m_plan.notices.push_back(
            {"info",
             "All tables of the schemas " + joined(schemas) +
                 " can be read and written while they are looked at, but not altered or dropped (ACCESS SHARE)."});
        return std::move(m_plan);
    }

private:
    Result<PgResult> ask(std::string_view question) { return m_line.query(askedOf(question, m_meant)); }

    Result<void> checkNames() {
        const Result<PgResult> schemas = ask(kScopeSchemas);
        const Result<PgResult> relations = schemas ? ask(kScopeRelations) : Result<PgResult>();
        if (!schemas || !relations) {
            return std::unexpected(!schemas ? schemas.error() : relations.error());
        }
        std::set<std::string> there;
        for (int row = 0; row < PQntuples(schemas->get()); ++row) {
            there.emplace(textAt(schemas->get(), row, 0));
        }
        std::set<ObjectName> objects;
        for (int row = 0; row < PQntuples(relations->get()); ++row) {
            objects.emplace(textAt(relations->get(), row, 0), textAt(relations->get(), row, 1));
        }
        std::vector<std::string> missing;
        bool lacksSchema = false;
        for (const std::string& schema : m_scope.schemas) {
            if (!there.contains(schema)) {
                missing.push_back("the schema " + quotedName(schema));
            }
        }
        for (const DumpObject& object : m_scope.objects) {
            if (!objects.contains({object.schema, object.name})) {
                missing.push_back("the table, view or sequence " + fullName(object.schema, object.name));
                lacksSchema = lacksSchema || object.schema.empty();
            }
        }
        return missing.empty() ? Result<void>()
                               : fail(ErrorKind::NotFound, "The database does not have " + joined(missing) + ".",
                                      lacksSchema ? "Write the schema before the name: schema.name."
                                                  : "Look at how they are written.");
    }

    Result<void> checkNeeds() {
        const Result<PgResult> asked = ask(kScopeNeeds);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        for (int row = 0; row < PQntuples(asked->get()); ++row) {
            takeNeed(textAt(asked->get(), row, 0), std::string(textAt(asked->get(), row, 1)),
                     std::string(textAt(asked->get(), row, 2)));
        }
        if (!m_outside.empty() && m_toolMajor < kFirstWithExtensions) {
            m_plan.notices.push_back(
                {"warning", "The extensions " + joined(m_outside) +
                                " are needed and not dumped, which pg_dump can from version 14 on: "
                                "make them before a restore."});
        }
        if (m_missing.empty()) {
            return {};
        }
        std::vector<std::string> remedy;
        remedy.reserve(m_schemasToChoose.size() + m_tablesToChoose.size());
        for (const std::string& schema : m_schemasToChoose) {
            remedy.push_back("the schema " + quotedName(schema));
        }
        for (const std::string& table : m_tablesToChoose) {
            remedy.push_back(table);
        }
        return fail(ErrorKind::Unsupported,
                    "What was chosen can't be restored by itself, since it needs what was not: " + joined(m_missing) +
                        ".",
                    remedy.empty() ? "Back up the whole database."
                                   : "Choose " + joined(remedy) + " as well, or back up the whole database.");
    }

    void takeNeed(std::string_view kind, const std::string& schema, const std::string& name) {
        const bool isDumped = m_dumped.contains(schema);
        if (kind == "extension") {
            const bool isThereAlways = schema == "public" || schema == "pg_catalog" || isDumped;
            if (!isThereAlways) {
                m_missing.push_back("the extension " + quotedName(name) + " in the schema " + quotedName(schema));
                m_schemasToChoose.insert(schema);
            }
            m_outside.push_back(quotedName(name));
            if (m_toolMajor >= kFirstWithExtensions) {
                m_plan.arguments.push_back("--extension=" + patternOf(name));
            }
            return;
        }
        const bool isRelation = kind != "sequence" && (kind.ends_with("table") || kind.ends_with("view"));
        const bool isChosen = m_meant.holdsSchema(schema) || m_meant.objects().contains({schema, name});
        if (isRelation ? isChosen : isDumped) {
            return;
        }
        const std::string told = "the " + std::string(kind) + " " +
                                 (kind == "function" ? quotedName(schema) + "." + name : fullName(schema, name));
        m_missing.push_back(told);
        if (isRelation && isDumped) {
            m_tablesToChoose.insert(told);
        } else if (!schema.empty()) {
            m_schemasToChoose.insert(schema);
        }
    }

    Result<void> addRows() {
        const Result<PgResult> asked = ask(kScopeSizes);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        std::vector<ObjectName> others;
        for (int row = 0; row < PQntuples(asked->get()); ++row) {
            ObjectName object(textAt(asked->get(), row, 0), textAt(asked->get(), row, 1));
            if (!m_meant.holdsSchema(object.first) && !m_meant.objects().contains(object)) {
                others.push_back(std::move(object));
                continue;
            }
            const std::string_view size = textAt(asked->get(), row, 2);
            std::uint64_t bytes = 0;
            std::from_chars(size.data(), size.data() + size.size(), bytes);
            m_plan.bytes += m_scope.content == DumpContent::Structure ? 0 : bytes;
        }
        if (m_scope.content == DumpContent::Structure) {
            return {};
        }
        std::size_t length = 0;
        for (const std::string& pattern : patternsOf(others)) {
            length += pattern.size();
            m_plan.arguments.push_back("--exclude-table-data=" + pattern);
        }
        return length <= kLongestPatterns
                   ? Result<void>()
                   : fail(ErrorKind::Unsupported,
                          "The schemas of the chosen tables have " + std::to_string(others.size()) +
                              " other tables, more than pg_dump can be told to leave out.",
                          "Choose whole schemas, or back up the whole database.");
    }

    Result<void> addForeignKeys() {
        const Result<PgResult> asked = ask(kScopeForeignKeys);
        if (!asked) {
            return std::unexpected(asked.error());
        }
        std::vector<std::string> left;
        left.reserve(static_cast<std::size_t>(PQntuples(asked->get())));
        for (int row = 0; row < PQntuples(asked->get()); ++row) {
            left.push_back(quotedName(textAt(asked->get(), row, 2)) + " of " +
                           fullName(textAt(asked->get(), row, 0), textAt(asked->get(), row, 1)) + " (to " +
                           fullName(textAt(asked->get(), row, 3), textAt(asked->get(), row, 4)) + ")");
        }
        if (!left.empty() && m_scope.content != DumpContent::Rows) {
            m_plan.notices.push_back(
                {"warning", "A restore leaves out foreign keys to tables that were not chosen, where "
                            "those are not there: " +
                                joined(left) + "."});
        }
        return {};
    }

    Line& m_line;
    const DumpScope& m_scope;
    const InventoryScope& m_meant;
    int m_toolMajor;
    /// The schemas that are dumped, at least in structure.
    std::set<std::string> m_dumped;
    std::vector<std::string> m_missing;
    std::vector<std::string> m_outside;
    std::set<std::string> m_schemasToChoose;
    std::set<std::string> m_tablesToChoose;
    ScopePlan m_plan;
};

} // namespace

std::string patternOf(std::string_view name) {
    std::string pattern = "\"";
    for (const char c : name) {
        pattern += c;
        pattern += c == '"' ? "\"" : "";
    }
    return pattern + "\"";
}

std::vector<std::string> patternsOf(const std::vector<ObjectName>& objects) {
    std::vector<std::string> patterns;
    std::string pattern;
    std::string of;
    std::size_t names = 0;
    for (const auto& [schema, name] : objects) {
        const bool goesOn =
            !pattern.empty() && of == schema && pattern.size() < kLongestPattern && names < kNamesInPattern;
        names = goesOn ? names + 1 : 1;
        if (!goesOn && !pattern.empty()) {
            patterns.push_back(pattern + ")");
        }
        if (goesOn) {
            pattern += '|';
        } else {
            pattern = patternOf(schema);
            pattern += ".(";
        }
        pattern += patternOf(name);
        of = schema;
    }
    if (!pattern.empty()) {
        patterns.push_back(pattern + ")");
    }
    return patterns;
}

Result<ScopePlan> planScope(Line& line, const DumpScope& scope, int toolMajor) {
    const Result<InventoryScope> meant = InventoryScope::read(line, scope);
    return meant ? ScopePlanner(line, scope, *meant, toolMajor).take() : std::unexpected(meant.error());
}

} // namespace dbv::postgres
