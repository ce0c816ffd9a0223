// SPDX-License-Identifier: Apache-2.0
#include "engine/secret_supply.h"

#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "secrets/password_command.h"

namespace dbv::engine {

namespace {

Result<Secret> fromEnvironment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr || *value == '\0') {
        return fail(ErrorKind::AuthenticationFailed,
                    "The secret is to come from the environment variable " + name + ", which is " +
                        (value == nullptr ? "not set." : "empty."),
                    "Set it for this program, or choose another place for the secret.");
    }
    return Secret(std::string_view(value));
}

} // namespace

std::vector<std::string> secretVariablesOf(const protocol::SecretSources& from) {
    std::vector<std::string> names;
    for (const protocol::SecretSource* source :
         {&from.password, &from.tlsKeyPassword, &from.sshPassword, &from.sshPassphrase}) {
        if (source->origin == protocol::SecretOrigin::Environment) {
            names.push_back(source->what);
        }
    }
    return names;
}

Result<Secret> askForSecret(const AskQuestion& ask, protocol::Question question, const std::stop_token& stop) {
    if (!ask) {
        return fail(ErrorKind::AuthenticationFailed, question.text, "Give it with the connection.");
    }
    Result<std::vector<Secret>> answers = ask(std::move(question), stop);
    return answers ? Result<Secret>(std::move(answers->front())) : std::unexpected(std::move(answers.error()));
}

Result<Secret> SecretSupply::stored(const std::string& id, const std::stop_token& stop) const {
    for (int attempt = 1;; ++attempt) {
        Result<Secret> secret = m_store.get(id, stop);
        if (secret) {
            return secret;
        }
        Error error = std::move(secret.error());
        if (error.kind == ErrorKind::NotFound) {
            error.message = "The stored password of this connection is not there any more.";
        }
        const Result<secrets::StoreState> state = m_store.state(stop);
        const bool byPassword = state && state->source == secrets::KeySource::Password;
        if (error.kind != ErrorKind::VaultLocked || !m_ask || !byPassword) {
            return std::unexpected(std::move(error));
        }
        const Result<Secret> password =
            askForSecret(m_ask,
                         {.kind = protocol::QuestionKind::SecretsPassword,
                          .about = state->file.string(),
                          .text = attempt == 1 ? "The master password opens the stored passwords."
                                               : "That was not the master password.",
                          .prompts = {{"Master password", false}},
                          .attempt = attempt},
                         stop);
        if (!password) {
            return std::unexpected(password.error());
        }
        if (password->empty()) {
            // The store may have been opened while this waited.
            continue;
        }
        const Result<void> unlocked = m_store.unlock(*password);
        if (!unlocked && unlocked.error().kind != ErrorKind::WrongPassphrase) {
            return std::unexpected(unlocked.error());
        }
    }
}

Result<Secret> SecretSupply::storedOrAsked(const std::string& id, protocol::Question question,
                                           const std::stop_token& stop) const {
    Result<Secret> secret = id.empty()
                                ? fail(ErrorKind::NotFound, "The password of this connection was not stored yet.")
                                : stored(id, stop);
    if (secret || secret.error().kind != ErrorKind::NotFound) {
        return secret;
    }
    Error error = std::move(secret.error());
    if (m_ask && !question.prompts.empty()) {
        // Who has it can give it again.
        question.text = error.message;
        return askForSecret(m_ask, std::move(question), stop);
    }
    error.kind = ErrorKind::AuthenticationFailed;
    error.hint = "Give the connection its password again.";
    return std::unexpected(std::move(error));
}

Result<Secret> SecretSupply::find(SecretId left, const protocol::SecretSource& source,
                                  const protocol::Question& question, const std::stop_token& stop) const {
    if (Secret given = m_shelf == nullptr ? Secret() : m_shelf->copyOf(left); !given.empty()) {
        return given;
    }
    switch (source.origin) {
    case protocol::SecretOrigin::Usual: return Secret();
    case protocol::SecretOrigin::Ask: return askForSecret(m_ask, question, stop);
    case protocol::SecretOrigin::Stored: return storedOrAsked(source.what, question, stop);
    case protocol::SecretOrigin::Command:
        return secrets::passwordFromCommand({.line = source.what, .secretVariables = m_secretVariables}, stop);
    case protocol::SecretOrigin::Environment: return fromEnvironment(source.what);
    }
    return Secret();
}

} // namespace dbv::engine
