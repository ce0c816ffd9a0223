// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_apply.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/kept_rows.h"
#include "engine/own_statement.h"
#include "sql/classifier.h"
#include "sql/undo_statements.h"

namespace dbv::engine {

namespace {

using sql::ChangedRow;
using sql::KeptRow;

Result<void> carryOutAll(Session& session, const std::vector<std::string>& statements) {
    for (const std::string& statement : statements) {
        if (Result<void> done = carryOut(session, statement); !done) {
            return done;
        }
    }
    return {};
}

/// What an image is put back by, on one session.
class Undoing {
public:
    Undoing(Session& session, const UndoImage& image) : m_session(session), m_image(image) {}

    [[nodiscard]] Result<protocol::UndoCounts> look(bool locks) {
        const Result<sql::KeptTable> now = readKeptTable(m_session, m_image.table.quotedName(m_image.dialect));
        if (!now) {
            Error error = now.error();
            error.message = "The change can not be undone here. " + error.message;
            return std::unexpected(std::move(error));
        }
        if (*now != m_image.table) {
            return fail(ErrorKind::Unsupported,
                        "The table was altered since the change: " + difference(*now) + ". Nothing can be put back.",
                        "Write its undo script, and adapt it.", Damage::Statement);
        }
        Result<std::vector<std::optional<KeptRow>>> found = rowsNow(m_image.rows, locks);
        if (!found) {
            return std::unexpected(std::move(found.error()));
        }
        protocol::UndoCounts counts;
        for (std::size_t i = 0; i < m_image.rows.size(); ++i) {
            const ChangedRow& row = m_image.rows[i];
            if ((*found)[i] == row.after) {
                ++counts.restorable;
                m_restorable.push_back(row);
            } else {
                ++((*found)[i] == row.before ? counts.back : counts.changedSince);
            }
        }
        return counts;
    }

    /// Puts back what `look` has found to be as the change has left it.
    [[nodiscard]] Result<void> apply(const SafetyGate& gate) {
        const std::vector<sql::UndoStatement> statements =
            sql::undoStatements(m_image.table, m_restorable, m_image.dialect);
        for (const sql::UndoStatement& statement : statements) {
            if (Result<void> may = gate.judge(sql::classify(statement.sql, m_session.grammar())); !may) {
                return may;
            }
        }
        for (const sql::UndoStatement& statement : statements) {
            if (Result<void> ran = run(statement); !ran) {
                return ran;
            }
        }
        return verify();
    }

private:
    [[nodiscard]] std::string difference(const sql::KeptTable& now) const {
        for (const sql::KeptColumn& column : m_image.table.columns) {
            const auto same = std::ranges::find(now.columns, column.name, &sql::KeptColumn::name);
            if (same == now.columns.end()) {
                return "it has no column " + column.name + " any more";
            }
            if (same->type != column.type) {
                return "its column " + column.name + " is " + same->type + " now, and was " + column.type;
            }
        }
        return now.columns.size() > m_image.table.columns.size() ? "it has more columns" : "its columns are others";
    }

    /// The rows with the same keys, in the same order.
    [[nodiscard]] Result<std::vector<std::optional<KeptRow>>> rowsNow(const std::vector<ChangedRow>& rows, bool locks) {
        std::vector<KeptRow> keys;
        keys.reserve(rows.size());
        for (const ChangedRow& row : rows) {
            keys.push_back(sql::keyOf(m_image.table, row.before ? *row.before : *row.after));
        }
        // Rows that became larger since need not be kept, but they are read.
        KeptBudget budget{rows.size() + 1, kMostRead};
        Result<std::vector<KeptRow>> read = readRowsByKey(m_session, m_image.table, keys, locks, budget);
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        std::map<KeptRow, KeptRow, std::less<>> byKey;
        for (KeptRow& row : *read) {
            KeptRow key = sql::keyOf(m_image.table, row);
            byKey.insert_or_assign(std::move(key), std::move(row));
        }
        std::vector<std::optional<KeptRow>> found;
        found.reserve(keys.size());
        for (const KeptRow& key : keys) {
            const auto row = byKey.find(key);
            found.push_back(row == byKey.end() ? std::nullopt : std::optional(row->second));
        }
        return found;
    }

    [[nodiscard]] Result<void> run(const sql::UndoStatement& statement) {
        Result<std::unique_ptr<Cursor>> cursor = m_session.execute(
            {.sql = statement.sql, .positional = {}, .named = {}, .copyLines = nullptr, .mayBeStopped = false});
        Result<void> ended = cursor ? (*cursor)->end() : std::unexpected(std::move(cursor.error()));
        if (!ended) {
            ended.error().where.reset();
            return ended;
        }
        const std::optional<std::int64_t> affected = (*cursor)->outcome().affectedRows;
        if (affected != static_cast<std::int64_t>(statement.rows)) {
            return fail(ErrorKind::InvalidInput,
                        "A statement that should have put back " + std::to_string(statement.rows) +
                            " rows has changed " + (affected ? std::to_string(*affected) : "an unknown number") +
                            ". Nothing was put back.",
                        "Look whether a trigger or a rule keeps the rows as they are.", Damage::Transaction);
        }
        return {};
    }

