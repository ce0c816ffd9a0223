// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/field_rows.h"

#include <QLabel>

namespace dbv::ui {

FieldRows::FieldRows(QWidget* parent) : QGridLayout(parent) {
    setContentsMargins(0, 0, 0, 0);
    setColumnStretch(1, 1);
}

void FieldRows::addField(const QString& name, QWidget* field) {
    auto* label = new QLabel(name);
    label->setBuddy(field);
    m_names[field] = label;
    const int row = rowCount();
    addWidget(label, row, 0);
    addWidget(field, row, 1);
}

void FieldRows::addUnnamed(QWidget* field) {
    addWidget(field, rowCount(), 1);
}

void FieldRows::addWide(QWidget* part) {
    addWidget(part, rowCount(), 0, 1, 2);
}

void FieldRows::setFieldVisible(QWidget* field, bool visible) {
    field->setVisible(visible);
    if (const auto name = m_names.find(field); name != m_names.end()) {
        name->second->setVisible(visible);
    }
}

} // namespace dbv::ui
