// SPDX-License-Identifier: Apache-2.0
#include "engine/question_board.h"

#include <string>
#include <utility>

#include <dbv/core/cancel.h>

namespace dbv::engine {

Result<std::vector<Secret>> QuestionBoard::ask(RequestId opening, protocol::Question question, const Say& say,
                                               const std::stop_token& stop) {
    std::unique_lock lock(m_mutex);
    Waiting& waiting = m_waiting[opening];
    waiting = {question.prompts.size(), std::nullopt};
    say(std::move(question));
    const bool answered = m_answered.wait(lock, stop, [&waiting] { return waiting.outcome.has_value(); });
    Result<std::vector<Secret>> outcome =
        answered ? std::move(*waiting.outcome) : std::unexpected(cancelledError(Damage::None));
    m_waiting.erase(opening);
    return outcome;
}

Result<QuestionBoard::Waiting*> QuestionBoard::find(RequestId opening) {
    const auto found = m_waiting.find(opening);
    if (found == m_waiting.end() || found->second.outcome) {
        return fail(ErrorKind::NotFound, "The connection that is being opened waits for no answer.",
                    "It may have ended in the meantime: connect again.");
    }
    return &found->second;
}

Result<void> QuestionBoard::answer(RequestId opening, std::vector<Secret> answers) {
    const std::scoped_lock lock(m_mutex);
    const Result<Waiting*> waiting = find(opening);
    if (!waiting) {
        return std::unexpected(waiting.error());
    }
    if (answers.size() != (*waiting)->prompts) {
        return fail(ErrorKind::InvalidInput, "The question has " + std::to_string((*waiting)->prompts) +
                                                 " prompts, but " + std::to_string(answers.size()) + " were answered.");
    }
    (*waiting)->outcome = std::move(answers);
    m_answered.notify_all();
    return {};
}

Result<void> QuestionBoard::refuse(RequestId opening) {
    const std::scoped_lock lock(m_mutex);
    const Result<Waiting*> waiting = find(opening);
    if (!waiting) {
        return std::unexpected(waiting.error());
    }
    (*waiting)->outcome =
        fail(ErrorKind::Cancelled, "The question was not answered, so the connection was not opened.");
    m_answered.notify_all();
    return {};
}

} // namespace dbv::engine
