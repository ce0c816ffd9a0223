// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_reading.h"

#include <cstdint>
#include <optional>
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

/// The first cell of a statement's only row that stands in a column; nothing where the server keeps it from this user.
std::optional<std::string> cellOf(const TextTable& table, std::size_t column) {
    return table.empty() || column >= table[0].size() ? std::nullopt : table[0][column];
}

class DatabaseReader {
public:
    DatabaseReader(Line& line, std::string database, ScriptWriter* script, InventorySink& inventory,
                   const DumpProgress& progress)
        : m_line(line),
          m_database(std::move(database)),
          m_script(script),
          m_inventory(inventory),
          m_progress(progress) {}

    Result<void> read() {
        Result<void> done = readHead();
        done = done ? readTables() : done;
        // Programs may be called by views, and triggers and events act when all is there.
        done = done ? readPrograms() : done;
        done = done ? readViews() : done;
        done = done ? readTriggers() : done;
        done = done ? readEvents() : done;
        return done ? put(ScriptPart::Statement,
                          "SET foreign_key_checks = @dbv_foreign_keys, unique_checks = @dbv_unique, "
                          "sql_mode = @dbv_mode, time_zone = @dbv_zone")
                    : done;
    }

private:
    Result<void> put(ScriptPart part, std::string_view statement) {
        return m_script == nullptr ? Result<void>() : m_script->put(part, statement);
    }
    [[nodiscard]] std::string full(std::string_view name) const {
        return quotedName(m_database) + "." + quotedName(name);
    }
    Result<TextTable> ask(const std::string& question) {
        Result<TextTable> rows = m_line.query(question);
        return !rows || m_progress({"reading rows", m_rows, 0, "rows"}) ? std::move(rows)
                                                                        : std::unexpected(cancelledError(Damage::None));
    }
    Result<void> tell(ObjectType type, std::string_view name, std::string definition, bool holdsRows = false) {
        InventoryObject object;
        object.type = type;
        object.name = name;
        object.definition = std::move(definition);
        object.holdsRows = holdsRows;
        return m_inventory.object(object);
    }
    /// The settings under which a program was made, and its statement.
    struct Program {
        std::string mode;
        std::string ddl;
    };
    Result<Program> showProgram(const std::string& kind, std::string_view name, std::size_t column) {
        const Result<TextTable> shown = ask("SHOW CREATE " + kind + " " + full(name));
        if (!shown) {
            return std::unexpected(shown.error());
        }
        std::optional<std::string> ddl = cellOf(*shown, column);
        if (!ddl) {
            return fail(ErrorKind::SqlError,
                        "The server keeps the definition of " + kind + " " + full(name) + " from this user.",
                        "Back up as a user who may see it.");
        }
        return Program{cellOf(*shown, 1).value_or(""), *std::move(ddl)};
    }
    /// The statement that makes a table, a view or a sequence.
    Result<std::string> showCreate(const std::string& kind, std::string_view name) {
        Result<Program> shown = showProgram(kind, name, 1);
        return shown ? Result<std::string>(std::move(shown->ddl)) : std::unexpected(std::move(shown.error()));
    }
    static EscapeRules rulesOf(const std::string& mode) {
        const bool escapes = !mode.contains("NO_BACKSLASH_ESCAPES");
        return {escapes, escapes && !mode.contains("ANSI_QUOTES")};
    }
    /// A program is read by the mode in which it was written.
    Result<void> putProgram(const Program& program, const std::string& ddl) {
        Result<void> done = put(ScriptPart::Statement, "SET sql_mode = " + textLiteral(program.mode));
        done = done ? put(ScriptPart::Program, ddl) : done;
        return done ? put(ScriptPart::Statement, "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'") : done;
    }

    Result<void> readHead() {
        const Result<TextTable> head =
            ask("SELECT CONCAT(DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME) FROM "
                "information_schema.SCHEMATA WHERE SCHEMA_NAME = " +
                textLiteral(m_database));
        if (!head) {
            return std::unexpected(head.error());
        }
        Result<void> done = put(ScriptPart::Statement, "SET NAMES utf8mb4");
        done = done ? put(ScriptPart::Statement,
                          "SET @dbv_foreign_keys = @@foreign_key_checks, @dbv_unique = @@unique_checks, "
                          "@dbv_mode = @@sql_mode, @dbv_zone = @@time_zone")
                    : done;
        done = done ? put(ScriptPart::Statement,
                          "SET foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO', "
                          "time_zone = '+00:00'")
                    : done;
        return done ? tell(ObjectType::Database, "database", cellOf(*head, 0).value_or("")) : done;
    }

    Result<void> readTables() {
        const Result<TextTable> tables =
            ask("SELECT TABLE_NAME, TABLE_TYPE FROM information_schema.TABLES WHERE TABLE_SCHEMA = " +
                textLiteral(m_database) + " AND TABLE_TYPE <> 'VIEW' ORDER BY TABLE_TYPE <> 'SEQUENCE', TABLE_NAME");
        if (!tables) {
            return std::unexpected(tables.error());
        }
        for (const auto& row : *tables) {
            const std::string& name = row[0].value_or("");
            Result<void> done = row[1] == "SEQUENCE" ? readSequence(name) : readTable(name);
            if (!done && done.error().kind == ErrorKind::SqlError) {
                done.error().message = "Table " + quotedName(name) + " can't be read: " + done.error().message;
            }
            if (!done) {
                return done;
            }
        }
        return {};
    }

