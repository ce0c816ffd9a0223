// SPDX-License-Identifier: Apache-2.0
#include "ui/settings/settings_dialog.h"

#include <algorithm>
#include <map>

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

#include "settings/known_settings.h"
#include "ui/settings/setting_row.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/said_text.h"

namespace dbv::ui {

namespace {

constexpr QSize kSettingsSize(820, 620);
constexpr int kGroupsWidth = 150;
constexpr int kRightOfRows = 8;
/// A dialog that is narrower has no room for the list of groups.
constexpr int kNarrow = 640;
constexpr double kHeadingSize = 1.15;
/// Of the height of its text.
constexpr double kGroupHeight = 1.6;

/// All settings of a group in the order of their words, for each group.
std::map<viewmodel::SettingGroup, std::vector<settings::AnySetting>> grouped() {
    const auto words = viewmodel::allSettingWords();
    std::vector<settings::AnySetting> all(settings::kKnownSettings.begin(), settings::kKnownSettings.end());
    std::ranges::stable_sort(all, {}, [&words](const settings::AnySetting& setting) {
        return std::ranges::find(words, settings::settingKey(setting), &viewmodel::SettingWords::key) - words.begin();
    });
    std::map<viewmodel::SettingGroup, std::vector<settings::AnySetting>> groups;
    for (const settings::AnySetting& setting : all) {
        groups[viewmodel::settingWords(settings::settingKey(setting)).group].push_back(setting);
    }
    return groups;
}

} // namespace

SettingsDialog::SettingsDialog(viewmodel::UserSettings& all, viewmodel::ActionCatalog& actions, QWidget* parent)
    : QDialog(parent), m_all(all), m_actions(actions) {
    setWindowTitle(tr("Settings"));
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    connect(&m_all, &viewmodel::UserSettings::changed, this, &SettingsDialog::followSettings);
    orderStops();
    resizeWithinScreen(*this, kSettingsSize);
    m_groups->setCurrentRow(0);
    m_search->setFocus();
}

void SettingsDialog::build() {
    m_search = new QLineEdit;
    m_search->setPlaceholderText(tr("Search settings"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_groups = new QListWidget;
    m_groups->setAccessibleName(tr("Groups of settings"));
    m_groups->setFixedWidth(kGroupsWidth);
    m_groups->setFrameShape(QFrame::NoFrame);
    m_groups->viewport()->setAutoFillBackground(false);
    m_groups->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_room = new QScrollArea;
    m_room->setFrameShape(QFrame::NoFrame);
    m_room->setWidgetResizable(true);
    m_room->setFocusPolicy(Qt::NoFocus);
    m_room->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    auto* lines = new QVBoxLayout(content);
    lines->setSpacing(0);
    addSections(*lines);
    addKeys(*lines);
    m_nothing = new QLabel(tr("No setting has these words."));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();
    lines->addWidget(m_nothing);
    lines->addStretch(1);
    m_room->setWidget(content);
    // Without the bar its room stays free, so that nothing moves to the side when a search leaves little.
    const auto keepWidth = [this, lines] {
        const QScrollBar& bar = *m_room->verticalScrollBar();
        const int room = bar.maximum() > bar.minimum() ? 0 : bar.sizeHint().width();
        lines->setContentsMargins(0, 0, kRightOfRows + room, 0);
    };
    keepWidth();
    connect(m_room->verticalScrollBar(), &QScrollBar::rangeChanged, content, keepWidth);
    content->setAutoFillBackground(false);
    m_room->viewport()->setAutoFillBackground(false);
    auto* middle = new QHBoxLayout;
    middle->setSpacing(12);
    middle->addWidget(m_groups);
    middle->addWidget(m_room, 1);
    auto* place = new QLabel(shortText(tr("Kept in %1").arg(m_all.path())));
    place->setTextFormat(Qt::PlainText);
    place->setToolTip(plainToolTip(m_all.path()));
    place->setMinimumWidth(1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    m_close = buttons->button(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    auto* bottom = new QHBoxLayout;
    bottom->addWidget(place, 1);
    bottom->addWidget(buttons);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_search);
    all->addLayout(middle, 1);
    all->addLayout(bottom);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsDialog::search);
    connect(m_groups, &QListWidget::currentRowChanged, this, &SettingsDialog::goToSection);
    connect(m_room->verticalScrollBar(), &QScrollBar::valueChanged, this, &SettingsDialog::followScrolling);
}

QWidget* SettingsDialog::addHeading(QVBoxLayout& lines, const QString& text) {
    auto* heading = new QLabel(text);
    QFont large = font();
    large.setBold(true);
    large.setPointSizeF(large.pointSizeF() * kHeadingSize);
    heading->setFont(large);
    heading->setContentsMargins(12, m_sections.empty() ? 2 : 18, 0, 4);
    lines.addWidget(heading);
    auto* item = new QListWidgetItem(text, m_groups);
    item->setSizeHint({0, static_cast<int>(m_groups->fontMetrics().height() * kGroupHeight)});
    return heading;
}

void SettingsDialog::addSections(QVBoxLayout& lines) {
    for (const auto& [group, settings] : grouped()) {
        Section section{.heading = addHeading(lines, viewmodel::groupTitle(group)), .rows = {}, .otherText = {}};
        for (const settings::AnySetting& setting : settings) {
            section.rows.push_back(new SettingRow(m_all, setting));
            lines.addWidget(section.rows.back());
        }
        m_sections.push_back(std::move(section));
    }
}

void SettingsDialog::addKeys(QVBoxLayout& lines) {
    Section section{.heading = addHeading(lines, tr("Keys")), .rows = {}, .otherText = {}};
    section.other = new QWidget;
    auto* row = new QHBoxLayout(section.other);
    row->setContentsMargins(12, 5, 0, 5);
    auto* text = new QLabel(tr("Each action of the program with its keys, which can be changed."));
    text->setWordWrap(true);
    auto* open = new QPushButton(tr("&Keyboard shortcuts…"));
    open->setObjectName(QStringLiteral("settings.keys"));
    open->setAutoDefault(false);
    if (m_actions.isHidden("view.keys")) {
        open->setEnabled(false);
        open->setToolTip(tr("This installation does not offer it."));
    }
    connect(open, &QPushButton::clicked, this, [this] { m_actions.trigger("view.keys"); });
    row->addWidget(text, 1);
    row->addWidget(open);
    lines.addWidget(section.other);
    section.otherText = tr("Keys") + QLatin1Char('\n') + text->text() + QLatin1Char('\n') + open->text().remove(u'&');
    m_sections.push_back(std::move(section));
}

void SettingsDialog::orderStops() {
    std::vector<QWidget*> stops{m_search, m_groups};
    for (const Section& section : m_sections) {
        for (const SettingRow* row : section.rows) {
            std::ranges::copy(row->stops(), std::back_inserter(stops));
        }
        if (section.other != nullptr) {
            stops.push_back(section.other->findChild<QPushButton*>());
        }
    }
    stops.push_back(m_close);
    for (std::size_t i = 1; i < stops.size(); ++i) {
        setTabOrder(stops[i - 1], stops[i]);
    }
}

void SettingsDialog::search(const QString& text) {
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    bool any = false;
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
        Section& section = m_sections[i];
        bool shows = false;
        for (SettingRow* row : section.rows) {
            const bool found = row->holds(words);
            row->setVisible(found);
            shows = shows || found;
        }
        if (section.other != nullptr) {
            shows = std::ranges::all_of(words, [&section](const QString& word) {
                return section.otherText.contains(word, Qt::CaseInsensitive);
            });
            section.other->setVisible(shows);
        }
        section.heading->setVisible(shows);
        m_groups->item(static_cast<int>(i))->setHidden(!shows);
        any = any || shows;
    }
    m_nothing->setVisible(!any);
    m_room->verticalScrollBar()->setValue(0);
    followScrolling();
}

void SettingsDialog::goToSection(int index) {
    if (!m_goes && index >= 0 && static_cast<std::size_t>(index) < m_sections.size()) {
        m_goes = true;
        // Before the page is laid out for the first time its headings are anywhere, but the first is at the top.
        const QWidget& heading = *m_sections[static_cast<std::size_t>(index)].heading;
        m_room->verticalScrollBar()->setValue(index == 0 ? 0 : heading.y());
        m_goes = false;
    }
}

void SettingsDialog::followScrolling() {
    if (m_goes) {
        return;
    }
    const int top = m_room->verticalScrollBar()->value();
    int at = -1;
    for (std::size_t i = 0; i < m_sections.size(); ++i) {
        const QWidget& heading = *m_sections[i].heading;
        if (!heading.isHidden() && (at < 0 || heading.y() <= top + heading.height())) {
            at = static_cast<int>(i);
        }
    }
    m_goes = true;
    m_groups->setCurrentRow(at);
    m_goes = false;
}

void SettingsDialog::followSettings() {
    for (const Section& section : m_sections) {
        for (SettingRow* row : section.rows) {
            row->follow();
        }
    }
}

void SettingsDialog::resizeEvent(QResizeEvent* event) {
    m_groups->setVisible(width() >= kNarrow);
    QDialog::resizeEvent(event);
}

void SettingsDialog::done(int result) {
    // Whoever leaves a field takes what is in it.
    if (QWidget* field = focusWidget()) {
        field->clearFocus();
    }
    QDialog::done(result);
}

} // namespace dbv::ui
