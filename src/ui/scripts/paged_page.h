// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include <QWidget>

#include "ui/theme/theme.h"
#include "viewmodel/paged_script.h"
#include "viewmodel/script_file_run.h"

class QCheckBox;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace dbv::ui {

class PagedView;

/// A tab with a file that is too large for an editor: it is read and searched where it lies, and run from there.
class PagedPage final : public QWidget {
    Q_OBJECT

public:
    /// What of the file is to be run.
    enum class Run : std::uint8_t { Whole, FromHere, OneStatement };

    PagedPage(bus::CommandBus& bus, const QString& path, QWidget* parent = nullptr);
    PagedPage(const PagedPage&) = delete;
    PagedPage& operator=(const PagedPage&) = delete;
    ~PagedPage() override;

    [[nodiscard]] viewmodel::PagedScript& script() const { return *m_script; }
    [[nodiscard]] PagedView& view() const { return *m_view; }
    void setTheme(const Theme& theme);
    void focusFind();
    void focusGoTo();
    /// Asks for the file to be run from the disk, or a part of it.
    void requestRun(Run what);

Q_SIGNALS:
    void runRequested(const QString& path, const std::optional<dbv::protocol::ScriptStart>& start, bool onlyOne);
    /// Something for the status line.
    void said(const QString& message);

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildTools(QHBoxLayout& line);
    void buildRun(QHBoxLayout& line);
    void find(bool backward);
    void showScan();
    void showFacts();
    void showPlace();
    void showTrouble(const QString& why);

    std::unique_ptr<viewmodel::PagedScript> m_script;
    PagedView* m_view;
    QLineEdit* m_pattern = nullptr;
    QCheckBox* m_case = nullptr;
    QCheckBox* m_regex = nullptr;
    QPushButton* m_stop = nullptr;
    QProgressBar* m_progress = nullptr;
    QLineEdit* m_goTo = nullptr;
    QComboBox* m_encoding = nullptr;
    QLabel* m_trouble;
    QPushButton* m_again;
    QPushButton* m_number = nullptr;
    QLabel* m_place;
    QString m_failure;
};

} // namespace dbv::ui
