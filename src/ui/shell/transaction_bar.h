// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <vector>

#include <QPointer>
#include <QTimer>
#include <QWidget>

#include "viewmodel/transaction_control.h"

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace dbv::ui {

/// A tab's transactions in one line: who commits, the isolation level, how long one has been open, and its two ends.
/// The level is not there where the database offers no choice; without a connection nothing is. Where there is little room the
/// two ends stay, then how long it has been open, in fewer words, and the level where transactions are ended by hand; a menu has
/// the rest.
class TransactionBar final : public QWidget {
    Q_OBJECT

public:
    explicit TransactionBar(QWidget* parent = nullptr);

    /// The tab that is shown; null for none. The bar lets go of a control that is destroyed.
    void setControl(viewmodel::TransactionControl* control);
    [[nodiscard]] QSize sizeHint() const override;
    /// Lets the isolation level be chosen by the keyboard, wherever its list is.
    void offerLevels();
    /// Room for the two ends of a transaction, and for the menu of everything else.
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void want(QWidget& part, bool wanted);
    [[nodiscard]] bool wants(const QWidget& part) const;
    [[nodiscard]] int widthOf(const std::vector<const QWidget*>& parts) const;
    /// Shows what is wanted and has room; the rest is in a menu.
    void fit();
    void fillMenu();
    void showState();
    void showMode(const viewmodel::TransactionControl& control);
    void showLevels(const viewmodel::TransactionControl& control);
    void showAge();
    [[nodiscard]] bool isByHand() const;

    QPointer<viewmodel::TransactionControl> m_control;
    QComboBox* m_mode;
    QComboBox* m_level;
    QLabel* m_age;
    QString m_ageText;
    QString m_shortAge;
    QPushButton* m_commit;
    QPushButton* m_rollBack;
    QToolButton* m_more;
    /// What is to be seen where there is room.
    std::set<const QWidget*> m_wanted;
    QTimer m_tick;
};

} // namespace dbv::ui
