// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <QLineEdit>
#include <QWidget>

namespace dbv::ui {

/// A file or a folder by its path, typed or chosen.
class FileField final : public QWidget {
    Q_OBJECT

public:
    enum class Purpose : std::uint8_t {
        Read,
        Folder,
        Write ///< one that is there can be chosen, too; whether it is replaced is asked when it is written
    };

    /// `title` is that of the dialog in which it is chosen, and what a screen reader calls the field.
    explicit FileField(const QString& title, Purpose purpose = Purpose::Read, QWidget* parent = nullptr);
    [[nodiscard]] QLineEdit& line() const { return *m_line; }

Q_SIGNALS:
    /// One was chosen in the dialog; the line has it.
    void chosen();

private:
    void choose(const QString& title, Purpose purpose);

    QLineEdit* m_line;
};

} // namespace dbv::ui
