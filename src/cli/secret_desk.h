// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <dbv/core/ids.h>
#include <dbv/core/result.h>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "cli/console.h"
#include "cli/prompt_line.h"
#include "cli/secret_word.h"
#include "protocol/secrets.h"

namespace dbv::cli {

/// Gets the secrets of a verb from wherever its options say, and the answers to the engine's questions from the person at
/// the terminal. One thing at a time.
///
/// Thread: the event loop's. What was begun ends with this.
class SecretDesk {
public:
    using Got = std::function<void(Result<bus::LeftSecret>)>;
    using Opened = std::function<void(Result<protocol::SecretsListed>)>;

    SecretDesk(bus::CommandBus& bus, Console& console) : m_bus(bus), m_console(console) {}

    /// `prompt` is what a person is asked; a new secret is to be typed twice.
    void obtain(const SecretWord& word, const std::string& prompt, bool isNew, Got got);
    /// Whether a person is there to be asked.
    [[nodiscard]] bool canAsk() const;
    /// Puts a question of an opening to the person, and answers it.
    void answer(RequestId opening, const protocol::Question& question);
    /// Asks the person whether something is meant; yes or no. At once no, where nobody is there.
    void confirm(const std::string& text, const std::function<void(bool meant)>& decided);
    /// Gives up the question that is being asked.
    void withdraw();
    /// Opens the stored secrets. The master password is asked for only where one is needed; with `mayMake` a store that is
    /// not there yet, and that no keychain can open, is made under a new one.
    void openStore(const SecretWord& master, bool mayMake, const Opened& opened);

private:
    struct Interview;

    void prompt(const std::string& text, PromptLine::Echo echo, const PromptLine::Done& done);
    void typed(const std::string& text, bool isNew, Got got);
    void typedAgain(const std::string& text, bus::LeftSecret first, Got got);
    void askNext(const std::shared_ptr<Interview>& interview);
    void endInterview(const Interview& interview, bool refused);
    void unlock(const SecretWord& master, bool isNew, const Opened& opened);
    [[nodiscard]] bus::LeftSecret leave(Secret secret);

    bus::CommandBus& m_bus;
    Console& m_console;
    std::unique_ptr<PromptLine> m_prompt;
    bus::Request m_request;
};

} // namespace dbv::cli
