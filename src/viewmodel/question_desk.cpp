// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/question_desk.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace dbv::viewmodel {

namespace {

using protocol::QuestionKind;

// Somebody waits for what a slow server may keep from being said.
constexpr std::chrono::milliseconds kLookAgain{300};
constexpr std::chrono::milliseconds kTryAtMost{3000};

bool isMaster(const WaitingQuestion& one) {
    return one.question.kind == QuestionKind::SecretsPassword;
}

} // namespace

QuestionDesk::QuestionDesk(bus::CommandBus& bus, QObject* parent) : QObject(parent), m_bus(bus) {
    m_lookAgain.setSingleShot(true);
    m_lookAgain.setInterval(kLookAgain);
    connect(&m_lookAgain, &QTimer::timeout, this, &QuestionDesk::lookWhetherOpen);
    m_trying.setSingleShot(true);
    m_trying.setInterval(kTryAtMost);
    connect(&m_trying, &QTimer::timeout, this, &QuestionDesk::askNext);
}

std::uint64_t QuestionDesk::ask(protocol::Question question, const QString& connection, bool offersKeeping,
                                Answered answered) {
    const std::uint64_t number = ++m_lastNumber;
    m_waiting[number] = {{number, std::move(question), connection, offersKeeping}, std::move(answered)};
    askNext();
    return number;
}

void QuestionDesk::askNext() {
    if (m_asked != 0) {
        return;
    }
    // Who was answered wrongly is still being talked to.
    const bool tries = m_trial != Trial::None || m_trying.isActive();
    for (const bool again : {true, false}) {
        for (const auto& [number, entry] : m_waiting) {
            const bool held = (m_trial != Trial::None && isMaster(entry.question)) || (tries && !again);
            if (!held && (entry.question.question.attempt > 1) == again) {
                m_asked = number;
                Q_EMIT asked(number);
                return;
            }
        }
    }
    if (m_trial == Trial::Running && !m_waiting.empty() && !m_lookAgain.isActive() && !m_look.active()) {
        m_lookAgain.start();
    }
}

std::vector<std::uint64_t> QuestionDesk::waitingForMaster() const {
    std::vector<std::uint64_t> numbers;
    for (const auto& [number, entry] : m_waiting) {
        if (number != m_asked && isMaster(entry.question)) {
            numbers.push_back(number);
        }
    }
    return numbers;
}

void QuestionDesk::answerTried() {
    m_trying.stop();
    askNext();
}

void QuestionDesk::masterPasswordTried() {
    m_trying.stop();
    if (m_trial != Trial::None) {
        m_trial = Trial::Ended;
        lookWhetherOpen();
    }
}

void QuestionDesk::lookWhetherOpen() {
    m_lookAgain.stop();
    if (m_waiting.empty()) {
        hearWhetherOpen(false);
        return;
    }
    m_look = m_bus.ask(
        protocol::ListSecrets{}, [this](const protocol::SecretsListed& listed) { hearWhetherOpen(listed.facts.open); },
        [this](const Error&) { hearWhetherOpen(false); });
}

void QuestionDesk::hearWhetherOpen(bool isOpen) {
    if (!isOpen && m_trial == Trial::Running) {
        askNext();
        return;
    }
    if (isOpen) {
        // They are held until the last of them has been told.
        m_trial = Trial::Ended;
        for (const std::uint64_t number : waitingForMaster()) {
            const WaitingQuestion* waiting = find(number);
            if (waiting != nullptr) {
                settle(number,
                       QuestionAnswers{.secrets = std::vector<bus::LeftSecret>(waiting->question.prompts.size()),
                                       .keep = false,
                                       .needless = true});
            }
        }
    }
    m_trial = Trial::None;
    askNext();
}

void QuestionDesk::leave(std::uint64_t number) {
    m_asked = m_asked == number ? 0 : m_asked;
    Q_EMIT settled(number);
}

void QuestionDesk::withdraw(std::uint64_t number) {
    if (m_waiting.erase(number) > 0) {
        leave(number);
        askNext();
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
    QuestionAnswers answers{.secrets = {}, .keep = keep};
    answers.secrets.reserve(given.size());
    for (Secret& secret : given) {
        answers.secrets.emplace_back(m_bus.secrets(), std::move(secret));
    }
    if (isMaster(*waiting)) {
        m_trial = Trial::Running;
    }
    m_trying.start();
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
    leave(number);
    answered(std::move(answers));
    askNext();
}

QuestionDesk::Answered OpeningQuestions::answering(RequestId opening, QuestionKind kind, bool isSecret) const {
    return [&bus = m_bus, heard = m_heard, opening, kind, isSecret](std::optional<QuestionAnswers> answers) {
        protocol::AnswerQuestion answer{.opening = opening, .refused = !answers, .answers = {}};
        heard->isRefused = !answers;
        if (answers) {
            heard->triesMaster = kind == QuestionKind::SecretsPassword && !answers->needless;
            heard->triesAnswer = !answers->needless;
            for (const bus::LeftSecret& secret : answers->secrets) {
                answer.answers.push_back(secret.id());
            }
            if (isSecret && !answers->secrets.empty()) {
                // The last answer is the one that let in.
                std::erase_if(heard->given, [kind](const Given& one) { return one.kind == kind; });
                heard->given.push_back({kind, answers->secrets.front(), answers->keep});
            }
        }
        // The secrets stay on the shelf until the engine has taken them.
        bus.send(std::move(answer), [held = std::move(answers)](const protocol::Event&, bool) {}).detach();
    };
}

void OpeningQuestions::put(RequestId opening, const protocol::Question& question, const QString& connection,
                           bool offersKeeping) {
    // Who asks again does not wait for the answer to what it has asked before.
    m_desk.withdraw(std::exchange(m_number, 0));
    const QuestionKind kind = question.kind;
    const bool isSecret = kind == QuestionKind::Password || kind == QuestionKind::TlsKeyPassword ||
                          kind == QuestionKind::SshPassword || kind == QuestionKind::SshPassphrase;
    m_number = m_desk.ask(question, connection, offersKeeping && isSecret, answering(opening, kind, isSecret));
    tellTried();
}

void OpeningQuestions::withdraw() {
    m_desk.withdraw(std::exchange(m_number, 0));
    tellTried();
}

void OpeningQuestions::tellTried() {
    if (std::exchange(m_heard->triesMaster, false)) {
        m_desk.masterPasswordTried();
    }
    if (std::exchange(m_heard->triesAnswer, false)) {
        m_desk.answerTried();
    }
}

} // namespace dbv::viewmodel
