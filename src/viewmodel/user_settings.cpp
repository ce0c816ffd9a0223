// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/user_settings.h"

#include <memory>
#include <utility>

#include <QFileInfo>
#include <QPromise>
#include <QThreadPool>

#include "settings/file_paths.h"
#include "settings/known_settings.h"
#include "viewmodel/environment_text.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

/// Whoever writes a file does it in several steps.
constexpr int kReadAfterMs = 100;
/// Where it goes on being written it is read all the same.
constexpr int kReadAtLastMs = 1000;

} // namespace

UserSettings::UserSettings(settings::SettingsFile& file, std::optional<Safety> fixed, QObject* parent)
    : QObject(parent), m_file(file), m_fixed(fixed), m_now(file.snapshot()) {
    m_settled.setSingleShot(true);
    m_settled.setInterval(kReadAfterMs);
    connect(&m_settled, &QTimer::timeout, this, &UserSettings::readAgain);
    m_freshLook.setSingleShot(true);
    m_freshLook.setInterval(settings::kFreshFor);
    connect(&m_freshLook, &QTimer::timeout, this, &UserSettings::readAgain);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, &UserSettings::lookSoon);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, &UserSettings::lookSoon);
    connect(&m_looking, &QFutureWatcherBase::finished, this, &UserSettings::endLooking);
    connect(&m_saving, &QFutureWatcherBase::finished, this, &UserSettings::endSaving);
    noteTroubles();
}

QString UserSettings::path() const {
    return settings::qtPath(m_file.path());
}

QJsonValue UserSettings::value(const settings::AnySetting& setting) const {
    const QJsonValue own = m_now.own(settings::settingKey(setting));
    return settings::checkSetting(setting, own) ? own : settings::settingFallback(setting);
}

bool UserSettings::isChanged(const settings::AnySetting& setting) const {
    const QJsonValue own = m_now.own(settings::settingKey(setting));
    return !own.isUndefined() && own != settings::settingFallback(setting);
}

QString UserSettings::trouble(const settings::AnySetting& setting) const {
    const QJsonValue own = m_now.own(settings::settingKey(setting));
    if (own.isUndefined()) {
        return {};
    }
    const Result<void> valid = settings::checkSetting(setting, own);
    return valid ? QString() : tr("%1 The default holds.").arg(QString::fromStdString(valid.error().message));
}

QString UserSettings::whyFixed(std::string_view key) const {
    if (!m_fixed || !key.starts_with("safety.")) {
        return {};
    }
    if (key == settings::kSafetyAskAbove.key) {
        return *m_fixed == Safety::Confirm
                   ? QString()
                   : tr("The policy of this installation opens every connection as %1, so none of them asks.")
                         .arg(safetyName(*m_fixed));
    }
    return tr("The policy of this installation opens every connection as %1, or as read-only where that was chosen.")
        .arg(safetyName(*m_fixed));
}

Result<void> UserSettings::set(const settings::AnySetting& setting, const QJsonValue& json) {
    Result<void> held = m_file.hold(setting, json);
    if (held) {
        startSaving();
        take();
    }
    return held;
}

void UserSettings::reset(const settings::AnySetting& setting) {
    m_file.holdFallback(settings::settingKey(setting));
    startSaving();
    take();
}

void UserSettings::startSaving() {
    // One after the other: what is set last is written last.
    if (std::exchange(m_writes, true)) {
        return;
    }
    const auto saved = std::make_shared<QPromise<settings::SettingsSaved>>();
    saved->start();
    m_saving.setFuture(saved->future());
    QThreadPool::globalInstance()->start([saved, save = m_file.unsaved()] {
        saved->addResult(settings::saveSettings(save));
        saved->finish();
    });
}

void UserSettings::endSaving() {
    m_writes = false;
    const std::optional<settings::UnsavedSettings> unsaved = m_file.settle(m_saving.result());
    take();
    if (unsaved) {
        for (const QString& key : unsaved->keys) {
            Q_EMIT notSaved(key, errorSentence(unsaved->why));
        }
    }
    if (m_file.hasUnsaved()) {
        startSaving();
    }
    if (m_writes) {
        return;
    }
    // What others have written between is in it as well.
    readAgain();
    Q_EMIT saved();
}

void UserSettings::lookSoon() {
    if (!m_settled.isActive()) {
        m_unsettledSince.start();
    } else if (m_unsettledSince.elapsed() > kReadAtLastMs) {
        return;
    }
    m_settled.start();
}

void UserSettings::choose(const settings::AnySetting& setting, const QJsonValue& json) {
    if (const Result<void> kept = set(setting, json); !kept) {
        Q_EMIT failed(errorSentence(kept.error()));
    }
}

void UserSettings::watch() {
    // A file that is replaced as a whole is another file then, and one may come that is not there yet.
    m_watcher.addPath(QFileInfo(path()).path());
    readAgain();
}

void UserSettings::readAgain() {
    if (m_looking.isRunning()) {
        m_looksAgain = true;
    } else {
        startLooking();
    }
}

void UserSettings::startLooking() {
    m_looksAgain = false;
    // Whoever looks holds nothing of this: a disk may take longer than the window is there.
    const auto found = std::make_shared<QPromise<settings::SettingsFound>>();
    found->start();
    m_looking.setFuture(found->future());
    QThreadPool::globalInstance()->start([found, look = m_file.look()] {
        found->addResult(settings::lookAtSettings(look));
        found->finish();
    });
}

void UserSettings::endLooking() {
    settings::SettingsFound found = m_looking.result();
    m_looksAgain = m_looksAgain || m_file.isOutdated(found);
    if (found.isFresh) {
        m_freshLook.start();
    }
    if (found.read) {
        watchFile();
        const Result<bool> read = m_file.adopt(std::move(found));
        m_fileTrouble = read ? QString() : errorSentence(read.error());
        take();
    }
    if (m_looksAgain) {
        startLooking();
    } else {
        Q_EMIT looked();
    }
}

void UserSettings::watchFile() {
    // Only what has changed is read, so this is another file, perhaps; what is not there yet is heard of by its folder.
    if (!m_watcher.directories().isEmpty()) {
        m_watcher.removePath(path());
        m_watcher.addPath(path());
    }
}

void UserSettings::noteTroubles() {
    std::map<QString, QString> now;
    if (!m_fileTrouble.isEmpty()) {
        now.emplace(QString(), m_fileTrouble);
    }
    for (const settings::AnySetting& setting : settings::kKnownSettings) {
        if (const std::string wrong = m_file.wrongValue(setting); !wrong.empty()) {
            const std::string_view key = settings::settingKey(setting);
            now.emplace(QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size())),
                        QString::fromStdString(wrong));
        }
    }
    const std::map<QString, QString> before = std::exchange(m_troubles, std::move(now));
    for (const auto& [key, message] : before) {
        if (!m_troubles.contains(key)) {
            Q_EMIT troubleChanged(key, {});
        }
    }
    for (const auto& [key, message] : m_troubles) {
        if (const auto said = before.find(key); said == before.end() || said->second != message) {
            Q_EMIT troubleChanged(key, message);
        }
    }
}

void UserSettings::take() {
    settings::SettingsSnapshot now = m_file.snapshot();
    if (now != m_now) {
        m_now = std::move(now);
        Q_EMIT changed();
    }
    noteTroubles();
}

} // namespace dbv::viewmodel
