// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_reading.h"

#include <charconv>
#include <map>
#include <utility>

#include "mysql/dump_contents.h"
#include "mysql/dump_rows.h"
#include "mysql/dump_values.h"
#include "mysql/made_under.h"
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
        done = done ? findPlaces() : done;
        // Views may name one another: each stands there with its columns before any gets its query.
        bool isHeld = false;
        for (auto entry = m_contents.entries.begin(); done && entry != m_contents.entries.end(); ++entry) {
            if (m_reading.writes() && entry->type == ObjectType::View && !std::exchange(isHeld, true)) {
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
    [[nodiscard]] InventoryObject objectOf(const DumpEntry& entry, std::string definition) const {
        InventoryObject object;
        object.type = entry.type;
        object.name = entry.name;
        object.of = entry.of;
        object.definition = makes() ? std::move(definition) : std::string();
        return object;
    }
    /// A program or a view.
    Result<void> tell(const DumpEntry& entry, const MadeUnder& under, std::string definition) {
        InventoryObject object = objectOf(entry, std::move(definition));
        object.details = detailsOf(under, !entry.of.empty());
        if (const auto place = m_places.find(entry.name);
            entry.type == ObjectType::Trigger && place != m_places.end()) {
            object.details += ", place " + std::to_string(place->second);
        }
        return m_reading.inventory().object(object);
    }
    Result<void> findPlaces() {
        Result<std::map<std::string, std::size_t>> places =
            makes() ? placesOfTriggers(m_reading) : Result<std::map<std::string, std::size_t>>();
        if (!places) {
            return std::unexpected(std::move(places.error()));
        }
        m_places = *std::move(places);
        return {};
    }

    Result<void> readEntry(const DumpEntry& entry) {
        switch (entry.type) {
        case ObjectType::Sequence: return named("Table", entry, readSequence(entry));
        case ObjectType::Table: return named("Table", entry, readTable(entry));
        case ObjectType::View: return readView(entry);
        case ObjectType::Trigger: return readProgram("TRIGGER", entry.name, entry);
        case ObjectType::Event: return readEvent(entry);
        default: break;
        }
        const auto [kind, name] = routineWords(entry.name);
        return readProgram(kind, name, entry);
    }

    static Result<void> named(const std::string& kind, const DumpEntry& entry, Result<void> done) {
        if (!done && done.error().kind == ErrorKind::SqlError) {
            done.error().message = kind + " " + quotedName(entry.name) + " can't be read: " + done.error().message;
        }
        return done;
    }

    /// The statement that makes a table or a sequence.
    Result<std::string> showCreate(const std::string& kind, std::string_view name) {
        const Result<ShownProgram> shown = showProgram(m_reading, kind, name, 1);
        return shown ? Result<std::string>(sequencesAnywhere(shown->ddl, m_reading.database()))
                     : std::unexpected(shown.error());
    }
    Result<void> putStatement(const std::string& statement, const ScriptTag& tag) {
        return m_reading.put(ScriptPart::Statement, statement, tag);
    }
    /// What it is made by stands in the script under the settings that it was made under. `behind` follows under the same ones.
    Result<void> putProgram(const DumpEntry& entry, const ShownProgram& program, const std::string& behind = {}) {
        const MadeUnder& under = program.under;
        const ScriptTag set = tagOf(ScriptStep::Set, entry);
        const ScriptTag make = tagOf(ScriptStep::Make, entry);
        // What the database had then it has for so long; a part says nothing of a database.
        const bool isMoved =
            !m_contents.isPart && !under.databaseCollation.empty() && under.databaseCollation != m_databaseCollation;
        const ScriptTag ofDatabase{ScriptStep::Set, ObjectType::Database, "database"};
        Result<void> done =
            isMoved ? putStatement("ALTER DATABASE COLLATE " + under.databaseCollation, ofDatabase) : Result<void>();
        const std::string taking = takingOf(under);
        done = done && !taking.empty() ? putStatement(taking, set) : done;
        const std::string ddl =
            m_scope.owners ? program.written : withoutDefiner(program.written, rulesOf(under.sqlMode.value_or("")));
        done = done ? m_reading.put(under.sqlMode ? ScriptPart::Program : ScriptPart::Statement, ddl, make) : done;
        done = done && !behind.empty() ? m_reading.put(ScriptPart::Switch, behind, make) : done;
        done = done && !taking.empty() ? putStatement(givingBack(under), set) : done;
        return done && isMoved ? putStatement("ALTER DATABASE COLLATE " + m_databaseCollation, ofDatabase) : done;
    }

    Result<void> readHead() {
        // MariaDB has comments of databases since 10.5.
        const Result<TextTable> columns =
            m_reading.ask("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema' "
                          "AND TABLE_NAME = 'SCHEMATA' AND COLUMN_NAME = 'SCHEMA_COMMENT'");
        const bool hasComments = columns && cellOf(*columns, 0) == "1";
        const Result<TextTable> head =
            columns ? m_reading.ask("SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME, " +
                                    std::string(hasComments ? "SCHEMA_COMMENT" : "''") +
                                    " FROM information_schema.SCHEMATA WHERE " +
                                    isDatabase("SCHEMA_NAME", m_reading.database()))
                    : std::unexpected(columns.error());
        if (!head) {
            return std::unexpected(head.error());
        }
        m_databaseCollation = cellOf(*head, 1).value_or("");
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
        const std::string charset = cellOf(*head, 0).value_or("");
        const std::string comment = cellOf(*head, 2).value_or("");
        done = putStatement(joined({"ALTER DATABASE CHARACTER SET ", charset, " COLLATE ", m_databaseCollation,
                                    hasComments ? databaseComment(comment) : ""}),
                            tagOf(ScriptStep::Make, database));
        InventoryObject object = objectOf(database, joined({charset, " ", m_databaseCollation}));
        // Where both sides have these, they stand for the definition as well.
        object.details = joined({lastingName(charset), " ", lastingName(m_databaseCollation), "\n", comment});
        return done ? m_reading.inventory().object(object) : done;
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
        InventoryObject object = objectOf(entry, *ddl);
        std::int64_t number = 0;
        const auto [end, failed] = std::from_chars(next.data(), next.data() + next.size(), number);
        // One of unsigned numbers may stand where none of these comes.
        if (hasRows() && failed == std::errc() && end == next.data() + next.size()) {
            object.value = number;
        }
        return done ? m_reading.inventory().object(object) : done;
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
        InventoryObject object = objectOf(entry, bare);
        object.holdsRows = hasRows();
        object.parts = partsOfTable(object.definition);
        done = done ? m_reading.inventory().object(object) : done;
        // Rows alone leave the number to the table that they are put into.
        const bool isKnown = makes() && m_reading.keepsNumber(*ddl);
        return done && hasRows() ? m_reading.readRows(entry.name, isKnown ? NextNumber(*ddl) : NextNumber()) : done;
    }

    /// A program without a schedule.
    Result<void> readProgram(const std::string& kind, const std::string& name, const DumpEntry& entry) {
        Result<ShownProgram> program = showProgram(m_reading, kind, name, 2);
        if (!program) {
            return std::unexpected(std::move(program.error()));
        }
        const std::string mode = program->under.sqlMode.value_or("");
        const EscapeRules rules = rulesOf(mode);
        if (entry.type == ObjectType::Trigger) {
            program->change([&rules](const std::string& ddl) { return triggerAnywhere(ddl, rules); });
        }
        Result<void> done = putProgram(entry, *program);
        return done ? tell(entry, program->under, joined({mode, "\n", withoutDefiner(program->ddl, rules)})) : done;
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
            const Result<void> read = readColumns(view);
            return !read ? read
                         : fail(ErrorKind::SqlError,
                                "The server keeps the columns of the view " + m_reading.full(view.name) +
                                    " from this user.",
                                "Back up as a user who may see them.");
        }
        std::string list;
        for (const auto& column : *columns) {
            list += (list.empty() ? "1 AS " : ", 1 AS ") + quotedName(column[0].value_or(""));
        }
        return m_reading.put(ScriptPart::Statement, "CREATE VIEW " + quotedName(view.name) + " AS SELECT " + list,
                             tagOf(ScriptStep::Hold, view));
    }

    /// Errors: of the server for a view that was not broken yet when the dump was planned.
    Result<void> readColumns(const DumpEntry& view) {
        const Result<TextTable> shown = m_reading.ask("SHOW COLUMNS FROM " + m_reading.full(view.name));
        return named("View", view, shown ? Result<void>() : std::unexpected(shown.error()));
    }

    Result<void> readView(const DumpEntry& entry) {
        Result<ShownProgram> view = showProgram(m_reading, "VIEW", entry.name, 1);
        if (!view) {
            return std::unexpected(std::move(view.error()));
        }
        view->change([this](const std::string& ddl) {
            return viewAnywhere(sequencesAnywhere(ddl, m_reading.database()), m_reading.database());
        });
        // What it names may be gone since its columns were read.
        Result<void> done = m_reading.writes() ? readColumns(entry) : Result<void>();
        done =
            done ? putStatement("DROP VIEW IF EXISTS " + quotedName(entry.name), tagOf(ScriptStep::Hold, entry)) : done;
        done = done ? putProgram(entry, *view) : done;
        return done ? tell(entry, view->under, withoutDefiner(view->ddl, {})) : done;
    }

    Result<void> readEvent(const DumpEntry& entry) {
        const Result<TextTable> state = m_reading.ask("SELECT STATUS, TIME_ZONE FROM information_schema.EVENTS WHERE " +
                                                      isDatabase("EVENT_SCHEMA", m_reading.database()) +
                                                      " AND EVENT_NAME = " + textLiteral(entry.name));
        Result<ShownProgram> program =
            state ? showProgram(m_reading, "EVENT", entry.name, 3) : std::unexpected(state.error());
        if (!program) {
            return std::unexpected(std::move(program.error()));
        }
        const std::string mode = program->under.sqlMode.value_or("");
        const EscapeRules rules = rulesOf(mode);
        program->change([&rules](const std::string& ddl) { return switchedOff(ddl, rules); });
        Result<std::string> written = eventFor(m_reading, *program, rules);
        const Result<std::string> name =
            written ? bytesFor(m_reading, entry.name, program->under) : std::unexpected(written.error());
        if (!name) {
            return std::unexpected(name.error());
        }
        program->written = *std::move(written);
        const std::string zone = cellOf(*state, 1).value_or("SYSTEM");
        const ScriptTag set = tagOf(ScriptStep::Set, entry);
        Result<void> done = putStatement("SET time_zone = " + textLiteral(zone), set);
        // The server keeps the settings of whoever has changed an event last.
        const std::string enable = "ALTER EVENT " + quotedName(*name) + " ENABLE";
        done = done ? putProgram(entry, *program, cellOf(*state, 0) == "ENABLED" ? enable : std::string()) : done;
        done = done ? putStatement("SET time_zone = '+00:00'", set) : done;
        return done ? tell(entry, program->under, joined({mode, "\n", zone, "\n", withoutDefiner(program->ddl, rules)}))
                    : done;
    }

    DumpReading& m_reading;
    const DumpScope& m_scope;
    const DumpContents& m_contents;
    /// Of the triggers, by their names.
    std::map<std::string, std::size_t> m_places;
    /// As the database has it now.
    std::string m_databaseCollation;
};

} // namespace

Result<void> readDatabase(Line& line, const std::string& database, const DumpScope& scope, ScriptWriter* script,
                          const std::vector<BrokenView>& broken, InventorySink& inventory,
                          const DumpProgress& progress) {
    DumpReading reading(line, database, script, inventory, progress);
    Result<DumpContents> contents = contentsOf(line, database, scope);
    if (contents) {
        leaveOut(broken, *contents);
    }
    Result<void> done = contents && script != nullptr ? script->putContents(*contents) : Result<void>();
    done = contents ? done : std::unexpected(contents.error());
    done = done ? DatabaseReader(reading, scope, *contents).read() : done;
    if (script != nullptr) {
        return done ? script->finish() : done;
    }
    for (const BrokenView& view : broken) {
        InventoryObject object;
        object.type = ObjectType::View;
        object.name = view.name;
        object.definition = "broken";
        object.brokenBecause = view.reason;
        done = done ? inventory.object(object) : done;
    }
    return done;
}

} // namespace dbv::mysql
