// SPDX-License-Identifier: Apache-2.0
// How a connection that was described is tried and kept.
#include <algorithm>
#include <optional>
#include <utility>

#include <QCoreApplication>
#include <QLocale>
#include <QPointer>

#include "viewmodel/connection_form.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

using protocol::SecretOrigin;

void ConnectionForm::setKeeping(bool keeping) {
    m_keeping = keeping;
    Q_EMIT busyChanged();
}

void ConnectionForm::refuse(const Error& error) {
    setKeeping(false);
    Q_EMIT told(errorParagraph(error));
}

void ConnectionForm::attempt(std::function<void(const protocol::ConnectionTested&)> works) {
    Q_EMIT tried({});
    Q_EMIT told(tr("Connecting…"));
    beginReport();
    m_editedMeanwhile = false;
    const QString shown = m_saved.name.empty() ? shownTarget() : name();
    m_request = m_bus.send(
        protocol::TestConnection{{.config = effectiveConfig(), .secrets = m_secrets.ids(), .canAnswer = true}},
        [this, shown, works = std::move(works)](const protocol::Event& event, bool last) {
            if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
                m_questions.put(m_request.id(), raised->question, shown, false);
            }
            if (!last) {
                return;
            }
            m_questions.withdraw();
            Q_EMIT busyChanged();
            if (m_editedMeanwhile) {
                m_report.reset();
                Q_EMIT told(tr("The connection was changed while it was tried, so what was found is not about it any "
                               "more. Try it again."));
                return;
            }
            if (const auto* tested = std::get_if<protocol::ConnectionTested>(&event)) {
                m_report->serverVersion = tested->serverVersion;
                m_report->steps = tested->diagnosis;
                takeAnswers();
                Q_EMIT tried(tested->diagnosis);
                works(*tested);
            } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                m_report->error = failure->error;
                m_report->steps = failure->diagnosis;
                Q_EMIT tried(failure->diagnosis);
                Q_EMIT told(errorParagraph(failure->error));
            }
        });
    Q_EMIT busyChanged();
}

QString ConnectionForm::shownTarget() const {
    return targetText(config(), m_connections.connectors());
}

void ConnectionForm::beginReport() {
    m_questions.forget();
    m_report = DiagnosisReport{.programVersion = QCoreApplication::applicationVersion().toStdString(),
                               .config = effectiveConfig(),
                               .serverVersion = {},
                               .steps = {},
                               .error = {}};
    m_triedSecrets.clear();
    const protocol::SecretIds ids = m_secrets.ids();
    for (const SecretId id : {ids.password, ids.tlsKeyPassword, ids.sshPassword, ids.sshPassphrase}) {
        if (Secret secret = m_bus.secrets()->copyOf(id); !secret.empty()) {
            m_triedSecrets.push_back(std::move(secret));
        }
    }
}

QString ConnectionForm::diagnosis() const {
    return m_report ? diagnosisText(*m_report, m_triedSecrets) : QString();
}

void ConnectionForm::stop() {
    if (m_keeping) {
        return;
    }
    m_request = {};
    m_questions.withdraw();
    Q_EMIT told(tr("The attempt was given up."));
    Q_EMIT busyChanged();
}

void ConnectionForm::test() {
    attempt([this](const protocol::ConnectionTested& tested) {
        Q_EMIT told(
            tr("It works: %1, answered in %2 ms.")
                .arg(QString::fromStdString(tested.serverVersion), QLocale().toString(tested.latencyMs, 'f', 1)));
    });
}

void ConnectionForm::accept() {
    if (isBusy() || !whyNot().isEmpty()) {
        return;
    }
    const auto ofThisName = std::ranges::find(m_connections.saved(), m_saved.name, &protocol::SavedConnection::name);
    if (!m_saved.name.empty() && m_saved.name != m_nameBefore && ofThisName != m_connections.saved().end()) {
        Q_EMIT told(
            tr("A connection named \"%1\" is kept already. Choose another name, or change that one.").arg(name()));
        return;
    }
    if (changes()) {
        setKeeping(true);
        storeSecrets([this] {
            if (m_secrets.given()) {
                m_connections.remember(effectiveConfig(), m_secrets);
            }
            keep([this] { Q_EMIT done(); });
        });
        return;
    }
    attempt([this](const protocol::ConnectionTested&) {
        if (m_saved.name.empty()) {
            finishNew();
        } else {
            setKeeping(true);
            storeSecrets([this] { keep([this] { finishNew(); }); });
        }
    });
}

