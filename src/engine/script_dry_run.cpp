// SPDX-License-Identifier: Apache-2.0
// How a script runs whose transaction is rolled back at its end.
#include "engine/script_runner.h"

#include <utility>

namespace dbv::engine {

Result<bool> ScriptRunner::doneInDryRun(Place place, std::string_view text, ScriptSafety::Judgement judged) {
    if (!m_dryRun) {
        return false;
    }
    Result<std::optional<DryRun::Instead>> instead = m_dryRun->before(place.session, place.companion, text, judged);
    m_unclear = m_unclear || m_dryRun->isOver();
    if (!instead) {
        return std::unexpected(std::move(instead.error()));
    }
    if (!*instead) {
        return false;
    }
    m_current->report.command = std::move((*instead)->command);
    tell({{"info", std::move((*instead)->told)}});
    return true;
}

std::optional<Error> ScriptRunner::endedInDryRun(std::optional<Error> error) {
    if (!m_dryRun || m_session == nullptr) {
        return error;
    }
    error = m_dryRun->after(*m_session, std::move(error), m_control->stop.stop_requested());
    m_unclear = m_unclear || m_dryRun->isOver();
    return error;
}

} // namespace dbv::engine
