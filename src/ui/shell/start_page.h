// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QWidget>

#include "viewmodel/action_catalog.h"

class QListWidget;

namespace dbv::ui {

/// What the window shows while nothing is open: what to do first, and what was open before.
class StartPage final : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(viewmodel::ActionCatalog& actions, QWidget* parent = nullptr);
    void setRecent(const QStringList& urls);

Q_SIGNALS:
    void recentChosen(const QString& url);

private:
    void addAction(viewmodel::ActionCatalog& actions, std::string_view id, const QString& explanation);

    QListWidget* m_recent;
    QWidget* m_recentBlock;
};

} // namespace dbv::ui
