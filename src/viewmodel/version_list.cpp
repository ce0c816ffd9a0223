// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/version_list.h"

#include <utility>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

QString versionReasonText(protocol::VersionReason reason) {
    switch (reason) {
    case protocol::VersionReason::Typed: return VersionList::tr("While typing");
    case protocol::VersionReason::Replaced: return VersionList::tr("Before a large part was replaced");
    case protocol::VersionReason::Run: return VersionList::tr("When it was run");
    case protocol::VersionReason::Closed: return VersionList::tr("When the tab was closed");
    }
    return {};
}

void VersionList::load(bool all) {
    if (!all && m_draft.empty()) {
        m_versions.clear();
        Q_EMIT changed();
        return;
    }
    m_listing = m_bus.ask(
        protocol::ListDraftVersions{all ? std::string() : m_draft},
        [this](const protocol::DraftVersionsListed& listed) {
            m_versions = listed.versions;
            Q_EMIT changed();
        },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); });
}

void VersionList::choose(int number) {
    m_text = QString();
    m_reading = {};
    if (number < 0 || static_cast<std::size_t>(number) >= m_versions.size()) {
        Q_EMIT textRead();
        return;
    }
    m_reading = m_bus.ask(
        protocol::ReadDraftVersion{m_versions[static_cast<std::size_t>(number)].id},
        [this](const protocol::DraftVersionRead& read) {
            m_text = read.text;
            Q_EMIT textRead();
        },
        [this](const Error& error) {
            Q_EMIT failed(errorSentence(error));
            Q_EMIT textRead();
        });
}

} // namespace dbv::viewmodel
