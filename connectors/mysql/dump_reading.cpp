// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_reading.h"

#include <optional>
#include <utility>

#include "mysql/dump_contents.h"
#include "mysql/dump_rows.h"
#include "mysql/dump_values.h"
#include "mysql/statement_text.h"
#include "mysql/table_parts.h"

namespace dbv::mysql {

namespace {

EscapeRules rulesOf(const std::string& mode) {
    const bool escapes = !mode.contains("NO_BACKSLASH_ESCAPES");
    return {escapes, escapes && !mode.contains("ANSI_QUOTES")};
}

/// The words by which a routine is shown, and its own name behind them.
std::pair<std::string, std::string> routineWords(const std::string& name) {
    for (const std::string_view kind : {"PACKAGE BODY", "PACKAGE", "PROCEDURE", "FUNCTION"}) {
        if (name.starts_with(std::string(kind) + " ")) {
            return {std::string(kind), name.substr(kind.size() + 1)};
        }
    }
    return {"FUNCTION", name};
}

class DatabaseReader {
public:
    DatabaseReader(DumpReading& reading, const DumpScope& scope, const DumpContents& contents)
        : m_reading(reading), m_scope(scope), m_contents(contents) {}

    Result<void> read() {
        Result<void> done = readHead();
        // Views may name one another: each stands there with its columns before any gets its query.
        bool isHeld = false;
        for (auto entry = m_contents.entries.begin(); done && entry != m_contents.entries.end(); ++entry) {
            if (entry->type == ObjectType::View && !std::exchange(isHeld, true)) {
                done = holdViews();
            }
            done = done ? readEntry(*entry) : done;
        }
        return done ? m_reading.put(ScriptPart::Statement,
                                    "SET foreign_key_checks = @dbv_foreign_keys, unique_checks = @dbv_unique, "
                                    "sql_mode = @dbv_mode, time_zone = @dbv_zone")
                    : done;
    }

private:
    [[nodiscard]] bool makes() const { return m_scope.content != DumpContent::Rows; }
    [[nodiscard]] bool hasRows() const { return m_scope.content != DumpContent::Structure; }
    static ScriptTag tagOf(ScriptStep step, const DumpEntry& entry) { return {step, entry.type, entry.name}; }

    /// Of rows alone no definition is known.
    Result<void> tell(const DumpEntry& entry, std::string definition, bool holdsRows = false) {
        InventoryObject object;
        object.type = entry.type;
        object.name = entry.name;
        object.of = entry.of;
        object.definition = makes() ? std::move(definition) : std::string();
        object.holdsRows = holdsRows;
        if (entry.type == ObjectType::Table) {
            object.parts = partsOfTable(object.definition);
        }
        return m_reading.inventory().object(object);
    }

    Result<void> readEntry(const DumpEntry& entry) {
        switch (entry.type) {
        case ObjectType::Sequence: return named(entry, readSequence(entry));
        case ObjectType::Table: return named(entry, readTable(entry));
        case ObjectType::View: return readView(entry);
        case ObjectType::Trigger: return readProgram("TRIGGER", entry.name, entry);
        case ObjectType::Event: return readEvent(entry);
        default: break;
        }
        const auto [kind, name] = routineWords(entry.name);
        return readProgram(kind, name, entry);
    }

    static Result<void> named(const DumpEntry& entry, Result<void> done) {
        if (!done && done.error().kind == ErrorKind::SqlError) {
            done.error().message = "Table " + quotedName(entry.name) + " can't be read: " + done.error().message;
        }
        return done;
    }

    /// The settings under which a program was made, and its statement.
    struct Program {
        std::string mode;
        std::string ddl;
    };
    Result<Program> showProgram(const std::string& kind, std::string_view name, std::size_t column) {
        const Result<TextTable> shown = m_reading.ask("SHOW CREATE " + kind + " " + m_reading.full(name));
        if (!shown) {
            return std::unexpected(shown.error());
        }
        std::optional<std::string> ddl = cellOf(*shown, column);
        if (!ddl) {
            return fail(ErrorKind::SqlError,
                        "The server keeps the definition of " + kind + " " + m_reading.full(name) + " from this user.",
                        "Back up as a user who may see it.");
        }
        return Program{cellOf(*shown, 1).value_or(""), *std::move(ddl)};
    }
    /// The statement that makes a table, a view or a sequence.
    Result<std::string> showCreate(const std::string& kind, std::string_view name) {
        Result<Program> shown = showProgram(kind, name, 1);
        return shown ? Result<std::string>(sequencesAnywhere(shown->ddl, m_reading.database()))
                     : std::unexpected(std::move(shown.error()));
    }
    /// A program is read by the mode in which it was written.
    Result<void> putProgram(const DumpEntry& entry, const Program& program, const std::string& ddl) {
        const ScriptTag tag = tagOf(ScriptStep::Make, entry);
        Result<void> done = m_reading.put(ScriptPart::Statement, "SET sql_mode = " + textLiteral(program.mode),
                                          tagOf(ScriptStep::Set, entry));
        done = done ? m_reading.put(ScriptPart::Program,
                                    m_scope.owners ? ddl : withoutDefiner(ddl, rulesOf(program.mode)), tag)
                    : done;
        return done ? m_reading.put(ScriptPart::Statement, "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
                                    tagOf(ScriptStep::Set, entry))
                    : done;
    }

