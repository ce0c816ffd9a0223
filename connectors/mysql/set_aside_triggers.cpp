// SPDX-License-Identifier: Apache-2.0
#include "mysql/set_aside_triggers.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "mysql/dump_contents.h"
#include "mysql/dump_rows.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

constexpr std::string_view kCondition = "IF @dbv_rows_come_back IS NULL THEN\n";
constexpr std::string_view kConditionEnd = "\n; END IF";
constexpr std::string_view kCreate = "CREATE ";

bool isPlain(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// `tells of orders`, as the error and the notice have it.
std::string nameOf(const std::string& name, const std::string& table) {
    return name + " of " + table;
}

/// Where a statement says that nothing is to be done where the trigger is there; empty where it does not.
TextSpan whereItMayBeThere(std::string_view ddl) {
    TokenReader reader(ddl);
    Token token = reader.next();
    while (token.kind != TokenKind::End && upperCase(reader.text(token)) != "TRIGGER") {
        token = reader.next();
    }
    const Token first = reader.next();
    if (upperCase(reader.text(first)) != "IF") {
        return {};
    }
    static_cast<void>(reader.next());
    return {first.span.begin, reader.next().span.end};
}

} // namespace

std::string withCondition(std::string_view ddl, std::string_view body) {
    if (body.empty() || !ddl.ends_with(body)) {
        return {};
    }
    std::string text(ddl.substr(0, ddl.size() - body.size()));
    text += kCondition;
    text += body;
    text += kConditionEnd;
    return text;
}

std::string withoutCondition(std::string_view ddl) {
    const std::size_t begin = ddl.find(kCondition);
    if (begin == std::string_view::npos || !ddl.ends_with(kConditionEnd)) {
        return {};
    }
    std::string text(ddl.substr(0, begin));
    text += ddl.substr(begin + kCondition.size(), ddl.size() - begin - kCondition.size() - kConditionEnd.size());
    return text;
}

Result<void> SetAsideTriggers::find(const std::vector<std::string>& tables) {
    std::string list;
    for (const std::string& table : tables) {
        list += (list.empty() ? "" : ", ") + textLiteral(table);
    }
    if (list.empty()) {
        return {};
    }
    const Result<TextTable> had = m_line.query("SELECT @@character_set_client, @@collation_connection");
    const Result<TextTable> listed =
        had ? m_line.query(
                  "SELECT TRIGGER_NAME, EVENT_OBJECT_TABLE, ACTION_TIMING FROM information_schema.TRIGGERS WHERE " +
                  isDatabase("TRIGGER_SCHEMA", m_database) +
                  " AND EVENT_MANIPULATION = 'INSERT' AND EVENT_OBJECT_TABLE IN (" + list +
                  ") ORDER BY EVENT_OBJECT_TABLE, ACTION_TIMING, ACTION_ORDER")
            : had;
    if (!listed) {
        return std::unexpected(listed.error());
    }
    m_ownCharsets = "SET character_set_client = " + cellOf(*had, 0).value_or("utf8mb4") +
                    ", collation_connection = " + cellOf(*had, 1).value_or("utf8mb4_general_ci");
    for (std::size_t i = 0; i < listed->size(); ++i) {
        const auto& row = listed->at(i);
        if (Result<void> added = add(row[0].value_or(""), row[1].value_or("")); !added) {
            return added;
        }
        const bool hasNext = i + 1 < listed->size() && listed->at(i + 1)[1] == row[1] && listed->at(i + 1)[2] == row[2];
        if (hasNext && !m_triggers.empty()) {
            m_triggers.back().next = listed->at(i + 1)[0].value_or("");
        }
    }
    return m_unfit.empty()
               ? Result<void>()
               : fail(
                     ErrorKind::Unsupported,
                     "Triggers would act on each row that is put back, and could not be put back as they are when they "
                     "were set aside for it: " +
                         namesOf(m_unfit) + ".",
                     "Drop these triggers first, or restore the tables with their structure.");
}

Result<void> SetAsideTriggers::add(const std::string& name, const std::string& table) {
    const Result<TextTable> shown =
        m_line.query("SHOW CREATE TRIGGER " + quotedName(m_database) + "." + quotedName(name));
    const Result<TextTable> told =
        shown ? m_line.query("SELECT ACTION_STATEMENT, DATABASE_COLLATION = @@collation_database FROM "
                             "information_schema.TRIGGERS WHERE " +
                             isDatabase("TRIGGER_SCHEMA", m_database) + " AND TRIGGER_NAME = " + textLiteral(name))
              : shown;
    if (!told) {
        return std::unexpected(told.error());
    }
    constexpr std::size_t kStatement = 2;
    Trigger trigger{name,
                    table,
                    cellOf(*shown, 1).value_or(""),
                    cellOf(*shown, kStatement + 1).value_or(""),
                    cellOf(*shown, kStatement + 2).value_or(""),
                    cellOf(*shown, kStatement).value_or(""),
                    cellOf(*told, 0).value_or("")};
    // One that a restore has left so is put back as it was before that.
    if (std::string before = withoutCondition(trigger.ddl); !before.empty()) {
        trigger.body = withoutCondition(trigger.body);
        trigger.ddl = std::move(before);
    }
    // What is not written in the letters of all character sets is sent in ours.
    const bool isReadable = isPlain(trigger.ddl) || trigger.charset.starts_with("utf8");
    const bool isFit = isReadable && cellOf(*told, 1) == "1" && trigger.ddl.starts_with(kCreate) &&
                       !withCondition(trigger.ddl, trigger.body).empty();
    if (isFit) {
        m_triggers.push_back(std::move(trigger));
    } else {
        m_unfit.push_back(nameOf(name, table));
    }
    return {};
}

