// SPDX-License-Identifier: Apache-2.0
#include "ssh/login.h"

#include <algorithm>
#include <cstring>

#include "ssh/dialing.h"
#include "ssh/host_key_algorithms.h"
#include "ssh/host_pattern.h"
#include "ssh/key_print.h"
#include "ssh/wire.h"

namespace dbv::ssh {

namespace {

constexpr int kPasswordAttempts = 3;

/// What a signature is asked for: the library hands over the whole message, which names its algorithm.
struct Signing {
    LoginKey* key;
    /// Called when whoever was asked has answered.
    std::function<void()> answered;
    bool asked = false;
    std::optional<Error> trouble;
};

std::string algorithmOf(std::string_view message) {
    WireReader reader(message);
    const auto session = reader.text();
    const auto kind = reader.byte();
    const auto user = reader.text();
    const auto service = reader.text();
    const auto method = reader.text();
    const auto hasSignature = reader.byte();
    const auto algorithm = reader.text();
    const bool complete = session && kind && user && service && method && hasSignature && algorithm;
    return complete ? std::string(*algorithm) : std::string();
}

int onSign(LIBSSH2_SESSION* session, unsigned char** signature, std::size_t* size, const unsigned char* message,
           std::size_t messageSize, void** abstract) {
    auto& signing = *static_cast<Signing*>(*abstract);
    signing.asked = true;
    const std::string_view text(reinterpret_cast<const char*>(message), messageSize);
    const auto made = signing.key->sign(algorithmOf(text), text);
    signing.answered();
    if (!made) {
        signing.trouble = made.error();
        return -1;
    }
    auto* copy = static_cast<unsigned char*>(
        static_cast<SshSession*>(*libssh2_session_abstract(session))->allocate(made->size()));
    if (copy == nullptr) {
        return -1;
    }
    std::memcpy(copy, made->data(), made->size()); // NOLINT(bugprone-not-null-terminated-result): bytes, no text
    *signature = copy;
    *size = made->size();
    return 0;
}

/// Before 1.11 the library would sign with SHA-1 when it hears "ssh-rsa", which servers refuse; it repeats the name that
/// the blob has, and servers read both names as the same key.
std::string blobForLibrary(const std::string& blob) {
    WireReader reader(blob);
    const auto type = reader.text();
    if (libraryKnowsRsaSha2() || !type || *type != "ssh-rsa") {
        return blob;
    }
    WireWriter renamed;
    renamed.text("rsa-sha2-512");
    renamed.raw(reader.rest());
    return renamed.take();
}

} // namespace

Login::Login(const TunnelSpec& spec, std::size_t hop, SshPrompts& prompts, const Waiter& waiter, SshChain& chain)
    : m_spec(spec),
      m_hop(hop),
      m_settings(spec.hops[hop]),
      m_prompts(prompts),
      m_waiter(waiter),
      m_chain(chain),
      m_name(hopName(spec, hop)) {}

template <class Call>
Result<int> Login::call(const Call& step) {
    int code = 0;
    startClock();
    const auto driven = m_chain.drive(m_waiter, m_deadline, [&] {
        code = step(m_chain.last().raw());
        return code != LIBSSH2_ERROR_EAGAIN;
    });
    if (driven == SshChain::Driven::Stopped) {
        return std::unexpected(tunnelCancelled());
    }
    if (driven == SshChain::Driven::TimedOut && code != 0) {
        return fail(ErrorKind::TimedOut, m_name + ": the server does not answer during the login.",
                    "Try again; a server that is overloaded may need a longer connect timeout.");
    }
    const bool closed = m_chain.last().linkEnded() || m_chain.last().farewell() ||
                        code == LIBSSH2_ERROR_SOCKET_DISCONNECT || code == LIBSSH2_ERROR_SOCKET_RECV ||
                        code == LIBSSH2_ERROR_SOCKET_SEND;
    if (closed && code != 0) {
        return std::unexpected(hungUp());
    }
    return code;
}

bool Login::isOffered(const std::string& method) const {
    return std::ranges::find(m_offered, method) != m_offered.end();
}

Result<Login::Outcome> Login::askWhatIsOffered() {
    const char* list = nullptr;
    const auto code = call([&](LIBSSH2_SESSION* session) {
        list =
            libssh2_userauth_list(session, m_settings.user.data(), static_cast<unsigned int>(m_settings.user.size()));
        return list != nullptr || libssh2_userauth_authenticated(session) != 0 ? 0
                                                                               : libssh2_session_last_errno(session);
    });
    if (!code) {
        return std::unexpected(code.error());
    }
    if (*code != 0) {
        return fail(ErrorKind::SshFailed,
                    m_name + ": the server does not say how to log in: " + m_chain.last().reason() + ".",
                    "Ask who runs the server.");
    }
    m_offered.clear();
    if (list == nullptr) {
        return Outcome::Accepted;
    }
    for (const std::string_view method : splitAtCommas(list)) {
        m_offered.emplace_back(method);
    }
    return Outcome::Refused;
}

Opened<std::string> Login::run() {
    // After a stop whatever failed meanwhile is only a consequence.
    const auto give = [&](Error error) {
        return std::unexpected(OpenFailure{m_waiter.stopped() ? tunnelCancelled() : std::move(error), m_systemReason});
    };
    auto outcome = askWhatIsOffered();
    if (!outcome) {
        return give(outcome.error());
    }
    m_firstOffered = m_offered;
    if (*outcome == Outcome::Accepted) {
        return "without a secret";
    }
    std::vector<std::string> left = m_settings.authentications;
    while (true) {
        const auto method = std::ranges::find_if(left, [this](const std::string& name) { return isOffered(name); });
        if (method == left.end()) {
            return give(notAccepted());
        }
        const std::string name = std::move(*method);
        left.erase(method);
        outcome = tryMethod(name);
        if (!outcome) {
            return give(outcome.error());
        }
        if (*outcome == Outcome::Accepted) {
            return m_accepted;
        }
    }
}

Result<Login::Outcome> Login::tryMethod(const std::string& method) {
    if (method == "publickey") {
        return tryKeys();
    }
    if (method == "password") {
        return tryPassword();
    }
    if (method == "keyboard-interactive") {
        return tryInteractive();
    }
    if (method.starts_with("gssapi") || method == "hostbased") {
        m_systemReason = "the server offers " + method + ", which only the system's ssh can do";
    }
    return Outcome::Refused;
}

Result<Login::Outcome> Login::refusedOrPartly() {
    const std::vector<std::string> before = m_offered;
    auto outcome = askWhatIsOffered();
    if (outcome && *outcome == Outcome::Refused && m_offered != before) {
        return Outcome::Partly;
    }
    return outcome;
}

Result<Login::Outcome> Login::tryKeys() {
    auto found = loginKeys(m_settings, m_name, m_prompts, m_waiter.token());
    if (!found) {
        return std::unexpected(found.error());
    }
    m_troubles.insert(m_troubles.end(), found->troubles.begin(), found->troubles.end());
    if (!found->systemReason.empty()) {
        m_systemReason = found->systemReason;
    }
    for (LoginKey& key : found->keys) {
        auto outcome = tryKey(key);
        if (!outcome || *outcome != Outcome::Refused) {
            return outcome;
        }
    }
    return Outcome::Refused;
}

Result<Login::Outcome> Login::tryKey(LoginKey& key) {
    Signing signing{&key, [this] { startClock(); }};
    void* abstract = &signing;
    const std::string blob = blobForLibrary(key.blob);
    m_tried.push_back("publickey (" + key.label + ")");
    ++m_keysShown;
    const auto code = call([&](LIBSSH2_SESSION* session) {
        return libssh2_userauth_publickey(session, m_settings.user.c_str(),
                                          reinterpret_cast<const unsigned char*>(blob.data()), blob.size(), &onSign,
                                          &abstract);
    });
    if (signing.trouble) {
        if (signing.trouble->kind == ErrorKind::Cancelled) {
            return std::unexpected(*signing.trouble);
        }
        m_troubles.push_back(signing.trouble->message);
        m_unanswered = signing.trouble;
    }
    if (!code) {
        return std::unexpected(code.error());
    }
    if (*code == 0) {
        m_accepted = m_tried.back();
        return Outcome::Accepted;
    }
    return signing.asked && !signing.trouble ? refusedOrPartly() : Outcome::Refused;
}

Result<Login::Outcome> Login::tryPassword() {
    m_tried.emplace_back("password");
    for (int attempt = 1; attempt <= kPasswordAttempts; ++attempt) {
        const auto password = m_prompts.password({m_name, m_settings.user, m_settings.hostName, attempt});
        if (!password) {
            if (password.error().kind == ErrorKind::Cancelled) {
                return std::unexpected(password.error());
            }
            m_unanswered = password.error();
            return Outcome::Refused;
        }
        const std::string_view text = password->reveal();
        const auto code = call([&](LIBSSH2_SESSION* session) {
            return libssh2_userauth_password_ex(session, m_settings.user.data(),
                                                static_cast<unsigned int>(m_settings.user.size()), text.data(),
                                                static_cast<unsigned int>(text.size()), nullptr);
        });
        if (!code) {
            return std::unexpected(code.error());
        }
        if (*code == 0) {
            m_accepted = "password";
            return Outcome::Accepted;
        }
        if (*code == LIBSSH2_ERROR_PASSWORD_EXPIRED) {
            m_troubles.emplace_back("The password has expired: change it with ssh in a terminal.");
            return Outcome::Refused;
        }
        auto outcome = refusedOrPartly();
        if (!outcome || *outcome != Outcome::Refused || !isOffered("password")) {
            return outcome;
        }
    }
    return Outcome::Refused;
}

Result<Login::Outcome> Login::tryInteractive() {
    m_tried.emplace_back("keyboard-interactive");
    for (int attempt = 1; attempt <= kPasswordAttempts; ++attempt) {
        std::optional<Error> trouble;
        bool asked = false;
        m_chain.last().setAnswering([&](InteractiveQuestion question) -> std::vector<Secret> {
            if (question.prompts.empty() || trouble) {
                return {};
            }
            asked = true;
            question.hop = m_name;
            auto answers = m_prompts.interactive(question);
            startClock();
            if (!answers) {
                trouble = answers.error();
                return {};
            }
            return std::move(*answers);
        });
        const auto code = call([&](LIBSSH2_SESSION* session) {
            return libssh2_userauth_keyboard_interactive_ex(session, m_settings.user.data(),
                                                            static_cast<unsigned int>(m_settings.user.size()),
                                                            &onInteractivePrompts);
        });
        m_chain.last().setAnswering({});
        if (trouble) {
            if (trouble->kind == ErrorKind::Cancelled) {
                return std::unexpected(*trouble);
            }
            m_unanswered = trouble;
            return Outcome::Refused;
        }
        if (!code) {
            return std::unexpected(code.error());
        }
        if (*code == 0) {
            m_accepted = "keyboard-interactive";
            return Outcome::Accepted;
        }
        auto outcome = refusedOrPartly();
        if (!asked || !outcome || *outcome != Outcome::Refused) {
            return outcome;
        }
    }
    return Outcome::Refused;
}

Error Login::hungUp() const {
    Error error = notAccepted();
    const std::string said = m_chain.last().farewell().value_or(std::string());
    error.message = m_name + ": the server closed the connection during the login";
    if (m_keysShown > 0) {
        error.message += ", after " + std::to_string(m_keysShown) + (m_keysShown == 1 ? " key" : " keys");
    }
    error.message += said.empty() ? "." : ": \"" + said + "\".";
    error.hint =
        "Servers close it after too many attempts, and each key is one: choose the key file of this connection, or "
        "set IdentitiesOnly yes and one IdentityFile in the configuration of ssh.";
    return error;
}

Error Login::notAccepted() const {
    Error error =
        makeError(ErrorKind::AuthenticationFailed, m_name + ": the server accepts none of the ways to log in.",
                  "Check the user name, and which of your keys the server knows.");
    error.detail = "offered: " + joinedWithCommas(m_firstOffered) + "\ntried: ";
    error.detail += m_tried.empty() ? "nothing" : joinedWithCommas(m_tried);
    for (const std::string& trouble : m_troubles) {
        error.detail += "\n" + trouble;
    }
    if (m_unanswered) {
        error.detail += "\n" + m_unanswered->message;
        error.hint = m_unanswered->hint;
    } else if (m_tried.empty()) {
        error.hint = "The server offers " + joinedWithCommas(m_firstOffered) + ": set up one of these.";
    }
    return error;
}

} // namespace dbv::ssh
