// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connections_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/shell/saved_connection_list.h"

namespace dbv::ui {

ConnectionsDialog::ConnectionsDialog(viewmodel::ConnectionList& connections, QWidget* parent)
    : QDialog(parent), m_list(new SavedConnectionList) {
    setWindowTitle(tr("Connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_list->setMinimumWidth(420);
    auto* empty = new QLabel(tr("No connection is kept yet. A new one that is given a name is kept here."));
    empty->setWordWrap(true);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* add = buttons->addButton(tr("&New…"), QDialogButtonBox::ActionRole);
    add->setAutoDefault(false);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(m_list);
    lines->addWidget(empty);
    lines->addWidget(new QLabel(tr("Enter or a click connects, F2 changes, Del removes.")));
    lines->addWidget(buttons);
    const auto update = [this, empty, &connections] {
        m_list->setConnections(connections.saved());
        m_list->setCurrentRow(0);
        m_list->setVisible(m_list->count() > 0);
        empty->setVisible(m_list->count() == 0);
    };
    connect(&connections, &viewmodel::ConnectionList::savedChanged, this, update);
    connect(m_list, &SavedConnectionList::chosen, this, &QDialog::accept);
    connect(add, &QPushButton::clicked, this, &ConnectionsDialog::newRequested);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    update();
    m_list->setFocus();
}

} // namespace dbv::ui
