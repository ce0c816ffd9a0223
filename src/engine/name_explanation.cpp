// SPDX-License-Identifier: Apache-2.0
#include "engine/name_explanation.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catalog/name_search.h"
#include "engine/proposal_columns.h"
#include "sql/builtin_functions.h"
#include "sql/cursor_scope.h"
#include "sql/name_at.h"

namespace dbv::engine {

namespace {

using catalog::CatalogIndex;
using catalog::IndexedTable;
using catalog::sameLetters;
using protocol::CompletionKind;
using protocol::ExplainedColumn;
using protocol::NameExplained;
using sql::CursorPlace;
using sql::ScopeSource;

bool isViewKind(ObjectType type) {
    return type == ObjectType::View || type == ObjectType::MaterializedView;
}

/// Finds what one name of a statement means.
class NameReader {
public:
    NameReader(const sql::NameAt& name, std::string word, const sql::CursorScope& scope, const KnownNames& known)
        : m_name(name),
          m_word(std::move(word)),
          m_scope(scope),
          m_index(known.index),
          m_dialect(known.grammar.dialect) {
        m_found.span = name.span;
    }

    [[nodiscard]] NameExplained read() {
        const bool found = (m_name.called && readFunction()) || (m_name.qualifies ? readQualifier() : readByPlace());
        if (!found) {
            m_found.kind.reset();
        }
        return std::move(m_found);
    }

private:
    [[nodiscard]] bool readByPlace() {
        switch (m_scope.place) {
        case CursorPlace::Nothing:
        case CursorPlace::Statement:
        case CursorPlace::Type: return false;
        case CursorPlace::Table: return readTable();
        case CursorPlace::Schema: return readSchema(m_word);
        case CursorPlace::Routine: return readFunction();
        case CursorPlace::BehindTable: return readGivenAlias();
        case CursorPlace::TargetColumn: return m_scope.target && readColumns({*m_scope.target}, 0);
        case CursorPlace::SharedColumn:
        case CursorPlace::Expression:
        case CursorPlace::JoinCondition:
        case CursorPlace::Operator: return readOperand();
        }
        return false;
    }

    [[nodiscard]] bool isMeant(std::string_view name) const { return name == m_word || sameLetters(name, m_word); }

    [[nodiscard]] const ScopeSource* sourceCalled(std::string_view name) const {
        const auto found = std::ranges::find_if(
            m_scope.sources, [&](const ScopeSource& source) { return sameLetters(source.shownName(), name); });
        return found == m_scope.sources.end() ? nullptr : &*found;
    }

    [[nodiscard]] bool readQualifier() {
        if (!m_scope.qualifiers.empty()) {
            return readIndexed(m_scope.qualifiers.back());
        }
        if (const ScopeSource* source = sourceCalled(m_word)) {
            return readSource(*source);
        }
        return readSchema(m_word) || readIndexed({});
    }

    [[nodiscard]] bool readSchema(std::string_view name) {
        const std::optional<std::uint32_t> schema = m_index.findSchema(name);
        if (schema) {
            m_found.kind = CompletionKind::Schema;
            m_found.name = m_found.schema = m_index.schemaName(*schema);
        }
        return schema.has_value();
    }

    [[nodiscard]] bool readTable() {
        if (m_scope.qualifiers.empty()) {
            const auto cte =
                std::ranges::find_if(m_scope.tables, [this](const ScopeSource& table) { return isMeant(table.name); });
            if (cte != m_scope.tables.end()) {
                m_found.kind = CompletionKind::Cte;
                m_found.name = cte->name;
                tellColumns(*cte);
                return true;
            }
            return readIndexed({}) || readSchema(m_word);
        }
        return readIndexed(m_scope.qualifiers.back());
    }

    [[nodiscard]] bool readIndexed(std::string_view schema) {
        const IndexedTable* table = m_index.findTable(schema, m_word);
        if (table == nullptr) {
            return false;
        }
        m_found.kind = isViewKind(table->type) ? CompletionKind::View : CompletionKind::Table;
        tellTable(*table);
        m_found.name = m_found.object;
        tellColumns({.schema = m_found.schema, .name = m_found.object});
        return true;
    }

    /// A table by the name that the statement gives it.
    [[nodiscard]] bool readSource(const ScopeSource& source) {
        const IndexedTable* table = tableOf(m_index, source);
        if (source.alias.empty() && table != nullptr) {
            return readIndexed(m_index.schemaName(table->schema));
        }
        m_found.kind = source.alias.empty() ? CompletionKind::Cte : CompletionKind::Alias;
        m_found.name = source.shownName();
        if (table != nullptr) {
            tellTable(*table);
        }
        tellColumns(source);
        return true;
    }

    /// Where an alias is given, the table stands right before it.
    [[nodiscard]] bool readGivenAlias() {
        for (const ScopeSource& source : m_scope.sources) {
            if (source.level == 0 && source.alias.empty() && sameLetters(source.name, m_scope.before)) {
                ScopeSource given = source;
                given.alias = m_word;
                return readSource(given);
            }
        }
        return false;
    }

