// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QWidget>

#include "viewmodel/connection_form.h"

class QFormLayout;

namespace dbv::ui {

/// Fields for values that a connector's connections have, made from its list of them.
class ParamFields final : public QWidget {
    Q_OBJECT

public:
    explicit ParamFields(viewmodel::ConnectionForm* form, QWidget* parent = nullptr);

    /// Shows these values, and what the form holds of them.
    void setParams(const std::vector<ParamSpec>& params);
    /// Shows what the form holds now.
    void update();
    [[nodiscard]] QFormLayout& lines() const { return *m_lines; }

Q_SIGNALS:
    void edited();

private:
    QWidget* fieldFor(const ParamSpec& param);
    QWidget* choiceFor(const ParamSpec& param);
    QWidget* scriptFor(const ParamSpec& param);
    QWidget* textFor(const ParamSpec& param);
    void addRow(const QString& label, QWidget* field);
    void addPortTrouble();

    viewmodel::ConnectionForm* m_form;
    QFormLayout* m_lines;
    std::vector<ParamSpec> m_params;
    std::vector<QWidget*> m_rows;
    std::vector<std::function<void()>> m_updates;
};

} // namespace dbv::ui
