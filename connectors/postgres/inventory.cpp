// SPDX-License-Identifier: Apache-2.0
#include "postgres/inventory.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

#include <dbv/core/cancel.h>
#include <dbv/data/object_type_name.h>

#include "postgres/array_text.h"
#include "postgres/inventory_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

constexpr std::uint64_t kRowsBetweenLooks = 4096;
/// So many sequences are asked in one question.
constexpr std::size_t kSequencesAtOnce = 200;
constexpr std::string_view kMomentSettings =
    "SET LOCAL search_path = ''; SET LOCAL datestyle = 'ISO, MDY'; SET LOCAL intervalstyle = 'postgres'; "
    "SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; SET LOCAL timezone = 'UTC'; "
    "SET LOCAL lc_monetary = 'C'; SET LOCAL xmloption = 'content'; SET LOCAL row_security = off; "
    "SET LOCAL quote_all_identifiers = off; SET LOCAL standard_conforming_strings = on; "
    "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'; SET LOCAL idle_in_transaction_session_timeout = "
    "0";

struct CopiedTable {
    std::string schema;
    std::string name;
    std::string statement;
    bool isDumped = false;
};

Error readingFailed(Error error, const std::string& what) {
    if (error.kind == ErrorKind::SqlError) {
        error.message = what + " can't be read: " + error.message;
    }
    return error;
}

std::int64_t numberIn(std::string_view text) {
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

InventoryObject sequenceObject(const std::string& schema, const std::string& name, const std::string& of) {
    InventoryObject object;
    object.type = ObjectType::Sequence;
    object.schema = schema;
    object.name = name;
    object.of = of;
    return object;
}

/// The tables that hold rows, in the order in which they are read.
Result<std::vector<CopiedTable>> tablesToCopy(Line& line) {
    const Result<PgResult> asked = line.query(std::string(kInventoryCopies));
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::vector<CopiedTable> tables;
    for (int row = 0; row < PQntuples(asked->get()); ++row) {
        CopiedTable table{std::string(textAt(asked->get(), row, 0)), std::string(textAt(asked->get(), row, 1)),
                          std::string(textAt(asked->get(), row, 2)), true};
        if (!trueAt(asked->get(), row, 3)) {
            // A table without columns has rows all the same.
            table.isDumped = false;
            table.statement = "COPY (SELECT NULL FROM ONLY " + quotedName(table.schema) + "." + quotedName(table.name) +
                              ") TO STDOUT";
        }
        tables.push_back(std::move(table));
    }
    const Result<PgResult> large =
        line.query("SELECT pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT') "
                   "AND EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)");
    if (!large) {
        return std::unexpected(large.error());
    }
    if (trueAt(large->get(), 0, 0)) {
        tables.push_back({"pg_catalog", "pg_largeobject",
                          "COPY (SELECT loid, pageno, data FROM pg_catalog.pg_largeobject) TO STDOUT", false});
    }
    return tables;
}

/// What is known of relations and the database itself alone.
void takeMore(const PGresult* rows, int row, DumpContent content, InventoryObject& object) {
    constexpr int kParts = 5;
    object.parts = itemsIn(textAt(rows, row, kParts));
    object.ofSchema = textAt(rows, row, kParts + 1);
    if (content != DumpContent::Rows) {
        object.details = textAt(rows, row, kParts + 2);
    }
    // By its structure alone it is made without its rows.
    if (content == DumpContent::All && PQgetisnull(rows, row, kParts + 3) == 0) {
        object.isFilled = trueAt(rows, row, kParts + 3);
    }
}

/// Reads the rows of one table.
Result<void> copyRows(Line& line, const std::string& statement, InventorySink& inventory,
                      const std::function<bool()>& nextRow) {
    if (Result<void> sent =
            line.send([&statement](PGconn* connection) { return PQsendQuery(connection, statement.c_str()); });
        !sent) {
        return sent;
    }
    std::optional<Error> failed;
    bool stopped = false;
    while (true) {
        Result<PgResult> result = line.next();
        if (!result) {
            return std::unexpected(std::move(result.error()));
        }
        if (*result == nullptr) {
            break;
        }
        const ExecStatusType status = PQresultStatus(result->get());
        if (status == PGRES_FATAL_ERROR) {
            failed = line.failureIn(result->get());
        }
        while (status == PGRES_COPY_OUT && !stopped) {
            const Result<std::optional<std::string_view>> row = line.nextCopyLine();
            if (!row) {
                return std::unexpected(row.error());
            }
            if (!*row) {
                break;
            }
            std::string_view text = **row;
            text.remove_suffix(text.ends_with('\n') ? 1 : 0);
            inventory.row(text);
            stopped = !nextRow();
        }
        if (stopped) {
            if (Result<void> ended = line.stopRunning(); !ended) {
                return ended;
            }
            return std::unexpected(cancelledError(Damage::Transaction));
        }
    }
    return failed ? std::unexpected(*std::move(failed)) : Result<void>();
}

} // namespace

