// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractSpinBox>
#include <QJsonValue>

#include "settings/setting.h"
#include "viewmodel/setting_words.h"

namespace dbv::ui {

/// A number that is typed with its unit (`256 MB`, `10 min`, `never`), or stepped. Anything can be typed: whoever owns the field
/// says whether it is taken.
class QuantityField final : public QAbstractSpinBox {
    Q_OBJECT

public:
    /// The setting is one of a number.
    QuantityField(const settings::AnySetting& setting, const viewmodel::SettingWords& words, QWidget* parent = nullptr);

    /// Shows a number, unless something else is just being typed.
    void setNumber(const QJsonValue& number);
    /// What is typed was taken, or is not meant any more.
    void forgetTyped();
    /// Whether something is typed that was not taken.
    [[nodiscard]] bool isTyped() const { return m_typed; }

    void stepBy(int steps) override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    /// A number, or a text that is none.
    void entered(const QJsonValue& json);

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;

private:
    void enter();
    [[nodiscard]] QString shown(const QJsonValue& number) const;
    [[nodiscard]] QJsonValue read() const;
    [[nodiscard]] std::int64_t stepped(std::int64_t from, int steps) const;
    [[nodiscard]] double stepped(double from, int steps) const;
    void sayBounds();

    settings::AnySetting m_setting;
    viewmodel::SettingWords m_words;
    QJsonValue m_number;
    /// What a number without a unit is counted in.
    std::int64_t m_usualFactor = 1;
    bool m_typed = false;
};

} // namespace dbv::ui