    Result<void> readHead() {
        const Result<TextTable> head =
            m_reading.ask("SELECT CONCAT(DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME), "
                          "CONCAT('ALTER DATABASE CHARACTER SET ', DEFAULT_CHARACTER_SET_NAME, ' COLLATE ', "
                          "DEFAULT_COLLATION_NAME) FROM "
                          "information_schema.SCHEMATA WHERE " +
                          isDatabase("SCHEMA_NAME", m_reading.database()));
        if (!head) {
            return std::unexpected(head.error());
        }
        Result<void> done = m_reading.put(ScriptPart::Statement, "SET NAMES utf8mb4");
        done = done ? m_reading.put(ScriptPart::Statement,
                                    "SET @dbv_foreign_keys = @@foreign_key_checks, @dbv_unique = @@unique_checks, "
                                    "@dbv_mode = @@sql_mode, @dbv_zone = @@time_zone")
                    : done;
        done = done ? m_reading.put(ScriptPart::Statement, "SET foreign_key_checks = 0, unique_checks = 0, sql_mode = "
                                                           "'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00'")
                    : done;
        // A part may lie in any database.
        if (!done || !makes() || m_contents.isPart) {
            return done;
        }
        const DumpEntry database{ObjectType::Database, "database", {}};
        done = m_reading.put(ScriptPart::Statement, cellOf(*head, 1).value_or(""), tagOf(ScriptStep::Make, database));
        return done ? tell(database, cellOf(*head, 0).value_or("")) : done;
    }

    Result<void> readSequence(const DumpEntry& entry) {
        const Result<std::string> ddl = makes() ? showCreate("SEQUENCE", entry.name) : Result<std::string>("");
        const Result<TextTable> stands =
            ddl ? m_reading.ask("SELECT next_not_cached_value, cycle_count FROM " + m_reading.full(entry.name))
                : std::unexpected(ddl.error());
        if (!stands) {
            return std::unexpected(stands.error());
        }
        const std::string next = cellOf(*stands, 0).value_or("0");
        Result<void> done =
            makes() ? m_reading.put(ScriptPart::Statement, *ddl, tagOf(ScriptStep::Make, entry)) : Result<void>();
        done = done && hasRows() ? m_reading.put(ScriptPart::Statement,
                                                 "DO SETVAL(" + quotedName(entry.name) + ", " + next + ", 0, " +
                                                     cellOf(*stands, 1).value_or("0") + ")",
                                                 tagOf(ScriptStep::Value, entry))
                                 : done;
        return done ? tell(entry, *ddl) : done;
    }

    Result<void> readTable(const DumpEntry& entry) {
        const Result<std::string> ddl = makes() ? showCreate("TABLE", entry.name) : Result<std::string>("");
        if (!ddl) {
            return std::unexpected(ddl.error());
        }
        const std::string bare = withoutNextNumber(*ddl);
        Result<void> done =
            makes() ? m_reading.put(ScriptPart::Statement, hasRows() ? *ddl : bare, tagOf(ScriptStep::Make, entry))
                    : Result<void>();
        done = done ? tell(entry, bare, hasRows()) : done;
        return done && hasRows() ? m_reading.readRows(entry.name) : done;
    }

    /// A program without a schedule.
    Result<void> readProgram(const std::string& kind, const std::string& name, const DumpEntry& entry) {
        Result<Program> program = showProgram(kind, name, 2);
        if (program && entry.type == ObjectType::Trigger) {
            program->ddl = triggerAnywhere(program->ddl, rulesOf(program->mode));
        }
        Result<void> done = program ? putProgram(entry, *program, program->ddl) : std::unexpected(program.error());
        return done ? tell(entry, joined({program->mode, "\n", withoutDefiner(program->ddl, rulesOf(program->mode))}))
                    : done;
    }

