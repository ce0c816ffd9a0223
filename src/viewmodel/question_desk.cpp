// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/question_desk.h"

#include <algorithm>
#include <utility>

namespace dbv::viewmodel {

std::uint64_t QuestionDesk::ask(protocol::Question question, const QString& connection, bool offersKeeping,
                                Answered answered) {
    const std::uint64_t number = ++m_lastNumber;
    m_waiting[number] = {{number, std::move(question), connection, offersKeeping}, std::move(answered)};
    Q_EMIT asked(number);
    return number;
}

void QuestionDesk::withdraw(std::uint64_t number) {
    if (m_waiting.erase(number) > 0) {
        Q_EMIT settled(number);
    }
}

const WaitingQuestion* QuestionDesk::find(std::uint64_t number) const {
    const auto found = m_waiting.find(number);
    return found == m_waiting.end() ? nullptr : &found->second.question;
}

void QuestionDesk::answer(std::uint64_t number, std::vector<Secret> given, bool keep) {
    const WaitingQuestion* waiting = find(number);
    if (waiting == nullptr) {
        return;
    }
    // The engine waits for as many as it has asked for.
    given.resize(waiting->question.prompts.size());
    QuestionAnswers answers{.keep = keep};
    answers.secrets.reserve(given.size());
    for (Secret& secret : given) {
        answers.secrets.emplace_back(m_bus.secrets(), std::move(secret));
    }
    settle(number, std::move(answers));
}

void QuestionDesk::refuse(std::uint64_t number) {
    settle(number, std::nullopt);
}

void QuestionDesk::settle(std::uint64_t number, std::optional<QuestionAnswers> answers) {
    const auto found = m_waiting.find(number);
    if (found == m_waiting.end()) {
        return;
    }
    const Answered answered = std::move(found->second.answered);
    m_waiting.erase(found);
    Q_EMIT settled(number);
    answered(std::move(answers));
}

void OpeningQuestions::put(RequestId opening, const protocol::Question& question, const QString& connection,
                           bool offersKeeping) {
    // Who asks again does not wait for the answer to what it has asked before.
    withdraw();
    const protocol::QuestionKind kind = question.kind;
    const bool isSecret = kind == protocol::QuestionKind::Password || kind == protocol::QuestionKind::TlsKeyPassword ||
                          kind == protocol::QuestionKind::SshPassword || kind == protocol::QuestionKind::SshPassphrase;
    m_number = m_desk.ask(
        question, connection, offersKeeping && isSecret,
        [&bus = m_bus, given = m_given, opening, kind, isSecret](std::optional<QuestionAnswers> answers) {
            protocol::AnswerQuestion answer{.opening = opening, .refused = !answers, .answers = {}};
            if (answers) {
                for (const bus::LeftSecret& secret : answers->secrets) {
                    answer.answers.push_back(secret.id());
                }
                if (isSecret && !answers->secrets.empty()) {
                    // The last answer is the one that let in.
                    std::erase_if(*given, [kind](const Given& one) { return one.kind == kind; });
                    given->push_back({kind, answers->secrets.front(), answers->keep});
                }
            }
            // The secrets stay on the shelf until the engine has taken them.
            bus.send(std::move(answer), [held = std::move(answers)](const protocol::Event&, bool) {}).detach();
        });
}

void OpeningQuestions::withdraw() {
    m_desk.withdraw(std::exchange(m_number, 0));
}

} // namespace dbv::viewmodel
