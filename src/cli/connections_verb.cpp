// SPDX-License-Identifier: Apache-2.0
// List, show, add and remove saved connections.
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <QJsonArray>
#include <QJsonObject>

#include "cli/config_text.h"
#include "cli/step_task.h"
#include "cli/text_table.h"
#include "cli/verb_tasks.h"
#include "rpc/config_params.h"
#include "rpc/connection_json.h"
#include "rpc/message.h"

namespace dbv::cli {

namespace {

/// A task on the list of saved connections.
class ListTask : public StepTask {
public:
    using StepTask::StepTask;

protected:
    void tellNotices(const protocol::SavedConnectionsListed& listed) const {
        for (const Notice& notice : listed.notices) {
            console().note("dbvis: " + notice.message);
        }
    }
};

/// `dbvis connections list`.
class ListConnectionsTask final : public ListTask {
public:
    ListConnectionsTask(const Surroundings& around, Console& console, bool json, Done done)
        : ListTask(around, console, std::move(done)), m_json(json) {}

    void start() override {
        ask(protocol::ListSavedConnections{}, [this](const protocol::SavedConnectionsListed& listed) {
            tellNotices(listed);
            finish(m_json ? rpc::jsonText(rpc::savedConnectionsJson(listed)) + "\n" : listText(listed.connections),
                   listed.unread ? kExitFailed : kExitOk);
        });
    }

private:
    [[nodiscard]] std::string listText(const std::vector<protocol::SavedConnection>& connections) const {
        const bool forPeople = console().outIsTerminal();
        if (forPeople && connections.empty()) {
            return "No connection is saved yet: dbvis connections add <name> <target>\n";
        }
        std::vector<std::vector<std::string>> rows{
            {"NAME", "TARGET", "GROUP", "ENVIRONMENT", "FAVOURITE", "LAST USE", "SAFETY"}};
        for (const protocol::SavedConnection& saved : connections) {
            const bool dated = saved.used >= protocol::SavedConnection::kFirstMoment;
            rows.push_back({saved.name, placeText(saved.config), saved.group,
                            std::string(rpc::environmentName(saved.environment)), saved.favourite ? "favourite" : "",
                            dated ? momentText(saved.used, forPeople) : "",
                            saved.config.safety == Safety::ReadOnly ? "read-only" : ""});
        }
        return tableText(rows, forPeople);
    }

    bool m_json;
};

/// `dbvis connections show`.
class ShowConnectionTask final : public ListTask {
public:
    ShowConnectionTask(const Surroundings& around, Console& console, std::string name, bool json, Done done)
        : ListTask(around, console, std::move(done)), m_name(std::move(name)), m_json(json) {}

    void start() override {
        ask(protocol::ListSavedConnections{}, [this](const protocol::SavedConnectionsListed& listed) {
            const auto found = std::ranges::find(listed.connections, m_name, &protocol::SavedConnection::name);
            if (found == listed.connections.end()) {
                tellNotices(listed);
                fail(noSavedConnection(m_name));
                return;
            }
            QJsonObject json = rpc::savedConnectionJson(*found);
            if (m_json) {
                finish(rpc::jsonText(json) + "\n");
                return;
            }
            const QLatin1String config("config");
            const QJsonObject way{{config, json.take(config)}};
            finish(flatText(json) + flatText(way));
        });
    }

private:
    std::string m_name;
    bool m_json;
};

/// `dbvis connections remove`.
class RemoveConnectionTask final : public ListTask {
public:
    RemoveConnectionTask(const Surroundings& around, Console& console, std::string name, Done done)
        : ListTask(around, console, std::move(done)), m_name(std::move(name)) {}

    void start() override {
        ask(protocol::RemoveSavedConnection{m_name, {}}, [this](const protocol::SavedConnectionsListed& listed) {
            tellNotices(listed);
            finish({});
        });
    }

private:
    std::string m_name;
};

/// `dbvis connections add`: stores the secrets that are given now, then the connection.
class AddConnectionTask final : public ListTask {
public:
    AddConnectionTask(const Surroundings& around, Console& console, protocol::SavedConnection saved, Login login,
                      Done done)
        : ListTask(around, console, std::move(done)), m_saved(std::move(saved)), m_login(std::move(login)) {}

