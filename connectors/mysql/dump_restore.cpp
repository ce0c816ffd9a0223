// SPDX-License-Identifier: Apache-2.0
#include "mysql/dump_restore.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/cancel.h>

#include "mysql/dump_contents.h"
#include "mysql/dump_script.h"
#include "mysql/dump_values.h"
#include "mysql/restore_checks.h"
#include "mysql/restore_findings.h"
#include "mysql/restore_left.h"
#include "mysql/set_aside_triggers.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

using EntryKey = std::pair<ObjectType, std::string>;

class ScriptRestore {
public:
    ScriptRestore(Line& line, const std::string& database, const RestoreWish& wish, const DumpProgress& progress)
        : m_line(line), m_database(database), m_wish(wish), m_progress(progress), m_triggers(line, database) {}

    Result<std::vector<Notice>> run(const DumpSource& source) {
        ScriptReader script(source);
        const Result<std::optional<DumpContents>> contents = script.contents();
        Result<RestoreOrder> order =
            contents ? orderOf(m_line, m_database, *contents, m_wish) : std::unexpected(contents.error());
        if (!order) {
            return std::unexpected(std::move(order.error()));
        }
        m_order = *std::move(order);
        for (const DumpEntry& entry : m_order.entries) {
            m_states.insert({{entry.type, entry.name}, State::Missing});
        }
        Result<void> done = m_order.content == DumpContent::Rows ? m_triggers.find(filledTables()) : Result<void>();
        done = done ? keepSettings() : done;
        done = done && m_triggers.any() ? m_triggers.setAside() : done;
        if (!done) {
            static_cast<void>(m_line.settle().has_value());
            return std::unexpected(std::move(done.error()));
        }
        done = runAll(script);
        if (done && m_inTransaction) {
            m_committing = true;
            done = m_line.run("COMMIT");
        }
        if (!done) {
            tellWhatIsLeft(done.error());
        }
        for (int i = 0; i < 3 && m_line.transactionState() != TransactionState::None; ++i) {
            static_cast<void>(m_line.run("ROLLBACK").has_value());
        }
        putTriggersBack(done);
        static_cast<void>(m_line.settle().has_value());
        if (!done) {
            return std::unexpected(std::move(done.error()));
        }
        if (m_triggers.any()) {
            return std::vector<Notice>{
                {"info", "The triggers " + namesOf(m_triggers.names()) +
                             " did not act on the rows that were put back, and are as they were."}};
        }
        return m_wish.isTrial ? std::vector<Notice>() : danglingRows(m_line, m_database, m_replaced);
    }

private:
    enum class State : std::uint8_t { Missing, Begun, Made };

    [[nodiscard]] std::vector<std::string> filledTables() const {
        std::vector<std::string> tables;
        for (const DumpEntry& entry : m_order.entries) {
            if (entry.type == ObjectType::Table) {
                tables.push_back(entry.name);
            }
        }
        return tables;
    }

    void putTriggersBack(Result<void>& done) {
        Result<void> back = m_triggers.any() ? m_triggers.putBack() : Result<void>();
        if (back) {
            return;
        }
        if (done) {
            back.error().message = "The rows are restored. " + back.error().message;
            done = std::move(back);
        } else {
            done.error().message += " " + back.error().message;
            done.error().hint += " " + back.error().hint;
        }
    }

    /// What the script sets and a stop would leave.
    Result<void> keepSettings() {
        const Result<TextTable> had = m_line.query("SELECT @@SESSION.foreign_key_checks, @@SESSION.unique_checks, "
                                                   "@@SESSION.sql_mode, @@SESSION.time_zone, "
                                                   "@@SESSION.character_set_client, "
                                                   "COALESCE(@@SESSION.character_set_results, 'binary'), "
                                                   "@@SESSION.collation_connection");
        if (!had) {
            return std::unexpected(had.error());
        }
        const auto& row = had->at(0);
        m_line.owe("SET foreign_key_checks = " + row.at(0).value_or("1") + ", unique_checks = " +
                   row.at(1).value_or("1") + ", sql_mode = " + textLiteral(row.at(2).value_or("")) +
                   ", time_zone = " + textLiteral(row.at(3).value_or("SYSTEM")) + ", character_set_client = " +
                   row.at(4).value_or("utf8mb4") + ", character_set_results = " + row.at(5).value_or("utf8mb4") +
                   ", collation_connection = " + row.at(6).value_or("utf8mb4_general_ci"));
        return {};
    }

