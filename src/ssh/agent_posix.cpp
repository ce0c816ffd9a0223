// SPDX-License-Identifier: Apache-2.0
#include "ssh/agent.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "ssh/key_print.h"
#include "ssh/waiting.h"
#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

constexpr std::uint8_t kListKeys = 11;
constexpr std::uint8_t kKeys = 12;
constexpr std::uint8_t kSign = 13;
constexpr std::uint8_t kSignature = 14;
constexpr std::uint32_t kRsaSha256 = 2;
constexpr std::uint32_t kRsaSha512 = 4;
/// The agent's own limit of a message.
constexpr std::uint32_t kLongestAnswer = 256U * 1024U;
constexpr std::chrono::seconds kListTime{10};
/// The user may be asked.
constexpr std::chrono::minutes kSignTime{5};

Error agentError(std::string_view what) {
    return makeError(ErrorKind::SshFailed, "The SSH agent " + std::string(what) + ".",
                     "Check with `ssh-add -l` that it runs, or use a key file.");
}

class SocketAgent final : public Agent {
public:
    SocketAgent(Descriptor socket, std::stop_token stop) : m_socket(std::move(socket)), m_waiter(std::move(stop)) {}

    Result<std::vector<AgentKey>> keys() override {
        auto answer = ask(std::string(1, static_cast<char>(kListKeys)), deadlineIn(kListTime));
        if (!answer) {
            return std::unexpected(answer.error());
        }
        WireReader reader(*answer);
        const auto kind = reader.byte();
        const auto count = reader.number();
        if (kind != kKeys || !count) {
            return std::unexpected(agentError("did not list its keys"));
        }
        std::vector<AgentKey> keys;
        for (std::uint32_t i = 0; i < *count; ++i) {
            const auto blob = reader.text();
            const auto comment = reader.text();
            if (!comment) {
                return std::unexpected(agentError("gave a list of keys that is cut"));
            }
            keys.push_back({std::string(*blob), std::string(*comment)});
        }
        return keys;
    }

    Result<std::string> sign(std::string_view blob, std::string_view algorithm, std::string_view message) override {
        WireWriter request;
        request.byte(kSign);
        request.text(blob);
        request.text(message);
        request.number(algorithm == "rsa-sha2-512" ? kRsaSha512 : algorithm == "rsa-sha2-256" ? kRsaSha256 : 0U);
        auto answer = ask(request.take(), deadlineIn(kSignTime));
        if (!answer) {
            return std::unexpected(answer.error());
        }
        WireReader reader(*answer);
        const auto kind = reader.byte();
        const auto signature = reader.text();
        if (kind != kSignature || !signature) {
            return std::unexpected(agentError("refused to sign with the key " + fingerprintOf(blob)));
        }
        WireReader parts(*signature);
        const auto made = parts.text();
        const auto bytes = parts.text();
        if (!bytes || *made != algorithm) {
            return std::unexpected(agentError("signed in another way than it was asked to"));
        }
        return std::string(*bytes);
    }

private:
    Result<std::string> ask(const std::string& request, Deadline deadline) {
        WireWriter framed;
        framed.text(request);
        if (auto sent = send(framed.take(), deadline); !sent) {
            return std::unexpected(sent.error());
        }
        auto head = receive(4, deadline);
        if (!head) {
            return head;
        }
        const std::uint32_t size = WireReader(*head).number().value_or(0);
        if (size == 0 || size > kLongestAnswer) {
            return std::unexpected(agentError("gave an answer that is none"));
        }
        return receive(size, deadline);
    }

    Result<void> send(const std::string& bytes, Deadline deadline) {
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t count = ::send(m_socket.get(), bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
            if (count > 0) {
                at += static_cast<std::size_t>(count);
            } else if (auto ready = await(POLLOUT, deadline); !ready) {
                return ready;
            }
        }
        return {};
    }

    Result<std::string> receive(std::size_t size, Deadline deadline) {
        std::string bytes(size, '\0');
        for (std::size_t at = 0; at < size;) {
            const ssize_t count = ::recv(m_socket.get(), bytes.data() + at, size - at, 0);
            if (count > 0) {
                at += static_cast<std::size_t>(count);
            } else if (count == 0) {
                return std::unexpected(agentError("hung up"));
            } else if (auto ready = await(POLLIN, deadline); !ready) {
                return std::unexpected(ready.error());
            }
        }
        return bytes;
    }

    /// After a call that did nothing: waits, or says why waiting is no use.
    Result<void> await(short events, Deadline deadline) {
        if (errno != EAGAIN && errno != EINTR) {
            return std::unexpected(agentError("hung up: " + std::generic_category().message(errno)));
        }
        switch (m_waiter.wait(m_socket.get(), events, deadline)) {
        case Awaited::Ready: return {};
        case Awaited::Stopped: return fail(ErrorKind::Cancelled, "The connection was cancelled.");
        case Awaited::TimedOut: break;
        }
        return std::unexpected(agentError("does not answer"));
    }

    Descriptor m_socket;
    Waiter m_waiter;
};

} // namespace

Result<std::unique_ptr<Agent>> connectAgent(const std::string& socketPath, std::stop_token stop) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socketPath.empty() || socketPath.size() >= sizeof address.sun_path) {
        return std::unexpected(agentError("has a socket path that is empty or too long"));
    }
    std::memcpy(address.sun_path, socketPath.data(), socketPath.size());
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return std::unexpected(
            agentError("at " + socketPath + " can not be reached: " + std::generic_category().message(errno)));
    }
    return std::make_unique<SocketAgent>(std::move(socket), std::move(stop));
}

} // namespace dbv::ssh
