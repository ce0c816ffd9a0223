// SPDX-License-Identifier: Apache-2.0
// Lines that use the rows of the statement before them: variables, and statements that another one gives.
#include <algorithm>
#include <utility>

#include "scripts/script_files.h"

namespace dbv::scripts {

namespace {

/// Several statements in one text as psql sends them, which is in one.
std::string inOne(std::string text, const Grammar& grammar) {
    const std::vector<sql::Statement> statements = sql::split(text, grammar);
    const bool plain = std::ranges::all_of(
        statements, [](const sql::Statement& each) { return each.kind == sql::StatementKind::Sql && !each.unclosed; });
    if (!plain || statements.empty()) {
        // What is wrong with it, the server says.
        return text;
    }
    std::string joined;
    for (const sql::Statement& each : statements) {
        joined += joined.empty() ? "" : "\n\\; ";
        joined += std::string_view(text).substr(each.span.begin, each.span.size());
    }
    return joined;
}

std::unexpected<Error> noSuchRow(std::string message, std::string hint) {
    return fail(ErrorKind::SqlError, std::move(message), std::move(hint), Damage::Statement);
}

} // namespace

Result<void> ScriptFiles::useRowsBy(const ClientLine& line) {
    if (!m_usedBy) {
        return fail(ErrorKind::InvalidInput,
                    line.name + " in " + where() +
                        " ends no statement. psql would send the last one again, which is not done here.",
                    "Write it behind the statement, in place of its semicolon.", Damage::Statement);
    }
    m_cellsFrom = *std::exchange(m_usedBy, std::nullopt);
    if (m_rules.looksOnly) {
        m_variablesUnknown = m_variablesUnknown || line.deed == ClientDeed::SetFromRow;
        return {};
    }
    if (!m_rows || m_rows->names.empty()) {
        // The statement has failed, which was told, or it gives no rows by its kind.
        return {};
    }
    return line.deed == ClientDeed::RunCells
               ? takeCells()
               : setFromRow(line.arguments.empty() ? std::string() : m_variables.valueOf(line.arguments.front()));
}

Result<void> ScriptFiles::setFromRow(const std::string& prefix) {
    const UsedRows used = *std::exchange(m_rows, std::nullopt);
    if (used.rows.size() != 1) {
        return noSuchRow(used.rows.empty() ? "The statement returned no row for \\gset in " + where() + "."
                                           : "The statement returned more than one row for \\gset in " + where() + ".",
                         "Let it return exactly one. No variable was set.");
    }
    for (std::size_t i = 0; i < used.names.size(); ++i) {
        const std::string name = prefix + used.names[i];
        if (!ScriptVariables::isName(name)) {
            return noSuchRow(
                "\"" + name + "\", which \\gset in " + where() + " would set, is no name of a variable.",
                "Give the column a name of letters, digits and underscores (AS). Those before it were set.");
        }
        const std::optional<std::string>& value = used.rows.front()[i];
        value ? m_variables.setTo(name, *value) : m_variables.unset(name);
    }
    return {};
}

Result<void> ScriptFiles::takeCells() {
    UsedRows used = *std::exchange(m_rows, std::nullopt);
    for (UsedRows::Row& row : used.rows) {
        for (std::optional<std::string>& cell : row) {
            if (cell && !cell->empty()) {
                m_cells.push_back(*std::move(cell));
            }
        }
    }
    return {};
}

ScriptStatement ScriptFiles::generated(const Grammar& grammar) {
    m_usedBy.reset();
    m_cell = std::move(m_cells.front());
    m_cells.pop_front();
    m_changedText = inOne(*m_cell, grammar);
    return ScriptStatement{
        .text = m_changedText, .unclosed = {}, .begin = m_cellsFrom, .changed = true, .generated = true};
}

void ScriptFiles::putBack() {
    if (m_cell) {
        m_cells.push_front(*std::exchange(m_cell, std::nullopt));
        return;
    }
    m_open.back()->putBack();
}

bool ScriptFiles::isUnsure(const ClientLine& line) const {
    return m_rules.looksOnly && m_variablesUnknown &&
           std::ranges::any_of(line.arguments, [](const std::string& word) { return word.starts_with(':'); });
}

} // namespace dbv::scripts
