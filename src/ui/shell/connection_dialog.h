// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "viewmodel/connection_form.h"

namespace dbv::ui {

/// Asks for a database by its URL or path, tries it, and keeps it under a name if one is given; changes one that is
/// kept. Not modal.
///
/// Owns: the form; both go when it is closed.
class ConnectionDialog final : public QDialog {
    Q_OBJECT

public:
    ConnectionDialog(viewmodel::ConnectionForm* form, QWidget* parent);
};

} // namespace dbv::ui
