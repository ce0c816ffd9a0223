// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <QObject>

#include "bus/command_bus.h"
#include "concurrency/mailbox.h"
#include "results/result_shelf.h"
#include "rpc/call.h"
#include "rpc/fd_output.h"
#include "rpc/input_thread.h"
#include "rpc/line_secrets.h"
#include "rpc/message.h"
#include "rpc/output_queue.h"
#include "rpc/reader_watch.h"
#include "rpc/told_losses.h"

namespace dbv::rpc {

/// JSON-RPC 2.0 between two file descriptors and the command bus: a line a message.
///
/// Lines are read and written by a thread each; everything else happens on the thread it lives in, and never waits.
/// Thread: the bus's.
class Server final : public QObject {
    Q_OBJECT

public:
    /// What ended the server, as the exit code of its process. A signal adds its number to `kExitSignal`.
    static constexpr int kExitEnd = 0;
    static constexpr int kExitOutputGone = 4;
    static constexpr int kExitSignal = 128;
    /// Requests that may run at the same time.
    static constexpr std::size_t kMaxRunning = 1000;
    /// Requests in one array.
    static constexpr qsizetype kMaxBatch = 1000;

    /// Bus and shelf must outlive the server; the descriptors stay open. `finished` is called once, on the server's
    /// thread, when everything is answered or cancelled and all connections are closed.
    Server(bus::CommandBus& bus, results::ResultShelf& shelf, int input, int output, std::string version,
           std::function<void(int exitCode)> finished);
    ~Server() override;

    /// What a connection that is saved may do that does not say it; else it is that of the program.
    void setUsualSafety(std::function<protocol::UsualSafety()> usual) { m_around.usualSafety = std::move(usual); }
    /// Cancels what runs, closes connections, and finishes with this code.
    void terminate(int exitCode);
    /// Handles one line, as if it had been read. For lines that do not come from a descriptor.
    void handleLine(WipedText line);

private:
    class Batch;
    /// The losses that a response tells and that were not told before.
    using Losses = std::vector<std::uint64_t>;
    using Deliver = std::function<void(OutputQueue::StreamId stream, std::string response, Losses losses)>;

    void takeInput();
    void handleWaiting();
    void take(InputLine line);
    [[nodiscard]] bool takeCancel(const InputLine& line);
    void handleRequest(const QJsonValue& value, RequestSecrets secrets, const Deliver& deliver);
    void begin(const IncomingRequest& incoming, const std::string& id, RequestSecrets secrets, const Deliver& deliver);
    void deliverLine(OutputQueue::StreamId stream, std::string response, Losses losses = {});
    [[nodiscard]] Losses lossesToldBy(const Call& call, ConnectionId connection);
    /// Thread: any.
    void outputGone();
    void endIfDone();
    void closeConnections();
    void finishWriting();
    void finish();

    bus::CommandBus& m_bus;
    std::function<void(int)> m_finished;
    FdOutput m_sink;
    ToldLosses m_losses;
    OutputQueue m_output;
    CallSurroundings m_around;
    std::map<OutputQueue::StreamId, std::shared_ptr<Call>> m_running;
    std::map<std::string, OutputQueue::StreamId> m_ids;
    std::set<ConnectionId> m_connections;
    std::size_t m_closing = 0;
    OutputQueue::StreamId m_lastStream = 0;
    bool m_ended = false;
    bool m_terminating = false;
    bool m_closed = false;
    int m_exitCode = kExitEnd;
    /// Of the line that is handled.
    InputLine::Epoch m_epoch = 0;
    concurrency::Mailbox<InputLine> m_mailbox;
    /// Read, and not begun because too many answers wait for their reader.
    std::deque<InputLine> m_waiting;
    // Last, so that their threads end before what they use.
    std::unique_ptr<InputThread> m_input;
    ReaderWatch m_readerWatch;
};

} // namespace dbv::rpc
