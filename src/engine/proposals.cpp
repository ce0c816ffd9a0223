// SPDX-License-Identifier: Apache-2.0
#include "engine/proposals.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/use_memory.h"
#include "engine/proposal_columns.h"
#include "engine/proposal_list.h"
#include "engine/proposal_manners.h"
#include "engine/proposal_snippets.h"
#include "sql/builtin_functions.h"
#include "sql/cursor_scope.h"
#include "sql/literal.h"
#include "sql/place_keywords.h"
#include "sql/statement_words.h"

namespace dbv::engine {

namespace {

using catalog::CatalogIndex;
using catalog::IndexedTable;
using protocol::CompletionKind;
using sql::CursorPlace;

// What a place makes of the kinds of names. A letter that matches counts 16 and more.
constexpr int kColumnWorth = 24;
constexpr int kJoinWorth = kColumnWorth + catalog::UseMemory::kMostWorth + 16; // before what is used all the time
constexpr int kCteWorth = 20;
constexpr int kAliasWorth = 14;
constexpr int kRelatedWorth = 18;
constexpr int kFollowingWorth = 8;
constexpr int kKeywordWorth = 6;
constexpr int kFunctionWorth = 2;
constexpr int kSchemaWorth = 2;
constexpr int kRareFunctionCost = 12;
constexpr int kOuterQueryCost = 8;

bool isViewLike(ObjectType type) {
    return type == ObjectType::View || type == ObjectType::MaterializedView;
}

bool isReadable(ObjectType type) {
    return type != ObjectType::Sequence && type != ObjectType::Index;
}

class ProposalFinder {
public:
    ProposalFinder(const sql::CursorScope& scope, const KnownNames& known)
        : m_scope(scope),
          m_index(known.index),
          m_dialect(known.grammar.dialect),
          m_snippets(known.snippets),
          m_list(scope.prefix, known.uses) {}

    [[nodiscard]] std::vector<protocol::CompletionItem> find() {
        switch (m_scope.place) {
        case CursorPlace::Nothing: return {};
        case CursorPlace::Table: addTables(); break;
        case CursorPlace::Schema: addSchemas(kSchemaWorth); break;
        case CursorPlace::Routine: addRoutines(); break;
        case CursorPlace::Type: addTypes(); break;
        case CursorPlace::JoinCondition: addJoins({}); [[fallthrough]];
        case CursorPlace::Expression: addOperands(); break;
        case CursorPlace::SharedColumn: addShared(); break;
        case CursorPlace::TargetColumn: addTargets(); break;
        case CursorPlace::BehindTable:
            if (m_scope.awaitsCondition) {
                addJoins("ON ");
            }
            break;
        case CursorPlace::Statement:
        case CursorPlace::Operator: break;
        }
        addKeywords();
        offerSnippets(m_list, m_scope, m_snippets, m_dialect);
        return m_list.take(kMostProposals);
    }

private:
    [[nodiscard]] std::string quoted(std::string_view name) const {
        return sql::quoteIdentifier(name, m_dialect, m_scope.quoted ? sql::Quoting::Always : sql::Quoting::IfNeeded);
    }
    [[nodiscard]] bool isBeginning() const { return m_scope.prefix.empty() && m_scope.qualifiers.empty(); }

    void addKeywords() {
        const int worth = m_scope.place == CursorPlace::Table ? -kKeywordWorth : kKeywordWorth;
        for (const std::string_view word : sql::keywordsAt(m_scope, m_dialect)) {
            m_list.offer({std::string(word), CompletionKind::Keyword, {}}, word, worth, ProposalList::Match::Beginning);
        }
    }

    void addSchemas(int worth) {
        for (std::uint32_t i = 0; i < m_index.schemas().size(); ++i) {
            const std::string_view name = m_index.schemaName(i);
            m_list.offer({quoted(name), CompletionKind::Schema, {}}, name,
                         worth - (m_index.isSystem(i) ? 2 * worth : 0));
        }
    }

    /// The tables that those which are read already refer to.
    [[nodiscard]] std::vector<const IndexedTable*> related() const {
        std::vector<const IndexedTable*> tables;
        for (const sql::ScopeSource& source : m_scope.sources) {
            const IndexedTable* table = source.level == 0 ? tableOf(m_index, source) : nullptr;
            if (table == nullptr) {
                continue;
            }
            for (const catalog::IndexedKey& key : m_index.keysOf(*table)) {
                const std::string_view schema = m_index.name(key.schema);
                tables.push_back(m_index.findTable(schema.empty() ? m_index.schemaName(table->schema) : schema,
                                                   m_index.name(key.table)));
            }
        }
        return tables;
    }

