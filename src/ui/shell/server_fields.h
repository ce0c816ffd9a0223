// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "viewmodel/connection_form.h"

namespace dbv::ui {

/// What a connection to a server has beside its URL: the password, how the line is protected, the way there.
class ServerFields final : public QWidget {
    Q_OBJECT

public:
    explicit ServerFields(viewmodel::ConnectionForm* form, QWidget* parent = nullptr);
};

} // namespace dbv::ui
