// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

#include <dbv/connector/params.h>

#include "settings/settings_file.h"

namespace dbv::viewmodel {

/// What the user has set, as it holds now, whoever changes it: this window, another program, an editor of texts.
///
/// Thread: the UI thread. Blocks: on the disk, where something is set.
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

    /// Errors: as `SettingsFile::set`. After any but InvalidInput the value holds until the program ends.
    [[nodiscard]] Result<void> set(const settings::AnySetting& setting, const QJsonValue& json);
    [[nodiscard]] Result<void> reset(const settings::AnySetting& setting);
    /// The same for whoever has no field to tell an error at: `failed` tells it.
    void choose(const settings::AnySetting& setting, const QJsonValue& json);

    /// Reads the file again as soon as somebody has written it.
    void watch();
    void readAgain();
    [[nodiscard]] QString path() const;

Q_SIGNALS:
    /// Something has another value, or another trouble, than before.
    void changed();
    /// What could not be kept or read, in a sentence.
    void failed(const QString& message);

private:
    void take();

    settings::SettingsFile& m_file;
    std::optional<Safety> m_fixed;
    settings::SettingsSnapshot m_now;
    QFileSystemWatcher m_watcher;
    QTimer m_settled;
    QString m_toldTrouble;
};

} // namespace dbv::viewmodel
