// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/notice_bar.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

namespace dbv::ui {

namespace {

constexpr const char* kAbout = "about";

} // namespace

NoticeBar::NoticeBar(QWidget* parent) : QFrame(parent), m_lines(new QVBoxLayout(this)) {
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    setAccessibleName(tr("Notices"));
    m_lines->setContentsMargins(8, 4, 4, 4);
    m_lines->setSpacing(2);
    hide();
}

QStringList NoticeBar::lines() const {
    QStringList texts;
    for (int i = 0; i < m_lines->count(); ++i) {
        texts << m_lines->itemAt(i)->widget()->accessibleName();
    }
    return texts;
}

void NoticeBar::add(Kind kind, const QString& text, const QString& about) {
    if (text.isEmpty() || lines().contains(text)) {
        return;
    }
    removeAbout(about);
    if (m_lines->count() == kMost) {
        remove(m_lines->itemAt(0)->widget());
    }
    QWidget* line = makeLine(kind, text);
    line->setProperty(kAbout, about);
    m_lines->addWidget(line);
    show();
    QAccessibleEvent alert(line, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void NoticeBar::removeAbout(const QString& about) {
    for (int i = m_lines->count() - 1; i >= 0; --i) {
        QWidget* line = m_lines->itemAt(i)->widget();
        if (!about.isEmpty() && line->property(kAbout).toString() == about) {
            remove(line);
        }
    }
}

QWidget* NoticeBar::makeLine(Kind kind, const QString& text) {
    auto* line = new QWidget(this);
    line->setAccessibleName(text);
    auto* symbol = new QLabel(line);
    const auto standard = kind == Kind::Error ? QStyle::SP_MessageBoxWarning : QStyle::SP_MessageBoxInformation;
    symbol->setPixmap(style()->standardIcon(standard).pixmap(16));
    auto* words = new QLabel(text, line);
    words->setTextFormat(Qt::PlainText);
    words->setWordWrap(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* dismiss = new QToolButton(line);
    dismiss->setAutoRaise(true);
    dismiss->setText(QStringLiteral("×"));
    dismiss->setToolTip(tr("Dismiss"));
    dismiss->setAccessibleName(tr("Dismiss"));
    dismiss->setFocusPolicy(Qt::TabFocus);
    connect(dismiss, &QToolButton::clicked, this, [this, line] { remove(line); });
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(symbol);
    row->addWidget(words, 1);
    row->addWidget(dismiss, 0, Qt::AlignTop);
    return line;
}

void NoticeBar::remove(QWidget* line) {
    m_lines->removeWidget(line);
    line->hide();
    line->deleteLater();
    setVisible(m_lines->count() > 0);
}

} // namespace dbv::ui