    void start() override {
        const bool stores = !m_login.wanted.empty();
        if (!stores && storedIds().empty()) {
            save();
            return;
        }
        if (!stores && !m_login.master && !desk().canAsk()) {
            look();
            return;
        }
        desk().openStore(m_login.master.value_or(SecretWord()), stores,
                         [this](const Result<protocol::SecretsListed>& opened) {
                             opened ? goOnWith(*opened) : fail(opened.error());
                         });
    }

private:
    /// The ids of stored secrets that the connection is to refer to.
    [[nodiscard]] std::vector<std::string> storedIds() const {
        const protocol::SecretSources& from = m_saved.config.secrets;
        std::vector<std::string> ids;
        for (const protocol::SecretSource* source :
             {&from.password, &from.tlsKeyPassword, &from.sshPassword, &from.sshPassphrase}) {
            if (source->origin == protocol::SecretOrigin::Stored && !source->what.empty()) {
                ids.push_back(source->what);
            }
        }
        return ids;
    }
    /// Nobody is there who could open the store.
    void look() {
        ask(protocol::ListSecrets{}, [this](const protocol::SecretsListed& listed) {
            if (listed.facts.key == protocol::SecretsKey::None || listed.facts.open) {
                goOnWith(listed);
                return;
            }
            console().note(
                "dbvis: The stored secrets are locked, so whether there is one of this id was not looked up.");
            save();
        });
    }
    void goOnWith(const protocol::SecretsListed& listed) {
        for (const std::string& id : storedIds()) {
            if (std::ranges::find(listed.secrets, id, &protocol::StoredSecret::id) == listed.secrets.end()) {
                // What was given is not repeated: somebody may have typed a password.
                fail(makeError(ErrorKind::InvalidInput,
                               "There is no stored secret of the id that stands behind stored:.", hintAbout(listed)),
                     kExitUsage);
                return;
            }
        }
        if (m_login.wanted.empty()) {
            save();
            return;
        }
        // A secret is stored, and asked for, for nothing that is refused.
        send(true, [this](const protocol::SavedConnectionsListed&) { storeNext(0); });
    }
    [[nodiscard]] static std::string hintAbout(const protocol::SecretsListed& listed) {
        constexpr std::size_t kMost = 10;
        std::string there;
        for (std::size_t i = 0; i < std::min(kMost, listed.secrets.size()); ++i) {
            const protocol::StoredSecret& one = listed.secrets[i];
            there += (i == 0 ? "" : ", ") + one.id + " (" + one.name + ")";
        }
        there += listed.secrets.size() > kMost ? ", ..." : "";
        return (there.empty() ? "None is stored yet" : "There are " + there) +
               ". dbvis secrets list shows them; dbvis secrets set stores one.";
    }
    void storeNext(std::size_t next) {
        if (next == m_login.wanted.size()) {
            save();
            return;
        }
        const Login::Wanted& wanted = m_login.wanted[next];
        desk().obtain(wanted.word, wanted.name, false, [this, next](const Result<bus::LeftSecret>& secret) {
            if (!secret) {
                fail(secret.error());
                return;
            }
            ask(protocol::KeepSecret{{}, m_saved.name, secret->id()},
                [this, next, held = *secret](const protocol::SecretKept& kept) {
                    *sourceOf(m_saved.config.secrets, m_login.wanted[next].place) = {protocol::SecretOrigin::Stored,
                                                                                     kept.id};
                    storeNext(next + 1);
                });
        });
    }
    void save() {
        send(false, [this](const protocol::SavedConnectionsListed& listed) {
            tellNotices(listed);
            finish({});
        });
    }
    void send(bool onlyCheck, const std::function<void(const protocol::SavedConnectionsListed&)>& taken) {
        hold(bus().ask(protocol::SaveConnection{m_saved, {}, {}, onlyCheck}, taken,
                       // What can not be read, or opened by anything that is installed, is a slip on the command line.
                       [this](const Error& error) {
                           fail(error, error.kind == ErrorKind::InvalidInput ? kExitUsage : kExitFailed);
                       }));
    }

