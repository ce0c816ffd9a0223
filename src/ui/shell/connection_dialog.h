// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_form.h"

namespace dbv::ui {

/// Asks for a database by its URL or path, tries it, and keeps it under a name if one is given. Not modal.
///
/// Owns: nothing but itself; it goes when it is closed, the form with it.
class ConnectionDialog final : public QDialog {
    Q_OBJECT

public:
    ConnectionDialog(viewmodel::ConnectionForm* form, QWidget* parent);

private:
    viewmodel::ConnectionForm* m_form;
};

} // namespace dbv::ui
