// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/parameter_panel.h"

#include <algorithm>

#include <QCheckBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

#include "ui/keys/own_escape.h"

namespace dbv::ui {
namespace {

constexpr int kMostHeight = 180;
constexpr int kLineWidth = 420;
constexpr int kLeastLineWidth = 120;
constexpr int kKindCharacters = 18;

} // namespace

ParameterPanel::ParameterPanel(viewmodel::ParameterForm& form, QWidget* parent)
    : QFrame(parent), m_form(form), m_area(new QScrollArea(this)) {
    setAccessibleName(tr("Parameters"));
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setWidgetResizable(true);
    auto* run = new QPushButton(tr("Run (Enter)"), this);
    auto* cancel = new QPushButton(tr("Cancel (Esc)"), this);
    run->setAutoDefault(false);
    cancel->setAutoDefault(false);
    auto* buttons = new QVBoxLayout;
    buttons->addWidget(run);
    buttons->addWidget(cancel);
    buttons->addStretch(1);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(8, 6, 8, 6);
    layout->addWidget(m_area, 1);
    layout->addLayout(buttons);
    connect(run, &QPushButton::clicked, &form, &viewmodel::ParameterForm::accept);
    connect(cancel, &QPushButton::clicked, &form, &viewmodel::ParameterForm::cancel);
    connect(&form, &viewmodel::ParameterForm::opened, this, &ParameterPanel::showFields);
    connect(&form, &viewmodel::ParameterForm::closed, this, &ParameterPanel::leave);
    hide();
}

void ParameterPanel::showFields() {
    auto* fields = new QWidget;
    auto* lines = new QFormLayout(fields);
    lines->setContentsMargins(0, 0, 0, 0);
    for (std::size_t i = 0; i < m_form.fields().size(); ++i) {
        addField(*lines, i);
    }
    m_area->setWidget(fields);
    fields->setAutoFillBackground(false);
    m_area->setFixedHeight(std::min(kMostHeight, fields->sizeHint().height() + 2));
    show();
    auto* first = fields->findChild<QLineEdit*>();
    first->setFocus(Qt::OtherFocusReason);
    first->selectAll();
}

void ParameterPanel::addField(QFormLayout& lines, std::size_t index) {
    const viewmodel::ParameterField& field = m_form.fields()[index];
    auto* line = new QWidget;
    auto* value = new QLineEdit(field.input.text);
    value->setMaximumWidth(kLineWidth);
    value->setMinimumWidth(kLeastLineWidth);
    value->setToolTip(
        tr("A number is bound as one, all else as text. 'In quotes' it is text in any case, and x'00ff' are bytes."));
    value->setAccessibleName(tr("Value of %1").arg(field.name));
    auto* null = new QCheckBox(tr("NULL"));
    null->setAccessibleName(tr("%1 is NULL").arg(field.name));
    const auto showNull = [value](bool isNull) {
        value->setPlaceholderText(isNull ? tr("NULL") : tr("empty text"));
        if (isNull) {
            value->clear();
        }
    };
    null->setChecked(field.input.isNull);
    showNull(field.input.isNull);
    auto* kind = new QLabel;
    kind->setEnabled(false);
    // So wide that the lines do not move against each other while somebody types.
    kind->setMinimumWidth(kind->fontMetrics().averageCharWidth() * kKindCharacters);
    const auto showKind = [this, index, kind] { kind->setText(viewmodel::kindText(m_form.fields()[index].input)); };
    showKind();
    connect(value, &QLineEdit::textEdited, this, [this, index, null, showKind](const QString& text) {
        const QSignalBlocker quiet(null);
        null->setChecked(false);
        m_form.setText(index, text);
        showKind();
    });
    connect(null, &QCheckBox::toggled, this, [this, index, showNull, showKind](bool isNull) {
        showNull(isNull);
        m_form.setText(index, {});
        m_form.setNull(index, isNull);
        showKind();
    });
    auto* row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(value, 1);
    row->addWidget(null);
    row->addWidget(kind);
    row->addStretch(1);
    auto* name = new QLabel(field.name);
    name->setTextFormat(Qt::PlainText);
    name->setBuddy(value);
    lines.addRow(name, line);
}

void ParameterPanel::leave() {
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    hide();
    if (hadFocus) {
        Q_EMIT left();
    }
}

bool ParameterPanel::event(QEvent* event) {
    return claimEscape(*event) || QFrame::event(event);
}

void ParameterPanel::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        m_form.cancel();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        m_form.accept();
    } else {
        QFrame::keyPressEvent(event);
    }
}

} // namespace dbv::ui
