// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
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
    void setRows(std::optional<std::uint64_t> rows);
    /// Has other words for: where nothing is said, each, more than so many; and the number only with the last, where it reads on.
    void beBrief(const std::array<QString, 3>& texts);

Q_SIGNALS:
    void rowsChosen(std::optional<std::uint64_t> rows);

private:
    void follow();
    void showRows();

    QComboBox* m_when;
    QSpinBox* m_rows;
    bool m_brief = false;
};

} // namespace dbv::ui
