// SPDX-License-Identifier: Apache-2.0
#include "ssh/hop_opening.h"

#include <algorithm>

#include "ssh/ctr_ahead.h"
#include "ssh/dialing.h"
#include "ssh/host_key_algorithms.h"
#include "ssh/host_key_judgement.h"
#include "ssh/host_pattern.h"
#include "ssh/key_print.h"
#include "ssh/login.h"

namespace dbv::ssh {

namespace {

constexpr const char* kExchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521,"
    "diffie-hellman-group16-sha512,diffie-hellman-group18-sha512,diffie-hellman-group-exchange-sha256,"
    "diffie-hellman-group14-sha256";
constexpr const char* kCiphers = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,"
                                 "chacha20-poly1305@openssh.com";
constexpr const char* kMacs = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512";

/// Sets what is asked for, without names that the library does not know: 1.10 drops those by a copy within overlapping
/// memory.
void setMethod(LIBSSH2_SESSION* session, int method, std::string_view list) {
    const char** names = nullptr;
    const int count = libssh2_session_supported_algs(session, method, &names);
    std::vector<std::string> wanted;
    for (const std::string_view name : splitAtCommas(list)) {
        for (int i = 0; i < count; ++i) {
            if (name == names[i]) {
                wanted.emplace_back(name);
            }
        }
    }
    if (count > 0) {
        libssh2_free(session, static_cast<void*>(names));
    }
    libssh2_session_method_pref(session, method, joinedWithCommas(wanted).c_str());
}

void setMethods(LIBSSH2_SESSION* session, std::string_view hostKeys) {
    setMethod(session, LIBSSH2_METHOD_KEX, kExchanges);
    setMethod(session, LIBSSH2_METHOD_HOSTKEY, hostKeys);
    for (const int direction : {LIBSSH2_METHOD_CRYPT_CS, LIBSSH2_METHOD_CRYPT_SC}) {
        setMethod(session, direction, kCiphers);
    }
    for (const int direction : {LIBSSH2_METHOD_MAC_CS, LIBSSH2_METHOD_MAC_SC}) {
        setMethod(session, direction, kMacs);
    }
    libssh2_session_flag(session, LIBSSH2_FLAG_COMPRESS, 0);
}

} // namespace

std::chrono::milliseconds stepTime(const TunnelSpec& spec, std::size_t hop) {
    const int own = spec.hops[hop].connectTimeoutS;
    return own > 0 ? std::chrono::seconds(own) : std::chrono::milliseconds(spec.connectTimeoutMs);
}

std::unexpected<OpenFailure> HopOpening::failed(Error error, std::string systemReason) const {
    if (error.kind != ErrorKind::Cancelled && !error.message.starts_with("jump ")) {
        error.message = name() + ": " + error.message;
    }
    return std::unexpected(OpenFailure{std::move(error), std::move(systemReason)});
}

std::unexpected<OpenFailure> HopOpening::interrupted(SshChain::Driven driven, const std::string& what) const {
    if (driven == SshChain::Driven::Stopped) {
        return failed(tunnelCancelled());
    }
    return failed(makeError(ErrorKind::TimedOut,
                            what + " within " + std::to_string(stepTime(m_spec, m_hop).count()) + " ms.",
                            "Check that this is an SSH server, or give it a longer connect timeout."));
}

void HopOpening::done(TunnelStep::Stage stage, std::string text) {
    const auto now = std::chrono::steady_clock::now();
    const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(now - m_stepBegan).count();
    m_stepBegan = now;
    if (m_listener.stepDone) {
        m_listener.stepDone({m_hop, stage, std::move(text), static_cast<std::uint32_t>(elapsed)});
    }
}

Opened<void> HopOpening::open(std::size_t hop) {
    m_hop = hop;
    m_stepBegan = std::chrono::steady_clock::now();
    m_deadline = deadlineIn(stepTime(m_spec, hop));
    if (auto connected = hop == 0 ? connectFirst() : connectThrough(); !connected) {
        return connected;
    }
    if (auto shaken = shakeHands(); !shaken) {
        return shaken;
    }
    if (auto checked = checkHostKey(); !checked) {
        return checked;
    }
    auto way = Login(m_spec, m_hop, m_prompts, m_waiter, m_chain).run();
    if (!way) {
        return std::unexpected(way.error());
    }
    m_chain.last().setWiping(false);
    done(TunnelStep::Stage::Authenticate, std::move(*way));
    return {};
}

Opened<void> HopOpening::connectFirst() {
    const auto addresses =
        resolveHost(settings().hostName, settings().port, settings().addressFamily, m_waiter, m_deadline);
    if (!addresses) {
        return failed(addresses.error());
    }
    std::string all;
    for (const SocketAddress& address : *addresses) {
        all += (all.empty() ? "" : ", ") + address.text;
    }
    done(TunnelStep::Stage::Resolve, std::move(all));
    auto dialed = dial(*addresses, m_waiter, m_deadline);
    if (!dialed) {
        return failed(dialed.error());
    }
    done(TunnelStep::Stage::Connect, dialed->address.text);
    if (!m_chain.addFirst(std::move(dialed->socket))) {
        return failed(makeError(ErrorKind::SshFailed, "the SSH library could not be started.", "Restart the program."));
    }
    return {};
}

Opened<void> HopOpening::connectThrough() {
    SshSession& before = m_chain.last();
    LIBSSH2_CHANNEL* channel = nullptr;
    int code = 0;
    const auto driven = m_chain.drive(m_waiter, m_deadline, [&] {
        channel =
            libssh2_channel_direct_tcpip_ex(before.raw(), settings().hostName.c_str(), settings().port, "127.0.0.1", 0);
        code = channel == nullptr ? libssh2_session_last_errno(before.raw()) : 0;
        return code != LIBSSH2_ERROR_EAGAIN;
    });
    if (channel == nullptr && driven != SshChain::Driven::Done) {
        return interrupted(driven, "the jump before it does not reach it");
    }
    if (channel == nullptr) {
        return failed(makeError(ErrorKind::ConnectionFailed,
                                "the jump before it could not connect: " + before.reason() + ".",
                                "Check the host and port as the jump sees them, and that it allows forwarding."));
    }
    if (!m_chain.addOver(channel)) {
        return failed(makeError(ErrorKind::SshFailed, "the SSH library could not be started.", "Restart the program."));
    }
    done(TunnelStep::Stage::Connect, "through the jump before it");
    return {};
}

Opened<void> HopOpening::shakeHands() {
    m_known = knownHostsOf(settings());
    const std::vector<std::string> algorithms = hostKeyAlgorithms(settings(), m_known, libraryKnowsRsaSha2());
    SshSession& session = m_chain.last();
    setMethods(session.raw(), joinedWithCommas(algorithms));
    const CtrAhead faster;
    int code = 0;
    const auto driven = m_chain.drive(m_waiter, m_deadline, [&] {
        code = libssh2_session_handshake(session.raw(), session.socket());
        return code != LIBSSH2_ERROR_EAGAIN;
    });
    if (code == 0) {
        session.forgetGreeting();
        return {};
    }
    if (driven != SshChain::Driven::Done) {
        return interrupted(driven, "the server accepted the connection and did not finish the handshake");
    }
    const std::vector<std::string> offered = offeredHostKeyAlgorithms(session.greeting());
    const bool common = std::ranges::any_of(
        offered, [&](const std::string& name) { return std::ranges::find(algorithms, name) != algorithms.end(); });
    if (offered.empty() || common) {
        const bool mayBeMethods = !session.linkEnded() && !offered.empty();
        return failed(explainHandshake(code),
                      mayBeMethods ? "the server and the built-in SSH have no method in common" : "");
    }
    Error error =
        makeError(ErrorKind::SshFailed,
                  "the server has only host keys that can not be checked here: " + joinedWithCommas(offered) + ".",
                  "Use the system's ssh for this tunnel, or give the server an ed25519 host key.");
    return failed(std::move(error), "the server has only host keys of the kinds " + joinedWithCommas(offered));
}

Error HopOpening::explainHandshake(int code) {
    const SshSession& session = m_chain.last();
    const std::string_view greeting = session.greeting();
    const bool spokeSsh = greeting.starts_with("SSH-") || greeting.find("\nSSH-") != std::string_view::npos;
    Error error = makeError(ErrorKind::SshFailed, {}, "Check that this is the port of an SSH server.");
    if (!spokeSsh && !greeting.empty()) {
        error.message = "what answers is not an SSH server.";
    } else if (session.linkEnded()) {
        error.message = greeting.empty() ? "the connection was closed before the server said anything."
                                         : "the server closed the connection during the handshake.";
        error.hint = "The server may be overloaded, or refuse this address. Try again, or ask who runs it.";
    } else {
        error.message = "the handshake failed: " + session.reason() + ".";
    }
    error.nativeCode = code;
    return error;
}

Opened<void> HopOpening::checkHostKey() {
    std::size_t size = 0;
    int type = 0;
    const char* key = libssh2_session_hostkey(m_chain.last().raw(), &size, &type);
    const std::string blob(key == nullptr ? "" : key, key == nullptr ? 0 : size);
    const HostKeyCheck check = m_known.check(hostKeyName(settings()), hostKeyPort(settings()), blob);
    switch (check.verdict) {
    case HostKeyVerdict::Known:
        done(TunnelStep::Stage::HostKey, keyTypeOf(blob) + " " + fingerprintOf(blob) + ", known");
        return {};
    case HostKeyVerdict::Unknown: return keepOrRefuse(hostKeyQuestion(name(), settings(), check, blob), blob);
    case HostKeyVerdict::Changed:
    case HostKeyVerdict::Revoked: break;
    }
    return failed(hostKeyRefusal(settings(), check, blob));
}

Opened<void> HopOpening::keepOrRefuse(const HostKeyQuestion& question, const std::string& blob) {
    HostKeyAnswer answer = HostKeyAnswer::AcceptAndKeep;
    if (settings().hostKeyPolicy == HostKeyPolicy::Strict) {
        return failed(strictlyUnknown(question));
    }
    if (settings().hostKeyPolicy == HostKeyPolicy::Ask) {
        const auto answered = m_prompts.hostKey(question);
        if (!answered) {
            return failed(answered.error());
        }
        answer = *answered;
    }
    if (answer == HostKeyAnswer::Refuse) {
        return failed(hostKeyUnknownError(question));
    }
    std::string text = question.type + " " + question.fingerprint + ", new";
    text += answer == HostKeyAnswer::AcceptAndKeep ? keepHostKey(settings(), blob) : std::string();
    done(TunnelStep::Stage::HostKey, std::move(text));
    return {};
}

} // namespace dbv::ssh
