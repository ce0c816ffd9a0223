// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "protocol/secrets.h"

namespace dbv::viewmodel {

/// What a person said to a question. Secrets lie on the bus's shelf.
struct QuestionAnswers {
    std::vector<bus::LeftSecret> secrets;
    /// They are to be stored, so that they need not be given again.
    bool keep = false;
};

/// A question that waits for a person.
struct WaitingQuestion {
    std::uint64_t number = 0;
    protocol::Question question;
    /// The connection that wants to know it.
    QString connection;
    /// Whether the answer can be stored.
    bool offersKeeping = false;
};

/// Where questions wait until a person has answered them, whoever they come from.
///
/// Thread: the UI thread; nothing here waits.
class QuestionDesk final : public QObject {
    Q_OBJECT

public:
    /// Nothing when the person refused.
    using Answered = std::function<void(std::optional<QuestionAnswers>)>;

    explicit QuestionDesk(bus::CommandBus& bus, QObject* parent = nullptr) : QObject(parent), m_bus(bus) {}

    /// `number` of the question is given back. `answered` is called at most once, and not after `withdraw`.
    std::uint64_t ask(protocol::Question question, const QString& connection, bool offersKeeping, Answered answered);
    /// Whoever asked does not want to know any more.
    void withdraw(std::uint64_t number);

    [[nodiscard]] const WaitingQuestion* find(std::uint64_t number) const;
    /// One for each prompt; a prompt without one is answered with nothing.
    void answer(std::uint64_t number, std::vector<Secret> given, bool keep = false);
    void refuse(std::uint64_t number);

Q_SIGNALS:
    void asked(quint64 number);
    /// It was answered, refused or withdrawn.
    void settled(quint64 number);

private:
    struct Entry {
        WaitingQuestion question;
        Answered answered;
    };
    void settle(std::uint64_t number, std::optional<QuestionAnswers> answers);

    bus::CommandBus& m_bus;
    std::uint64_t m_lastNumber = 0;
    std::map<std::uint64_t, Entry> m_waiting;
};

/// The questions of one opening, carried between the bus and the desk. They are withdrawn when it goes.
class OpeningQuestions {
public:
    /// A secret that was given, to be stored when the opening succeeds.
    struct Given {
        protocol::QuestionKind kind = protocol::QuestionKind::Password;
        bus::LeftSecret secret;
        bool keep = false;
    };

    OpeningQuestions(bus::CommandBus& bus, QuestionDesk& desk) : m_bus(bus), m_desk(desk) {}
    OpeningQuestions(const OpeningQuestions&) = delete;
    OpeningQuestions& operator=(const OpeningQuestions&) = delete;
    ~OpeningQuestions() { withdraw(); }

    void put(RequestId opening, const protocol::Question& question, const QString& connection, bool offersKeeping);
    void withdraw();
    [[nodiscard]] const std::vector<Given>& given() const { return *m_given; }

private:
    bus::CommandBus& m_bus;
    QuestionDesk& m_desk;
    std::uint64_t m_number = 0;
    std::shared_ptr<std::vector<Given>> m_given = std::make_shared<std::vector<Given>>();
};

} // namespace dbv::viewmodel
