// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_rows.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "mysql/dump_values.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// An INSERT of more rows is no faster, and servers take no packet of any length. Unit: bytes.
constexpr std::size_t kLongestInsert = 900'000;
constexpr std::uint64_t kRowsBetweenDumpLooks = 4096;

/// What was listed a moment ago is not there any more, or not as it was: nobody has mistaken a name.
Error asFoundMeanwhile(Error error) {
    constexpr std::array<std::int64_t, 5> kGoneOrChanged{1054, 1146, 1305, 1356, 1412};
    if (std::ranges::find(kGoneOrChanged, error.nativeCode) != kGoneOrChanged.end()) {
        error.hint = "It was dropped or changed while it was read. Make the backup again.";
    }
    return error;
}

} // namespace

std::optional<std::string> cellOf(const TextTable& table, std::size_t column) {
    return table.empty() || column >= table[0].size() ? std::nullopt : table[0][column];
}

Result<TextTable> DumpReading::ask(const std::string& question) {
    Result<TextTable> rows = m_line.query(question);
    if (!rows) {
        return std::unexpected(asFoundMeanwhile(std::move(rows.error())));
    }
    return m_progress({"reading rows", m_rows, 0, "rows"}) ? std::move(rows)
                                                           : std::unexpected(cancelledError(Damage::None));
}

Result<void> DumpReading::put(ScriptPart part, std::string_view statement, const ScriptTag& tag) {
    return m_script == nullptr ? Result<void>() : m_script->put(part, statement, tag);
}

bool DumpReading::keepsNumber(std::string_view ddl) const {
    constexpr unsigned long kMariaDb = 100204;
    constexpr unsigned long kMySql = 80000;
    const unsigned long version = mysql_get_server_version(m_line.handle());
    const bool isMariaDb = mariadb_connection(m_line.handle()) != 0;
    // What MySQL says of tables in partitions was not tried.
    return isMariaDb ? version >= kMariaDb : version >= kMySql && !ddl.contains("PARTITION BY");
}

Result<void> DumpReading::readRows(const std::string& table, NextNumber next) {
    const Result<TextTable> columns =
        ask("SELECT COLUMN_NAME, DATA_TYPE, EXTRA, COLUMN_TYPE FROM information_schema.COLUMNS WHERE " +
            isDatabase("TABLE_SCHEMA", m_database) + " AND TABLE_NAME = " + textLiteral(table) +
            " AND COALESCE(GENERATION_EXPRESSION, '') = '' ORDER BY ORDINAL_POSITION");
    if (!columns) {
        return std::unexpected(columns.error());
    }
    std::vector<ValueForm> forms;
    std::string names;
    std::string expressions;
    std::optional<std::size_t> numbered;
    for (const auto& column : *columns) {
        if (column[2].value_or("").contains("auto_increment")) {
            numbered = forms.size();
            next.begin(column[0].value_or(""), column[3].value_or(""));
        }
        const std::string name = quotedName(column[0].value_or(""));
        const std::string type = column[1].value_or("");
        forms.push_back(formOf(type));
        names += (names.empty() ? "" : ",") + name;
        // As text a FLOAT loses digits; as the double that it is it has them all.
        expressions += (expressions.empty() ? "" : ",") + name + (type == "float" ? " + 0e0" : "");
    }
    const std::string begin = "INSERT INTO " + quotedName(table) + " (" + names + ") VALUES ";
    const ScriptTag tag{ScriptStep::Rows, ObjectType::Table, table};
    std::string insert;
    std::string row;
    Result<void> taken;
    const auto flush = [&] {
        if (!insert.empty()) {
            taken = put(ScriptPart::Statement, insert, tag);
            insert.clear();
        }
    };
    Result<void> done = m_line.queryRows("SELECT " + expressions + " FROM " + full(table), [&](const TextRow& values) {
        const auto write = [&](const auto& put) {
            row = "(";
            for (std::size_t i = 0; i < forms.size(); ++i) {
                row += i == 0 ? "" : ",";
                put(row, forms[i], values.at(i));
            }
            row += ')';
        };
        write(putDumpValue);
        if (numbered) {
            next.take(values.at(*numbered).value_or(""));
        }
        m_inventory.row(row);
        if (m_script != nullptr) {
            if (row.size() > kLongValue) {
                write(putScriptValue);
            }
            if (insert.size() + row.size() > kLongestInsert) {
                flush();
            }
            insert += insert.empty() ? begin : std::string(",\n");
            insert += row;
        }
        ++m_rows;
        const bool look = m_rows % kRowsBetweenDumpLooks == 0;
        return taken.has_value() && (!look || m_progress({"reading rows", m_rows, 0, "rows"}));
    });
    if (taken && done) {
        flush();
    }
    if (const std::optional<std::int64_t> number = next.value(); taken && done && number) {
        m_inventory.standsAt(*number);
    }
    if (taken && !done) {
        return std::unexpected(asFoundMeanwhile(std::move(done.error())));
    }
    return taken;
}

} // namespace dbv::mysql
