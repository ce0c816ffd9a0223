// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_session.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>
#include <utility>

#include <openssl/crypto.h>
#include <sys/socket.h>

namespace dbv::ssh {

namespace {

/// What stands before each block, so large that the memory behind it is aligned for anything.
constexpr std::size_t kHead = 32;
constexpr std::size_t kMostAhead = std::size_t{64} * 1024U;
constexpr std::size_t kMostGreeting = 8192;

SshSession* sessionOf(void** self) {
    return static_cast<SshSession*>(*self);
}

bool startLibrary() {
    return libssh2_init(0) == 0;
}

} // namespace

ssize_t SocketLink::receive(void* buffer, std::size_t size) {
    while (true) {
        const ssize_t count = ::recv(m_socket.get(), buffer, size, 0);
        if (count >= 0) {
            return count;
        }
        if (errno != EINTR) {
            return errno == EWOULDBLOCK ? -EAGAIN : -errno;
        }
    }
}

ssize_t SocketLink::send(const void* buffer, std::size_t size) {
    while (true) {
        const ssize_t count = ::send(m_socket.get(), buffer, size, MSG_NOSIGNAL);
        if (count >= 0) {
            return count;
        }
        if (errno != EINTR) {
            return errno == EWOULDBLOCK ? -EAGAIN : -errno;
        }
    }
}

bool libraryKnowsRsaSha2() {
    return libssh2_version(0x010b00) != nullptr;
}

SshSession::SshSession(std::unique_ptr<ByteLink> link, int socket)
    : m_link(std::move(link)), m_socket(socket), m_ahead(kMostAhead) {}

std::unique_ptr<SshSession> SshSession::make(std::unique_ptr<ByteLink> link, int socket) {
    // The library counts its starts without a lock.
    static const bool kStarted = startLibrary();
    std::unique_ptr<SshSession> session(new SshSession(std::move(link), socket));
    session->m_session =
        kStarted ? libssh2_session_init_ex(&onAllocate, &onFree, &onReallocate, session.get()) : nullptr;
    if (session->m_session == nullptr) {
        return nullptr;
    }
    libssh2_session_set_blocking(session->m_session, 0);
    libssh2_session_callback_set(session->m_session, LIBSSH2_CALLBACK_SEND, reinterpret_cast<void*>(&onSend));
    libssh2_session_callback_set(session->m_session, LIBSSH2_CALLBACK_RECV, reinterpret_cast<void*>(&onReceive));
    libssh2_session_callback_set(session->m_session, LIBSSH2_CALLBACK_DISCONNECT,
                                 reinterpret_cast<void*>(&onDisconnect));
    return session;
}

SshSession::~SshSession() {
    if (m_session == nullptr) {
        return;
    }
    if (!m_linkEnded) {
        libssh2_session_disconnect(m_session, "closed by the user");
        flush();
    }
    // From here on the link looks dead, so that freeing waits for nothing.
    m_closing = true;
    for (int i = 0; i < 64 && libssh2_session_free(m_session) == LIBSSH2_ERROR_EAGAIN; ++i) {
    }
    m_wiping = true;
    while (m_blocks != nullptr) {
        release(reinterpret_cast<std::byte*>(m_blocks) + kHead);
    }
}

bool SshSession::flush() {
    bool any = false;
    while (m_outputAt < m_output.size()) {
        const ssize_t count = m_link->send(m_output.data() + m_outputAt, m_output.size() - m_outputAt);
        if (count <= 0) {
            m_linkEnded = m_linkEnded || (count != -EAGAIN && count != 0);
            break;
        }
        m_outputAt += static_cast<std::size_t>(count);
        any = true;
    }
    if (m_linkEnded || m_outputAt == m_output.size()) {
        m_output.clear();
        m_outputAt = 0;
    } else if (m_outputAt > kMostOutput) {
        m_output.erase(0, m_outputAt);
        m_outputAt = 0;
    }
    return any;
}

ssize_t SshSession::onSend(libssh2_socket_t /*socket*/, const void* buffer, std::size_t size, int /*flags*/,
                           void** self) {
    SshSession& session = *sessionOf(self);
    if (!session.m_closing && !session.m_linkEnded) {
        session.m_output.append(static_cast<const char*>(buffer), size);
    }
    return static_cast<ssize_t>(size);
}

ssize_t SshSession::onReceive(libssh2_socket_t /*socket*/, void* buffer, std::size_t size, int /*flags*/, void** self) {
    return sessionOf(self)->receive(buffer, size);
}

void SshSession::onDisconnect(LIBSSH2_SESSION* /*session*/, int /*reason*/, const char* message, int size,
                              const char* /*language*/, int /*languageSize*/, void** self) {
    constexpr std::size_t kLongestFarewell = 200;
    std::string text(message == nullptr ? "" : message,
                     message == nullptr ? 0 : std::min(static_cast<std::size_t>(std::max(size, 0)), kLongestFarewell));
    std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    sessionOf(self)->m_farewell = std::move(text);
}

ssize_t SshSession::receive(void* buffer, std::size_t size) {
    if (m_closing) {
        return 0;
    }
    if (m_mustEnd && m_mustEnd()) {
        return -ECONNABORTED;
    }
    // The library asks for 16 KiB at a time; the link is asked for more.
    if (m_aheadAt == m_aheadEnd) {
        if (m_pausing && std::exchange(m_gave, false)) {
            return -EAGAIN;
        }
        m_aheadAt = 0;
        m_aheadEnd = 0;
        const ssize_t count = receiveFromLink(m_ahead.data(), m_ahead.size());
        if (count <= 0) {
            return count;
        }
        m_aheadEnd = static_cast<std::size_t>(count);
    }
    const std::size_t served = std::min(size, m_aheadEnd - m_aheadAt);
    std::memcpy(buffer, m_ahead.data() + m_aheadAt, served);
    m_aheadAt += served;
    m_gave = true;
    return static_cast<ssize_t>(served);
}

ssize_t SshSession::receiveFromLink(void* buffer, std::size_t size) {
    const ssize_t count = m_linkEnded ? 0 : m_link->receive(buffer, size);
    if (count > 0) {
        m_lastReceived = std::chrono::steady_clock::now();
        m_receivedBytes += static_cast<std::uint64_t>(count);
        if (m_keepGreeting && m_greeting.size() < kMostGreeting) {
            m_greeting.append(static_cast<const char*>(buffer), static_cast<std::size_t>(count));
        }
    } else if (count != -EAGAIN) {
        m_linkEnded = true;
    }
    return count;
}

bool SshSession::receiveAhead() {
    if (m_aheadEnd == m_ahead.size()) {
        return false;
    }
    const ssize_t count = receiveFromLink(m_ahead.data() + m_aheadEnd, m_ahead.size() - m_aheadEnd);
    m_aheadEnd += count > 0 ? static_cast<std::size_t>(count) : 0U;
    return count > 0;
}

std::string SshSession::reason() const {
    char* text = nullptr;
    int size = 0;
    libssh2_session_last_error(m_session, &text, &size, 0);
    return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(std::max(size, 0)));
}

