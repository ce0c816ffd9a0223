// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>

#include "viewmodel/parameter_form.h"

class QFormLayout;
class QScrollArea;

namespace dbv::ui {

/// Asks for the values of a statement's parameters, below the editor: a line for each, Enter runs, Esc does not.
class ParameterPanel final : public QFrame {
    Q_OBJECT

public:
    /// The form outlives the panel.
    explicit ParameterPanel(viewmodel::ParameterForm& form, QWidget* parent = nullptr);

Q_SIGNALS:
    /// It had the keyboard and gives it back.
    void left();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void showFields();
    void addField(QFormLayout& lines, std::size_t index);
    void leave();

    viewmodel::ParameterForm& m_form;
    QScrollArea* m_area;
};

} // namespace dbv::ui
