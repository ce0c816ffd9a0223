// SPDX-License-Identifier: Apache-2.0
// `dbvis secrets`: the stored passwords, without ever showing one.
#include <algorithm>
#include <string>
#include <utility>

#include "cli/step_task.h"
#include "cli/text_table.h"
#include "cli/verb_tasks.h"
#include "rpc/connection_json.h"
#include "rpc/message.h"

namespace dbv::cli {

namespace {

std::string joinedText(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : ", ") + word;
    }
    return text;
}

/// A task on the stored secrets, which are opened first.
class SecretsTask : public StepTask {
public:
    SecretsTask(const Surroundings& around, Console& console, SecretWord master, Done done)
        : StepTask(around, console, std::move(done)), m_master(std::move(master)) {}

    void start() override {
        desk().openStore(m_master, mayMake(), [this](const Result<protocol::SecretsListed>& opened) {
            opened ? go(*opened) : fail(opened.error());
        });
    }

protected:
    [[nodiscard]] virtual bool mayMake() const { return false; }
    virtual void go(const protocol::SecretsListed& listed) = 0;

    /// The secret that a word means, by its id or its name; null for none. Errors: InvalidInput when it means several.
    [[nodiscard]] static Result<const protocol::StoredSecret*> find(const protocol::SecretsListed& listed,
                                                                    const std::string& word) {
        const auto byId = std::ranges::find(listed.secrets, word, &protocol::StoredSecret::id);
        if (byId != listed.secrets.end()) {
            return &*byId;
        }
        const auto byName = std::ranges::find(listed.secrets, word, &protocol::StoredSecret::name);
        if (std::ranges::count(listed.secrets, word, &protocol::StoredSecret::name) > 1) {
            return dbv::fail(ErrorKind::InvalidInput, "Several stored secrets have the name \"" + word + "\".",
                             "Give the id of the one that is meant; dbvis secrets list shows it.");
        }
        return byName == listed.secrets.end() ? nullptr : &*byName;
    }

private:
    SecretWord m_master;
};

class ListSecretsTask final : public SecretsTask {
public:
    ListSecretsTask(const Surroundings& around, Console& console, SecretWord master, bool json, Done done)
        : SecretsTask(around, console, std::move(master), std::move(done)), m_json(json) {}

private:
    void go(const protocol::SecretsListed& listed) override {
        if (m_json) {
            finish(rpc::jsonText(rpc::secretsJson(listed)) + "\n");
            return;
        }
        const bool forPeople = console().outIsTerminal();
        if (forPeople && listed.secrets.empty()) {
            finish("No secret is stored.\n");
            return;
        }
        std::vector<std::vector<std::string>> rows{{"ID", "NAME", "LAST USE", "CHANGED", "USED BY"}};
        for (const protocol::StoredSecret& secret : listed.secrets) {
            rows.push_back({secret.id, secret.name, secret.lastUsed ? momentText(*secret.lastUsed, forPeople) : "",
                            momentText(secret.changed, forPeople), joinedText(secret.users)});
        }
        finish(tableText(rows, forPeople));
    }

    bool m_json;
};

class SetSecretTask final : public SecretsTask {
public:
    SetSecretTask(const Surroundings& around, Console& console, SecretWord master, std::string word, SecretWord from,
                  Done done)
        : SecretsTask(around, console, std::move(master), std::move(done)),
          m_word(std::move(word)),
          m_from(std::move(from)) {}

private:
    [[nodiscard]] bool mayMake() const override { return true; }
    void go(const protocol::SecretsListed& listed) override {
        const Result<const protocol::StoredSecret*> found = find(listed, m_word);
        if (!found) {
            fail(found.error());
            return;
        }
        const std::string id = *found == nullptr ? std::string() : (*found)->id;
        const std::string name = *found == nullptr ? m_word : (*found)->name;
        desk().obtain(m_from, "New secret for " + name, true, [this, id, name](const Result<bus::LeftSecret>& secret) {
            if (!secret) {
                fail(secret.error());
                return;
            }
            ask(protocol::KeepSecret{id, name, secret->id()},
                [this, held = *secret](const protocol::SecretKept& kept) { finish(kept.id + "\n"); });
        });
    }

    std::string m_word;
    SecretWord m_from;
};

