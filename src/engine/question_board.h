// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include <dbv/core/ids.h>
#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "protocol/secrets.h"

namespace dbv::engine {

/// Puts a question to whoever waits for an opening, and waits for the answers. Empty where nobody would answer.
/// Blocks: for as long as a person thinks. Errors: Cancelled when they refuse or give the opening up.
using AskQuestion = std::function<Result<std::vector<Secret>>(protocol::Question, const std::stop_token&)>;

/// The questions that wait for an answer, one at most for each opening.
///
/// Thread: any.
class QuestionBoard {
public:
    /// Says a question to the one who waits for the opening.
    using Say = std::function<void(protocol::Question)>;

    /// Blocks: until `answer` or `refuse` is called for this opening, or `stop` is requested.
    [[nodiscard]] Result<std::vector<Secret>> ask(RequestId opening, protocol::Question question, const Say& say,
                                                  const std::stop_token& stop);
    /// Errors: NotFound when the opening waits for no answer; InvalidInput for another number of answers than prompts.
    [[nodiscard]] Result<void> answer(RequestId opening, std::vector<Secret> answers);
    /// Errors: NotFound.
    [[nodiscard]] Result<void> refuse(RequestId opening);

private:
    struct Waiting {
        std::size_t prompts = 0;
        std::optional<Result<std::vector<Secret>>> outcome;
    };

    [[nodiscard]] Result<Waiting*> find(RequestId opening);

    std::mutex m_mutex;
    std::condition_variable_any m_answered;
    std::map<RequestId, Waiting> m_waiting;
};

} // namespace dbv::engine
