// SPDX-License-Identifier: Apache-2.0
#include "ui/grid/go_to_row_bar.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

#include "ui/keys/own_escape.h"
#include "viewmodel/row_number.h"

namespace dbv::ui {

GoToRowBar::GoToRowBar(QWidget* parent) : QWidget(parent), m_number(new QLineEdit(this)), m_answer(new QLabel(this)) {
    auto* label = new QLabel(tr("&Go to row"), this);
    label->setBuddy(m_number);
    m_number->setAccessibleName(tr("Row number"));
    m_number->setMaximumWidth(fontMetrics().averageCharWidth() * 24);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* close = new QToolButton(this);
    close->setAutoRaise(true);
    close->setText(QStringLiteral("×"));
    close->setToolTip(tr("Close (Esc)"));
    close->setAccessibleName(tr("Close"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(6, 3, 6, 3);
    layout->addWidget(label);
    layout->addWidget(m_number);
    layout->addWidget(m_answer, 1);
    layout->addWidget(close);
    connect(m_number, &QLineEdit::returnPressed, this, &GoToRowBar::choose);
    connect(m_number, &QLineEdit::textEdited, this, [this] { setRowCount(m_rowCount); });
    connect(close, &QToolButton::clicked, this, &GoToRowBar::closeBar);
    hide();
}

void GoToRowBar::open() {
    setRowCount(m_rowCount);
    show();
    m_number->setFocus(Qt::ShortcutFocusReason);
    m_number->selectAll();
}

void GoToRowBar::setRowCount(std::uint64_t rows) {
    m_rowCount = rows;
    m_answer->setText(rows == 0 ? tr("The result has no rows.")
                                : tr("1 to %1").arg(QLocale().toString(static_cast<qulonglong>(rows))));
}

void GoToRowBar::choose() {
    const Result<std::uint64_t> row = viewmodel::parseRowNumber(m_number->text(), m_rowCount);
    if (!row) {
        m_answer->setText(QString::fromStdString(row.error().message));
        m_number->selectAll();
        return;
    }
    Q_EMIT rowChosen(*row);
    closeBar();
}

void GoToRowBar::closeBar() {
    hide();
    Q_EMIT closed();
}

bool GoToRowBar::event(QEvent* event) {
    return claimEscape(*event) || QWidget::event(event);
}

void GoToRowBar::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        closeBar();
        return;
    }
    // Enter is the line's own; it must not reach the grid.
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        QWidget::keyPressEvent(event);
    }
}

} // namespace dbv::ui
