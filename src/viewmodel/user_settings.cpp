// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/user_settings.h"

#include <utility>

#include <QFile>
#include <QFileInfo>

#include "settings/file_paths.h"
#include "viewmodel/environment_text.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

namespace {

/// Whoever writes a file does it in several steps.
constexpr int kReadAfterMs = 100;

} // namespace

UserSettings::UserSettings(settings::SettingsFile& file, std::optional<Safety> fixed, QObject* parent)
    : QObject(parent), m_file(file), m_fixed(fixed), m_now(file.snapshot()) {
    m_settled.setSingleShot(true);
    m_settled.setInterval(kReadAfterMs);
    connect(&m_settled, &QTimer::timeout, this, &UserSettings::readAgain);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_settled, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settled, qOverload<>(&QTimer::start));
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
    Result<void> set = m_file.set(setting, json);
    take();
    return set;
}

Result<void> UserSettings::reset(const settings::AnySetting& setting) {
    Result<void> reset = m_file.reset(settings::settingKey(setting));
    take();
    return reset;
}

void UserSettings::choose(const settings::AnySetting& setting, const QJsonValue& json) {
    if (const Result<void> kept = set(setting, json); !kept) {
        Q_EMIT failed(errorSentence(kept.error()));
    }
}

void UserSettings::watch() {
    // A file that is replaced as a whole is another file then, and one may come that is not there yet.
    m_watcher.addPath(QFileInfo(path()).path());
    if (QFile::exists(path())) {
        m_watcher.addPath(path());
    }
}

void UserSettings::readAgain() {
    if (!m_watcher.directories().isEmpty()) {
        watch();
    }
    if (const Result<bool> read = m_file.reload(); !read) {
        const QString told = errorSentence(read.error());
        if (std::exchange(m_toldTrouble, told) != told) {
            Q_EMIT failed(told);
        }
        return;
    }
    m_toldTrouble.clear();
    take();
}

void UserSettings::take() {
    settings::SettingsSnapshot now = m_file.snapshot();
    if (now != m_now) {
        m_now = std::move(now);
        Q_EMIT changed();
    }
}

} // namespace dbv::viewmodel