    /// The rows are as they were, whatever triggers did.
    [[nodiscard]] Result<void> verify() {
        const Result<std::vector<std::optional<KeptRow>>> now = rowsNow(m_restorable, false);
        if (!now) {
            return std::unexpected(now.error());
        }
        for (std::size_t i = 0; i < m_restorable.size(); ++i) {
            if ((*now)[i] != m_restorable[i].before) {
                return fail(ErrorKind::Unsupported,
                            "The rows were put back, but are not as they were: a trigger or the column's own rules "
                            "have changed them. All of it was rolled back.",
                            "Write its undo script, and run it by hand.", Damage::Transaction);
            }
        }
        return {};
    }

    static constexpr std::uint64_t kMostRead = std::uint64_t{256} << 20U;

    Session& m_session;
    const UndoImage& m_image;
    std::vector<ChangedRow> m_restorable;
};

/// A line break in a name would end the comment.
std::string commentLine(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return "-- " + text + "\n";
}

std::string countsInWords(const protocol::UndoCounts& counts) {
    return std::to_string(counts.restorable) + " can be put back, " + std::to_string(counts.changedSince) +
           " have been changed since, " + std::to_string(counts.back) + " are as they were already";
}

Result<protocol::UndoDone> undoWithin(Session& session, SafetyGate gate, const UndoStore::Opened& opened,
                                      UndoTask task) {
    Undoing undoing(session, opened.image);
    const Result<protocol::UndoCounts> counts = undoing.look(task.apply);
    if (!counts) {
        return std::unexpected(counts.error());
    }
    protocol::UndoDone done{opened.entry, *counts, false, {}};
    if (!task.apply || counts->restorable == 0) {
        return done;
    }
    if (counts->changedSince > 0 && !task.partly) {
        return fail(ErrorKind::InvalidInput,
                    "Not all of the rows can be put back: " + countsInWords(*counts) + ". Nothing was changed.",
                    "Put back what can be, which leaves the others alone, or look at the script.", Damage::Statement);
    }
    if (Result<void> applied = undoing.apply(gate); !applied) {
        return std::unexpected(std::move(applied.error()));
    }
    done.applied = true;
    return done;
}

} // namespace

Result<protocol::UndoDone> undoChange(Session& session, SafetyGate gate, const UndoStore::Opened& opened,
                                      UndoTask task) {
    if (session.dialect().id != opened.image.dialect) {
        return fail(ErrorKind::InvalidInput, "The change was made in a database of another kind.",
                    "Open a connection to that one.", Damage::None);
    }
    if (session.transactionState() != TransactionState::None) {
        return fail(ErrorKind::Busy, "A transaction is open on the connection's only session.",
                    "Commit it or roll it back first.", Damage::None);
    }
    const sql::KeptSettings& settings = opened.image.settings;
    if (Result<void> set = carryOutAll(session, settings.before); !set) {
        return std::unexpected(std::move(set.error()));
    }
    Result<protocol::UndoDone> done = [&]() -> Result<protocol::UndoDone> {
        if (Result<void> begun = carryOut(session, session.dialect().begin); !begun) {
            return std::unexpected(std::move(begun.error()));
        }
        Result<void> set = carryOutAll(session, settings.within);
        Result<protocol::UndoDone> within =
            set ? undoWithin(session, gate, opened, task) : std::unexpected(std::move(set.error()));
        if (within && within->applied) {
            Result<void> kept = carryOut(session, session.dialect().commit);
            if (kept) {
                return within;
            }
            within = std::unexpected(std::move(kept.error()));
        }
        if (within || within.error().damage != Damage::Session) {
            if (Result<void> back = carryOut(session, session.dialect().rollback); !back) {
                back.error().damage = Damage::Session;
                return std::unexpected(std::move(back.error()));
            }
        }
        return within;
    }();
    if (done || done.error().damage != Damage::Session) {
        if (Result<void> restored = carryOutAll(session, settings.after); !restored) {
            // Nobody may go on with a session that reads values otherwise.
            restored.error().damage = Damage::Session;
            return done && done->applied ? std::move(done) : std::unexpected(std::move(restored.error()));
        }
    }
    return done;
}

std::string undoScript(const UndoStore::Opened& opened) {
    const UndoImage& image = opened.image;
    const bool sqlite = image.dialect == DialectId::Sqlite;
    std::string script = commentLine("Puts back " + std::to_string(opened.entry.rows) + " rows of " +
                                     opened.entry.table + ". A row that was changed since is left as it is.");
    for (const std::string& other : opened.entry.notCovered) {
        script += commentLine("Not put back: " + other + ".");
    }
    for (const std::string& statement : image.settings.before) {
        script += statement + ";\n";
    }
    script += sqlite || image.dialect == DialectId::PostgreSql ? "BEGIN;\n" : "START TRANSACTION;\n";
    for (const std::string& statement : image.settings.within) {
        script += statement + ";\n";
    }
    for (const sql::UndoStatement& statement : sql::undoStatements(image.table, image.rows, image.dialect)) {
        script += statement.sql + ";\n";
    }
    script += "COMMIT;\n";
    for (const std::string& statement : image.settings.after) {
        script += statement + ";\n";
    }
    return script;
}

} // namespace dbv::engine