SshSession::Block* SshSession::blockOf(void* memory) {
    return reinterpret_cast<Block*>(static_cast<std::byte*>(memory) - kHead);
}

void* SshSession::allocate(std::size_t size) {
    static_assert(sizeof(Block) <= kHead && kHead % alignof(std::max_align_t) == 0);
    void* const memory = std::malloc(size + kHead);
    if (memory == nullptr) {
        return nullptr;
    }
    auto* const block = new (memory) Block{nullptr, m_blocks, size};
    if (m_blocks != nullptr) {
        m_blocks->before = block;
    }
    m_blocks = block;
    return static_cast<std::byte*>(memory) + kHead;
}

void SshSession::release(void* memory) {
    Block* const block = blockOf(memory);
    (block->before == nullptr ? m_blocks : block->before->after) = block->after;
    if (block->after != nullptr) {
        block->after->before = block->before;
    }
    if (m_wiping) {
        OPENSSL_cleanse(memory, block->size);
    }
    std::free(block);
}

void* SshSession::onAllocate(std::size_t size, void** self) {
    return sessionOf(self)->allocate(size);
}

void SshSession::onFree(void* memory, void** self) {
    if (memory != nullptr) {
        sessionOf(self)->release(memory);
    }
}

void* SshSession::onReallocate(void* memory, std::size_t size, void** self) {
    void* const bigger = onAllocate(size, self);
    if (bigger != nullptr && memory != nullptr) {
        std::memcpy(bigger, memory, std::min(size, blockOf(memory)->size));
        onFree(memory, self);
    }
    return bigger;
}

void onInteractivePrompts(const char* name, int nameSize, const char* instruction, int instructionSize, int count,
                          const LIBSSH2_USERAUTH_KBDINT_PROMPT* prompts, LIBSSH2_USERAUTH_KBDINT_RESPONSE* responses,
                          void** self) {
    const auto textOf = [](const char* text, int size) {
        return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(std::max(size, 0)));
    };
    InteractiveQuestion question;
    question.name = textOf(name, nameSize);
    question.instruction = textOf(instruction, instructionSize);
    for (const auto& prompt : std::span(prompts, static_cast<std::size_t>(std::max(count, 0)))) {
        // `char*` in 1.10, `unsigned char*` later.
        question.prompts.push_back(
            {textOf(reinterpret_cast<const char*>(prompt.text), static_cast<int>(prompt.length)), prompt.echo != 0});
    }
    SshSession& session = *sessionOf(self);
    const std::vector<Secret> answers = session.m_answering ? session.m_answering(question) : std::vector<Secret>();
    for (std::size_t i = 0; i < question.prompts.size(); ++i) {
        const std::string_view answer = i < answers.size() ? answers[i].reveal() : std::string_view();
        // The library frees it, and wipes it as everything now.
        auto* text = static_cast<char*>(session.allocate(answer.size() + 1));
        if (text != nullptr) {
            std::memcpy(text, answer.data(), answer.size());
            text[answer.size()] = '\0';
        }
        responses[i].text = text;
        responses[i].length = text == nullptr ? 0 : static_cast<unsigned int>(answer.size());
    }
}

} // namespace dbv::ssh