    Result<void> runAll(ScriptReader& script) {
        while (true) {
            Result<std::optional<ScriptReader::Item>> item = script.next();
            if (!item || !*item) {
                return item ? Result<void>() : std::unexpected(item.error());
            }
            if (!m_progress({"restoring", m_statements, 0, "statements"})) {
                return std::unexpected(cancelledError(Damage::None));
            }
            if (!isWanted(**item)) {
                continue;
            }
            m_now = (*item)->tag;
            Result<void> done = makeRoom(m_now);
            done = done ? m_line.run(statementOf(**item)) : done;
            if (!done) {
                m_failed = true;
                return done;
            }
            ++m_statements;
            note(m_now);
            // Until the next one says that no more of it follows, a table may lack rows.
            m_last = m_now.type == ObjectType::Table && m_now.step != ScriptStep::Session ? std::optional(m_now)
                                                                                          : std::nullopt;
        }
    }

    [[nodiscard]] bool isWanted(const ScriptReader::Item& item) const {
        if (item.part == ScriptPart::Switch && m_wish.isTrial) {
            return false;
        }
        const ScriptStep step = item.tag.step;
        if (step == ScriptStep::Session || m_order.isOld) {
            return true;
        }
        if (item.tag.type == ObjectType::Database) {
            return m_wish.objects.empty() && m_order.content != DumpContent::Rows;
        }
        const bool isOfRows = step == ScriptStep::Rows || step == ScriptStep::Value;
        const bool isOfContent =
            m_order.content == DumpContent::All || isOfRows == (m_order.content == DumpContent::Rows);
        return isOfContent && m_states.contains({item.tag.type, item.tag.name});
    }

    /// What is replaced goes when what replaces it comes, so that a stop leaves the rest as it was.
    Result<void> makeRoom(const ScriptTag& tag) {
        if (m_order.content == DumpContent::Rows) {
            if (tag.step == ScriptStep::Rows && !std::exchange(m_inTransaction, true)) {
                return m_line.run("START TRANSACTION");
            }
            return {};
        }
        const auto drop = m_order.drops.find({tag.type, tag.name});
        // It is named in the session's own letters, which what it is made under may change.
        if (tag.step == ScriptStep::Session || drop == m_order.drops.end()) {
            return {};
        }
        Result<void> dropped = m_line.run(drop->second);
        if (dropped) {
            if (tag.type == ObjectType::Table) {
                m_replaced.push_back(tag.name);
            }
            m_dropped.insert(drop->first);
            m_order.drops.erase(drop);
        } else if (dropped.error().damage == Damage::Session) {
            m_lostDrop = drop->first;
        }
        return dropped;
    }

    [[nodiscard]] std::string statementOf(const ScriptReader::Item& item) const {
        const bool isMade = item.tag.step == ScriptStep::Make;
        const bool acts = item.part == ScriptPart::Program || (isMade && item.tag.type == ObjectType::View);
        if (acts && (!m_wish.owners || m_wish.isTrial)) {
            return withoutDefiner(item.statement, {});
        }
        const bool isBare = isMade && item.tag.type == ObjectType::Table && m_order.content == DumpContent::Structure;
        return isBare ? withoutNextNumber(item.statement) : item.statement;
    }

    void note(const ScriptTag& tag) {
        if (const auto state = m_states.find({tag.type, tag.name}); state != m_states.end()) {
            if (tag.step == ScriptStep::Hold) {
                state->second = State::Begun;
            } else if (tag.step != ScriptStep::Session && tag.step != ScriptStep::Set) {
                state->second = State::Made;
            }
        }
    }

