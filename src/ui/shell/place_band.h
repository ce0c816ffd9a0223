// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLabel>

#include "ui/theme/theme.h"
#include "viewmodel/connection_list.h"

class QDialog;

namespace dbv::ui {

/// The database that a dialog is about.
struct DatabasePlace {
    /// For people.
    QString name;
    protocol::Environment environment = protocol::Environment::None;
};

/// The upper edge of a dialog: which database it is about, in the colours that its environment has in the window.
class PlaceBand final : public QLabel {
    Q_OBJECT

public:
    explicit PlaceBand(const DatabasePlace& place, QWidget* parent = nullptr);
    /// Puts one along the upper edge of a dialog, whose layout is there already.
    static void putOnto(QDialog& dialog, const DatabasePlace& place);

protected:
    void changeEvent(QEvent* event) override;

private:
    void showColors();

    Environment m_environment;
    ColorPair m_colors;
};

} // namespace dbv::ui