Result<void> beginMoment(Line& line) {
    if (line.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Busy, "A transaction is open on this session.", "Commit it or roll it back first.");
    }
    if (const Result<PgResult> begun = line.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); !begun) {
        return std::unexpected(begun.error());
    }
    std::string settings(kMomentSettings);
    constexpr int kWithTransactionTimeout = 170'000;
    constexpr int kWithJit = 110'000;
    // To compile a question about the catalogue takes a hundred times as long as to answer it.
    settings += PQserverVersion(line.handle()) < kWithJit ? "" : "; SET LOCAL jit = off";
    settings += PQserverVersion(line.handle()) < kWithTransactionTimeout ? "" : "; SET LOCAL transaction_timeout = 0";
    std::string_view rest = settings;
    while (!rest.empty()) {
        const std::size_t end = rest.find("; ");
        if (const Result<PgResult> set = line.query(std::string(rest.substr(0, end))); !set) {
            endMoment(line);
            return std::unexpected(set.error());
        }
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 2);
    }
    return {};
}

void endMoment(Line& line) {
    if (line.transactionState() != TransactionState::None) {
        static_cast<void>(line.query("ROLLBACK").has_value());
    }
}

Result<SequenceStates> readSequences(Line& line, const InventoryScope& scope) {
    const Result<PgResult> listed = line.query(std::string(kInventorySequences));
    if (!listed) {
        return std::unexpected(listed.error());
    }
    SequenceStates states;
    const int count = PQntuples(listed->get());
    std::string question;
    std::size_t asked = 0;
    for (int row = 0; row < count; ++row) {
        const std::string schema(textAt(listed->get(), row, 1));
        const std::string name(textAt(listed->get(), row, 2));
        const InventoryObject object = sequenceObject(schema, name, std::string(textAt(listed->get(), row, 4)));
        if (scope.holds(object)) {
            states[{schema, name}] = {0, numberIn(textAt(listed->get(), row, 5)),
                                      std::string(textAt(listed->get(), row, 3)), object.of};
            question += (question.empty() ? "SELECT " : " UNION ALL SELECT ") + quotedText(schema) + "::text, " +
                        quotedText(name) + "::text, last_value, is_called FROM " + quotedName(schema) + "." +
                        quotedName(name);
            ++asked;
        }
        if (asked == 0 || (asked < kSequencesAtOnce && row + 1 < count)) {
            continue;
        }
        const Result<PgResult> values = line.query(question);
        if (!values) {
            return std::unexpected(readingFailed(values.error(), "A sequence"));
        }
        for (int each = 0; each < PQntuples(values->get()); ++each) {
            SequenceState& state =
                states[{std::string(textAt(values->get(), each, 0)), std::string(textAt(values->get(), each, 1))}];
            // One that was not called yet gives its value itself. At its end it has no next one, and the sum may wrap around.
            const auto last = static_cast<std::uint64_t>(numberIn(textAt(values->get(), each, 2)));
            const bool isCalled = trueAt(values->get(), each, 3);
            state.next = static_cast<std::int64_t>(last + (isCalled ? static_cast<std::uint64_t>(state.increment) : 0));
        }
        question.clear();
        asked = 0;
    }
    return states;
}

Result<void> tellSequences(const SequenceStates& before, const SequenceStates& after, const InventoryScope& scope,
                           InventorySink& inventory) {
    for (const auto& [path, state] : before) {
        const auto then = after.find(path);
        const bool stands = then != after.end() && then->second == state;
        InventoryObject object = sequenceObject(path.first, path.second, state.of);
        object.definition = scope.content() == DumpContent::Rows ? std::string() : state.definition;
        if (stands && scope.content() != DumpContent::Structure) {
            object.value = state.next;
        }
        if (scope.content() == DumpContent::Rows && !object.value) {
            continue;
        }
        if (Result<void> told = inventory.object(object); !told) {
            return told;
        }
    }
    return {};
}

