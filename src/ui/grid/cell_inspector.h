// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include <QWidget>

#include "viewmodel/cell_reader.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace dbv::ui {

/// One cell at leisure: as text, as JSON laid out, as bytes, as a picture. Large values are read a megabyte at a time.
class CellInspector final : public QWidget {
    Q_OBJECT

public:
    explicit CellInspector(QWidget* parent = nullptr);

    void inspect(std::shared_ptr<viewmodel::RowSource> rows, std::uint64_t row, int logical);
    void clear();

Q_SIGNALS:
    void closed();

protected:
    bool event(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void refresh();
    void fillShownTab();
    [[nodiscard]] QString pageText(int tab) const;
    void showPicture();

    viewmodel::CellReader m_reader;
    QLabel* m_headline;
    QPushButton* m_more;
    QTabWidget* m_tabs;
    QPlainTextEdit* m_text;
    QPlainTextEdit* m_json;
    QPlainTextEdit* m_hex;
    QLabel* m_picture;
};

} // namespace dbv::ui
