// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <QPushButton>

#include "viewmodel/action_catalog.h"

namespace dbv::ui {

/// A button that does an action of the catalogue, and says why not where it can not be done.
class ActionButton final : public QPushButton {
    Q_OBJECT

public:
    /// The catalogue must outlive the button.
    ActionButton(viewmodel::ActionCatalog& actions, std::string id, const QString& text, QWidget* parent = nullptr);

private:
    void follow();

    viewmodel::ActionCatalog& m_actions;
    std::string m_id;
    QString m_help;
};

} // namespace dbv::ui
