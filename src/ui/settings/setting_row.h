// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QJsonValue>
#include <QWidget>

#include "settings/setting.h"
#include "viewmodel/setting_words.h"
#include "viewmodel/user_settings.h"

class QLabel;
class QToolButton;

namespace dbv::ui {

/// One setting: what it is called and what it does, the field for it, a mark where it is changed, and what is wrong with it.
class SettingRow final : public QWidget {
    Q_OBJECT

public:
    /// Settings and list must outlive the row.
    SettingRow(viewmodel::UserSettings& all, const settings::AnySetting& setting, QWidget* parent = nullptr);

    [[nodiscard]] const viewmodel::SettingWords& words() const { return m_words; }
    /// Whether all of these words occur in what is said of it.
    [[nodiscard]] bool holds(const QStringList& searched) const;
    /// What the Tab key stops at, in its order.
    [[nodiscard]] std::vector<QWidget*> stops() const;
    /// Shows what holds now.
    void follow();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    [[nodiscard]] QWidget* makeField();
    [[nodiscard]] QWidget* makeText();
    [[nodiscard]] QWidget* makeChoices(const settings::Setting<std::string>& setting);
    [[nodiscard]] QWidget* makeQuantity();
    [[nodiscard]] QWidget* makeAskAbove();
    void take(const QJsonValue& json);
    void reset();
    /// What came of a change of the field.
    void tell(const Result<void>& set);
    /// What was set could not be saved.
    void tellUnsaved(const QString& why);
    void say(const QString& trouble);
    void colour();

    viewmodel::UserSettings& m_all;
    settings::AnySetting m_setting;
    viewmodel::SettingWords m_words;
    QLabel* m_title;
    QLabel* m_description;
    QLabel* m_trouble;
    QToolButton* m_reset;
    /// What has the keyboard, and the whole field.
    QWidget* m_control = nullptr;
    QWidget* m_field = nullptr;
    std::function<void(const QJsonValue&)> m_show;
    /// What is typed is not meant any more, or was taken.
    std::function<void()> m_forget;
    /// Whether something is typed that is not taken yet, or was refused.
    std::function<bool()> m_isTyping;
    /// Why what is typed was refused.
    QString m_refused;
    /// Why the last change could not be saved, and what has held since then.
    QString m_unsaved;
    QJsonValue m_holdsSince;
    bool m_changed = false;
};

} // namespace dbv::ui