    Result<void> readSequence(const std::string& name) {
        const Result<std::string> ddl = showCreate("SEQUENCE", name);
        const Result<TextTable> stands =
            ddl ? ask("SELECT next_not_cached_value, cycle_count FROM " + full(name)) : std::unexpected(ddl.error());
        if (!stands) {
            return std::unexpected(stands.error());
        }
        const std::string next = cellOf(*stands, 0).value_or("0");
        Result<void> done = put(ScriptPart::Statement, *ddl);
        done = done ? put(ScriptPart::Statement, "DO SETVAL(" + quotedName(name) + ", " + next + ", 0, " +
                                                     cellOf(*stands, 1).value_or("0") + ")")
                    : done;
        return done ? tell(ObjectType::Sequence, name, *ddl) : done;
    }

    Result<std::vector<DumpColumn>> columnsOf(const std::string& table) {
        const Result<TextTable> rows =
            ask("SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = " +
                textLiteral(m_database) + " AND TABLE_NAME = " + textLiteral(table) +
                " AND COALESCE(GENERATION_EXPRESSION, '') = '' ORDER BY ORDINAL_POSITION");
        if (!rows) {
            return std::unexpected(rows.error());
        }
        std::vector<DumpColumn> columns;
        for (const auto& row : *rows) {
            DumpColumn column;
            column.name = row[0].value_or("");
            const std::string type = row[1].value_or("");
            column.form = formOf(type);
            // As text a FLOAT loses digits; as the double that it is it has them all.
            column.expression = quotedName(column.name) + (type == "float" ? " + 0e0" : "");
            columns.push_back(std::move(column));
        }
        return columns;
    }

    Result<void> readTable(const std::string& name) {
        const Result<std::string> ddl = showCreate("TABLE", name);
        const Result<std::vector<DumpColumn>> columns = ddl ? columnsOf(name) : std::unexpected(ddl.error());
        if (!columns) {
            return std::unexpected(columns.error());
        }
        Result<void> done = put(ScriptPart::Statement, *ddl);
        done = done ? tell(ObjectType::Table, name, withoutNextNumber(*ddl), true) : done;
        return done ? readRows(name, *columns) : done;
    }

