// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <QWidget>

class QTabBar;

namespace dbv::ui {

/// Pages of which one is shown; as high as that one, where a QTabWidget is as high as the highest.
class PageTabs final : public QWidget {
    Q_OBJECT

public:
    explicit PageTabs(QWidget* parent = nullptr);
    /// Takes over the page.
    void addPage(QWidget* page, const QString& title);
    void setPageVisible(const QWidget* page, bool visible);
    [[nodiscard]] bool isPageVisible(const QWidget* page) const;
    void showPage(const QWidget* page);
    [[nodiscard]] QWidget* current() const;
    [[nodiscard]] QTabBar& bar() const { return *m_bar; }

Q_SIGNALS:
    void pageChanged();

protected:
    bool event(QEvent* event) override;

private:
    [[nodiscard]] int indexOf(const QWidget* page) const;
    void showCurrent();
    void step(int by);

    QTabBar* m_bar;
    std::vector<QWidget*> m_pages;
};

} // namespace dbv::ui
