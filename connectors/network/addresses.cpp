// SPDX-License-Identifier: Apache-2.0
#include "network/addresses.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <QtCore/QtGlobal>

#ifdef Q_OS_WIN
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <sys/socket.h>
#endif

#include <dbv/core/cancel.h>

namespace dbv::network {

namespace {

using Answer = Result<std::vector<std::string>>;

/// What the asking thread leaves for whoever waits; the last of the two frees it.
struct Lookup {
    std::mutex mutex;
    std::condition_variable_any done;
    std::optional<Answer> answer;
};

Answer lookUp(const std::string& host, int flags) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    addrinfo* found = nullptr;
    if (const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found); code != 0) {
        return fail(ErrorKind::ConnectionFailed, "The name \"" + host + "\" is not known: " + gai_strerror(code) + ".",
                    "Check the host's name and this machine's network.");
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, &freeaddrinfo);
    std::vector<std::string> addresses;
    for (const addrinfo* each = list.get(); each != nullptr; each = each->ai_next) {
        std::array<char, NI_MAXHOST> text{};
        if (getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0 &&
            std::ranges::find(addresses, std::string_view(text.data())) == addresses.end()) {
            addresses.emplace_back(text.data());
        }
    }
    return addresses;
}

} // namespace

Result<std::vector<std::string>> addressesOf(const std::string& host, std::chrono::milliseconds timeout,
                                             const std::stop_token& stop) {
    // An address is not looked up, and needs no thread for that.
    if (Answer numeric = lookUp(host, AI_NUMERICHOST)) {
        return numeric;
    }
    // The system's resolver can neither be stopped nor limited in time, so it has a thread that nobody has to wait for.
    const auto lookup = std::make_shared<Lookup>();
    std::thread([lookup, host] {
        Answer answer = lookUp(host, 0);
        const std::scoped_lock lock(lookup->mutex);
        lookup->answer = std::move(answer);
        lookup->done.notify_all();
    }).detach();
    std::unique_lock lock(lookup->mutex);
    if (lookup->done.wait_for(lock, stop, timeout, [&] { return lookup->answer.has_value(); })) {
        return std::move(*lookup->answer);
    }
    if (stop.stop_requested()) {
        return std::unexpected(cancelledError(Damage::Session));
    }
    return fail(ErrorKind::TimedOut,
                "The name \"" + host + "\" was not found within " + std::to_string(timeout.count()) + " ms.",
                "Check this machine's name server, or give the address itself.");
}

} // namespace dbv::network
