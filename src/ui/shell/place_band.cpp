// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/place_band.h"

#include <QDialog>
#include <QEvent>
#include <QGuiApplication>
#include <QLayout>

#include "ui/shell/said_text.h"
#include "viewmodel/environment_text.h"

namespace dbv::ui {

PlaceBand::PlaceBand(const DatabasePlace& place, QWidget* parent)
    : QLabel(parent), m_environment(static_cast<Environment>(place.environment)) {
    constexpr int kLongestName = 60;
    constexpr QMargins kRoom(11, 6, 11, 6);
    setObjectName(QStringLiteral("dialog.place"));
    QStringList words{shortText(place.name, kLongestName)};
    if (const QString environment = viewmodel::environmentName(place.environment); !environment.isEmpty()) {
        words << environment;
    }
    setTextFormat(Qt::PlainText);
    setText(words.join(QStringLiteral(" · ")));
    setAccessibleDescription(tr("Connection"));
    setWordWrap(true);
    setMinimumWidth(1);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    setContentsMargins(kRoom);
    setAutoFillBackground(true);
    QFont bold = font();
    bold.setBold(true);
    setFont(bold);
    showColors();
}

void PlaceBand::putOnto(QDialog& dialog, const DatabasePlace& place) {
    // What a layout has as its menu bar goes from edge to edge, above its margins.
    dialog.layout()->setMenuBar(new PlaceBand(place, &dialog));
}

void PlaceBand::changeEvent(QEvent* event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showColors();
    }
}

void PlaceBand::showColors() {
    const ColorPair colors = makeTheme(schemeOf(QGuiApplication::palette())).of(m_environment);
    if (colors == m_colors) {
        return;
    }
    m_colors = colors;
    QPalette own = palette();
    own.setColor(QPalette::Window, colors.background);
    own.setColor(QPalette::WindowText, colors.text);
    // What is marked in it stands out of its ground, whatever that is.
    own.setColor(QPalette::Highlight, colors.text);
    own.setColor(QPalette::HighlightedText, colors.background);
    setPalette(own);
}

} // namespace dbv::ui
