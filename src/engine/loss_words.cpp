// SPDX-License-Identifier: Apache-2.0
#include "engine/loss_words.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "engine/session_memory.h"

namespace dbv::engine {

namespace {

/// What the statements set.
std::string namesOf(const std::vector<std::string>& settings) {
    constexpr std::size_t kMostNamed = 4;
    std::vector<std::string> names;
    for (const std::string& statement : settings) {
        if (names.size() == kMostNamed) {
            names.push_back(std::to_string(settings.size() - kMostNamed) + " more");
            break;
        }
        names.push_back(settingName(statement));
    }
    return enumerated(names);
}

} // namespace

std::string lackTold(const std::vector<std::string>& settings) {
    return "This runs without " + enumerated(settings) +
           ", which was set in a session that was lost and could not be made again. Set it anew, or something else.";
}

std::string settingName(std::string_view statement) {
    std::string name(statement.substr(0, statement.find_first_of("=:'\"(\r\n")));
    name.erase(name.find_last_not_of(' ') + 1);
    return name;
}

std::string lossTold(const SessionLoss& loss, bool opensAgain) {
    std::string told = "The session was lost: " + loss.reason;
    if (!loss.gone.empty()) {
        told += " Gone with it: " + enumerated(loss.gone) + ".";
    } else if (loss.settings.empty()) {
        told += " Nothing of yours was in it.";
    }
    if (opensAgain) {
        told += loss.settings.empty() ? " It is opened again at the next use."
                                      : " It is opened again at the next use, and its settings are made again.";
    }
    return told;
}

std::string reopeningTold(const SessionLoss& loss) {
    std::vector<std::string> parts;
    if (!loss.gone.empty()) {
        parts.push_back("gone with it: " + enumerated(loss.gone));
    }
    if (!loss.settings.empty()) {
        parts.push_back("to be made again first: " + namesOf(loss.settings));
    }
    if (parts.empty()) {
        parts.emplace_back("nothing of yours was in it");
    }
    std::string told = "The session was opened again after it was lost (" + loss.reason + ")";
    for (const std::string& part : parts) {
        told += "; " + part;
    }
    return told + ".";
}

Error refusalWithout(const std::vector<std::string>& missed, const std::string& reason, bool rolledBack) {
    const bool transaction = std::ranges::find(missed, kOpenTransaction) != missed.end();
    return makeError(ErrorKind::ConnectionLost,
                     "The session was lost, and with it " + enumerated(missed) + ": " + reason +
                         (transaction && rolledBack ? " The server rolls the transaction back. Nothing was sent."
                                                    : " Nothing was sent."),
                     transaction ? "Run the transaction again from its beginning; the next statement has a new session."
                                 : "Make again what the next statements build on; they have a new session.",
                     Damage::Session);
}

void nothingWasChanged(Error& error) {
    if (error.inDoubt) {
        error.inDoubt = false;
        error.hint = "Reconnect. The statement only read, so nothing was changed.";
    }
}

} // namespace dbv::engine
