// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <dbv/core/ids.h>

#include "bus/command_bus.h"
#include "protocol/envelope.h"
#include "protocol/events.h"
#include "protocol/usual_safety.h"
#include "results/result_shelf.h"
#include "rpc/line_secrets.h"
#include "rpc/output_queue.h"
#include "rpc/params.h"

namespace dbv::rpc {

class Call;

/// What every call may use; all of it outlives the calls.
struct CallSurroundings {
    bus::CommandBus& bus;
    results::ResultShelf& shelf;
    OutputQueue& output;
    /// The object whose thread answers.
    QObject& context;
    /// The request on the bus of a call that runs, by the JSON text of its id.
    std::function<std::optional<RequestId>(const std::string& id)> findRunning;
    std::function<void(ConnectionId)> connectionOpened;
    std::function<void(ConnectionId)> connectionClosed;
    /// What `hello` says.
    std::string version;
    /// What a new connection may do, as the settings say now.
    std::function<protocol::UsualSafety()> usualSafety = protocol::programsSafety;
};

/// One request while it is being answered.
/// Thread: the bus's.
class Call final : public std::enable_shared_from_this<Call> {
public:
    /// The text of `result` or `error`, as a member of the response.
    using Answered = std::function<void(Call& call, const std::string& member)>;

    /// `id` is JSON text; empty for a notification, which hears nothing.
    Call(std::string id, OutputQueue::StreamId stream, const CallSurroundings& around, Answered answered);

    [[nodiscard]] const std::string& id() const { return m_id; }
    [[nodiscard]] OutputQueue::StreamId stream() const { return m_stream; }
    [[nodiscard]] bool silent() const { return m_id.empty(); }
    /// The secrets that came with the request.
    void give(RequestSecrets secrets) { m_secrets = std::move(secrets); }
    /// The one that stands at a place like `config.password`, once; empty where none does.
    [[nodiscard]] Secret takeSecret(std::string_view place);
    /// It goes on until its connection is closed: the end of the input does not wait for it.
    void setEndless() { m_endless = true; }
    [[nodiscard]] bool endless() const { return m_endless; }
    [[nodiscard]] const CallSurroundings& around() const { return m_around; }

    void answer(const QJsonObject& result);
    /// The result as JSON text already.
    void answerText(std::string result);
    void refuse(const QJsonObject& error);
    void refuse(const ParamProblem& problem);
    /// A notification with this call's id among its params.
    void notify(const char* method, const QJsonObject& params);

    /// The conversation that will answer.
    void hold(bus::Request request) { m_request = std::move(request); }
    [[nodiscard]] RequestId request() const { return m_request.id(); }
    /// The last loss of a session that the client knew of when it sent the request.
    void setHeard(std::uint64_t heard) { m_heard = heard; }
    /// The same, for the bus.
    [[nodiscard]] std::uint64_t heard() const { return m_heard; }
    /// The answer tells of this loss.
    void setLoss(protocol::LossMark loss) { m_loss = loss; }
    [[nodiscard]] const protocol::LossMark& loss() const { return m_loss; }

    /// Sends a command and answers with what `toJson` makes of its end. A call lives until its answer.
    template <class C, class ToJson>
    void ask(C command, ToJson toJson) {
        hold(m_around.bus.send(
            std::move(command),
            [self = shared_from_this(), toJson = std::move(toJson)](const protocol::Event& event, bool last) {
                if (const auto* answer = std::get_if<typename C::Answer>(&event); answer != nullptr && last) {
                    self->answer(toJson(*answer));
                } else {
                    self->hear(event);
                }
            },
            m_heard));
    }
    /// What every conversation may say beside its answer: progress and failure. `sql` is what places count in.
    void hear(const protocol::Event& event, std::string_view sql = {});

private:
    std::string m_id;
    OutputQueue::StreamId m_stream;
    const CallSurroundings& m_around;
    Answered m_answered;
    RequestSecrets m_secrets;
    bus::Request m_request;
    bool m_endless = false;
    std::uint64_t m_heard = protocol::kHeardAll;
    protocol::LossMark m_loss;
};

[[nodiscard]] QString toText(std::string_view utf8);
/// What `job.progress` says of the whole: its share, and the backup; neither where nobody knows.
void addWhole(QJsonObject& progress, std::optional<double> share, const std::string& backup,
              const protocol::DatabaseTurn& turn);
/// `[{severity, message}]`.
[[nodiscard]] QJsonArray noticesJson(const std::vector<Notice>& notices);

} // namespace dbv::rpc