    void addTables() {
        std::optional<std::uint32_t> schema;
        if (!m_scope.qualifiers.empty()) {
            schema = m_index.findSchema(m_scope.qualifiers.back());
            if (!schema) {
                return;
            }
        }
        const std::vector<const IndexedTable*> near = related();
        for (const catalog::FoundName& found :
             catalog::searchTables(m_index, m_list.pattern(), schema, kMostProposals)) {
            addTable(m_index.tables()[found.at], schema.has_value(), found.score, near);
        }
        for (const IndexedTable* table : near) {
            if (table != nullptr && !schema) {
                if (const auto score = m_list.pattern().score(m_index.name(table->name))) {
                    addTable(*table, false, *score, near);
                }
            }
        }
        if (schema) {
            return;
        }
        for (const sql::ScopeSource& table : m_scope.tables) {
            m_list.offer({quoted(table.name), CompletionKind::Cte, {}}, table.name, kCteWorth + kRelatedWorth);
        }
        addSchemas(kSchemaWorth);
    }

    void addTable(const IndexedTable& table, bool qualified, int score, const std::vector<const IndexedTable*>& near) {
        if (!isReadable(table.type)) {
            return;
        }
        const std::string_view schema = m_index.schemaName(table.schema);
        std::string text = quoted(m_index.name(table.name));
        // What the server finds without its schema is written without.
        const bool found = qualified || m_index.findTable({}, m_index.name(table.name)) == &table;
        const bool bare = qualified || (found && (m_index.isDefault(table.schema) || schema == "pg_catalog"));
        if (!bare) {
            text = quoted(schema) + "." + text;
        }
        const bool isNear = std::ranges::find(near, &table) != near.end();
        m_list.offerScored({std::move(text), isViewLike(table.type) ? CompletionKind::View : CompletionKind::Table,
                            std::string(schema)},
                           score + (isNear ? kRelatedWorth : 0));
    }

    void addRoutines() {
        std::optional<std::uint32_t> schema;
        if (!m_scope.qualifiers.empty()) {
            schema = m_index.findSchema(m_scope.qualifiers.back());
            if (!schema) {
                return;
            }
        }
        for (const catalog::FoundName& found :
             catalog::searchRoutines(m_index, m_list.pattern(), schema, kMostProposals)) {
            const catalog::IndexedRoutine& routine = m_index.routines()[found.at];
            const std::string_view name = m_index.name(routine.name);
            const bool system = m_index.isSystem(routine.schema);
            if (system && !schema && !isKnownFunction(name)) {
                continue;
            }
            std::string text = quoted(name);
            if (!schema && !system && !m_index.isDefault(routine.schema)) {
                text.insert(0, quoted(m_index.schemaName(routine.schema)) + ".");
            }
            m_list.offerScored({std::move(text), CompletionKind::Function, std::string(m_index.name(routine.takes))},
                               found.score + (system ? -kRareFunctionCost : kFunctionWorth + kKeywordWorth));
        }
    }

    [[nodiscard]] bool isKnownFunction(std::string_view name) const {
        return std::ranges::binary_search(sql::functionNames(m_dialect), std::string_view(sql::inCapitals(name)));
    }

    void addFunctions() {
        for (const sql::BuiltinFunction& function : sql::builtinFunctions(m_dialect)) {
            m_list.offer({std::string(function.name), CompletionKind::Function, std::string(function.takes)},
                         function.name, kFunctionWorth);
        }
        addRoutines();
        if (m_scope.prefix.empty()) {
            return;
        }
        for (const std::string_view capital : sql::functionNames(m_dialect)) {
            std::string name(capital);
            std::ranges::transform(name, name.begin(), [](char unit) {
                return unit >= 'A' && unit <= 'Z' ? static_cast<char>(unit - 'A' + 'a') : unit;
            });
            m_list.offer({name, CompletionKind::Function, "(…)"}, name, -kRareFunctionCost,
                         ProposalList::Match::Beginning);
        }
    }

    void addTypes() {
        for (const std::string_view type : sql::usualTypes(m_dialect)) {
            m_list.offer({std::string(type), CompletionKind::Type, {}}, type, kKeywordWorth);
        }
    }

    void addJoins(std::string_view before) {
        std::size_t last = m_scope.joined.value_or(m_scope.sources.size());
        if (!m_scope.joined) {
            // Behind the table: that is the one that awaits its condition.
            last = 0;
            for (std::size_t i = 0; i < m_scope.sources.size() && m_scope.sources[i].level == 0; ++i) {
                last = i;
            }
        }
        if (last >= m_scope.sources.size()) {
            return;
        }
        for (std::size_t i = 0; i < last; ++i) {
            if (m_scope.sources[i].level != 0) {
                continue;
            }
            for (const std::string& condition :
                 joinConditions(m_index, m_scope.sources[last], m_scope.sources[i], m_dialect)) {
                const std::string text = std::string(before) + condition;
                m_list.offer({text, CompletionKind::Join, {}}, text, kJoinWorth);
            }
        }
    }

    [[nodiscard]] static std::string detailOf(const SourceColumn& column) {
        return column.type.empty() ? column.table : column.type + " · " + column.table;
    }