    protocol::SavedConnection m_saved;
    Login m_login;
};

/// What a new connection may do: by the settings, unless it is said.
Safety safetyOf(const Surroundings& around, const Arguments& arguments, protocol::Environment environment) {
    return arguments.has("--read-only")  ? Safety::ReadOnly
           : arguments.has("--writable") ? Safety::Confirm
                                         : protocol::usualSafety(around.usualSafety(), environment);
}

/// Above how many rows a change is asked about; nothing where that is not said.
Result<std::optional<std::uint64_t>> askAboveOf(const Arguments& arguments) {
    constexpr std::string_view kOption = "--ask-above";
    if (!arguments.has(kOption)) {
        return std::nullopt;
    }
    const std::string_view text = arguments.value(kOption);
    std::uint64_t rows = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), rows);
    if (failure != std::errc() || end != text.data() + text.size()) {
        return fail(ErrorKind::InvalidInput,
                    std::string(kOption) + " must be a whole number, not " + std::string(text) + ".",
                    "See dbvis connections add --help.");
    }
    return rows;
}

Result<std::unique_ptr<Task>> makeAddTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                          Task::Done done) {
    const std::string& target = arguments.operands[1];
    if (target.starts_with('@')) {
        return fail(ErrorKind::InvalidInput, "A saved connection can not be saved under another name this way.",
                    "Give its URL: dbvis connections show " + target.substr(1) + " tells it.");
    }
    if (arguments.has("--read-only") && arguments.has("--writable")) {
        return fail(ErrorKind::InvalidInput, "--read-only and --writable exclude each other.",
                    "See dbvis connections add --help.");
    }
    const Result<std::optional<std::uint64_t>> askAbove = askAboveOf(arguments);
    if (!askAbove) {
        return std::unexpected(askAbove.error());
    }
    Result<Login> login = loginForKeeping(target, arguments);
    if (!login) {
        return std::unexpected(std::move(login.error()));
    }
    protocol::SavedConnection saved{
        .name = arguments.operands[0],
        .config = login->target.config,
        .group = std::string(arguments.value("--group")),
        .environment = rpc::environmentNamed(arguments.value("--environment")).value_or(protocol::Environment::None),
        .favourite = arguments.has("--favourite")};
    saved.config.safety = safetyOf(around, arguments, saved.environment);
    saved.config.askAbove = *askAbove;
    // It will be used from other folders, too.
    std::error_code unknown;
    saved.config.workingDirectory = std::filesystem::current_path(unknown).string();
    return std::make_unique<AddConnectionTask>(around, console, std::move(saved), *std::move(login), std::move(done));
}

/// `dbvis sample`.
class SampleTask final : public StepTask {
public:
    using StepTask::StepTask;
    void start() override {
        ask(protocol::CreateSample{}, [this](const protocol::SampleCreated& sample) { finish(sample.path + "\n"); });
    }
};

} // namespace

Result<std::unique_ptr<Task>> makeConnectionsTask(const Surroundings& around, const Arguments& arguments,
                                                  Console& console, Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    const std::string_view action = lastWord(*arguments.verb);
    const bool json = arguments.value("--format") == "json";
    if (action == "list") {
        return std::make_unique<ListConnectionsTask>(around, console, json, std::move(done));
    }
    if (action == "show") {
        return std::make_unique<ShowConnectionTask>(around, console, plainName(arguments.operands[0]), json,
                                                    std::move(done));
    }
    if (action == "remove") {
        return std::make_unique<RemoveConnectionTask>(around, console, plainName(arguments.operands[0]),
                                                      std::move(done));
    }
    return makeAddTask(around, arguments, console, std::move(done));
}

Result<std::unique_ptr<Task>> makeSampleTask(const Surroundings& around, const Arguments&, Console& console,
                                             Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    return std::make_unique<SampleTask>(around, console, std::move(done));
}

} // namespace dbv::cli
