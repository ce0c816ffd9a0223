// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include <QWidget>

class QComboBox;
class QSpinBox;

namespace dbv::ui {

/// Of which changes a connection that confirms asks: as the settings say, of each, or of those of more rows than a number.
class AskAboveField final : public QWidget {
    Q_OBJECT

public:
    explicit AskAboveField(std::optional<std::uint64_t> rows, QWidget* parent = nullptr);

    [[nodiscard]] std::optional<std::uint64_t> rows() const;

Q_SIGNALS:
    void rowsChosen(std::optional<std::uint64_t> rows);

private:
    void follow();

    QComboBox* m_when;
    QSpinBox* m_rows;
};

} // namespace dbv::ui
