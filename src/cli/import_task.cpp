// SPDX-License-Identifier: Apache-2.0
#include "cli/import_task.h"

#include <algorithm>
#include <utility>

#include "cli/text_table.h"
#include "rpc/call.h"
#include "rpc/message.h"

#include <QJsonArray>

namespace dbv::cli {

namespace {

using protocol::SecretIds;
using protocol::SecretSources;

struct Place {
    SecretId SecretIds::* id;
    protocol::SecretSource SecretSources::* source;
};
constexpr std::array kPlaces{Place{&SecretIds::password, &SecretSources::password},
                             Place{&SecretIds::tlsKeyPassword, &SecretSources::tlsKeyPassword},
                             Place{&SecretIds::sshPassword, &SecretSources::sshPassword},
                             Place{&SecretIds::sshPassphrase, &SecretSources::sshPassphrase}};

/// So many go to the disk together.
constexpr std::size_t kTogether = 100;

} // namespace

void ImportTask::start() {
    ask(protocol::FindImportSources{}, [this](const protocol::ImportSourcesFound& answer) { choose(answer); });
}

void ImportTask::choose(const protocol::ImportSourcesFound& answer) {
    if (m_plan.program.empty() && !m_plan.all) {
        listSources(answer);
        return;
    }
    if (m_plan.all) {
        m_sources = answer.found;
    } else {
        const Result<std::string> program = programNamed(m_plan.program, answer.known);
        if (!program) {
            fail(program.error());
            return;
        }
        for (const protocol::ImportSource& source : answer.found) {
            if (source.program == *program && m_plan.file.empty()) {
                m_sources.push_back(source);
            }
        }
        if (!m_plan.file.empty()) {
            m_sources.push_back({*program, *program, m_plan.file});
        }
    }
    if (m_sources.empty()) {
        fail(makeError(ErrorKind::NotFound,
                       m_plan.all ? "No connections of other programs were found."
                                  : "No connections of " + m_plan.program + " were found in their usual places.",
                       "Name the file: dbvis connections import " + (m_plan.all ? "<program>" : m_plan.program) +
                           " <file>."));
        return;
    }
    ask(protocol::ListSavedConnections{}, [this](const protocol::SavedConnectionsListed& listed) {
        for (const protocol::SavedConnection& saved : listed.connections) {
            m_saved.add(saved);
        }
        readNext();
    });
}

void ImportTask::listSources(const protocol::ImportSourcesFound& answer) {
    if (m_plan.json) {
        QJsonArray found;
        for (const protocol::ImportSource& source : answer.found) {
            found.append(QJsonObject{{QLatin1String("program"), rpc::toText(source.program)},
                                     {QLatin1String("file"), rpc::toText(source.file)}});
        }
        finish(rpc::jsonText(QJsonObject{{QLatin1String("found"), found}}) + "\n");
        return;
    }
    std::vector<std::vector<std::string>> rows{{"PROGRAM", "FILE"}};
    for (const protocol::ImportSource& source : answer.found) {
        rows.push_back({source.name, source.file});
    }
    const bool forPeople = console().outIsTerminal();
    if (answer.found.empty()) {
        console().note("dbvis: No connections of other programs were found in their usual places.\n"
                       "  Name the program and its file: dbvis connections import <program> <file>.");
    }
    finish(answer.found.empty() ? std::string()
                                : tableText(rows, forPeople) +
                                      (forPeople ? "\ndbvis connections import <program> takes them over, --all all of "
                                                   "them, --dry-run only tells.\n"
                                                 : ""));
}

void ImportTask::readNext() {
    if (m_source == m_sources.size()) {
        tell();
        return;
    }
    const bool own = m_sources[m_source].program == protocol::kOwnConnections;
    own&& m_plan.passphrase ? askPassphrase() : read({});
}

void ImportTask::askPassphrase() {
    desk().obtain(m_plan.passphrase.value_or(SecretWord()), "Passphrase of the file", false,
                  [this](const Result<bus::LeftSecret>& passphrase) {
                      passphrase ? read(*passphrase) : fail(passphrase.error());
                  });
}

void ImportTask::read(const bus::LeftSecret& passphrase) {
    const protocol::ImportSource& source = m_sources[m_source];
    hold(bus().ask(
        protocol::ReadConnections{source.program, source.file, passphrase.id()},
        [this, passphrase](const protocol::ConnectionsRead& answer) {
            if (answer.wantsPassphrase && m_plan.withSecrets && !m_plan.passphrase && desk().canAsk()) {
                m_plan.passphrase = SecretWord();
                askPassphrase();
                return;
            }
            take(answer);
        },
        [this](const Error& error) {
            if (!m_plan.all) {
                fail(error);
                return;
            }
            // One file that can not be read keeps the others from nothing.
            console().error(error);
            ++m_source;
            readNext();
        }));
}

void ImportTask::take(const protocol::ConnectionsRead& answer) {
    const protocol::ImportSource& source = m_sources[m_source];
    ImportReportText report{source.name, source.file, answer.remarks, {}};
    if (answer.wantsPassphrase && m_plan.withSecrets) {
        report.remarks.emplace_back(
            "Its passwords are sealed: --passphrase-from says where the passphrase comes from.");
    }
    report.items.reserve(answer.connections.size());
    for (const protocol::ImportedConnection& found : answer.connections) {
        ImportedItem& item = report.items.emplace_back();
        item.found = found;
        item.nameThere = found.connection.name;
        for (std::size_t i = 0; i < kPlaces.size(); ++i) {
            item.secrets[i] = bus::LeftSecret::takenOver(bus().secrets(), found.secrets.*kPlaces[i].id);
        }
    }
    m_reports.push_back(std::move(report));
    m_item = 0;
    takeNext();
}

void ImportTask::takeNext() {
    while (m_item < m_reports.back().items.size()) {
        if (!isDecided()) {
            storeNext(0);
            return;
        }
        ++m_item;
    }
    if (!m_waiting.empty()) {
        keepWaiting();
        return;
    }
    ++m_source;
    readNext();
}

bool ImportTask::isDecided() {
    ImportedItem& one = item();
    protocol::SavedConnection& connection = one.found.connection;
    if (one.found.outcome == protocol::ImportOutcome::Refused) {
        return true;
    }
    if (m_saved.holds(connection)) {
        one.fate = ImportFate::Known;
        return true;
    }
    connection.name = m_saved.freeName(connection.name);
    if (!m_plan.dryRun) {
        return false;
    }
    one.fate = ImportFate::WouldBeKept;
    const auto isThere = [](const bus::LeftSecret& secret) { return static_cast<bool>(secret.id()); };
    one.stored = m_plan.withSecrets ? static_cast<std::size_t>(std::ranges::count_if(one.secrets, isThere)) : 0;
    m_saved.add(connection);
    return true;
}

void ImportTask::storeNext(std::size_t place) {
    for (; m_plan.withSecrets && place < kPlaces.size(); ++place) {
        if (!item().secrets[place].id()) {
            continue;
        }
        if (m_locked) {
            ++item().notStored;
            continue;
        }
        if (m_storeIsOpen) {
            store(place);
            return;
        }
        desk().openStore(m_plan.master, true, [this, place](const Result<protocol::SecretsListed>& opened) {
            if (opened) {
                m_storeIsOpen = true;
            } else {
                secretsStayLocked(opened.error());
            }
            storeNext(place);
        });
        return;
    }
    if (item().notStored > 0) {
        item().found.remarks.emplace_back("Its password was not stored, see above; it will be asked for.");
    }
    save();
}

void ImportTask::store(std::size_t place) {
    hold(bus().ask(
        protocol::KeepSecret{{}, item().found.connection.name, item().secrets[place].id()},
        [this, place](const protocol::SecretKept& kept) {
            item().found.connection.config.secrets.*kPlaces[place].source = {protocol::SecretOrigin::Stored, kept.id};
            ++item().stored;
            storeNext(place + 1);
        },
        [this, place](const Error& error) {
            secretsStayLocked(error);
            storeNext(place);
        }));
}

void ImportTask::secretsStayLocked(const Error& error) {
    m_locked = error;
    console().error(error);
}

void ImportTask::save() {
    m_saved.reserve(item().found.connection.name);
    m_waiting.push_back(m_item++);
    if (m_waiting.size() == kTogether) {
        keepWaiting();
    } else {
        takeNext();
    }
}

void ImportTask::keepWaiting() {
    std::vector<ImportedItem>& items = m_reports.back().items;
    protocol::KeepConnections command;
    for (const std::size_t waiting : m_waiting) {
        command.connections.push_back(items[waiting].found.connection);
    }
    console().progress("dbvis: " + std::to_string(m_kept) + " connections kept, of " + std::to_string(items.size()) +
                       " in " + m_reports.back().program);
    m_isKeeping = true;
    hold(bus().ask(
        std::move(command), [this](const protocol::ConnectionsKept& answer) { takeOutcome(answer.troubles); },
        [this](const Error& error) {
            takeOutcome(std::vector(m_waiting.size(), error.message + (error.hint.empty() ? "" : " " + error.hint)));
        }));
}

void ImportTask::takeOutcome(const std::vector<std::string>& troubles) {
    for (std::size_t i = 0; i < m_waiting.size(); ++i) {
        ImportedItem& one = m_reports.back().items[m_waiting[i]];
        const std::string& trouble = i < troubles.size() ? troubles[i] : std::string();
        one.fate = trouble.empty() ? ImportFate::Kept : ImportFate::Failed;
        if (trouble.empty()) {
            ++m_kept;
            m_saved.add(one.found.connection);
        } else {
            one.found.remarks.push_back(trouble);
        }
    }
    m_waiting.clear();
    m_isKeeping = false;
    if (m_signal) {
        endEarly();
        return;
    }
    takeNext();
}

void ImportTask::interrupt(int signal) {
    m_signal = signal;
    // What is on its way to the disk arrives there, and is counted.
    if (m_waiting.empty() || !m_isKeeping) {
        endEarly();
    }
}

void ImportTask::endEarly() {
    if (!m_reports.empty() && !m_plan.dryRun) {
        console().note("dbvis: The import was ended early: " + std::to_string(m_kept) + " connections are kept, of " +
                       std::to_string(m_reports.back().items.size()) + " in " + m_reports.back().file +
                       ".\n  Import it again for the others: those that are kept just so are known then.");
    }
    StepTask::interrupt(*m_signal);
}

void ImportTask::tell() {
    console().clearProgress();
    const int exitCode = allWentWell(m_reports) && !m_reports.empty() ? kExitOk : kExitFailed;
    finish(m_plan.json ? rpc::jsonText(importJson(m_reports)) + "\n" : importText(m_reports), exitCode);
}

} // namespace dbv::cli
