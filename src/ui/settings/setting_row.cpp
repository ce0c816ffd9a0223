// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/setting_row.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <variant>

#include <QAbstractSpinBox>
#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "settings/known_settings.h"
#include "ui/settings/quantity_field.h"
#include "ui/shell/ask_above_field.h"
#include "ui/shell/file_field.h"
#include "ui/shell/said_text.h"
#include "ui/theme/theme.h"
#include "viewmodel/error_text.h"

namespace dbv::ui {

namespace {

constexpr int kMarkWidth = 3;
/// Between the mark and the text.
constexpr int kRowIndent = 12;
constexpr int kFieldLetters = 36;
constexpr double kResetSize = 1.35;

QString keyOf(const viewmodel::SettingWords& words) {
    return QString::fromUtf8(words.key.data(), static_cast<qsizetype>(words.key.size()));
}

} // namespace

SettingRow::SettingRow(viewmodel::UserSettings& all, const settings::AnySetting& setting, QWidget* parent)
    : QWidget(parent),
      m_all(all),
      m_setting(setting),
      m_words(viewmodel::settingWords(settings::settingKey(setting))),
      m_title(new QLabel(viewmodel::settingTitle(m_words))),
      m_description(new QLabel(viewmodel::settingDescription(m_words))),
      m_trouble(new QLabel),
      m_reset(new QToolButton) {
    setObjectName(keyOf(m_words));
    build();
    connect(&m_all, &viewmodel::UserSettings::notSaved, this, [this](const QString& key, const QString& why) {
        if (key == keyOf(m_words)) {
            tellUnsaved(why);
        }
    });
    follow();
}

void SettingRow::build() {
    for (QLabel* label : {m_title, m_description, m_trouble}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    m_title->setToolTip(plainToolTip(tr("%1 in settings.json").arg(keyOf(m_words))));
    m_trouble->hide();
    m_field = makeField();
    m_control = m_field->focusProxy() != nullptr ? m_field->focusProxy() : m_field;
    m_control->setAccessibleName(m_title->text());
    m_control->setAccessibleDescription(m_description->text());
    QList<QWidget*> parts = m_field->findChildren<QWidget*>();
    parts << m_field;
    for (QWidget* part : std::as_const(parts)) {
        // A list or a number that lies under the mouse while somebody scrolls is not meant.
        part->installEventFilter(this);
    }
    m_field->setFixedWidth(fontMetrics().averageCharWidth() * kFieldLetters);
    m_reset->setText(QStringLiteral("↺"));
    m_reset->setAutoRaise(true);
    QFont sign = m_reset->font();
    sign.setPointSizeF(sign.pointSizeF() * kResetSize);
    m_reset->setFont(sign);
    m_reset->setFocusPolicy(Qt::StrongFocus);
    m_reset->setAccessibleName(tr("Reset %1 to its default").arg(m_title->text()));
    m_reset->setToolTip(tr("Changed. Reset to default"));
    QSizePolicy keepsRoom = m_reset->sizePolicy();
    keepsRoom.setRetainSizeWhenHidden(true);
    m_reset->setSizePolicy(keepsRoom);
    connect(m_reset, &QToolButton::clicked, this, &SettingRow::reset);
    auto* lines = new QGridLayout(this);
    lines->setContentsMargins(kRowIndent, 5, 0, 5);
    lines->setVerticalSpacing(1);
    lines->setHorizontalSpacing(10);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(1);
    texts->addWidget(m_title);
    texts->addWidget(m_description);
    texts->addWidget(m_trouble);
    lines->addLayout(texts, 0, 0);
    lines->addWidget(m_field, 0, 1, Qt::AlignTop);
    lines->addWidget(m_reset, 0, 2, Qt::AlignTop);
    lines->setColumnStretch(0, 1);
    colour();
}

QWidget* SettingRow::makeField() {
    if (std::holds_alternative<settings::Setting<bool>>(m_setting)) {
        auto* box = new QCheckBox;
        connect(box, &QCheckBox::clicked, this, [this](bool on) { take(on); });
        m_show = [box](const QJsonValue& json) { box->setChecked(json.toBool()); };
        return box;
    }
    if (const auto* text = std::get_if<settings::Setting<std::string>>(&m_setting)) {
        return text->choices.empty() ? makeText() : makeChoices(*text);
    }
    return m_words.key == settings::kSafetyAskAbove.key ? makeAskAbove() : makeQuantity();
}

QWidget* SettingRow::makeText() {
    QWidget* field = nullptr;
    QLineEdit* line = nullptr;
    if (m_words.isFolder) {
        auto* folder = new FileField(m_title->text(), FileField::Purpose::Folder);
        line = &folder->line();
        field = folder;
        connect(folder, &FileField::chosen, this, [this, line] { take(line->text()); });
    } else {
        field = line = new QLineEdit;
    }
    const auto typed = std::make_shared<bool>(false);
    connect(line, &QLineEdit::textEdited, this, [typed] { *typed = true; });
    connect(line, &QLineEdit::editingFinished, this, [this, line, typed] {
        if (*typed) {
            take(line->text());
        }
    });
    m_forget = [typed] { *typed = false; };
    m_isTyping = [typed] { return *typed; };
    m_show = [line, typed](const QJsonValue& json) {
        if (!*typed && line->text() != json.toString()) {
            line->setText(json.toString());
        }
    };
    return field;
}

QWidget* SettingRow::makeChoices(const settings::Setting<std::string>& setting) {
    auto* box = new QComboBox;
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (const std::string_view choice : setting.choices) {
        box->addItem(viewmodel::choiceText(setting.key, choice),
                     QString::fromUtf8(choice.data(), static_cast<qsizetype>(choice.size())));
        box->setItemData(box->count() - 1, viewmodel::choiceHelp(setting.key, choice), Qt::ToolTipRole);
    }
    connect(box, &QComboBox::activated, this, [this, box](int index) { take(box->itemData(index).toString()); });
    m_show = [box](const QJsonValue& json) { box->setCurrentIndex(box->findData(json.toString())); };
    return box;
}

QWidget* SettingRow::makeQuantity() {
    auto* number = new QuantityField(m_setting, m_words);
    connect(number, &QuantityField::entered, this, &SettingRow::take);
    m_show = [number](const QJsonValue& json) { number->setNumber(json); };
    m_forget = [number] { number->forgetTyped(); };
    m_isTyping = [number] { return number->isTyped(); };
    return number;
}

QWidget* SettingRow::makeAskAbove() {
    auto* when = new AskAboveField(std::nullopt);
    when->beBrief({tr("Only without WHERE"), tr("Always"), tr("More than")});
    connect(when, &AskAboveField::rowsChosen, this,
            [this](std::optional<std::uint64_t> rows) { take(rows ? static_cast<qint64>(*rows) : qint64{-1}); });
    m_show = [when](const QJsonValue& json) {
        const std::int64_t rows = json.toInteger();
        when->setRows(rows < 0 ? std::nullopt : std::optional(static_cast<std::uint64_t>(rows)));
    };
    return when;
}

void SettingRow::take(const QJsonValue& json) {
    m_unsaved.clear();
    tell(m_all.set(m_setting, json));
}

void SettingRow::reset() {
    m_control->setFocus();
    m_unsaved.clear();
    m_all.reset(m_setting);
    tell({});
}

void SettingRow::tell(const Result<void>& set) {
    // What is typed and is nothing stays, so that it can be put right.
    m_refused = set ? QString() : viewmodel::errorSentence(set.error());
    if (set && m_forget) {
        m_forget();
    }
    follow();
}

void SettingRow::tellUnsaved(const QString& why) {
    m_unsaved = why;
    m_holdsSince = m_all.value(m_setting);
    follow();
}

void SettingRow::follow() {
    m_show(m_all.value(m_setting));
    m_changed = m_all.isChanged(m_setting);
    const QString fixed = m_all.whyFixed(m_words.key);
    m_field->setEnabled(fixed.isEmpty());
    if (!fixed.isEmpty()) {
        m_field->setToolTip(plainToolTip(fixed));
        m_title->setToolTip(plainToolTip(fixed));
    }
    m_reset->setVisible(m_changed && fixed.isEmpty());
    // What is refused keeps its reason as long as it stands there, whatever is written into the file meanwhile.
    if (!m_isTyping || !m_isTyping()) {
        m_refused.clear();
    }
    if (m_holdsSince != m_all.value(m_setting)) {
        m_unsaved.clear();
    }
    const QString trouble = m_unsaved.isEmpty() ? m_all.trouble(m_setting) : m_unsaved;
    say(m_refused.isEmpty() ? trouble : m_refused);
    m_control->setAccessibleDescription(m_changed ? tr("%1 Changed from its default.").arg(m_description->text())
                                                  : m_description->text());
    update();
}

void SettingRow::say(const QString& trouble) {
    if (trouble == m_trouble->text() && m_trouble->isHidden() == trouble.isEmpty()) {
        return;
    }
    m_trouble->setText(trouble);
    m_trouble->setVisible(!trouble.isEmpty());
    if (!trouble.isEmpty()) {
        QAccessibleEvent alert(m_trouble, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

bool SettingRow::holds(const QStringList& searched) const {
    QString said = m_title->text() + QLatin1Char('\n') + m_description->text() + QLatin1Char('\n') + keyOf(m_words) +
                   QLatin1Char('\n') + viewmodel::groupTitle(m_words.group);
    if (const auto* text = std::get_if<settings::Setting<std::string>>(&m_setting)) {
        for (const std::string_view choice : text->choices) {
            said += QLatin1Char('\n') + viewmodel::choiceHelp(m_words.key, choice);
            said += QLatin1Char('\n') + viewmodel::choiceText(m_words.key, choice);
        }
    }
    return std::ranges::all_of(searched,
                               [&said](const QString& word) { return said.contains(word, Qt::CaseInsensitive); });
}

std::vector<QWidget*> SettingRow::stops() const {
    std::vector<QWidget*> found{m_control};
    for (QWidget* part : m_field->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (part != m_control && (part->focusPolicy() & Qt::TabFocus) != 0 && part->focusProxy() == nullptr &&
            m_control != m_field) {
            found.push_back(part);
        }
    }
    found.push_back(m_reset);
    return found;
}

void SettingRow::paintEvent(QPaintEvent* /*event*/) {
    if (m_changed) {
        QPainter painter(this);
        painter.fillRect(QRect(0, 4, kMarkWidth, height() - 8), palette().color(QPalette::Highlight));
    }
}

void SettingRow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        colour();
    }
    QWidget::changeEvent(event);
}

void SettingRow::colour() {
    const QPalette& own = palette();
    QPalette quiet = m_description->palette();
    quiet.setColor(QPalette::WindowText, own.color(QPalette::Disabled, QPalette::WindowText));
    m_description->setPalette(quiet);
    QPalette wrong = m_trouble->palette();
    wrong.setColor(QPalette::WindowText, makeTheme(schemeOf(own)).editor.invalid);
    m_trouble->setPalette(wrong);
}

bool SettingRow::eventFilter(QObject* watched, QEvent* event) {
    const auto* part = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape && m_isTyping &&
        m_isTyping()) {
        m_forget();
        follow();
        return true;
    }
    if (event->type() == QEvent::Wheel && part != nullptr && !m_field->isAncestorOf(QApplication::focusWidget()) &&
        QApplication::focusWidget() != m_field) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace dbv::ui
