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
#include <QTimer>

#include "bus/command_bus.h"
#include "bus/secret_shelf.h"
#include "protocol/secrets.h"

namespace dbv::viewmodel {

/// What a person said to a question. Secrets lie on the bus's shelf.
struct QuestionAnswers {
    std::vector<bus::LeftSecret> secrets;
    /// They are to be stored, so that they need not be given again.
    bool keep = false;
    /// It needs no answer any more: the store of secrets was opened while this waited for its password.
    bool needless = false;
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

/// Where questions wait until a person has answered them, whoever they come from. One is asked at a time, and while an answer
/// is tried nobody else asks: who types the same again must not type it into somebody else's question. Whoever waits for the
/// master password while another one of it is tried is asked only if that did not open the store.
///
/// Thread: the UI thread; nothing here waits.
class QuestionDesk final : public QObject {
    Q_OBJECT

public:
    /// Nothing when the person refused.
    using Answered = std::function<void(std::optional<QuestionAnswers>)>;

    explicit QuestionDesk(bus::CommandBus& bus, QObject* parent = nullptr);

    /// `number` of the question is given back. `answered` is called at most once, and not after `withdraw`.
    std::uint64_t ask(protocol::Question question, const QString& connection, bool offersKeeping, Answered answered);
    /// Whoever asked does not want to know any more.
    void withdraw(std::uint64_t number);

    [[nodiscard]] const WaitingQuestion* find(std::uint64_t number) const;
    /// One for each prompt; a prompt without one is answered with nothing.
    void answer(std::uint64_t number, std::vector<Secret> given, bool keep = false);
    void refuse(std::uint64_t number);
    /// It is known whether the master password that was given last is the right one.
    void masterPasswordTried();
    /// Whoever has the answer that was given last has got on by it, or asks again.
    void answerTried();

Q_SIGNALS:
    /// The turn of this one has come.
    void asked(quint64 number);
    /// It was answered, refused or withdrawn.
    void settled(quint64 number);

private:
    struct Entry {
        WaitingQuestion question;
        Answered answered;
    };
    void settle(std::uint64_t number, std::optional<QuestionAnswers> answers);
    void askNext();
    void leave(std::uint64_t number);
    /// Those who wait for the master password; the one that is being asked is none of them.
    [[nodiscard]] std::vector<std::uint64_t> waitingForMaster() const;
    void lookWhetherOpen();
    void hearWhetherOpen(bool isOpen);

    bus::CommandBus& m_bus;
    std::uint64_t m_lastNumber = 0;
    std::map<std::uint64_t, Entry> m_waiting;
    /// The one that is being asked; 0 for none.
    std::uint64_t m_asked = 0;
    /// A master password was given, and nobody knows yet whether it is the right one.
    enum class Trial : std::uint8_t { None, Running, Ended };
    Trial m_trial = Trial::None;
    bus::Request m_look;
    QTimer m_lookAgain;
    /// Runs while an answer is tried, for so long at most: a server may say nothing.
    QTimer m_trying;
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
    /// What was given to an opening before is none of the next one's.
    void forget() {
        m_heard->given.clear();
        m_heard->isRefused = false;
    }
    [[nodiscard]] const std::vector<Given>& given() const { return m_heard->given; }
    /// The last question was refused.
    [[nodiscard]] bool isRefused() const { return m_heard->isRefused; }

private:
    /// It may be heard when the opening has gone.
    struct Heard {
        std::vector<Given> given;
        bool triesMaster = false;
        bool triesAnswer = false;
        bool isRefused = false;
    };
    /// The opening has asked again, or has ended.
    void tellTried();
    [[nodiscard]] QuestionDesk::Answered answering(RequestId opening, protocol::QuestionKind kind, bool isSecret) const;

    bus::CommandBus& m_bus;
    QuestionDesk& m_desk;
    std::uint64_t m_number = 0;
    std::shared_ptr<Heard> m_heard = std::make_shared<Heard>();
};

} // namespace dbv::viewmodel
