// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QLineEdit>
#include <QWidget>

namespace dbv::ui {

/// A file by its path, typed or chosen.
class FileField final : public QWidget {
    Q_OBJECT

public:
    /// `title` is that of the dialog in which it is chosen.
    explicit FileField(const QString& title, QWidget* parent = nullptr);
    [[nodiscard]] QLineEdit& line() const { return *m_line; }

private:
    QLineEdit* m_line;
};

} // namespace dbv::ui
