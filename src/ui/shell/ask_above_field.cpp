// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/ask_above_field.h"

#include <algorithm>
#include <limits>

#include <QComboBox>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QSpinBox>

namespace dbv::ui {

namespace {

enum AskWhen : std::uint8_t { AsSet, Always, Above };

constexpr int kUsualRows = 100;

} // namespace

AskAboveField::AskAboveField(std::optional<std::uint64_t> rows, QWidget* parent)
    : QWidget(parent), m_when(new QComboBox), m_rows(new QSpinBox) {
    m_when->setObjectName(QStringLiteral("connection.askAbove"));
    m_when->setAccessibleName(tr("Which changes of rows are asked about"));
    m_when->addItem(tr("changes of all rows, or as the settings say"));
    m_when->addItem(tr("every change of rows"));
    m_when->addItem(tr("changes of more rows than"));
    m_rows->setObjectName(QStringLiteral("connection.askAboveRows"));
    m_rows->setAccessibleName(tr("Rows"));
    m_rows->setToolTip(tr("The change is tried first, and rolled back, to count its rows."));
    m_rows->setRange(1, std::numeric_limits<int>::max());
    m_rows->setValue(kUsualRows);
    setRows(rows);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_when, 1);
    line->addWidget(m_rows);
    setFocusProxy(m_when);
    connect(m_when, &QComboBox::activated, this, &AskAboveField::follow);
    connect(m_rows, &QSpinBox::valueChanged, this, &AskAboveField::follow);
}

void AskAboveField::setRows(std::optional<std::uint64_t> rows) {
    const QSignalBlocker quiet(m_rows);
    if (rows && *rows > 0) {
        m_rows->setValue(static_cast<int>(std::min<std::uint64_t>(*rows, std::numeric_limits<int>::max())));
    }
    m_when->setCurrentIndex(!rows ? AsSet : *rows == 0 ? Always : Above);
    showRows();
}

void AskAboveField::beBrief(const std::array<QString, 3>& texts) {
    m_brief = true;
    for (const auto when : {AsSet, Always, Above}) {
        m_when->setItemText(when, texts[when]);
    }
    m_rows->setSuffix(tr(" rows"));
    showRows();
}

void AskAboveField::showRows() {
    const bool counts = m_when->currentIndex() == Above;
    m_rows->setEnabled(counts);
    m_rows->setVisible(counts || !m_brief);
}

std::optional<std::uint64_t> AskAboveField::rows() const {
    switch (m_when->currentIndex()) {
    case Always: return 0;
    case Above: return static_cast<std::uint64_t>(m_rows->value());
    default: return std::nullopt;
    }
}

void AskAboveField::follow() {
    showRows();
    Q_EMIT rowsChosen(rows());
}

} // namespace dbv::ui