void ConnectionForm::storeSecrets(const std::function<void()>& stored) {
    const bool stores = std::ranges::any_of(kSecretPlaces, [this](const SecretPlace& place) {
        const auto& source = m_saved.config.secrets.*place.source;
        return source.origin == SecretOrigin::Stored && (m_secrets.*place.left).id();
    });
    if (!stores) {
        storeNext(0, stored);
        return;
    }
    // The store of secrets knows nothing of connections: what it has taken, it keeps.
    protocol::SavedConnection saved = m_saved;
    saved.config = effectiveConfig();
    m_request = m_bus.ask(
        protocol::SaveConnection{std::move(saved), m_nameBefore, m_read, true},
        [this, stored](const protocol::SavedConnectionsListed&) { storeNext(0, stored); },
        [this](const Error& error) { refuseStale(error); });
}

void ConnectionForm::refuseStale(const Error& error) {
    refuse(error);
    // What is kept may be another one by now, which the list is to show.
    m_connections.readAnew();
}

void ConnectionForm::storeNext(std::size_t place, const std::function<void()>& stored) {
    for (; place < kSecretPlaces.size(); ++place) {
        const bus::LeftSecret& left = m_secrets.*(kSecretPlaces[place].left);
        protocol::SecretSource& source = m_saved.config.secrets.*(kSecretPlaces[place].source);
        if (source.origin == SecretOrigin::Stored && left.id()) {
            const QPointer<ConnectionForm> alive(this);
            m_connections.keeper().keepFor(source.what, secretName(name(), kSecretPlaces[place].source), left,
                                           [alive, place, &source, stored](const Result<std::string>& kept) {
                                               if (!alive) {
                                                   return;
                                               }
                                               if (!kept) {
                                                   alive->refuse(kept.error());
                                                   return;
                                               }
                                               source.what = *kept;
                                               alive->storeNext(place + 1, stored);
                                           });
            return;
        }
        if (source.origin == SecretOrigin::Stored && source.what.empty()) {
            // Nothing was given, so there is nothing to store.
            source = {};
        }
    }
    stored();
}

void ConnectionForm::keep(const std::function<void()>& kept) {
    protocol::SavedConnection saved = m_saved;
    saved.config = effectiveConfig();
    m_request = m_bus.ask(
        protocol::SaveConnection{std::move(saved), m_nameBefore, m_read},
        [this, kept](const protocol::SavedConnectionsListed& list) {
            setKeeping(false);
            if (changes() && m_saved.name != m_nameBefore) {
                m_connections.noteRenamed(std::exchange(m_nameBefore, m_saved.name), m_saved.name);
            }
            const auto now = std::ranges::find(list.connections, m_saved.name, &protocol::SavedConnection::name);
            m_read.kept = now == list.connections.end() ? std::nullopt : std::optional(*now);
            m_connections.setSaved(list.connections);
            kept();
        },
        [this](const Error& error) { refuseStale(error); });
}

void ConnectionForm::takeAnswers() {
    for (const OpeningQuestions::Given& one : m_questions.given()) {
        if (const SecretPlace* place = secretPlaceOf(one.kind)) {
            m_secrets.*place->left = one.secret;
        }
    }
    Q_EMIT changed();
}

void ConnectionForm::finishNew() {
    for (const SecretPlace& place : kSecretPlaces) {
        // Only what is kept under a name stores something; of the rest nobody is to look for what was never stored.
        protocol::SecretSource& source = m_saved.config.secrets.*place.source;
        source = source.origin == SecretOrigin::Stored && source.what.empty() ? protocol::SecretSource() : source;
    }
    m_connections.remember(effectiveConfig(), m_secrets);
    Q_EMIT chosen(effectiveConfig(), m_saved.name);
    Q_EMIT done();
}

} // namespace dbv::viewmodel