class RemoveSecretTask final : public SecretsTask {
public:
    RemoveSecretTask(const Surroundings& around, Console& console, SecretWord master, std::string word, bool force,
                     Done done)
        : SecretsTask(around, console, std::move(master), std::move(done)), m_word(std::move(word)), m_force(force) {}

private:
    void go(const protocol::SecretsListed& listed) override {
        const Result<const protocol::StoredSecret*> found = find(listed, m_word);
        if (!found) {
            fail(found.error());
        } else if (*found == nullptr) {
            fail(makeError(ErrorKind::NotFound, "There is no stored secret \"" + m_word + "\".",
                           "dbvis secrets list shows their ids and names."));
        } else if (!(*found)->users.empty() && !m_force) {
            fail(makeError(ErrorKind::InvalidInput,
                           "The secret \"" + (*found)->name + "\" is used by " + joinedText((*found)->users) + ".",
                           "With --force it is removed all the same; those connections will fail until they get "
                           "another one."));
        } else {
            ask(protocol::RemoveSecret{(*found)->id}, [this](const protocol::SecretsListed&) { finish({}); });
        }
    }

    std::string m_word;
    bool m_force;
};

/// Changes what opens the stored secrets.
class ChangeKeyTask final : public StepTask {
public:
    ChangeKeyTask(const Surroundings& around, Console& console, SecretWord master, std::optional<SecretWord> next,
                  Done done)
        : StepTask(around, console, std::move(done)), m_master(std::move(master)), m_next(std::move(next)) {}

    void start() override {
        ask(protocol::ListSecrets{}, [this](const protocol::SecretsListed& listed) {
            if (listed.facts.key == protocol::SecretsKey::None) {
                fail(makeError(ErrorKind::NotFound, "Nothing is stored yet, so there is no key to change.",
                               "The first secret makes the file: dbvis secrets set <name>."));
            } else if (listed.facts.key == protocol::SecretsKey::Keychain) {
                getNext({});
            } else {
                desk().obtain(m_master, "Master password", false, [this](const Result<bus::LeftSecret>& current) {
                    current ? getNext(*current) : fail(current.error());
                });
            }
        });
    }

private:
    void getNext(const bus::LeftSecret& current) {
        if (!m_next) {
            change(current, {});
            return;
        }
        desk().obtain(*m_next, "New master password", true, [this, current](const Result<bus::LeftSecret>& next) {
            if (next && !next->id()) {
                fail(makeError(ErrorKind::InvalidInput, "The new master password is empty; nothing was changed.",
                               "Give one, or let the keychain hold the key with --to-keychain."));
                return;
            }
            next ? change(current, *next) : fail(next.error());
        });
    }
    void change(const bus::LeftSecret& current, const bus::LeftSecret& next) {
        ask(protocol::ChangeSecretsKey{current.id(), next.id()},
            [this, current, next](const protocol::SecretsListed&) { finish({}); });
    }

    SecretWord m_master;
    std::optional<SecretWord> m_next;
};

} // namespace

Result<std::unique_ptr<Task>> makeSecretsTask(const Surroundings& around, const Arguments& arguments, Console& console,
                                              Task::Done done) {
    if (around.notKept) {
        return std::unexpected(*around.notKept);
    }
    const Result<SecretWord> master = wordNow(arguments, "--master-from");
    const Result<SecretWord> from = wordNow(arguments, "--from");
    const Result<SecretWord> next = wordNow(arguments, "--new-from");
    if (!master || !from || !next) {
        return std::unexpected(!master ? master.error() : !from ? from.error() : next.error());
    }
    const std::string_view action = lastWord(*arguments.verb);
    if (action == "list") {
        return std::make_unique<ListSecretsTask>(around, console, *master, arguments.value("--format") == "json",
                                                 std::move(done));
    }
    if (action == "set") {
        return std::make_unique<SetSecretTask>(around, console, *master, arguments.operands[0], *from, std::move(done));
    }
    if (action == "remove") {
        return std::make_unique<RemoveSecretTask>(around, console, *master, arguments.operands[0],
                                                  arguments.has("--force"), std::move(done));
    }
    if (arguments.has("--to-keychain") && arguments.has("--new-from")) {
        return fail(ErrorKind::InvalidInput, "The keychain needs no new master password.",
                    "Leave --new-from or --to-keychain out.");
    }
    return std::make_unique<ChangeKeyTask>(around, console, *master,
                                           arguments.has("--to-keychain") ? std::nullopt : std::optional(*next),
                                           std::move(done));
}

} // namespace dbv::cli
