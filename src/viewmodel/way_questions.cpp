// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/way_questions.h"

namespace dbv::viewmodel {

bus::LeftSecret WayDesk::answerTo(const protocol::Question& question) const {
    const auto known = m_known.find({question.kind, question.about});
    // One that was wrong is not given again.
    return known == m_known.end() || question.attempt > 1 ? bus::LeftSecret() : known->second;
}

void WayDesk::remember(protocol::QuestionKind kind, const std::string& about, const bus::LeftSecret& secret) {
    m_known[{kind, about}] = secret;
}

void WayQuestions::begin() {
    m_isNeeded = false;
    if (m_questions) {
        m_questions->withdraw();
        m_questions->forget();
    }
}

void WayQuestions::answer(RequestId work, const std::optional<bus::LeftSecret>& secret) {
    protocol::AnswerQuestion said{.opening = work, .refused = !secret, .answers = {}};
    if (secret) {
        said.answers.push_back(secret->id());
    }
    // It stays on the shelf until the engine has taken it.
    m_bus.send(std::move(said), [secret](const protocol::Event&, bool) {}).detach();
}

void WayQuestions::put(RequestId work, const protocol::Question& question, const QString& what) {
    if (!m_questions) {
        return;
    }
    m_abouts[question.kind] = question.about;
    if (const bus::LeftSecret known = m_ways->answerTo(question); known.id()) {
        answer(work, known);
    } else if (m_isQuiet) {
        m_isNeeded = true;
        answer(work, std::nullopt);
    } else {
        m_questions->put(work, question, what, false);
    }
}

void WayQuestions::opened() {
    if (!m_questions) {
        return;
    }
    for (const OpeningQuestions::Given& given : m_questions->given()) {
        m_ways->remember(given.kind, m_abouts[given.kind], given.secret);
    }
    m_questions->withdraw();
}

void WayQuestions::withdraw() {
    if (m_questions) {
        m_questions->withdraw();
    }
}

} // namespace dbv::viewmodel
