// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/quantity_field.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include <QLineEdit>
#include <QStyleOptionSpinBox>

#include "viewmodel/quantity_text.h"

namespace dbv::ui {

namespace {

using WholeSetting = settings::Setting<std::int64_t>;
using FractionSetting = settings::Setting<double>;

/// Smaller letters can not be read: a step goes over them to 0.
constexpr double kSmallestPoints = 6;
constexpr double kUsualPoints = 10;
constexpr int kUsualLetters = 16;

/// One of the first digit but one: 10 of 256, 100,000 of 1,000,000.
std::int64_t stepOf(std::int64_t number) {
    std::int64_t step = 1;
    for (std::int64_t rest = number / 100; rest > 0; rest /= 10) {
        step *= 10;
    }
    return step;
}

} // namespace

QuantityField::QuantityField(const settings::AnySetting& setting, const viewmodel::SettingWords& words, QWidget* parent)
    : QAbstractSpinBox(parent), m_setting(setting), m_words(words) {
    if (const auto* whole = std::get_if<WholeSetting>(&m_setting)) {
        m_usualFactor = viewmodel::quantityFactor(std::max(whole->fallback, whole->lowest), m_words.unit);
    }
    setKeyboardTracking(false);
    sayBounds();
    connect(lineEdit(), &QLineEdit::textEdited, this, [this] { m_typed = true; });
    connect(this, &QAbstractSpinBox::editingFinished, this, &QuantityField::enter);
}

void QuantityField::sayBounds() {
    const auto say = [this](const QString& lowest, const QString& highest) {
        setToolTip(highest.isEmpty() ? tr("%1 or more").arg(lowest) : tr("%1 to %2").arg(lowest, highest));
    };
    if (const auto* whole = std::get_if<WholeSetting>(&m_setting)) {
        const bool isOpen = whole->highest == std::numeric_limits<std::int64_t>::max();
        say(shown(static_cast<qint64>(whole->lowest)), isOpen ? QString() : shown(static_cast<qint64>(whole->highest)));
    } else if (const auto* fraction = std::get_if<FractionSetting>(&m_setting)) {
        say(shown(fraction->lowest), shown(fraction->highest));
    }
}

QString QuantityField::shown(const QJsonValue& number) const {
    QString zero = viewmodel::settingZero(m_words);
    if (number.toDouble() == 0 && !zero.isEmpty()) {
        return zero;
    }
    return std::holds_alternative<WholeSetting>(m_setting)
               ? viewmodel::quantityText(static_cast<std::int64_t>(number.toInteger()), m_words.unit, locale())
               : viewmodel::quantityText(number.toDouble(), m_words.unit, locale());
}

QJsonValue QuantityField::read() const {
    const QString typed = lineEdit()->text().trimmed();
    const QString zero = viewmodel::settingZero(m_words);
    if (!zero.isEmpty() && typed.compare(zero, Qt::CaseInsensitive) == 0) {
        return 0;
    }
    if (std::holds_alternative<WholeSetting>(m_setting)) {
        const auto number = viewmodel::quantityFrom(typed, m_words.unit, m_usualFactor, locale());
        return number ? QJsonValue(static_cast<qint64>(*number)) : QJsonValue(typed);
    }
    const auto number = viewmodel::fractionFrom(typed, m_words.unit, locale());
    return number ? QJsonValue(*number) : QJsonValue(typed);
}

void QuantityField::setNumber(const QJsonValue& number) {
    if (m_typed && number == m_number) {
        return;
    }
    m_number = number;
    m_typed = false;
    lineEdit()->setText(shown(number));
    updateGeometry();
}

void QuantityField::forgetTyped() {
    m_typed = false;
    lineEdit()->setText(shown(m_number));
}

void QuantityField::enter() {
    if (m_typed) {
        Q_EMIT entered(read());
    }
}

std::int64_t QuantityField::stepped(std::int64_t from, int steps) const {
    const auto& setting = std::get<WholeSetting>(m_setting);
    // In a unit of which there are some, so that a step down is no fall to nothing.
    std::int64_t factor = from == 0 ? m_usualFactor : viewmodel::quantityFactor(from, m_words.unit);
    while (from != 0 && from / factor < 10 && factor > 1) {
        factor = viewmodel::smallerFactor(factor, m_words.unit);
    }
    const std::int64_t step = stepOf(from / factor);
    const double wish = static_cast<double>(from) + static_cast<double>(step) * static_cast<double>(factor) * steps;
    if (wish >= static_cast<double>(setting.highest)) {
        return setting.highest;
    }
    return wish <= static_cast<double>(setting.lowest) ? setting.lowest : from + step * factor * steps;
}

double QuantityField::stepped(double from, int steps) const {
    const auto& setting = std::get<FractionSetting>(m_setting);
    const double wish = from == 0 && steps > 0 ? kUsualPoints : from + steps;
    return wish < kSmallestPoints ? setting.lowest : std::min(wish, setting.highest);
}

void QuantityField::stepBy(int steps) {
    const QJsonValue now = read();
    const QJsonValue from = now.isDouble() ? now : m_number;
    m_typed = false;
    Q_EMIT entered(std::holds_alternative<WholeSetting>(m_setting)
                       ? QJsonValue(static_cast<qint64>(stepped(static_cast<std::int64_t>(from.toInteger()), steps)))
                       : QJsonValue(stepped(from.toDouble(), steps)));
}

QAbstractSpinBox::StepEnabled QuantityField::stepEnabled() const {
    const auto of = [this](const auto& setting) -> StepEnabled {
        using Held = std::decay_t<decltype(setting)>;
        if constexpr (std::is_same_v<Held, WholeSetting> || std::is_same_v<Held, FractionSetting>) {
            const double now = m_number.toDouble();
            return (now > static_cast<double>(setting.lowest) ? StepDownEnabled : StepNone) |
                   (now < static_cast<double>(setting.highest) ? StepUpEnabled : StepNone);
        } else {
            return StepNone;
        }
    };
    return std::visit(of, m_setting);
}

QSize QuantityField::sizeHint() const {
    QStyleOptionSpinBox option;
    initStyleOption(&option);
    const QSize letters(fontMetrics().averageCharWidth() * kUsualLetters, lineEdit()->sizeHint().height());
    return style()->sizeFromContents(QStyle::CT_SpinBox, &option, letters, this);
}

} // namespace dbv::ui
