// SPDX-License-Identifier: Apache-2.0
#include "engine/way_answers.h"

#include <utility>

namespace dbv::engine {

namespace {

protocol::Question questionOf(const ssh::InteractiveQuestion& question) {
    protocol::Question asked{.kind = protocol::QuestionKind::SshPrompts, .about = question.hop, .text = question.name};
    if (!question.instruction.empty()) {
        asked.text += (asked.text.empty() ? "" : "\n") + question.instruction;
    }
    asked.prompts.reserve(question.prompts.size());
    for (const auto& prompt : question.prompts) {
        asked.prompts.push_back({prompt.text, prompt.echo});
    }
    return asked;
}

} // namespace

Result<ssh::HostKeyAnswer> WayAnswers::hostKey(const ssh::HostKeyQuestion& question) {
    if (!m_accepted.empty() && question.fingerprint == m_accepted) {
        return ssh::HostKeyAnswer::AcceptAndKeep;
    }
    if (!m_ask) {
        return SshPrompts::hostKey(question);
    }
    const Error unknown = ssh::hostKeyUnknownError(question);
    const Result<std::vector<Secret>> accepted =
        m_ask({.kind = protocol::QuestionKind::HostKey, .about = question.host, .text = unknown.message}, m_stop);
    return accepted ? Result<ssh::HostKeyAnswer>(ssh::HostKeyAnswer::AcceptAndKeep) : std::unexpected(accepted.error());
}

Result<Secret> WayAnswers::password(const ssh::PasswordQuestion& question) {
    if (!m_secrets.password.empty() && question.attempt == 1) {
        return m_secrets.password.clone();
    }
    if (!m_ask) {
        return SshPrompts::password(question);
    }
    const std::string who = question.user + "@" + question.host;
    return remembered(m_secrets.password,
                      {.kind = protocol::QuestionKind::SshPassword,
                       .about = who,
                       .text = question.attempt == 1 ? "The SSH server asks " + who + " for a password."
                                                     : "The SSH server did not accept this password of " + who + ".",
                       .prompts = {{"Password", false}},
                       .attempt = question.attempt});
}

Result<Secret> WayAnswers::passphrase(const ssh::PassphraseQuestion& question) {
    if (!m_secrets.passphrase.empty() && question.attempt == 1) {
        return m_secrets.passphrase.clone();
    }
    if (!m_ask) {
        return SshPrompts::passphrase(question);
    }
    return remembered(m_secrets.passphrase,
                      {.kind = protocol::QuestionKind::SshPassphrase,
                       .about = question.keyFile,
                       .text = question.attempt == 1 ? "The key " + question.keyFile + " is encrypted."
                                                     : "This passphrase does not open " + question.keyFile + ".",
                       .prompts = {{"Passphrase", false}},
                       .attempt = question.attempt});
}

Result<std::vector<Secret>> WayAnswers::interactive(const ssh::InteractiveQuestion& question) {
    // One hidden answer is the password under another name, the first time; anything else only a person can tell.
    const bool asksForPassword = question.prompts.size() == 1 && !question.prompts.front().echo;
    std::vector<Secret> answers;
    if (question.prompts.empty()) {
        return answers;
    }
    if (asksForPassword && !m_secrets.password.empty() && !std::exchange(m_passwordTried, true)) {
        answers.push_back(m_secrets.password.clone());
        return answers;
    }
    return m_ask ? m_ask(questionOf(question), m_stop) : SshPrompts::interactive(question);
}

Result<Secret> WayAnswers::remembered(Secret& place, protocol::Question question) const {
    Result<std::vector<Secret>> answers = m_ask(std::move(question), m_stop);
    if (!answers) {
        return std::unexpected(std::move(answers.error()));
    }
    place = std::move(answers->front());
    return place.clone();
}

} // namespace dbv::engine
