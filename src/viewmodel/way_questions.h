// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <QString>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "protocol/events.h"
#include "viewmodel/question_desk.h"

namespace dbv::viewmodel {

/// Where the ways to servers on which backups lie put their questions. What somebody has answered rightly is remembered in locked memory for
/// as long as the window is open, so that nobody is asked for each backup anew; what a server asks in its own words is put each time.
///
/// Thread: the UI thread; nothing here waits.
class WayDesk {
public:
    explicit WayDesk(QuestionDesk& desk) : m_desk(desk) {}

    [[nodiscard]] QuestionDesk& desk() { return m_desk; }
    /// What was right for such a question; an empty one where there is nothing.
    [[nodiscard]] bus::LeftSecret answerTo(const protocol::Question& question) const;
    void remember(protocol::QuestionKind kind, const std::string& about, const bus::LeftSecret& secret);

private:
    QuestionDesk& m_desk;
    std::map<std::pair<protocol::QuestionKind, std::string>, bus::LeftSecret> m_known;
};

/// The questions of one piece of work on its way to a server. They are withdrawn when it goes.
class WayQuestions {
public:
    /// `ways` is null where nobody is there to be asked.
    WayQuestions(bus::CommandBus& bus, WayDesk* ways) : m_bus(bus), m_ways(ways) {
        if (ways != nullptr) {
            m_questions.emplace(bus, ways->desk());
        }
    }

    [[nodiscard]] bool canAsk() const { return m_ways != nullptr; }
    /// Whether nobody is asked now: what was not answered before is refused, and `isNeeded` tells.
    void setQuiet(bool quiet) { m_isQuiet = quiet; }
    [[nodiscard]] bool isNeeded() const { return m_isNeeded; }
    /// Another work begins, of which nothing was asked yet.
    void begin();
    /// `what` is what the work does, for people.
    void put(RequestId work, const protocol::Question& question, const QString& what);
    /// The way is open: what was answered was right.
    void opened();
    void withdraw();
    /// Somebody has said no to the last one.
    [[nodiscard]] bool isRefused() const { return m_questions && m_questions->isRefused(); }

    /// Sends a command, puts what its way asks, and hands its answer, or its failure, on. The one before it is dropped.
    template <class Command>
    void ask(Command command, const QString& what, std::function<void(const typename Command::Answer&)> answered,
             std::function<void(const Error&)> failed) {
        command.canAnswer = canAsk();
        begin();
        m_request = m_bus.send(std::move(command), [this, what, answered = std::move(answered),
                                                    failed = std::move(failed)](const protocol::Event& event, bool) {
            if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
                put(m_request.id(), raised->question, what);
            } else if (const auto* answer = std::get_if<typename Command::Answer>(&event)) {
                opened();
                answered(*answer);
            } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                withdraw();
                failed(failure->error);
            }
        });
    }
    void drop() {
        withdraw();
        m_request = {};
    }
    [[nodiscard]] bool active() const { return m_request.active(); }

private:
    /// Nothing for refused.
    void answer(RequestId work, const std::optional<bus::LeftSecret>& secret);

    bus::CommandBus& m_bus;
    WayDesk* m_ways;
    std::optional<OpeningQuestions> m_questions;
    /// What the question of a kind that was asked last was about.
    std::map<protocol::QuestionKind, std::string> m_abouts;
    bool m_isQuiet = false;
    bool m_isNeeded = false;
    bus::Request m_request;
};

} // namespace dbv::viewmodel
