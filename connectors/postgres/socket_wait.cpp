// SPDX-License-Identifier: Apache-2.0
#include "postgres/socket_wait.h"

#include <QtCore/QtGlobal>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <poll.h>
#include <sys/socket.h>
#endif

namespace dbv::postgres {

bool waitForSocket(int socket, bool forReading, bool forWriting, std::chrono::milliseconds timeout) {
    const auto events = static_cast<short>((forReading ? POLLIN : 0) | (forWriting ? POLLOUT : 0));
#ifdef Q_OS_WIN
    WSAPOLLFD waiting{static_cast<SOCKET>(socket), events, 0};
    return WSAPoll(&waiting, 1, static_cast<int>(timeout.count())) != 0;
#else
    pollfd waiting{socket, events, 0};
    return poll(&waiting, 1, static_cast<int>(timeout.count())) != 0;
#endif
}

void setReadMark(int socket, int bytes) {
#ifndef Q_OS_WIN
    // Where it is refused, the reader is only woken more often.
    static_cast<void>(setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes));
#else
    static_cast<void>(socket);
    static_cast<void>(bytes);
#endif
}

} // namespace dbv::postgres