std::vector<std::string> SetAsideTriggers::names() const {
    std::vector<std::string> names;
    names.reserve(m_triggers.size());
    for (const Trigger& trigger : m_triggers) {
        names.push_back(nameOf(trigger.name, trigger.table));
    }
    return names;
}

Result<void> SetAsideTriggers::runAnyway(const std::string& statement) {
    // Whoever wants to stop wants the triggers back all the same; a request that is on its way may hit the next try.
    constexpr int kTries = 5;
    Result<void> done;
    for (int i = 0; i < kTries; ++i) {
        m_line.canceller()->clear();
        done = m_line.run(statement);
        if (done || done.error().kind != ErrorKind::Cancelled) {
            break;
        }
    }
    return done;
}

Result<void> SetAsideTriggers::make(const Trigger& trigger, bool isAside) {
    const bool isMariaDb = mariadb_connection(m_line.handle()) != 0;
    // To set one aside may be stopped.
    const auto send = [&](const std::string& statement) {
        return isAside ? m_line.run(statement) : runAnyway(statement);
    };
    // The words IF NOT EXISTS stand in the way of a replacement, and dropping one that can't be made again would be its end.
    const TextSpan existing = isMariaDb ? whereItMayBeThere(trigger.ddl) : TextSpan();
    std::string base = trigger.ddl;
    if (isAside) {
        base.erase(existing.begin, existing.size() + (existing.empty() ? 0 : 1));
    }
    const std::string made = isAside ? withCondition(base, trigger.body) : base;
    const std::size_t head = base.size() - trigger.body.size();
    // A trigger that is made anew acts last, and MariaDB writes no word of its place.
    const std::string place =
        isMariaDb && !trigger.next.empty() ? "PRECEDES " + quotedName(trigger.next) + " " : std::string();
    const std::string ddl = made.substr(0, head) + place + made.substr(head);
    Result<void> done =
        send("SET sql_mode = " + textLiteral(trigger.mode) + ", character_set_client = " + trigger.charset +
             ", collation_connection = " + trigger.collation);
    if (done && isMariaDb && (isAside || existing.empty())) {
        return send("CREATE OR REPLACE " + ddl.substr(kCreate.size()));
    }
    done = done ? send("DROP TRIGGER IF EXISTS " + quotedName(m_database) + "." + quotedName(trigger.name)) : done;
    return done ? send(ddl) : done;
}

Result<void> SetAsideTriggers::setAside() {
    for (Trigger& trigger : m_triggers) {
        Result<void> done = make(trigger, true);
        trigger.isAside = done.has_value();
        if (!done) {
            done.error().message =
                "The trigger " + nameOf(trigger.name, trigger.table) +
                ", which would act on each row that is put back, can't be set aside: " + done.error().message;
            done.error().hint =
                "Restore as a user who may make triggers for those that these act for, or drop them first.";
            // One that could not be replaced may be gone where the server has to drop it before.
            trigger.isAside = mariadb_connection(m_line.handle()) == 0;
            if (const Result<void> back = putBack(); !back) {
                done.error().message += " " + back.error().message;
            }
            return done;
        }
    }
    Result<void> done = m_line.run("SET @dbv_rows_come_back = 1");
    done = done ? m_line.run(m_ownCharsets) : done;
    const Result<void> back = done ? Result<void>() : putBack();
    if (!back) {
        done.error().message += " " + back.error().message;
    }
    return done;
}

Result<void> SetAsideTriggers::putBack() {
    std::optional<Error> failed;
    std::vector<std::string> left;
    // What makes a trigger commits what is open, and rows of a restore that has failed must not be.
    const Result<void> ended =
        m_line.transactionState() == TransactionState::None ? Result<void>() : runAnyway("ROLLBACK");
    for (Trigger& trigger : m_triggers) {
        const Result<void> done = trigger.isAside && ended ? make(trigger, false) : ended;
        trigger.isAside = !done;
        if (!done) {
            left.push_back(nameOf(trigger.name, trigger.table));
            failed = failed ? failed : done.error();
        }
    }
    Result<void> own = runAnyway("SET @dbv_rows_come_back = NULL");
    own = own ? runAnyway(m_ownCharsets) : own;
    if (!failed) {
        return own;
    }
    failed->message =
        "The triggers " + namesOf(left) +
        " have a condition before what they do still (IF @dbv_rows_come_back IS NULL), by which they act for "
        "everybody as before: " +
        failed->message;
    failed->hint = "Restore these rows once more, which puts them back, or take the condition out by hand.";
    return std::unexpected(*std::move(failed));
}

} // namespace dbv::mysql
