// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/warning_line.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QScopedValueRollback>

#include "ui/shell/said_text.h"
#include "ui/theme/theme.h"

namespace dbv::ui {

namespace {

constexpr int kMostWarningLines = 6;

} // namespace

WarningLine::WarningLine(const QString& accessibleName, QWidget* parent)
    : QFrame(parent), m_sign(new QLabel(QStringLiteral("⚠"))), m_text(new SaidText(accessibleName, kMostWarningLines)) {
    setFrameShape(QFrame::Box);
    QFont bold = font();
    bold.setBold(true);
    m_text->setFont(bold);
    m_sign->setFont(bold);
    // What is said has the word for it.
    m_sign->setAccessibleName(accessibleName);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(8, 4, 8, 4);
    row->addWidget(m_sign, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    colour();
    hide();
}

void WarningLine::say(const QString& text) {
    m_text->say(text);
    setVisible(!text.isEmpty());
}

QString WarningLine::text() const {
    return m_text->toPlainText();
}

void WarningLine::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && !m_colours) {
        colour();
    }
    QFrame::changeEvent(event);
}

void WarningLine::colour() {
    // Setting a palette is a change of the palette, too.
    const QScopedValueRollback<bool> once(m_colours, true);
    QPalette own = palette();
    const QColor ink = makeTheme(schemeOf(own)).editor.invalid;
    for (const auto role : {QPalette::WindowText, QPalette::Text}) {
        own.setColor(role, ink);
    }
    setPalette(own);
}

} // namespace dbv::ui