Result<std::vector<MomentObject>> listMoment(Line& line, const InventoryScope& scope, const DumpProgress& progress) {
    Result<std::vector<CopiedTable>> tables = tablesToCopy(line);
    if (!tables) {
        return std::unexpected(std::move(tables.error()));
    }
    std::map<std::pair<std::string, std::string>, CopiedTable*> rowsOf;
    for (CopiedTable& table : *tables) {
        rowsOf[{table.schema, table.name}] = &table;
    }
    std::vector<MomentObject> objects;
    const auto add = [&](InventoryObject object) {
        MomentObject listed{std::move(object), {}, false};
        const auto copied = rowsOf.find({listed.object.schema, listed.object.name});
        listed.object.holdsRows = copied != rowsOf.end() && listed.object.type == ObjectType::Table &&
                                  scope.content() != DumpContent::Structure;
        if (listed.object.holdsRows) {
            listed.copy = std::move(copied->second->statement);
            listed.isDumped = copied->second->isDumped;
        }
        if (scope.content() == DumpContent::Rows) {
            listed.object.definition.clear();
        }
        if (scope.content() != DumpContent::Rows || listed.object.holdsRows) {
            objects.push_back(std::move(listed));
        }
    };
    for (const std::string_view question : kInventoryQuestions) {
        const Result<PgResult> asked = line.query(std::string(question));
        if (!asked) {
            return std::unexpected(readingFailed(asked.error(), "The catalogue"));
        }
        for (int row = 0; row < PQntuples(asked->get()); ++row) {
            InventoryObject object;
            object.type = objectTypeNamed(textAt(asked->get(), row, 0)).value_or(ObjectType::Database);
            object.schema = textAt(asked->get(), row, 1);
            object.name = textAt(asked->get(), row, 2);
            object.definition = textAt(asked->get(), row, 3);
            object.of = textAt(asked->get(), row, 4);
            // A foreign key, with both its tables.
            constexpr int kFieldsOfKeys = 8;
            const bool isKey = PQnfields(asked->get()) == kFieldsOfKeys;
            if (PQnfields(asked->get()) > kFieldsOfKeys) {
                takeMore(asked->get(), row, scope.content(), object);
            }
            bool isMeant = isKey ? scope.holdsBoth({object.schema, std::string(textAt(asked->get(), row, 6))},
                                                   {std::string(textAt(asked->get(), row, 5)),
                                                    std::string(textAt(asked->get(), row, 7))})
                                 : scope.holds(object);
            if (!isMeant && !isKey && scope.needs(object)) {
                object.isBeside = true;
                isMeant = true;
            }
            if (isMeant) {
                add(std::move(object));
            }
        }
        if (!progress({"reading rows", 0, 0, "rows"})) {
            return std::unexpected(cancelledError(Damage::Transaction));
        }
    }
    if (scope.content() != DumpContent::Structure && rowsOf.contains({"pg_catalog", "pg_largeobject"})) {
        InventoryObject large;
        large.schema = "pg_catalog";
        large.name = "pg_largeobject";
        if (scope.holds(large)) {
            add(std::move(large));
        }
    }
    return objects;
}

Result<void> tellObject(Line& line, const MomentObject& object, InventorySink& inventory,
                        const std::function<bool()>& goOn) {
    Result<void> told = inventory.object(object.object);
    if (!told || !object.object.holdsRows) {
        return told;
    }
    told = copyRows(line, object.copy, inventory, goOn);
    if (!told) {
        told.error() = readingFailed(std::move(told.error()), "Table " + quotedName(object.object.schema) + "." +
                                                                  quotedName(object.object.name));
    }
    return told;
}

Result<void> tellMoment(Line& line, const InventoryScope& scope, InventorySink& inventory,
                        const DumpProgress& progress) {
    const Result<std::vector<MomentObject>> objects = listMoment(line, scope, progress);
    if (!objects) {
        return std::unexpected(objects.error());
    }
    const std::function<bool()> goOn = rowCounter(progress);
    Result<void> told;
    for (auto object = objects->begin(); told && object != objects->end(); ++object) {
        told = tellObject(line, *object, inventory, goOn);
    }
    return told;
}

std::function<bool()> rowCounter(const DumpProgress& progress) {
    return [&progress, rows = std::uint64_t{0}]() mutable {
        ++rows;
        return rows % kRowsBetweenLooks != 0 || progress({"reading rows", rows, 0, "rows"});
    };
}

} // namespace dbv::postgres