    Result<void> readRows(const std::string& table, const std::vector<DumpColumn>& columns) {
        std::string names;
        std::string expressions;
        for (const DumpColumn& column : columns) {
            names += (names.empty() ? "" : ",") + quotedName(column.name);
            expressions += (expressions.empty() ? "" : ",") + column.expression;
        }
        const std::string begin = "INSERT INTO " + quotedName(table) + " (" + names + ") VALUES ";
        std::string insert;
        std::string row;
        Result<void> taken;
        const auto flush = [&] {
            if (!insert.empty()) {
                taken = put(ScriptPart::Statement, insert);
                insert.clear();
            }
        };
        const Result<void> done =
            m_line.queryRows("SELECT " + expressions + " FROM " + full(table), [&](const TextRow& values) {
                row = "(";
                for (std::size_t i = 0; i < columns.size(); ++i) {
                    row += i == 0 ? "" : ",";
                    putDumpValue(row, columns[i].form, values.at(i));
                }
                row += ')';
                m_inventory.row(row);
                if (m_script != nullptr) {
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
        return taken ? done : taken;
    }

    /// A program without a schedule, under the name that it has in the inventory.
    Result<void> readProgram(const std::string& kind, const std::string& name, ObjectType type,
                             const std::string& told) {
        Result<Program> program = showProgram(kind, name, 2);
        if (program && type == ObjectType::Trigger) {
            program->ddl = triggerAnywhere(program->ddl, rulesOf(program->mode));
        }
        Result<void> done = program ? putProgram(*program, program->ddl) : std::unexpected(program.error());
        return done ? tell(type, told, joined({program->mode, "\n", program->ddl})) : done;
    }

    Result<void> readPrograms() {
        const Result<TextTable> rows =
            ask("SELECT ROUTINE_NAME, ROUTINE_TYPE FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = " +
                textLiteral(m_database) + " ORDER BY ROUTINE_TYPE = 'PACKAGE BODY', ROUTINE_TYPE, ROUTINE_NAME");
        if (!rows) {
            return std::unexpected(rows.error());
        }
        for (const auto& row : *rows) {
            const std::string name = row[0].value_or("");
            const std::string kind = row[1].value_or("");
            Result<void> done = readProgram(kind, name, ObjectType::Routine, joined({kind, " ", name}));
            if (!done) {
                return done;
            }
        }
        return {};
    }

    Result<void> readViews() {
        const Result<TextTable> views =
            ask("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + textLiteral(m_database) +
                " AND TABLE_TYPE = 'VIEW' ORDER BY TABLE_NAME");
        if (!views) {
            return std::unexpected(views.error());
        }
        // Views may name one another: each stands there with its columns before any gets its query.
        for (const auto& row : *views) {
            if (Result<void> done = putPlaceholder(row[0].value_or("")); !done) {
                return done;
            }
        }
        for (const auto& row : *views) {
            const std::string name = row[0].value_or("");
            const Result<std::string> ddl = showCreate("VIEW", name);
            Result<void> done = ddl ? put(ScriptPart::Statement, "DROP VIEW IF EXISTS " + quotedName(name))
                                    : std::unexpected(ddl.error());
            done = done ? put(ScriptPart::Statement, *ddl) : done;
            done = done ? tell(ObjectType::View, name, *ddl) : done;
            if (!done) {
                return done;
            }
        }
        return {};
    }

    Result<void> putPlaceholder(const std::string& view) {
        const Result<TextTable> columns =
            ask("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = " + textLiteral(m_database) +
                " AND TABLE_NAME = " + textLiteral(view) + " ORDER BY ORDINAL_POSITION");
        if (!columns) {
            return std::unexpected(columns.error());
        }
        if (columns->empty()) {
            return fail(ErrorKind::SqlError,
                        "The view " + full(view) + " names what is not there (any more), and could not be made again.",
                        "Mend it or drop it, and back up again.");
        }
        std::string list;
        for (const auto& column : *columns) {
            list += (list.empty() ? "1 AS " : ", 1 AS ") + quotedName(column[0].value_or(""));
        }
        return put(ScriptPart::Statement, "CREATE VIEW " + quotedName(view) + " AS SELECT " + list);
    }

    Result<void> readTriggers() {
        const Result<TextTable> triggers = ask(
            "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = " + textLiteral(m_database) +
            " ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER");
        if (!triggers) {
            return std::unexpected(triggers.error());
        }
        for (const auto& row : *triggers) {
            const std::string name = row[0].value_or("");
            if (Result<void> done = readProgram("TRIGGER", name, ObjectType::Trigger, name); !done) {
                return done;
            }
        }
        return {};
    }

    Result<void> readEvents() {
        const Result<TextTable> events =
            ask("SELECT EVENT_NAME, STATUS, TIME_ZONE FROM information_schema.EVENTS WHERE EVENT_SCHEMA = " +
                textLiteral(m_database) + " ORDER BY EVENT_NAME");
        if (!events) {
            return std::unexpected(events.error());
        }
        for (const auto& row : *events) {
            const std::string name = row[0].value_or("");
            const Result<Program> program = showProgram("EVENT", name, 3);
            if (!program) {
                return std::unexpected(program.error());
            }
            const std::string ddl = switchedOff(program->ddl, rulesOf(program->mode));
            const std::string zone = row[2].value_or("SYSTEM");
            Result<void> done = put(ScriptPart::Statement, "SET time_zone = " + textLiteral(zone));
            done = done ? putProgram(*program, ddl) : done;
            done = done ? put(ScriptPart::Statement, "SET time_zone = '+00:00'") : done;
            done = done && row[1] == "ENABLED" ? put(ScriptPart::Switch, "ALTER EVENT " + quotedName(name) + " ENABLE")
                                               : done;
            done = done ? tell(ObjectType::Event, name, joined({program->mode, "\n", zone, "\n", ddl})) : done;
            if (!done) {
                return done;
            }
        }
        return {};
    }

    Line& m_line;
    std::string m_database;
    ScriptWriter* m_script;
    InventorySink& m_inventory;
    const DumpProgress& m_progress;
    std::uint64_t m_rows = 0;
};

} // namespace

Result<void> beginDumpMoment(Line& line) {
    if (line.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Busy, "A transaction is open on this session.", "Commit it or roll it back first.");
    }
    const Result<TextTable> had =
        line.query("SELECT @@SESSION.sql_mode, @@SESSION.time_zone, @@SESSION.sql_quote_show_create");
    if (!had) {
        return std::unexpected(had.error());
    }
    line.owe("SET sql_mode = " + textLiteral(cellOf(*had, 0).value_or("")) +
             ", time_zone = " + textLiteral(cellOf(*had, 1).value_or("SYSTEM")) +
             ", sql_quote_show_create = " + cellOf(*had, 2).value_or("1"));
    Result<void> done = line.run("SET sql_mode = '', time_zone = '+00:00', sql_quote_show_create = 1");
    done = done ? line.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ") : done;
    done = done ? line.run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY") : done;
    if (!done) {
        endDumpMoment(line);
    }
    return done;
}

void endDumpMoment(Line& line) {
    // A request to stop may be late, and hit one of these.
    constexpr int kTries = 3;
    for (int i = 0; i < kTries && line.transactionState() != TransactionState::None; ++i) {
        static_cast<void>(line.run("ROLLBACK").has_value());
    }
    static_cast<void>(line.settle().has_value());
}

Result<void> readDatabase(Line& line, const std::string& database, ScriptWriter* script, InventorySink& inventory,
                          const DumpProgress& progress) {
    Result<void> done = DatabaseReader(line, database, script, inventory, progress).read();
    return done && script != nullptr ? script->finish() : done;
}

} // namespace dbv::mysql
