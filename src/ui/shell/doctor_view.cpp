// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/doctor_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QTextCursor>
#include <QTextEdit>
#include <QTextTable>
#include <QToolButton>

namespace dbv::ui {

namespace {

constexpr int kMostLines = 14;

/// A database in a file has no way that would be worth telling.
bool isOnTheWay(const protocol::DiagnosisStep& step) {
    return step.step != "resolve" && step.step != "database" && step.step != "privileges";
}

} // namespace

DoctorView::DoctorView(std::function<QString()> report, QWidget* parent)
    : QWidget(parent), m_report(std::move(report)), m_text(new QTextEdit), m_copy(new QToolButton) {
    m_text->setReadOnly(true);
    m_text->setAcceptRichText(false);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setAccessibleName(tr("How the attempt went"));
    m_copy->setText(tr("Copy"));
    m_copy->setToolTip(tr("Copies the steps for somebody who can help, without any password"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_text, 1);
    row->addWidget(m_copy, 0, Qt::AlignTop);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_report()); });
    clear();
}

void DoctorView::clear() {
    m_steps.clear();
    m_said.clear();
    show();
}

void DoctorView::setSteps(const std::vector<protocol::DiagnosisStep>& steps) {
    m_steps = steps;
    m_said.clear();
    show();
}

void DoctorView::say(const QString& sentence) {
    m_said = sentence;
    show();
}

void DoctorView::show() {
    m_text->clear();
    QTextCursor cursor(m_text->document());
    // How it ended is seen without scrolling, however long the way was.
    cursor.insertText(m_said);
    if (std::ranges::any_of(m_steps, &isOnTheWay)) {
        QTextTableFormat format;
        format.setBorder(0);
        format.setCellSpacing(0);
        format.setColumnWidthConstraints(
            {QTextLength(), QTextLength(), QTextLength(QTextLength::PercentageLength, 100)});
        QTextTable* table = cursor.insertTable(static_cast<int>(m_steps.size()), 3, format);
        QTextCharFormat bold;
        bold.setFontWeight(QFont::Bold);
        QTextBlockFormat toTheRight;
        toTheRight.setAlignment(Qt::AlignRight);
        toTheRight.setLeftMargin(fontMetrics().averageCharWidth());
        toTheRight.setRightMargin(fontMetrics().averageCharWidth());
        toTheRight.setNonBreakableLines(true);
        QTextBlockFormat whole;
        whole.setNonBreakableLines(true);
        for (int row = 0; const protocol::DiagnosisStep& step : m_steps) {
            cursor = table->cellAt(row, 0).firstCursorPosition();
            cursor.setBlockFormat(whole);
            cursor.insertText((step.ok ? QStringLiteral("✓ ") : QStringLiteral("✗ ")) +
                                  viewmodel::diagnosisStepName(step.step),
                              bold);
            cursor = table->cellAt(row, 1).firstCursorPosition();
            cursor.setBlockFormat(toTheRight);
            cursor.insertText(tr("%1 ms").arg(QLocale().toString(step.timeMs, 'f', 1)));
            // Why it failed is told above, with the next step.
            cursor = table->cellAt(row, 2).firstCursorPosition();
            cursor.insertText(step.ok ? QString::fromStdString(step.message) : tr("failed"));
            ++row;
        }
    }
    m_text->moveCursor(QTextCursor::Start);
    m_copy->setVisible(!m_steps.empty());
    setVisible(!m_text->document()->isEmpty());
    fit();
}

void DoctorView::fit() {
    const int most = m_text->fontMetrics().lineSpacing() * kMostLines;
    m_text->setFixedHeight(std::min(most, static_cast<int>(std::ceil(m_text->document()->size().height()))));
}

void DoctorView::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

} // namespace dbv::ui
