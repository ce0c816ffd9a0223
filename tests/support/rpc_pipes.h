// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest/QTest>

#include <fcntl.h>
#include <unistd.h>

#include "bus/command_bus.h"
#include "rpc/server.h"
#include "support/fake_engine.h"

namespace dbv::support {

/// A server of JSON-RPC between two pipes, over an engine that the test scripts.
class RpcPipes {
public:
    explicit RpcPipes(FakeEngine& engine) : m_bus(engine) {
        // As the program does: a reader that is gone is an error of a write.
        std::signal(SIGPIPE, SIG_IGN);
        openPipe(m_input);
        openPipe(m_output);
        ::fcntl(m_output[0], F_SETFL, O_NONBLOCK);
        m_server = std::make_unique<rpc::Server>(m_bus, engine.shelf(), m_input[0], m_output[1], "0",
                                                 [this](int exitCode) { m_exitCode = exitCode; });
    }
    RpcPipes(const RpcPipes&) = delete;
    RpcPipes& operator=(const RpcPipes&) = delete;
    ~RpcPipes() {
        m_server.reset();
        closeInput();
        closeOutput();
        ::close(m_input[0]);
        ::close(m_output[1]);
    }

    [[nodiscard]] rpc::Server& server() { return *m_server; }
    [[nodiscard]] bus::SecretShelf& secrets() { return *m_bus.secrets(); }
    /// Writes a line; the pipe takes it all at once when it is short.
    void send(std::string_view line) { sendBytes(std::string(line) + "\n"); }
    void sendBytes(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t count = ::write(m_input[1], bytes.data(), bytes.size());
            if (count <= 0) {
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    void closeInput() { closeEnd(m_input[1]); }
    void closeOutput() { closeEnd(m_output[0]); }

    /// The next line of output; nothing when none comes in time.
    [[nodiscard]] std::string line() {
        std::size_t end = std::string::npos;
        static_cast<void>(QTest::qWaitFor(
            [this, &end] {
                readSome();
                end = m_text.find('\n');
                return end != std::string::npos;
            },
            20000));
        if (end == std::string::npos) {
            return "nothing came";
        }
        std::string line = m_text.substr(0, end);
        m_text.erase(0, end + 1);
        return line;
    }
    [[nodiscard]] QJsonObject message() { return QJsonDocument::fromJson(QByteArray::fromStdString(line())).object(); }
    /// The exit code, when the server is over.
    [[nodiscard]] std::optional<int> exitCode() {
        static_cast<void>(QTest::qWaitFor([this] { return m_exitCode.has_value(); }, 20000));
        return m_exitCode;
    }
    /// Runs the event loop until something is true.
    template <class Condition>
    [[nodiscard]] bool waitUntil(Condition condition) {
        return QTest::qWaitFor(condition, 20000);
    }

private:
    static void openPipe(std::array<int, 2>& ends) {
        if (::pipe(ends.data()) != 0) {
            std::abort();
        }
    }
    static void closeEnd(int& fd) {
        if (fd >= 0) {
            ::close(std::exchange(fd, -1));
        }
    }
    void readSome() {
        std::array<char, 65536> buffer{};
        ssize_t count = 0;
        while ((count = ::read(m_output[0], buffer.data(), buffer.size())) > 0) {
            m_text.append(buffer.data(), static_cast<std::size_t>(count));
        }
    }

    bus::CommandBus m_bus;
    std::array<int, 2> m_input{-1, -1};
    std::array<int, 2> m_output{-1, -1};
    std::string m_text;
    std::optional<int> m_exitCode;
    std::unique_ptr<rpc::Server> m_server;
};

} // namespace dbv::support
