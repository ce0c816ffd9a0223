// SPDX-License-Identifier: Apache-2.0
#include "mysql_filter.h"

#include <cstddef>

namespace dbv::support {

namespace {

constexpr std::size_t kHeaderSize = 4;
constexpr char kQuery = 0x03;
constexpr char kPrepare = 0x16;

std::string packet(char number, const std::string& body) {
    std::string bytes;
    for (const unsigned shift : {0U, 8U, 16U}) {
        bytes += static_cast<char>((body.size() >> shift) & 0xFFU);
    }
    return bytes + number + body;
}

/// The size of the whole packet at the beginning, or 0 while it has not all come.
std::size_t wholePacket(std::string_view bytes) {
    if (bytes.size() < kHeaderSize) {
        return 0;
    }
    std::size_t size = 0;
    for (const std::size_t at : {2U, 1U, 0U}) {
        size = (size << 8U) | static_cast<unsigned char>(bytes[at]);
    }
    return bytes.size() < kHeaderSize + size ? 0 : kHeaderSize + size;
}

/// A statement that the server itself refuses with those words.
std::string signalStatement(const Personality::Refusal& refusal) {
    std::string message;
    for (const char c : refusal.message) {
        message += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    }
    return "SIGNAL SQLSTATE '" + refusal.sqlState + "' SET MYSQL_ERRNO = " + std::to_string(refusal.code) +
           ", MESSAGE_TEXT = '" + message + "'";
}

} // namespace

std::string MysqlFilter::greeting(std::string_view body) const {
    // The number of the protocol, then the version and a NUL.
    const std::size_t end = body.find('\0');
    return m_personality->version.empty() || end == std::string_view::npos
               ? std::string(body)
               : body[0] + m_personality->version + std::string(body.substr(end));
}

LinkFilter::Passed MysqlFilter::pass(ProxyDirection direction, std::string_view bytes) {
    Passed passed;
    if (direction == ProxyDirection::ToClient) {
        m_fromServer += bytes;
        if (m_greeted) {
            passed.onward = std::move(m_fromServer);
            m_fromServer.clear();
        } else if (const std::size_t size = wholePacket(m_fromServer); size != 0) {
            m_greeted = true;
            passed.onward = packet(m_fromServer[3], greeting(std::string_view(m_fromServer).substr(kHeaderSize)));
            m_fromServer.clear();
        }
        return passed;
    }
    m_fromClient += bytes;
    for (std::size_t size = wholePacket(m_fromClient); size != 0; size = wholePacket(m_fromClient)) {
        std::string body = m_fromClient.substr(kHeaderSize, size - kHeaderSize);
        const char number = m_fromClient[3];
        m_fromClient.erase(0, size);
        // A command is the first packet of its exchange.
        if (number == 0 && !body.empty() && (body[0] == kQuery || body[0] == kPrepare)) {
            body = body[0] + seenBy(*m_personality, body.substr(1), signalStatement);
        }
        passed.onward += packet(number, body);
    }
    return passed;
}

} // namespace dbv::support
