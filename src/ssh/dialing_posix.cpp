// SPDX-License-Identifier: Apache-2.0
#include "ssh/dialing.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

namespace dbv::ssh {

namespace {

using Found = Result<std::vector<SocketAddress>>;

std::string textOf(const addrinfo& entry) {
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> service{};
    ::getnameinfo(entry.ai_addr, entry.ai_addrlen, host.data(), host.size(), service.data(), service.size(),
                  NI_NUMERICHOST | NI_NUMERICSERV);
    const std::string name = host.data();
    return (name.find(':') == std::string::npos ? name : "[" + name + "]") + ":" + service.data();
}

Found lookUp(const std::string& host, std::uint16_t port, AddressFamily family, int flags) {
    addrinfo wanted{};
    wanted.ai_family = family == AddressFamily::Inet ? AF_INET : family == AddressFamily::Inet6 ? AF_INET6 : AF_UNSPEC;
    wanted.ai_socktype = SOCK_STREAM;
    wanted.ai_flags = flags | AI_NUMERICSERV;
    addrinfo* raw = nullptr;
    const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &wanted, &raw);
    if (code != 0) {
        const std::string why = code == EAI_SYSTEM ? std::generic_category().message(errno) : ::gai_strerror(code);
        return fail(ErrorKind::ConnectionFailed, "the host " + host + " is not found: " + why + ".",
                    "Check the spelling of the host name, and the network.");
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> list(raw, &::freeaddrinfo);
    std::vector<SocketAddress> addresses;
    for (const addrinfo* entry = list.get(); entry != nullptr; entry = entry->ai_next) {
        addresses.push_back({entry->ai_family,
                             std::string(reinterpret_cast<const char*>(entry->ai_addr), entry->ai_addrlen),
                             textOf(*entry)});
    }
    return addresses;
}

/// Where a look-up leaves what it found, for whoever still waits.
struct LookUp {
    std::mutex mutex;
    std::optional<Found> found;
    WakePipe done;
};

Error timedOut(const std::string& what) {
    return makeError(ErrorKind::TimedOut, what + ".", "Check the host and port, firewalls, and the network.");
}

/// Nothing when it is connected, else why not.
std::optional<Error> connectTo(const Descriptor& socket, const SocketAddress& address, const Waiter& waiter,
                               Deadline deadline) {
    const auto failed = [&](int code) {
        return makeError(ErrorKind::ConnectionFailed,
                         "could not connect to " + address.text + ": " + std::generic_category().message(code) + ".",
                         "Check the host and port, and that the SSH server runs.");
    };
    if (!socket) {
        return failed(errno);
    }
    const auto* to = reinterpret_cast<const sockaddr*>(address.bytes.data());
    if (::connect(socket.get(), to, static_cast<socklen_t>(address.bytes.size())) == 0) {
        return std::nullopt;
    }
    if (errno != EINPROGRESS && errno != EINTR) {
        return failed(errno);
    }
    switch (waiter.wait(socket.get(), POLLOUT, deadline)) {
    case Awaited::Stopped: return tunnelCancelled();
    case Awaited::TimedOut: return timedOut(address.text + " does not answer");
    case Awaited::Ready: break;
    }
    int code = 0;
    socklen_t size = sizeof code;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &code, &size);
    return code == 0 ? std::nullopt : std::optional(failed(code));
}

} // namespace

Result<std::vector<SocketAddress>> resolveHost(const std::string& host, std::uint16_t port, AddressFamily family,
                                               const Waiter& waiter, Deadline deadline) {
    if (auto numeric = lookUp(host, port, family, AI_NUMERICHOST)) {
        return numeric;
    }
    auto state = std::make_shared<LookUp>();
    std::thread([state, host, port, family] {
        Found found = lookUp(host, port, family, 0);
        const std::scoped_lock lock(state->mutex);
        state->found = std::move(found);
        state->done.wake();
    }).detach();
    switch (waiter.wait(state->done.fd(), POLLIN, deadline)) {
    case Awaited::Stopped: return std::unexpected(tunnelCancelled());
    case Awaited::TimedOut: return std::unexpected(timedOut("the look-up of " + host + " takes too long"));
    case Awaited::Ready: break;
    }
    const std::scoped_lock lock(state->mutex);
    return std::move(*state->found);
}

Result<Dialed> dial(const std::vector<SocketAddress>& addresses, const Waiter& waiter, Deadline deadline) {
    std::optional<Error> trouble;
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const SocketAddress& address = addresses[i];
        Descriptor socket(::socket(address.family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        const auto left = deadline - std::chrono::steady_clock::now();
        const Deadline share = std::chrono::steady_clock::now() + left / (addresses.size() - i);
        trouble = connectTo(socket, address, waiter, share);
        if (!trouble) {
            const int on = 1;
            ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            return Dialed{std::move(socket), address};
        }
        if (trouble->kind == ErrorKind::Cancelled) {
            break;
        }
    }
    return std::unexpected(trouble.value_or(timedOut("the host has no address")));
}

} // namespace dbv::ssh