    [[nodiscard]] bool readOperand() {
        if (!m_scope.qualifiers.empty()) {
            const std::string& qualifier = m_scope.qualifiers.back();
            if (const ScopeSource* source = sourceCalled(qualifier)) {
                return readColumns({*source}, source->level);
            }
            const bool hasSchema = m_scope.qualifiers.size() > 1;
            const std::string& schema = hasSchema ? m_scope.qualifiers[m_scope.qualifiers.size() - 2] : std::string();
            return readColumns({{.schema = schema, .name = qualifier}}, 0) || (!hasSchema && readIndexed(qualifier));
        }
        std::uint32_t deepest = 0;
        for (const ScopeSource& source : m_scope.sources) {
            deepest = std::max(deepest, source.level);
        }
        for (std::uint32_t level = 0; level <= deepest; ++level) {
            // What an inner query has is meant before what those around it have.
            if (readColumns(m_scope.sources, level)) {
                return true;
            }
        }
        if (const ScopeSource* source = sourceCalled(m_word)) {
            return readSource(*source);
        }
        return readFunction();
    }

    [[nodiscard]] bool readColumns(const std::vector<ScopeSource>& sources, std::uint32_t level) {
        for (const ScopeSource& source : sources) {
            if (source.level != level) {
                continue;
            }
            for (const SourceColumn& column : columnsOf(m_index, source)) {
                if (!isMeant(column.name)) {
                    continue;
                }
                m_found.kind = CompletionKind::Column;
                m_found.name = column.name;
                if (const IndexedTable* table = tableOf(m_index, source)) {
                    tellTable(*table);
                }
                m_found.columns.push_back(explained(column, tableOf(m_index, source)));
                break;
            }
        }
        m_found.columnCount = m_found.columns.size();
        return !m_found.columns.empty();
    }

    [[nodiscard]] bool readFunction() {
        const std::string_view schema = m_scope.qualifiers.empty() ? std::string_view() : m_scope.qualifiers.back();
        for (const catalog::IndexedRoutine& routine : m_index.routines()) {
            const std::string_view own = m_index.schemaName(routine.schema);
            if (!isMeant(m_index.name(routine.name)) || (!schema.empty() && !sameLetters(own, schema))) {
                continue;
            }
            m_found.schema = own;
            m_found.object = m_found.name = m_index.name(routine.name);
            addTakes(m_index.name(routine.takes));
        }
        for (const sql::BuiltinFunction& function : sql::builtinFunctions(m_dialect)) {
            // What the server itself tells of its own is more than what is known of all servers.
            if (schema.empty() && isMeant(function.name) && m_found.takes.empty()) {
                m_found.name = function.name;
                addTakes(function.takes);
            }
        }
        if (m_found.name.empty()) {
            return false;
        }
        m_found.kind = CompletionKind::Function;
        return true;
    }

    void addTakes(std::string_view takes) {
        if (!takes.empty() && std::ranges::find(m_found.takes, takes) == m_found.takes.end()) {
            m_found.takes.emplace_back(takes);
        }
    }

    void tellTable(const IndexedTable& table) {
        m_found.schema = m_index.schemaName(table.schema);
        m_found.object = m_index.name(table.name);
    }

    void tellColumns(const ScopeSource& source) {
        const IndexedTable* table = tableOf(m_index, source);
        const std::vector<SourceColumn> columns = columnsOf(m_index, source);
        m_found.columnCount = columns.size();
        for (std::size_t i = 0; i < std::min(columns.size(), protocol::kMostExplainedColumns); ++i) {
            m_found.columns.push_back(explained(columns[i], table));
        }
    }

    [[nodiscard]] ExplainedColumn explained(const SourceColumn& column, const IndexedTable* table) const {
        ExplainedColumn told{column.table, column.name, column.type, {}};
        if (table == nullptr) {
            return told;
        }
        for (const catalog::IndexedKey& key : m_index.keysOf(*table)) {
            for (const catalog::KeyPair& pair : m_index.pairsOf(key)) {
                if (told.refersTo.empty() && m_index.name(pair.column) == column.name) {
                    told.refersTo =
                        std::string(m_index.name(key.table)) + "." + std::string(m_index.name(pair.referenced));
                }
            }
        }
        return told;
    }

    const sql::NameAt& m_name;
    std::string m_word;
    const sql::CursorScope& m_scope;
    const CatalogIndex& m_index;
    DialectId m_dialect;
    NameExplained m_found;
};

} // namespace

NameExplained nameExplainedAt(const protocol::ExplainName& asked, const KnownNames& known) {
    const std::optional<sql::NameAt> name = sql::nameAt(asked.sql, asked.cursor, known.grammar);
    if (!name) {
        return {};
    }
    const std::string_view written = std::string_view(asked.sql).substr(name->span.begin, name->span.size());
    // Behind a closing quote the name would be over.
    const bool isQuoted = !written.empty() && std::string_view("\"`[").contains(written.front());
    const sql::CursorScope scope = sql::scopeAt(asked.sql, name->span.end - (isQuoted ? 1 : 0), known.grammar);
    return NameReader(*name, sql::nameWithoutQuotes(written, known.grammar.dialect), scope, known).read();
}

} // namespace dbv::engine
