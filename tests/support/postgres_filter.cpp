// SPDX-License-Identifier: Apache-2.0
#include "postgres_filter.h"

#include <algorithm>
#include <string_view>

namespace dbv::support {

namespace {

constexpr std::size_t kLengthSize = 4;
// What stands where a start-up packet has its version.
constexpr std::uint32_t kCancelRequest = 80877102;
constexpr std::uint32_t kSslRequest = 80877103;
constexpr std::uint32_t kGssRequest = 80877104;

std::uint32_t numberAt(std::string_view bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (const char c : bytes.substr(at, kLengthSize)) {
        number = (number << 8U) | static_cast<unsigned char>(c);
    }
    return number;
}

std::string numberBytes(std::size_t number) {
    std::string bytes;
    for (const unsigned shift : {24U, 16U, 8U, 0U}) {
        bytes += static_cast<char>((number >> shift) & 0xFFU);
    }
    return bytes;
}

std::string message(char kind, const std::string& body) {
    return kind + numberBytes(body.size() + kLengthSize) + body;
}

std::string fatalError(const Personality::RefusedWord& refused) {
    std::string body;
    for (const auto& [field, text] : {std::pair('S', std::string("FATAL")), std::pair('V', std::string("FATAL")),
                                      std::pair('C', refused.sqlState), std::pair('M', refused.message)}) {
        body += field + text + '\0';
    }
    return message('E', body + '\0');
}

std::string quotedLiteral(std::string_view text) {
    std::string literal = "'";
    for (const char c : text) {
        literal += c == '\'' ? std::string("''") : std::string(1, c);
    }
    return literal + "'";
}

/// A statement that the server itself refuses with those words, so that the transaction is as it would be.
std::string raisingStatement(const Personality::Refusal& refusal) {
    return "DO $dbv$ BEGIN RAISE EXCEPTION USING ERRCODE = " + quotedLiteral(refusal.sqlState) +
           ", MESSAGE = " + quotedLiteral(refusal.message) + "; END $dbv$";
}

/// The size of the whole message at the beginning, or 0 while it has not all come.
std::size_t wholeMessage(std::string_view bytes, std::size_t kindSize) {
    if (bytes.size() < kindSize + kLengthSize) {
        return 0;
    }
    const std::size_t size = kindSize + numberAt(bytes, kindSize);
    return bytes.size() < size ? 0 : size;
}

} // namespace

LinkFilter::Passed PostgresFilter::pass(ProxyDirection direction, std::string_view bytes) {
    Passed passed;
    if (direction == ProxyDirection::ToClient) {
        m_fromServer += bytes;
        passAnswers(passed);
        return passed;
    }
    m_fromClient += bytes;
    if (!m_started) {
        passStart(passed);
    }
    if (m_started) {
        passStatements(passed);
    }
    return passed;
}

void PostgresFilter::passStart(Passed& passed) {
    for (std::size_t size = wholeMessage(m_fromClient, 0); size != 0 && !m_started;
         size = wholeMessage(m_fromClient, 0)) {
        const std::string packet = m_fromClient.substr(0, size);
        m_fromClient.erase(0, size);
        const std::uint32_t code = numberAt(packet, kLengthSize);
        if (code == kSslRequest || code == kGssRequest) {
            passed.back += 'N';
            continue;
        }
        m_started = true;
        m_isCancel = code == kCancelRequest;
        for (const Personality::RefusedWord& each : m_personality->refusedWords) {
            // Names and values alternate, each with a NUL behind it.
            const bool given = packet.find(std::string(1, '\0') + each.word + '\0', kLengthSize) != std::string::npos ||
                               packet.find(each.word + "=") != std::string::npos;
            if (!m_isCancel && given) {
                passed.back += fatalError(each);
                passed.hangUp = true;
                return;
            }
        }
        passed.onward += packet;
    }
}

void PostgresFilter::passStatements(Passed& passed) {
    if (m_isCancel) {
        passed.onward += m_fromClient;
        m_fromClient.clear();
        return;
    }
    for (std::size_t size = wholeMessage(m_fromClient, 1); size != 0; size = wholeMessage(m_fromClient, 1)) {
        const char kind = m_fromClient.front();
        std::string body = m_fromClient.substr(1 + kLengthSize, size - 1 - kLengthSize);
        m_fromClient.erase(0, size);
        if (kind == 'P' || kind == 'Q') {
            const std::size_t begin = kind == 'P' ? body.find('\0') + 1 : 0;
            const std::size_t end = body.find('\0', begin);
            body.replace(begin, end - begin, seenBy(*m_personality, body.substr(begin, end - begin), raisingStatement));
        }
        passed.onward += message(kind, body);
    }
}

void PostgresFilter::passAnswers(Passed& passed) {
    if (m_isCancel) {
        passed.onward += m_fromServer;
        m_fromServer.clear();
        return;
    }
    for (std::size_t size = wholeMessage(m_fromServer, 1); size != 0; size = wholeMessage(m_fromServer, 1)) {
        const char kind = m_fromServer.front();
        const std::string body = m_fromServer.substr(1 + kLengthSize, size - 1 - kLengthSize);
        m_fromServer.erase(0, size);
        if (kind == 'K' && m_personality->givesNoKey) {
            continue;
        }
        static const std::string kVersion("server_version\0", 15);
        if (kind == 'S' && !m_personality->version.empty() && body.starts_with(kVersion)) {
            passed.onward += message(kind, kVersion + m_personality->version + '\0');
            continue;
        }
        passed.onward += message(kind, body);
    }
}

} // namespace dbv::support