    Result<void> holdViews() {
        for (const DumpEntry& entry : m_contents.entries) {
            Result<void> done = entry.type == ObjectType::View ? putPlaceholder(entry) : Result<void>();
            if (!done) {
                return done;
            }
        }
        return {};
    }

    Result<void> putPlaceholder(const DumpEntry& view) {
        const Result<TextTable> columns =
            m_reading.ask("SELECT COLUMN_NAME FROM information_schema.COLUMNS WHERE " +
                          isDatabase("TABLE_SCHEMA", m_reading.database()) +
                          " AND TABLE_NAME = " + textLiteral(view.name) + " ORDER BY ORDINAL_POSITION");
        if (!columns) {
            return std::unexpected(columns.error());
        }
        if (columns->empty()) {
            return fail(ErrorKind::SqlError,
                        "The view " + m_reading.full(view.name) +
                            " names what is not there (any more), and could not be made again.",
                        "Mend it or drop it, and back up again.");
        }
        std::string list;
        for (const auto& column : *columns) {
            list += (list.empty() ? "1 AS " : ", 1 AS ") + quotedName(column[0].value_or(""));
        }
        return m_reading.put(ScriptPart::Statement, "CREATE VIEW " + quotedName(view.name) + " AS SELECT " + list,
                             tagOf(ScriptStep::Hold, view));
    }

    Result<void> readView(const DumpEntry& entry) {
        const Result<std::string> ddl = showCreate("VIEW", entry.name);
        if (!ddl) {
            return std::unexpected(ddl.error());
        }
        const std::string bare = withoutDefiner(*ddl, {});
        Result<void> done = m_reading.put(ScriptPart::Statement, "DROP VIEW IF EXISTS " + quotedName(entry.name),
                                          tagOf(ScriptStep::Hold, entry));
        done = done ? m_reading.put(ScriptPart::Statement, m_scope.owners ? *ddl : bare, tagOf(ScriptStep::Make, entry))
                    : done;
        return done ? tell(entry, bare) : done;
    }

    Result<void> readEvent(const DumpEntry& entry) {
        const Result<TextTable> state = m_reading.ask("SELECT STATUS, TIME_ZONE FROM information_schema.EVENTS WHERE " +
                                                      isDatabase("EVENT_SCHEMA", m_reading.database()) +
                                                      " AND EVENT_NAME = " + textLiteral(entry.name));
        const Result<Program> program = state ? showProgram("EVENT", entry.name, 3) : std::unexpected(state.error());
        if (!program) {
            return std::unexpected(program.error());
        }
        const EscapeRules rules = rulesOf(program->mode);
        const std::string ddl = switchedOff(program->ddl, rules);
        const std::string zone = cellOf(*state, 1).value_or("SYSTEM");
        const ScriptTag tag = tagOf(ScriptStep::Make, entry);
        Result<void> done =
            m_reading.put(ScriptPart::Statement, "SET time_zone = " + textLiteral(zone), tagOf(ScriptStep::Set, entry));
        done = done ? putProgram(entry, *program, ddl) : done;
        done = done ? m_reading.put(ScriptPart::Statement, "SET time_zone = '+00:00'", tagOf(ScriptStep::Set, entry))
                    : done;
        done = done && cellOf(*state, 0) == "ENABLED"
                   ? m_reading.put(ScriptPart::Switch, "ALTER EVENT " + quotedName(entry.name) + " ENABLE", tag)
                   : done;
        return done ? tell(entry, joined({program->mode, "\n", zone, "\n", withoutDefiner(ddl, rules)})) : done;
    }

    DumpReading& m_reading;
    const DumpScope& m_scope;
    const DumpContents& m_contents;
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

Result<void> readDatabase(Line& line, const std::string& database, const DumpScope& scope, ScriptWriter* script,
                          InventorySink& inventory, const DumpProgress& progress) {
    DumpReading reading(line, database, script, inventory, progress);
    const Result<DumpContents> contents = contentsOf(line, database, scope);
    Result<void> done = contents && script != nullptr ? script->putContents(*contents) : Result<void>();
    done = contents ? done : std::unexpected(contents.error());
    done = done ? DatabaseReader(reading, scope, *contents).read() : done;
    return done && script != nullptr ? script->finish() : done;
}

} // namespace dbv::mysql
