// SPDX-License-Identifier: Apache-2.0
// `dbvis undo`: changes that were tried and committed, and can be undone.
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "cli/database_task.h"
#include "cli/step_task.h"
#include "cli/text_table.h"
#include "cli/verb_options.h"
#include "cli/verb_tasks.h"
#include "rpc/message.h"
#include "rpc/undo_json.h"

namespace dbv::cli {

namespace {

constexpr std::array kListOptions{kReportFormat, kMasterFrom};
constexpr std::array kShowOptions{kMasterFrom};
constexpr std::array kOwnApplyOptions{
    OptionRule{"--check", "", "", "Only look how many rows can be put back.", ""},
    OptionRule{"--partly", "", "", "Put back what can be, and leave rows alone that were changed since.", ""},
};
constexpr auto kApplyOptions = joined(kOwnApplyOptions, kLoginOptions);

constexpr std::array kUndoVerbs{
    VerbRule{"undo list", "", 0, 0, "Show the committed changes that can be undone.",
             "A change that was tried in the window and committed there can be undone for some days (setting\n"
             "undo.keepDays). Its rows are kept encrypted in the data directory.\n",
             kListOptions},
    VerbRule{"undo show", "<id>", 1, 1, "Write the script that undoes a change.", "", kShowOptions},
    VerbRule{"undo apply", "<id> <target>", 2, 2, "Undo a change.",
             "Puts the rows back in one transaction, which is rolled back unless all of them are then as they were.\n",
             kApplyOptions},
};

/// A task about what is kept, whose key may lie among the stored secrets.
class KeptChangesTask : public StepTask {
public:
    KeptChangesTask(const Surroundings& around, Console& console, std::optional<SecretWord> master, Done done)
        : StepTask(around, console, std::move(done)), m_master(std::move(master)) {}

    void start() override {
        if (!m_master) {
            go();
            return;
        }
        desk().openStore(*m_master, false, [this](const Result<protocol::SecretsListed>& opened) {
            opened ? go() : fail(opened.error());
        });
    }

protected:
    virtual void go() = 0;

private:
    std::optional<SecretWord> m_master;
};

class ListUndoTask final : public KeptChangesTask {
public:
    ListUndoTask(const Surroundings& around, Console& console, std::optional<SecretWord> master, bool json, Done done)
        : KeptChangesTask(around, console, std::move(master), std::move(done)), m_json(json) {}

private:
    void go() override {
        ask(protocol::ListUndo{}, [this](const protocol::UndoListed& listed) {
            if (m_json) {
                finish(rpc::jsonText(rpc::undoListJson(listed)) + "\n");
                return;
            }
            for (const Notice& notice : listed.notices) {
                console().note(notice.severity + ": " + notice.message);
            }
            show(listed);
        });
    }
    void show(const protocol::UndoListed& listed) {
        const bool forPeople = console().outIsTerminal();
        if (forPeople && listed.entries.empty()) {
            finish("No change can be undone.\n");
            return;
        }
        std::vector<std::vector<std::string>> rows{
            {"ID", "MADE", "UNTIL", "CHANGE", "ROWS", "TABLE", "DATABASE", "OUTCOME"}};
        for (const protocol::UndoEntry& entry : listed.entries) {
            const bool known = entry.outcome == protocol::UndoOutcome::Committed;
            rows.push_back(
                {entry.id, momentText(entry.madeAt, forPeople), momentText(entry.until, forPeople),
                 std::string(rpc::rowChangeName(entry.change)), std::to_string(entry.rows), entry.table,
                 entry.place.host.empty() ? entry.place.database : entry.place.database + " on " + entry.place.host,
                 known ? "committed" : "unknown"});
        }
        finish(tableText(rows, forPeople));
    }

    bool m_json;
};

class ShowUndoTask final : public KeptChangesTask {
public:
    ShowUndoTask(const Surroundings& around, Console& console, std::optional<SecretWord> master, std::string id,
                 Done done)
        : KeptChangesTask(around, console, std::move(master), std::move(done)), m_id(std::move(id)) {}

private:
    void go() override {
        ask(protocol::WriteUndoScript{m_id},
            [this](const protocol::UndoScriptWritten& written) { finish(written.sql); });
    }

    std::string m_id;
};

class ApplyUndoTask final : public DatabaseTask {
public:
    ApplyUndoTask(const Surroundings& around, Console& console, Login login, protocol::UndoChange command, Done done)
        : DatabaseTask(around, console, std::move(login), std::move(done)), m_command(std::move(command)) {}

private:
    void run(const protocol::ConnectionFacts& facts) override {
        m_command.connection = facts.connection;
        hold(around().bus.ask(
            m_command, [this](const protocol::UndoDone& done) { told(done); },
            [this](const Error& error) {
                console().error(error);
                end(kExitFailed);
            }));
    }
    void told(const protocol::UndoDone& done) {
        for (const std::string& other : done.entry.notCovered) {
            console().note("not put back: " + other);
        }
        for (const Notice& notice : done.notices) {
            console().note(notice.severity + ": " + notice.message);
        }
        const std::string rows = std::to_string(done.found.restorable) + " of " + std::to_string(done.entry.rows) +
                                 " rows of " + done.entry.table;
        std::string text = done.applied ? "Put back: " + rows + ".\n" : "Can be put back: " + rows + ".\n";
        if (done.found.changedSince > 0) {
            text += "Changed since, and left alone: " + std::to_string(done.found.changedSince) + ".\n";
        }
        if (done.found.back > 0) {
            text += "As they were already: " + std::to_string(done.found.back) + ".\n";
        }
        const int written = console().out(text);
        end(written != kExitOk || done.applied || !m_command.apply || done.found.back == done.entry.rows ? written
                                                                                                         : kExitFailed);
    }
    [[nodiscard]] std::string unconfirmed() const override { return "the undoing"; }

    protocol::UndoChange m_command;
};

} // namespace

std::span<const VerbRule> undoVerbs() {
    return kUndoVerbs;
}

Result<std::unique_ptr<Task>> makeUndoTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                           Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    const std::string_view action = lastWord(*arguments.verb);
    if (action == "apply") {
        Result<Login> login = loginOf(arguments.operands[1], arguments);
        if (!login) {
            return std::unexpected(std::move(login.error()));
        }
        return std::make_unique<ApplyUndoTask>(
            around, console, std::move(*login),
            protocol::UndoChange{{}, arguments.operands[0], !arguments.has("--check"), arguments.has("--partly")},
            std::move(done));
    }
    std::optional<SecretWord> master;
    if (arguments.has("--master-from")) {
        Result<SecretWord> word = wordNow(arguments, "--master-from");
        if (!word) {
            return std::unexpected(std::move(word.error()));
        }
        master = std::move(*word);
    }
    if (action == "show") {
        return std::make_unique<ShowUndoTask>(around, console, std::move(master), arguments.operands[0],
                                              std::move(done));
    }
    return std::make_unique<ListUndoTask>(around, console, std::move(master), arguments.value("--format") == "json",
                                          std::move(done));
}

} // namespace dbv::cli