    void addOperands() {
        if (!m_scope.qualifiers.empty()) {
            addQualified();
            return;
        }
        std::map<std::string, int> times;
        std::vector<std::vector<SourceColumn>> columns;
        columns.reserve(m_scope.sources.size());
        for (const sql::ScopeSource& source : m_scope.sources) {
            columns.push_back(columnsOf(m_index, source));
            for (const SourceColumn& column : columns.back()) {
                ++times[sql::inCapitals(column.name)];
            }
        }
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const sql::ScopeSource& source = m_scope.sources[i];
            const int worth = kColumnWorth - static_cast<int>(std::min(source.level, 3U)) * kOuterQueryCost;
            for (const SourceColumn& column : columns[i]) {
                const bool unclear = times[sql::inCapitals(column.name)] > 1 && !source.shownName().empty();
                const std::string text =
                    unclear ? quoted(source.shownName()) + "." + quoted(column.name) : quoted(column.name);
                m_list.offer({text, CompletionKind::Column, detailOf(column)}, column.name, worth);
            }
            if (!source.shownName().empty()) {
                m_list.offer(
                    {quoted(source.shownName()), CompletionKind::Alias, source.alias.empty() ? "" : source.name},
                    source.shownName(), kAliasWorth - kFollowingWorth * (isBeginning() ? 1 : 0));
            }
        }
        addResults();
        if (!m_scope.quoted) {
            addFunctions();
        }
    }

    /// Names that the query gives its results, where they may be used.
    void addResults() {
        const sql::CursorClause clause = m_scope.clause;
        const bool named = clause == sql::CursorClause::OrderBy || clause == sql::CursorClause::GroupBy ||
                           (clause == sql::CursorClause::Having && m_dialect != DialectId::PostgreSql);
        for (const std::string& result : named ? m_scope.results : std::vector<std::string>()) {
            m_list.offer({quoted(result), CompletionKind::Column, {}}, result, kColumnWorth + kFollowingWorth);
        }
    }

    void addColumns(const std::vector<SourceColumn>& columns) {
        for (const SourceColumn& column : columns) {
            m_list.offer({quoted(column.name), CompletionKind::Column, detailOf(column)}, column.name, kColumnWorth);
        }
    }

    void addQualified() {
        const std::string& owner = m_scope.qualifiers.back();
        const bool withSchema = m_scope.qualifiers.size() > 1;
        if (!withSchema) {
            const auto source = std::ranges::find_if(m_scope.sources, [&](const sql::ScopeSource& each) {
                return catalog::sameLetters(each.shownName(), owner);
            });
            if (source != m_scope.sources.end()) {
                addColumns(columnsOf(m_index, *source));
                return;
            }
            const auto cte = std::ranges::find(m_scope.tables, owner, &sql::ScopeSource::name);
            if (cte != m_scope.tables.end()) {
                addColumns(columnsOf(m_index, *cte));
                return;
            }
        }
        sql::ScopeSource table;
        table.name = owner;
        table.schema = withSchema ? m_scope.qualifiers[m_scope.qualifiers.size() - 2] : std::string();
        if (tableOf(m_index, table) != nullptr) {
            addColumns(columnsOf(m_index, table));
            return;
        }
        if (!withSchema && m_index.findSchema(owner)) {
            addTables();
            addRoutines();
        }
    }

    void addShared() {
        if (!m_scope.joined) {
            return;
        }
        std::map<std::string, bool> others;
        for (std::size_t i = 0; i < *m_scope.joined; ++i) {
            for (const SourceColumn& column : columnsOf(m_index, m_scope.sources[i])) {
                others[sql::inCapitals(column.name)] = true;
            }
        }
        std::vector<SourceColumn> shared = columnsOf(m_index, m_scope.sources[*m_scope.joined]);
        std::erase_if(shared, [&](const SourceColumn& column) {
            return !others.contains(sql::inCapitals(column.name)) || isListed(column.name);
        });
        addColumns(shared);
    }

    [[nodiscard]] bool isListed(std::string_view name) const {
        return std::ranges::any_of(m_scope.listed,
                                   [&](const std::string& each) { return catalog::sameLetters(each, name); });
    }

    void addTargets() {
        if (!m_scope.target) {
            addOperands();
            return;
        }
        if (!m_scope.qualifiers.empty()) {
            addQualified();
            return;
        }
        std::vector<SourceColumn> columns = columnsOf(m_index, *m_scope.target);
        std::erase_if(columns, [&](const SourceColumn& column) { return isListed(column.name); });
        addColumns(columns);
    }

    const sql::CursorScope& m_scope;
    const CatalogIndex& m_index;
    DialectId m_dialect;
    std::span<const protocol::Snippet> m_snippets;
    ProposalList m_list;
};

} // namespace

protocol::CompletionFound proposalsAt(const protocol::Complete& asked, const KnownNames& known) {
    const sql::CursorScope scope = sql::scopeAt(asked.sql, asked.cursor, known.grammar);
    protocol::CompletionFound found{.items = {}, .replaces = scope.replaces};
    if (asked.automatic && isInTheWay(scope)) {
        return found;
    }
    found.items = ProposalFinder(scope, known).find();
    const auto isWritten = [&](const protocol::CompletionItem& item) {
        return item.kind == CompletionKind::Keyword && catalog::sameLetters(item.text, scope.prefix);
    };
    if (asked.automatic && std::ranges::any_of(found.items, isWritten)) {
        found.items.clear();
    }
    return found;
}

} // namespace dbv::engine
