// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/action_button.h"

#include <algorithm>
#include <utility>

#include "ui/shell/said_text.h"

namespace dbv::ui {

ActionButton::ActionButton(viewmodel::ActionCatalog& actions, std::string id, const QString& text, QWidget* parent)
    : QPushButton(text, parent), m_actions(actions), m_id(std::move(id)) {
    setObjectName(QString::fromStdString(m_id) + QStringLiteral(".button"));
    // So that Enter presses it, too.
    setAutoDefault(true);
    const auto all = viewmodel::ActionCatalog::all();
    if (const auto spec = std::ranges::find(all, m_id, &viewmodel::ActionSpec::id); spec != all.end()) {
        m_help = viewmodel::ActionCatalog::text(*spec);
    }
    connect(this, &QPushButton::clicked, this, [this] { m_actions.trigger(m_id); });
    connect(&m_actions, &viewmodel::ActionCatalog::changed, this, [this](const std::string& changed) {
        if (changed == m_id) {
            follow();
        }
    });
    connect(&m_actions, &viewmodel::ActionCatalog::keysChanged, this, &ActionButton::follow);
    follow();
}

void ActionButton::follow() {
    setEnabled(m_actions.isEnabled(m_id));
    setVisible(!m_actions.isHidden(m_id));
    const QString why = m_actions.whyNot(m_id);
    const QString keys = m_actions.keys(m_id);
    setToolTip(plainToolTip(!isEnabled() && !why.isEmpty() ? why
                            : keys.isEmpty()               ? m_help
                                                           : m_help + QStringLiteral(" (") + keys + QLatin1Char(')')));
}

} // namespace dbv::ui