    /// Adds to an error what of the wish is done, and how to go on. Of a trial nothing is left.
    void tellWhatIsLeft(Error& error) {
        if (m_statements == 0) {
            return;
        }
        std::string message = "The restore stopped behind " + std::to_string(m_statements) + " statements";
        if (m_wish.isTrial) {
            error.message = message + ": " + error.message;
            return;
        }
        if (m_inTransaction) {
            tellOfRows(message, error);
            return;
        }
        if (m_failed) {
            // A statement of another object ends the one before; of one that is lost nobody knows whether it was run.
            const bool isItsFirst = !m_last || m_last->type != m_now.type || m_last->name != m_now.name;
            m_last = isItsFirst && error.damage != Damage::Session ? std::nullopt : std::optional(m_now);
        }
        if (m_last) {
            if (const auto state = m_states.find({m_last->type, m_last->name}); state != m_states.end()) {
                state->second = State::Begun;
            }
        }
        const RestoreLeft left = whatIsLeft();
        message += ", whose work is in the database: " + error.message + (error.message.ends_with('.') ? "" : ".");
        // Who may not act for others, or does not know them.
        constexpr std::array<std::int64_t, 2> kOwnerTrouble{1227, 1449};
        if (m_wish.owners && std::ranges::find(kOwnerTrouble, error.nativeCode) != kOwnerTrouble.end()) {
            error.hint = "Restore without the owners, so that everything acts for this user. " + error.hint;
        }
        std::string way;
        if (m_order.isOld) {
            way = "Empty the database \"" + m_database + "\", which held nothing before, and try it again.";
        } else {
            message += sentencesOf(left);
            way = "To go on, restore of the same backup the objects " + namesOf(left.again) +
                  ", and let them replace what is there.";
            // Beside others nothing but what was wished may be lost.
            way += m_order.isBeside ? ""
                                    : " Or empty the database \"" + m_database +
                                          "\", which held nothing before, and try all of it again.";
        }
        error.hint = way + (error.hint.empty() ? "" : " ") + error.hint;
        error.message = std::move(message);
    }

    [[nodiscard]] RestoreLeft whatIsLeft() const {
        RestoreLeft left;
        for (const DumpEntry& entry : m_order.entries) {
            const EntryKey key{entry.type, entry.name};
            const State state = m_states.at(key);
            const bool wasThere = m_order.drops.contains(key);
            // A trigger goes with its table.
            const bool isDropped =
                m_dropped.contains(key) || (wasThere && m_dropped.contains({ObjectType::Table, entry.of}));
            if (m_lostDrop == key) {
                left.unknown.push_back(entry.name);
            } else if (state == State::Made) {
                left.whole.push_back(entry.name);
            } else if (state == State::Begun) {
                left.half.push_back(entry.name);
            } else if (isDropped) {
                left.gone.push_back(entry.name);
            } else if (wasThere) {
                left.untouched.push_back(entry.name);
            } else {
                left.missing.push_back(entry.name);
            }
            if (state == State::Begun && isDropped && m_lostDrop != key) {
                left.replaced.push_back(entry.name);
            }
            // A trigger comes with its table alone.
            const std::string& wished = entry.of.empty() ? entry.name : entry.of;
            if (state != State::Made && std::ranges::find(left.again, wished) == left.again.end()) {
                left.again.push_back(wished);
            }
        }
        return left;
    }

    void tellOfRows(const std::string& message, Error& error) const {
        std::vector<std::string> left;
        for (const DumpEntry& entry : m_order.entries) {
            const bool stays = entry.type != ObjectType::Table || m_order.withoutTransactions.contains(entry.name);
            if (stays && m_states.at({entry.type, entry.name}) != State::Missing) {
                left.push_back(entry.name);
            }
        }
        if (m_committing && error.inDoubt) {
            error.message = message + ", and whether its rows are there is not known: " + error.message;
            error.hint = "Look into the tables before it is tried again. " + error.hint;
            return;
        }
        error.message =
            message +
            (left.empty() ? ", and none of its rows is left: "
                          : ", and its rows are taken back but for " + namesOf(left) + " (without transactions): ") +
            error.message;
        if (!left.empty()) {
            error.hint = "Empty these before it is tried again. " + error.hint;
        }
    }

    Line& m_line;
    const std::string& m_database;
    const RestoreWish& m_wish;
    const DumpProgress& m_progress;
    SetAsideTriggers m_triggers;
    RestoreOrder m_order;
    std::map<EntryKey, State> m_states;
    /// Tables that were dropped to make room.
    std::vector<std::string> m_replaced;
    std::set<EntryKey> m_dropped;
    /// What was being dropped when the connection was lost.
    std::optional<EntryKey> m_lostDrop;
    /// The statement that runs, and the last one that was run of an object that may have more.
    ScriptTag m_now;
    std::optional<ScriptTag> m_last;
    std::uint64_t m_statements = 0;
    bool m_failed = false;
    bool m_inTransaction = false;
    bool m_committing = false;
};

} // namespace

Result<std::vector<Notice>> restoreScript(Line& line, const std::string& database, const RestoreWish& wish,
                                          const DumpSource& source, const DumpProgress& progress) {
    return ScriptRestore(line, database, wish, progress).run(source);
}

} // namespace dbv::mysql
