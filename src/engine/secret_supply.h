// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "bus/secret_shelf.h"
#include "engine/question_board.h"
#include "protocol/values.h"
#include "secrets/secret_store.h"

namespace dbv::engine {

/// Where the secrets of an opening come from: what a front end left, the store, a command, or the person.
///
/// Thread: the opening's lane.
class SecretSupply {
public:
    /// `shelf` may be null where nobody leaves anything; `ask` may be empty.
    /// `secretVariables` names the variables that hold secrets of the connection: a command that gives another does not get them.
    SecretSupply(const bus::SecretShelf* shelf, secrets::SecretStore& store, AskQuestion ask,
                 std::vector<std::string> secretVariables = {})
        : m_shelf(shelf), m_store(store), m_ask(std::move(ask)), m_secretVariables(std::move(secretVariables)) {}

    [[nodiscard]] const AskQuestion& ask() const { return m_ask; }
    /// What was left under a number goes before what the source names. Empty where neither has anything.
    /// `question` is put to the person for a secret that is to be asked for each time.
    /// Errors: those of the store and the command; AuthenticationFailed when nobody can be asked.
    [[nodiscard]] Result<Secret> find(SecretId left, const protocol::SecretSource& source,
                                      const protocol::Question& question, const std::stop_token& stop) const;

private:
    [[nodiscard]] Result<Secret> stored(const std::string& id, const std::stop_token& stop) const;
    /// One that is not there is asked for, where somebody answers.
    [[nodiscard]] Result<Secret> storedOrAsked(const std::string& id, protocol::Question question,
                                               const std::stop_token& stop) const;

    const bus::SecretShelf* m_shelf;
    secrets::SecretStore& m_store;
    AskQuestion m_ask;
    std::vector<std::string> m_secretVariables;
};

/// The variables of this process that hold secrets of a connection.
[[nodiscard]] std::vector<std::string> secretVariablesOf(const protocol::SecretSources& from);

/// Asks for one secret. Errors: Cancelled; AuthenticationFailed where nobody can be asked.
[[nodiscard]] Result<Secret> askForSecret(const AskQuestion& ask, protocol::Question question,
                                          const std::stop_token& stop);

} // namespace dbv::engine
