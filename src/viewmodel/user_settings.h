// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <QElapsedTimer>
#include <QFileSystemWatcher>
#include <QFutureWatcher>
#include <QObject>
#include <QTimer>

#include <dbv/connector/params.h>

#include "settings/settings_file.h"

namespace dbv::viewmodel {

/// What the user has set, as it holds now, whoever changes it: this window, another program, an editor of texts.
///
/// What is set holds at once and is saved behind it, one change after the other, so that nobody waits for a lock or a disk.
///
/// Thread: the UI thread.
class UserSettings final : public QObject {
    Q_OBJECT

public:
    /// The file must outlive this. `fixed` is the safety that an installation gives every connection, if it does.
    explicit UserSettings(settings::SettingsFile& file, std::optional<Safety> fixed = std::nullopt,
                          QObject* parent = nullptr);

    template <class T>
    [[nodiscard]] T value(const settings::Setting<T>& setting) const {
        return m_now.value(setting);
    }
    [[nodiscard]] const settings::SettingsSnapshot& now() const { return m_now; }
    /// What holds.
    [[nodiscard]] QJsonValue value(const settings::AnySetting& setting) const;
    /// Whether the file says something of it other than what holds without it.
    [[nodiscard]] bool isChanged(const settings::AnySetting& setting) const;
    /// What is wrong with what the file says of it, in the words of the settings; empty for nothing.
    [[nodiscard]] QString trouble(const settings::AnySetting& setting) const;
    /// Why it can not be set in this installation; empty where it can.
    [[nodiscard]] QString whyFixed(std::string_view key) const;

    /// `notSaved` tells where it can not be kept.
    /// Errors: InvalidInput, and then nothing is set.
    [[nodiscard]] Result<void> set(const settings::AnySetting& setting, const QJsonValue& json);
    void reset(const settings::AnySetting& setting);
    /// The same for whoever has no field to tell an error at: `failed` tells it.
    void choose(const settings::AnySetting& setting, const QJsonValue& json);

    /// Whether something is set and not saved yet; `saved` tells when no more.
    [[nodiscard]] bool isSaving() const { return m_writes || m_file.hasUnsaved(); }

    /// Takes over what others write into the file, as soon as they have, and tells what is wrong with it.
    void watch();
    /// Looks at the file in the background, and takes over what has changed; `looked` tells when.
    void readAgain();
    /// What is wrong with the file now: for each key, and for the file itself under the empty one, a sentence.
    [[nodiscard]] const std::map<QString, QString>& troubles() const { return m_troubles; }
    [[nodiscard]] QString path() const;

Q_SIGNALS:
    /// Something has another value, or another trouble, than before.
    void changed();
    /// What `choose` could not set, in a sentence.
    void failed(const QString& message);
    /// Something else is wrong with what the file says of a key, or with the file itself, whose key is empty; an empty
    /// message: nothing is any more.
    void troubleChanged(const QString& key, const QString& message);
    void looked();
    /// What was set could not be saved: why, and what holds now.
    void notSaved(const QString& key, const QString& message);
    /// Nothing waits to be saved any more.
    void saved();

private:
    void take();
    void startLooking();
    void endLooking();
    void startSaving();
    void endSaving();
    void lookSoon();
    void noteTroubles();
    void watchFile();

    settings::SettingsFile& m_file;
    std::optional<Safety> m_fixed;
    settings::SettingsSnapshot m_now;
    QFileSystemWatcher m_watcher;
    QTimer m_settled;
    QElapsedTimer m_unsettledSince;
    QTimer m_freshLook;
    QFutureWatcher<settings::SettingsFound> m_looking;
    QFutureWatcher<settings::SettingsSaved> m_saving;
    /// From setting out to write until what came of it is taken over.
    bool m_writes = false;
    /// Something has changed since it set out to look.
    bool m_looksAgain = false;
    QString m_fileTrouble;
    std::map<QString, QString> m_troubles;
};

} // namespace dbv::viewmodel
