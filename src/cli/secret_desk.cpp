// SPDX-License-Identifier: Apache-2.0
#include "cli/secret_desk.h"

#include <utility>

namespace dbv::cli {

using protocol::QuestionKind;

/// The prompts of one question, one after the other.
struct SecretDesk::Interview {
    RequestId opening;
    protocol::Question question;
    std::vector<bus::LeftSecret> answers;
};

bus::LeftSecret SecretDesk::leave(Secret secret) {
    return {m_bus.secrets(), std::move(secret)};
}

bool SecretDesk::canAsk() const {
    return m_console.personIsThere();
}

void SecretDesk::prompt(const std::string& text, PromptLine::Echo echo, const PromptLine::Done& done) {
    m_console.clearProgress();
    Result<std::unique_ptr<PromptLine>> prompt = canAsk()
                                                     ? PromptLine::atTerminal(text, echo, done)
                                                     : fail(ErrorKind::NotFound, "Nobody is there who could be asked.",
                                                            "Give it by a file descriptor or a command; the help of "
                                                            "the verb names the option.");
    if (!prompt) {
        done(std::unexpected(std::move(prompt.error())));
        return;
    }
    m_prompt = *std::move(prompt);
}

void SecretDesk::obtain(const SecretWord& word, const std::string& promptText, bool isNew, Got got) {
    switch (word.kind) {
    case SecretWord::Kind::Terminal: typed(promptText, isNew, std::move(got)); return;
    case SecretWord::Kind::Descriptor: {
        const auto read = [this, got](Result<Secret> line) {
            got(line ? Result<bus::LeftSecret>(leave(*std::move(line))) : std::unexpected(std::move(line.error())));
        };
        Result<std::unique_ptr<PromptLine>> prompt = PromptLine::fromDescriptor(word.descriptor, read);
        if (!prompt) {
            got(std::unexpected(std::move(prompt.error())));
            return;
        }
        m_prompt = *std::move(prompt);
        return;
    }
    case SecretWord::Kind::Later: break;
    }
    m_request = m_bus.ask(
        protocol::FetchSecret{word.source},
        [this, got](const protocol::SecretFetched& fetched) {
            got(bus::LeftSecret::takenOver(m_bus.secrets(), fetched.secret));
        },
        [got](const Error& error) { got(std::unexpected(error)); });
}

void SecretDesk::typed(const std::string& text, bool isNew, Got got) {
    prompt(text + ": ", PromptLine::Echo::Hidden, [this, text, isNew, got = std::move(got)](Result<Secret>&& line) {
        if (!line) {
            got(std::unexpected(std::move(line.error())));
        } else if (isNew && line->empty()) {
            tellTerminal("An empty one is none.\n");
            typed(text, isNew, got);
        } else if (isNew) {
            typedAgain(text, leave(*std::move(line)), got);
        } else {
            got(leave(*std::move(line)));
        }
    });
}

void SecretDesk::typedAgain(const std::string& text, bus::LeftSecret first, Got got) {
    prompt("Once more: ", PromptLine::Echo::Hidden,
           [this, text, first = std::move(first), got = std::move(got)](const Result<Secret>& line) {
               if (!line) {
                   got(std::unexpected(line.error()));
               } else if (line->reveal() == m_bus.secrets()->copyOf(first.id()).reveal()) {
                   got(first);
               } else {
                   tellTerminal("The two were not the same.\n");
                   typed(text, true, got);
               }
           });
}

void SecretDesk::answer(RequestId opening, const protocol::Question& question) {
    const auto interview = std::make_shared<Interview>(Interview{opening, question, {}});
    tellTerminal(question.text.empty() ? std::string() : question.text + "\n");
    if (question.kind != QuestionKind::HostKey) {
        askNext(interview);
        return;
    }
    prompt("Type yes to trust this key and to keep it: ", PromptLine::Echo::Shown,
           [this, interview](const Result<Secret>& line) {
               endInterview(*interview, !line || (line->reveal() != "yes" && line->reveal() != "y"));
           });
}

void SecretDesk::confirm(const std::string& text, const std::function<void(bool meant)>& decided) {
    if (!canAsk()) {
        decided(false);
        return;
    }
    m_console.clearProgress();
    tellTerminal(text);
    prompt("Type yes to run it: ", PromptLine::Echo::Shown, [decided](const Result<Secret>& line) {
        decided(line && (line->reveal() == "yes" || line->reveal() == "y"));
    });
}

void SecretDesk::askNext(const std::shared_ptr<Interview>& interview) {
    const std::size_t next = interview->answers.size();
    if (next == interview->question.prompts.size()) {
        endInterview(*interview, false);
        return;
    }
    const protocol::Question::Prompt& asked = interview->question.prompts[next];
    const std::string& about = interview->question.about;
    const bool ownWords = interview->question.kind == QuestionKind::SshPrompts || about.empty();
    const std::string text = ownWords ? asked.text : asked.text + " of " + about;
    prompt(text.ends_with(' ')   ? text
           : text.ends_with(':') ? text + " "
                                 : text + ": ",
           asked.echo ? PromptLine::Echo::Shown : PromptLine::Echo::Hidden, [this, interview](Result<Secret> line) {
               if (!line) {
                   endInterview(*interview, true);
                   return;
               }
               interview->answers.push_back(leave(*std::move(line)));
               askNext(interview);
           });
}

void SecretDesk::endInterview(const Interview& interview, bool refused) {
    protocol::AnswerQuestion answer{.opening = interview.opening, .refused = refused, .answers = {}};
    for (const bus::LeftSecret& secret : interview.answers) {
        answer.answers.push_back(secret.id());
    }
    // The secrets stay on the shelf until the engine has taken them.
    m_bus.send(std::move(answer), [held = interview.answers](const protocol::Event&, bool) {}).detach();
}

void SecretDesk::withdraw() {
    m_prompt.reset();
}

void SecretDesk::openStore(const SecretWord& master, bool mayMake, const Opened& opened) {
    m_request = m_bus.ask(
        protocol::ListSecrets{},
        [this, master, mayMake, opened](const protocol::SecretsListed& listed) {
            const bool isNone = listed.facts.key == protocol::SecretsKey::None;
            const bool byKeychain = isNone && listed.facts.keychainTrouble.empty();
            if (listed.facts.open || byKeychain || (isNone && !mayMake)) {
                opened(listed);
                return;
            }
            if (listed.facts.key == protocol::SecretsKey::Keychain) {
                opened(fail(
                    ErrorKind::VaultLocked,
                    "The key to the stored secrets lies in the system's keychain, which can not be used now" +
                        (listed.facts.keychainTrouble.empty() ? std::string(".") : ": " + listed.facts.keychainTrouble),
                    "Unlock the keychain and try again."));
                return;
            }
            if (isNone) {
                tellTerminal(canAsk()
                                 ? "No keychain can be used here, so the stored passwords will lie in a file under a "
                                   "master password.\nChoose one; without it they are lost.\n"
                                 : "");
            }
            unlock(master, isNone, opened);
        },
        [opened](const Error& error) { opened(std::unexpected(error)); });
}

void SecretDesk::unlock(const SecretWord& master, bool isNew, const Opened& opened) {
    const auto got = [this, master, opened](Result<bus::LeftSecret> password) {
        if (!password) {
            Error error = std::move(password.error());
            error.message = "The stored secrets are locked under a master password. " + error.message;
            error.hint = error.kind == ErrorKind::NotFound ? "Say where it comes from with --master-from." : error.hint;
            opened(std::unexpected(std::move(error)));
            return;
        }
        m_request = m_bus.ask(
            protocol::UnlockSecrets{password->id()},
            [opened](const protocol::SecretsListed& listed) { opened(listed); },
            [this, master, opened, held = *password](const Error& error) {
                const bool again =
                    error.kind == ErrorKind::WrongPassphrase && master.kind == SecretWord::Kind::Terminal;
                if (!again) {
                    opened(std::unexpected(error));
                    return;
                }
                tellTerminal("That was not the master password.\n");
                unlock(master, false, opened);
            });
    };
    obtain(master, isNew ? "New master password" : "Master password", isNew, got);
}

} // namespace dbv::cli
