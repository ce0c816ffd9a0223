// SPDX-License-Identifier: Apache-2.0
#include "engine/session_login.h"

#include <optional>
#include <utility>

#include "engine/secret_supply.h"

namespace dbv::engine {

protocol::Question passwordQuestion(const ConnectParams& params, std::string sentence, int attempt) {
    std::string who = params.user.empty() ? params.host : params.user + "@" + params.host;
    if (who.empty()) {
        who = params.database;
    }
    return {.kind = protocol::QuestionKind::Password,
            .about = std::move(who),
            .text = std::move(sentence),
            .prompts = {{"Password", false}},
            .attempt = attempt};
}

Result<std::unique_ptr<Session>> openAsking(const SessionSource& source, const AskQuestion& ask,
                                            const std::stop_token& stop, ConnectionDiagnosis& diagnosis) {
    const std::size_t before = diagnosis.passedSteps();
    std::optional<Secret> given;
    for (int attempt = 1;;) {
        const std::uint64_t renewals = source.renewed->count();
        Result<std::unique_ptr<Session>> session = source.open(stop, diagnosis, ask, given ? &*given : nullptr);
        if (session && given) {
            source.renewed->set(std::move(*given));
        }
        // A server may refuse before it was seen that its login had begun; what the machines on the way refuse is not its.
        const bool refused = !session && session.error().kind == ErrorKind::AuthenticationFailed &&
                             !diagnosis.underWay().starts_with("ssh");
        if (!refused || !ask || source.freshPassword) {
            return session;
        }
        diagnosis.goBackTo(before);
        if (source.renewed->count() != renewals) {
            // Somebody else was asked meanwhile, and had the right one.
            given.reset();
            continue;
        }
        const bool tried = (given || source.hasPassword()) && !stop.stop_requested();
        Result<Secret> password =
            askForSecret(ask, passwordQuestion(source.params, session.error().message, attempt++), stop);
        if (!password) {
            // Whoever does not try another one wants to know what the server said of the first.
            return std::unexpected(std::move(tried ? session.error() : password.error()));
        }
        given = std::move(*password);
    }
}

} // namespace dbv::engine
