// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/action_binder.h"

#include <QAction>
#include <QGuiApplication>
#include <QKeySequence>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

#include "ui/theme/tinted_icon.h"

namespace dbv::ui {

ActionBinder::ActionBinder(viewmodel::ActionCatalog& catalog, QMainWindow& window)
    : QObject(&window), m_catalog(catalog) {
    std::map<QString, QMenu*> menus;
    for (const viewmodel::ActionSpec& spec : viewmodel::ActionCatalog::all()) {
        auto* action = new QAction(viewmodel::ActionCatalog::text(spec), &window);
        action->setShortcuts(QKeySequence::listFromString(catalog.keys(spec.id)));
        if (spec.shownOnly) {
            // The window itself never has the focus, so the key stays with whoever has.
            action->setShortcutContext(Qt::WidgetShortcut);
        }
        action->setObjectName(QLatin1String(spec.id.data(), static_cast<int>(spec.id.size())));
        const std::string id(spec.id);
        connect(action, &QAction::triggered, this, [this, id] { m_catalog.trigger(id); });
        window.addAction(action);
        // What is not seen has no key either.
        action->setVisible(!catalog.isHidden(spec.id));
        const QString menu = viewmodel::ActionCatalog::menu(spec);
        QMenu*& at = menus[menu];
        if (at == nullptr) {
            at = window.menuBar()->addMenu(QLatin1Char('&') + menu);
            at->setToolTipsVisible(true);
        }
        at->addAction(action);
        m_actions.emplace(id, action);
        refresh(id);
    }
    connect(&catalog, &viewmodel::ActionCatalog::changed, this, &ActionBinder::refresh);
    connect(&catalog, &viewmodel::ActionCatalog::keysChanged, this, [this](const std::string& id) {
        action(id)->setShortcuts(QKeySequence::listFromString(m_catalog.keys(id)));
        refresh(id);
    });
    updateIcons();
}

QAction* ActionBinder::action(std::string_view id) const {
    const auto found = m_actions.find(id);
    return found == m_actions.end() ? nullptr : found->second;
}

void ActionBinder::popUp(std::initializer_list<std::string_view> ids, const QPoint& place) const {
    auto* menu = new QMenu(qobject_cast<QWidget*>(parent()));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    for (const std::string_view id : ids) {
        if (id.empty()) {
            menu->addSeparator();
        } else {
            menu->addAction(action(id));
        }
    }
    menu->popup(place);
}

QWidget* ActionBinder::addTo(QToolBar& bar, std::string_view id) const {
    bar.addAction(action(id));
    QWidget* button = bar.widgetForAction(action(id));
    // Qt leaves the buttons of a toolbar out of the tab order.
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void ActionBinder::refresh(const std::string& id) {
    QAction* changed = action(id);
    const bool enabled = m_catalog.whyNot(id).isEmpty();
    changed->setEnabled(enabled);
    const QString keys = changed->shortcut().toString(QKeySequence::NativeText);
    const QString text = changed->text().remove(QLatin1Char('&'));
    changed->setToolTip(!enabled         ? text + QLatin1Char('\n') + m_catalog.whyNot(id)
                        : keys.isEmpty() ? text
                                         : text + QStringLiteral(" (") + keys + QLatin1Char(')'));
}

bool ActionBinder::refuse(QKeyCombination key) const {
    // Esc is pressed by habit: there is nothing to say when nothing is to stop.
    // A key without a meaning is like no key, and would stand for the actions that have none.
    if (key.key() == Qt::Key_Escape || key.key() == Qt::Key_unknown || key.key() == Qt::Key{}) {
        return false;
    }
    for (const auto& [id, action] : m_actions) {
        if (!action->isEnabled() && action->shortcutContext() != Qt::WidgetShortcut &&
            action->shortcuts().contains(QKeySequence(key))) {
            m_catalog.trigger(id);
            return true;
        }
    }
    return false;
}

void ActionBinder::updateIcons() const {
    for (const viewmodel::ActionSpec& spec : viewmodel::ActionCatalog::all()) {
        if (*spec.icon != '\0') {
            action(spec.id)->setIcon(tintedIcon(QLatin1String(spec.icon), QGuiApplication::palette()));
        }
    }
}

} // namespace dbv::ui
