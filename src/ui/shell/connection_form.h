// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "bus/command_bus.h"
#include "protocol/values.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace dbv::ui {

/// Asks for a database by its URL or path, tries it, and keeps it under a name if one is given. Not modal.
class ConnectionForm final : public QDialog {
    Q_OBJECT

public:
    explicit ConnectionForm(bus::CommandBus& bus, QWidget* parent = nullptr);

Q_SIGNALS:
    void connectRequested(const dbv::protocol::ConnectionConfig& config);

private:
    [[nodiscard]] protocol::ConnectionConfig config() const;
    void test();
    void connectNow();
    void tell(const QString& text);

    bus::CommandBus& m_bus;
    QLineEdit* m_url;
    QLineEdit* m_name;
    QCheckBox* m_readOnly;
    QLabel* m_outcome;
    QPushButton* m_test;
    QPushButton* m_connect;
    bus::Request m_request;
};

} // namespace dbv::ui
