// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

#include <QObject>

#include "viewmodel/action_catalog.h"

class QAction;
class QMainWindow;
class QToolBar;

namespace dbv::ui {

/// Makes the menus and the shortcuts of a window from the action catalogue.
class ActionBinder final : public QObject {
    Q_OBJECT

public:
    ActionBinder(viewmodel::ActionCatalog& catalog, QMainWindow& window);

    /// The action of the window with an id of the catalogue.
    [[nodiscard]] QAction* action(std::string_view id) const;
    /// Asks at this place of the screen which of these actions to do.
    void popUp(std::initializer_list<std::string_view> ids, const QPoint& place) const;
    /// Gives the button.
    QWidget* addTo(QToolBar& bar, std::string_view id) const;
    /// Says why a key does nothing, when it is that of an action that can't be used now. False for any other key.
    bool refuse(QKeyCombination key) const;
    /// Paints the icons again, in the colour of the palette's text.
    void updateIcons() const;

private:
    void refresh(const std::string& id);

    viewmodel::ActionCatalog& m_catalog;
    std::map<std::string, QAction*, std::less<>> m_actions;
};

} // namespace dbv::ui
