// SPDX-License-Identifier: Apache-2.0
#include "rpc/server.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include <QJsonArray>
#include <QMetaObject>
#include <QTimer>

#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/line_secrets.h"

namespace dbv::rpc {

namespace {

// How long a program that was told to end waits for servers to confirm, and then for its own reader.
constexpr std::chrono::seconds kConfirmGrace{5};
constexpr std::chrono::seconds kReaderGrace{1};
// Unit: bytes.
constexpr std::size_t kLongestCancel = 4096;

std::string responseText(const std::string& id, const std::string& member) {
    return R"({"jsonrpc":"2.0","id":)" + (id.empty() ? "null" : id) + "," + member + "}";
}

std::string errorResponse(const QJsonValue& id, const ErrorJson& error) {
    return responseText(jsonText(id), "\"error\":" + jsonText(error));
}

} // namespace

/// The answers of one array of requests: they go out together, when the last one is there.
class Server::Batch {
public:
    Batch(Server& server, std::size_t expected) : m_server(server), m_missing(expected) {}

    /// An empty response is that of a notification.
    void add(OutputQueue::StreamId stream, const std::string& response, const Losses& losses) {
        m_losses.insert(m_losses.end(), losses.begin(), losses.end());
        if (!response.empty()) {
            m_text += (m_text.empty() ? "[" : ",") + response;
        }
        if (--m_missing == 0 && !m_text.empty()) {
            m_server.deliverLine(stream, m_text + "]", m_losses);
        }
    }

private:
    Server& m_server;
    std::size_t m_missing;
    std::string m_text;
    Losses m_losses;
};

Server::Server(bus::CommandBus& bus, results::ResultShelf& shelf, int input, int output, std::string version,
               std::function<void(int exitCode)> finished)
    : m_bus(bus),
      m_finished(std::move(finished)),
      m_sink(output),
      m_output(m_sink, [this](const Error&) { outputGone(); }),
      m_around{bus,
               shelf,
               m_output,
               *this,
               [this](const std::string& id) -> std::optional<RequestId> {
                   const auto found = m_ids.find(id);
                   return found == m_ids.end() ? std::nullopt : std::optional(m_running.at(found->second)->request());
               },
               [this](ConnectionId id) { m_connections.insert(id); },
               [this](ConnectionId id) {
                   m_connections.erase(id);
                   m_losses.forget(id);
               },
               std::move(version)},
      m_readerWatch(output, [this] { outputGone(); }) {
    const auto take = [this](InputLine line) {
        if (m_mailbox.put(std::move(line))) {
            QMetaObject::invokeMethod(this, &Server::takeInput, Qt::QueuedConnection);
        }
    };
    if (input >= 0) {
        m_input = std::make_unique<InputThread>(input, take);
        m_losses.setInput(m_input.get());
    }
}

Server::~Server() {
    m_losses.setInput(nullptr);
    m_input.reset();
    m_sink.interrupt();
    // Handlers of what still runs hold calls that know this server.
    for (const auto& [stream, call] : std::exchange(m_running, {})) {
        call->hold({});
    }
}

void Server::takeInput() {
    for (InputLine& line : m_mailbox.takeAll()) {
        if (m_waiting.empty() || !takeCancel(line)) {
            m_waiting.push_back(std::move(line));
        }
    }
    handleWaiting();
}

void Server::handleWaiting() {
    const auto again = [this] { QMetaObject::invokeMethod(this, &Server::handleWaiting, Qt::QueuedConnection); };
    while (!m_waiting.empty() && (m_terminating || m_output.hasRoom(again))) {
        InputLine line = std::move(m_waiting.front());
        m_waiting.pop_front();
        take(std::move(line));
    }
    // What stops a request would free room, and is itself short to answer.
    std::erase_if(m_waiting, [this](const InputLine& line) { return takeCancel(line); });
}

void Server::take(InputLine line) {
    if (line.kind == InputLine::Kind::End) {
        m_ended = true;
        endIfDone();
        return;
    }
    const std::size_t bytes = line.text.size();
    if (line.kind == InputLine::Kind::TooLong) {
        const QString why = QStringLiteral("The line is longer than %1 bytes.").arg(LineSplitter::kMaxLine);
        deliverLine(++m_lastStream, errorResponse(QJsonValue::Null, messageErrorJson(kInvalidRequest, why)));
    } else {
        m_epoch = line.epoch;
        handleLine(std::move(line.text));
    }
    m_input->handled(bytes);
}

bool Server::takeCancel(const InputLine& line) {
    // Long lines are no cancels, and not worth to be parsed twice.
    if (line.kind != InputLine::Kind::Text || line.text.size() > kLongestCancel || !line.text.contains("\"cancel\"")) {
        return false;
    }
    // A request that holds the word is read again, with its secrets, when its turn comes.
    WipedText text = line.text;
    static_cast<void>(LineSecrets::takenFrom(text));
    const std::expected<QJsonValue, ErrorJson> value = parseLine(text);
    const auto request = value ? parseRequest(*value) : std::unexpected(RefusedRequest{});
    // One whose request is not known may mean a request that waits before it.
    if (!request || request->method->name != "cancel" ||
        !m_ids.contains(jsonText(request->params.value(QLatin1String("id"))))) {
        return false;
    }
    take(line);
    return true;
}

void Server::handleLine(WipedText line) {
    if (m_terminating || line.find_first_not_of(" \t\r") == WipedText::npos) {
        return;
    }
    LineSecrets secrets = LineSecrets::takenFrom(line);
    const std::expected<QJsonValue, ErrorJson> value = parseLine(line);
    // It may be long, and what it says is in the value.
    line = {};
    if (!value) {
        deliverLine(++m_lastStream, errorResponse(QJsonValue::Null, value.error()));
        return;
    }
    const QJsonArray requests = value->toArray();
    if (requests.isEmpty()) {
        handleRequest(value->isArray() ? QJsonValue() : *value, secrets.takeRequest(0),
                      [this](OutputQueue::StreamId stream, std::string text, Losses losses) {
                          deliverLine(stream, std::move(text), std::move(losses));
                      });
        return;
    }
    if (requests.size() > kMaxBatch) {
        const QString why =
            QStringLiteral("The array has %1 requests; %2 are allowed.").arg(requests.size()).arg(kMaxBatch);
        deliverLine(++m_lastStream, errorResponse(QJsonValue::Null, messageErrorJson(kInvalidRequest, why)));
        return;
    }
    const auto batch = std::make_shared<Batch>(*this, static_cast<std::size_t>(requests.size()));
    std::size_t index = 0;
    for (const QJsonValue request : requests) {
        handleRequest(request, secrets.takeRequest(index++),
                      [batch](OutputQueue::StreamId stream, const std::string& text, const Losses& losses) {
                          batch->add(stream, text, losses);
                      });
    }
}

void Server::handleRequest(const QJsonValue& value, RequestSecrets secrets, const Deliver& deliver) {
    std::expected<IncomingRequest, RefusedRequest> incoming = parseRequest(value);
    if (!incoming) {
        const RefusedRequest& refused = incoming.error();
        deliver(++m_lastStream, refused.id ? errorResponse(*refused.id, refused.error) : std::string(), {});
        return;
    }
    const std::string id = incoming->id ? jsonText(*incoming->id) : std::string();
    if (m_ids.contains(id)) {
        const QString why = QStringLiteral("A request with the id %1 is still running.").arg(toText(id).left(80));
        deliver(++m_lastStream, errorResponse(*incoming->id, messageErrorJson(kInvalidRequest, why)), {});
        return;
    }
    if (m_running.size() >= kMaxRunning && incoming->method->name != "cancel") {
        const Error busy =
            makeError(ErrorKind::Busy, "Too many requests are running.", "Wait for answers, then ask again.");
        deliver(++m_lastStream, id.empty() ? std::string() : errorResponse(*incoming->id, errorJson(busy)), {});
        return;
    }
    begin(*incoming, id, std::move(secrets), deliver);
}

void Server::begin(const IncomingRequest& incoming, const std::string& id, RequestSecrets secrets,
                   const Deliver& deliver) {
    const OutputQueue::StreamId stream = ++m_lastStream;
    const ConnectionId connection = connectionOf(incoming.params);
    const auto call = std::make_shared<Call>(
        id, stream, m_around, [this, deliver, connection](Call& answered, const std::string& member) {
            const auto found = m_running.find(answered.stream());
            if (found == m_running.end()) {
                return;
            }
            const std::shared_ptr<Call> alive = std::move(found->second);
            m_running.erase(found);
            m_ids.erase(alive->id());
            deliver(alive->stream(), alive->silent() ? std::string() : responseText(alive->id(), member),
                    lossesToldBy(*alive, connection));
            endIfDone();
        });
    m_running.emplace(stream, call);
    if (!id.empty()) {
        m_ids.emplace(id, stream);
    }
    call->give(std::move(secrets));
    call->setHeard(m_losses.knownTo(m_epoch, connection, sessionOf(incoming.params)));
    startCall(call, *incoming.method, incoming.params);
}

Server::Losses Server::lossesToldBy(const Call& call, ConnectionId connection) {
    if (!m_losses.isNews(connection, call.loss())) {
        return {};
    }
    if (call.silent()) {
        // Nothing is written of it, so this is all that can be told.
        m_losses.beforeTelling({call.loss().number});
        return {};
    }
    return {call.loss().number};
}

void Server::deliverLine(OutputQueue::StreamId stream, std::string response, Losses losses) {
    if (response.empty()) {
        return;
    }
    response += '\n';
    if (losses.empty()) {
        m_output.line(stream, std::move(response));
        return;
    }
    m_output.line(stream, std::move(response), [this, losses = std::move(losses)] { m_losses.beforeTelling(losses); });
}

void Server::terminate(int exitCode) {
    if (m_terminating) {
        return;
    }
    m_terminating = true;
    m_ended = true;
    m_exitCode = exitCode;
    for (const auto& [stream, call] : m_running) {
        if (call->request()) {
            m_bus.tell(protocol::CancelRequest{call->request()});
        }
    }
    QTimer::singleShot(kConfirmGrace, this, &Server::finish);
    endIfDone();
}

void Server::outputGone() {
    QMetaObject::invokeMethod(this, [this] { terminate(kExitOutputGone); }, Qt::QueuedConnection);
}

void Server::endIfDone() {
    const bool done = std::ranges::all_of(m_running, [](const auto& each) { return each.second->endless(); });
    if (m_ended && done && !std::exchange(m_closed, true)) {
        closeConnections();
    }
}

void Server::closeConnections() {
    m_closing = m_connections.size() + 1;
    const auto closed = [this](const auto&) {
        if (--m_closing == 0) {
            finishWriting();
        }
    };
    for (const ConnectionId connection : std::exchange(m_connections, {})) {
        m_bus.ask(protocol::CloseConnection{connection}, closed, closed).detach();
    }
    closed(0);
}

void Server::finishWriting() {
    m_output.whenWritten([this] { QMetaObject::invokeMethod(this, &Server::finish, Qt::QueuedConnection); });
    if (m_terminating) {
        QTimer::singleShot(kReaderGrace, this, &Server::finish);
    }
}

void Server::finish() {
    if (const auto finished = std::exchange(m_finished, {})) {
        finished(m_exitCode);
    }
}

} // namespace dbv::rpc
