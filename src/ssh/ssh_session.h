// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <libssh2.h>

#include <dbv/core/result.h>
#include <dbv/core/secret.h>

#include "ssh/byte_link.h"
#include "ssh/ssh_prompts.h"

namespace dbv::ssh {

/// One session of libssh2 over a link. What the library sends is taken in full and kept until the link takes it, so that no
/// call of the library is ever left half sent.
///
/// Thread: one at a time. Owns: the session and the link.
class SshSession {
public:
    using Answering = std::function<std::vector<Secret>(const InteractiveQuestion&)>;
    static constexpr std::size_t kMostOutput = std::size_t{256} * 1024U;

    /// `socket` is what is waited for in the end; the library only looks at its flags. Null when there is no memory.
    [[nodiscard]] static std::unique_ptr<SshSession> make(std::unique_ptr<ByteLink> link, int socket);
    SshSession(const SshSession&) = delete;
    SshSession& operator=(const SshSession&) = delete;
    ~SshSession();

    [[nodiscard]] LIBSSH2_SESSION* raw() const { return m_session; }
    [[nodiscard]] int socket() const { return m_socket; }
    /// Hands output to the link, as much as it takes. True when it took some.
    bool flush();
    [[nodiscard]] std::size_t outputSize() const { return m_output.size() - m_outputAt; }
    /// Takes in what has come without handling it: the only way to notice the end while nothing is read. True when it did.
    bool receiveAhead();
    /// Receiving ends with an error from now on when this says so; for calls that a hostile server could keep busy.
    void setGuard(std::function<bool()> mustEnd) { m_mustEnd = std::move(mustEnd); }
    /// From now on the library is told after each piece that nothing more has come, so that it hands out what it has instead of
    /// taking in all that there is. Only for who calls again as long as bytes come.
    void givePieces() { m_pausing = true; }
    void setAnswering(Answering answering) { m_answering = std::move(answering); }
    /// While secrets are in the library's memory, everything that it frees is wiped.
    void setWiping(bool wiping) { m_wiping = wiping; }

    [[nodiscard]] bool linkEnded() const { return m_linkEnded; }
    /// Why the other side says that it hangs up, in one line for people; nothing while it has not said so.
    [[nodiscard]] const std::optional<std::string>& farewell() const { return m_farewell; }
    /// All bytes that ever came, to see whether any did.
    [[nodiscard]] std::uint64_t receivedBytes() const { return m_receivedBytes; }
    [[nodiscard]] std::chrono::steady_clock::time_point lastReceived() const { return m_lastReceived; }
    /// Memory that the library may free.
    [[nodiscard]] void* allocate(std::size_t size);
    /// What the library says about its last failure.
    [[nodiscard]] std::string reason() const;
    /// The first bytes of the server, which are not encrypted; kept until the first key exchange is over.
    [[nodiscard]] const std::string& greeting() const { return m_greeting; }
    void forgetGreeting() {
        m_keepGreeting = false;
        m_greeting.clear();
    }

private:
    /// Stands before each piece of memory that the library has.
    struct Block {
        Block* before = nullptr;
        Block* after = nullptr;
        std::size_t size = 0;
    };

    SshSession(std::unique_ptr<ByteLink> link, int socket);
    void release(void* memory);
    [[nodiscard]] static Block* blockOf(void* memory);

    static ssize_t onSend(libssh2_socket_t socket, const void* buffer, std::size_t size, int flags, void** self);
    static ssize_t onReceive(libssh2_socket_t socket, void* buffer, std::size_t size, int flags, void** self);
    static void onDisconnect(LIBSSH2_SESSION* session, int reason, const char* message, int size, const char* language,
                             int languageSize, void** self);
    static void* onAllocate(std::size_t size, void** self);
    static void onFree(void* memory, void** self);
    static void* onReallocate(void* memory, std::size_t size, void** self);
    friend void onInteractivePrompts(const char* name, int nameSize, const char* instruction, int instructionSize,
                                     int count, const LIBSSH2_USERAUTH_KBDINT_PROMPT* prompts,
                                     LIBSSH2_USERAUTH_KBDINT_RESPONSE* responses, void** self);
    ssize_t receive(void* buffer, std::size_t size);
    ssize_t receiveFromLink(void* buffer, std::size_t size);

    std::unique_ptr<ByteLink> m_link;
    int m_socket;
    /// All that the library has not freed: what it forgets when it is interrupted is freed with the session.
    Block* m_blocks = nullptr;
    LIBSSH2_SESSION* m_session = nullptr;
    std::string m_output;
    std::size_t m_outputAt = 0;
    std::vector<char> m_ahead;
    std::size_t m_aheadAt = 0;
    std::size_t m_aheadEnd = 0;
    bool m_pausing = false;
    bool m_gave = false;
    std::string m_greeting;
    bool m_keepGreeting = true;
    bool m_wiping = true;
    bool m_linkEnded = false;
    std::optional<std::string> m_farewell;
    bool m_closing = false;
    std::uint64_t m_receivedBytes = 0;
    std::chrono::steady_clock::time_point m_lastReceived = std::chrono::steady_clock::now();
    std::function<bool()> m_mustEnd;
    Answering m_answering;
};

/// The callback for keyboard-interactive that asks the session's `Answering`.
void onInteractivePrompts(const char* name, int nameSize, const char* instruction, int instructionSize, int count,
                          const LIBSSH2_USERAUTH_KBDINT_PROMPT* prompts, LIBSSH2_USERAUTH_KBDINT_RESPONSE* responses,
                          void** self);

/// True when the library signs with RSA by its own newer way (1.11).
[[nodiscard]] bool libraryKnowsRsaSha2();

} // namespace dbv::ssh
