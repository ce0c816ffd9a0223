// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/doctor_view.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QTextCursor>
#include <QTextEdit>
#include <QToolButton>

namespace dbv::ui {

namespace {

constexpr int kMostLines = 14;

} // namespace

DoctorView::DoctorView(QWidget* parent) : QWidget(parent), m_text(new QTextEdit) {
    m_text->setReadOnly(true);
    m_text->setAcceptRichText(false);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("How the attempt went"));
    auto* copy = new QToolButton;
    copy->setText(tr("Copy"));
    copy->setToolTip(tr("Copies the steps; they hold no password"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_text, 1);
    row->addWidget(copy, 0, Qt::AlignTop);
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    clear();
}

void DoctorView::clear() {
    m_steps.clear();
    m_error.reset();
    m_said.clear();
    show();
}

void DoctorView::setSteps(const std::vector<protocol::DiagnosisStep>& steps, const std::optional<Error>& error) {
    m_steps = steps;
    m_error = error;
    m_said.clear();
    show();
}

void DoctorView::say(const QString& sentence) {
    m_said = sentence;
    show();
}

QString DoctorView::text() const {
    return m_text->toPlainText();
}

void DoctorView::show() {
    m_text->clear();
    QTextCursor cursor(m_text->document());
    QTextCharFormat plain;
    QTextCharFormat bold;
    bold.setFontWeight(QFont::Bold);
    // A database in a file has no way that would be worth telling.
    const bool hasWay = m_steps.size() > 2;
    for (const protocol::DiagnosisStep& step : m_steps) {
        if (!hasWay && step.ok) {
            continue;
        }
        cursor.insertText(step.ok ? QStringLiteral("✓ ") : QStringLiteral("✗ "), bold);
        cursor.insertText(QString::fromStdString(step.step), bold);
        cursor.insertText(step.ok ? QStringLiteral("  ") + QString::fromStdString(step.message) : QString(), plain);
        cursor.insertText(QStringLiteral("\n"), plain);
    }
    cursor.insertText(m_said, plain);
    setVisible(!m_text->document()->isEmpty());
    const int lines = std::min(kMostLines, m_text->document()->blockCount() + static_cast<int>(m_said.size()) / 90);
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * lines + 12);
}

} // namespace dbv::ui
