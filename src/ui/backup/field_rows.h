// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include <QGridLayout>

class QLabel;

namespace dbv::ui {

/// The fields of a dialog below each other, each with its name at the left; what is said about them goes over the whole width, and rows
/// come and go.
class FieldRows final : public QGridLayout {
    Q_OBJECT

public:
    explicit FieldRows(QWidget* parent);

    /// `name` has the key that leads to the field.
    void addField(const QString& name, QWidget* field);
    /// What has its name in itself.
    void addUnnamed(QWidget* field);
    void addWide(QWidget* part);
    /// Shows a field with its name, or takes both away.
    void setFieldVisible(QWidget* field, bool visible);

private:
    std::map<const QWidget*, QLabel*> m_names;
};

} // namespace dbv::ui
