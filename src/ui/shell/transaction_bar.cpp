// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/transaction_bar.h"

#include <chrono>
#include <utility>
#include <vector>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>

namespace dbv::ui {

namespace {

using viewmodel::TransactionControl;

// The age is told in seconds.
constexpr std::chrono::seconds kTick{1};
// Not a mode that can be chosen: a statement of the user's has brought the session there.
constexpr int kSessionByHand = -1;

} // namespace

TransactionBar::TransactionBar(QWidget* parent)
    : QWidget(parent),
      m_mode(new QComboBox(this)),
      m_level(new QComboBox(this)),
      m_age(new QLabel(this)),
      m_commit(new QPushButton(tr("Commit"), this)),
      m_rollBack(new QPushButton(tr("Roll back"), this)),
      m_more(new QToolButton(this)) {
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    // What stays where there is little room is decided here.
    line->setSizeConstraint(QLayout::SetNoConstraint);
    // It stands at the right of the bar that it is in.
    line->addStretch(1);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    for (QWidget* part :
         {static_cast<QWidget*>(m_age), static_cast<QWidget*>(m_commit), static_cast<QWidget*>(m_rollBack),
          static_cast<QWidget*>(m_mode), static_cast<QWidget*>(m_level), static_cast<QWidget*>(m_more)}) {
        line->addWidget(part);
    }
    m_more->setObjectName(QStringLiteral("transactionMore"));
    m_more->setText(tr("More"));
    m_more->setAccessibleName(tr("Transaction"));
    m_more->setToolTip(tr("Who commits, and at which isolation level"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::TabFocus);
    m_more->setMenu(new QMenu(m_more));
    connect(m_more->menu(), &QMenu::aboutToShow, this, &TransactionBar::fillMenu);
    m_mode->setObjectName(QStringLiteral("transactionMode"));
    m_mode->addItem(tr("Commit each statement"), static_cast<int>(protocol::TransactionMode::Automatic));
    m_mode->addItem(tr("Commit by hand"), static_cast<int>(protocol::TransactionMode::Manual));
    m_mode->setAccessibleName(tr("Who commits"));
    // The levels come with the connection.
    m_level->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_level->setObjectName(QStringLiteral("isolationLevel"));
    m_level->setAccessibleName(tr("Isolation level"));
    m_level->setToolTip(tr("What a transaction of this tab sees of others. It holds from the next transaction on."));
    m_age->setObjectName(QStringLiteral("transactionAge"));
    m_age->setTextFormat(Qt::PlainText);
    m_commit->setObjectName(QStringLiteral("commit"));
    m_rollBack->setObjectName(QStringLiteral("rollBack"));
    connect(m_mode, &QComboBox::activated, this, [this](int index) {
        if (const int mode = m_mode->itemData(index).toInt(); mode != kSessionByHand) {
            m_control->setMode(static_cast<protocol::TransactionMode>(mode));
        }
    });
    connect(m_level, &QComboBox::activated, this,
            [this](int index) { m_control->setIsolation(m_level->itemData(index).toString()); });
    connect(m_commit, &QPushButton::clicked, this, [this] { m_control->commit(); });
    connect(m_rollBack, &QPushButton::clicked, this, [this] { m_control->rollBack(); });
    m_tick.setInterval(kTick);
    connect(&m_tick, &QTimer::timeout, this, &TransactionBar::showAge);
    showState();
}

void TransactionBar::setControl(TransactionControl* control) {
    if (m_control == control) {
        return;
    }
    if (m_control) {
        m_control->disconnect(this);
    }
    m_control = control;
    if (control != nullptr) {
        connect(control, &TransactionControl::changed, this, &TransactionBar::showState);
        connect(control, &QObject::destroyed, this, &TransactionBar::showState);
    }
    showState();
}

void TransactionBar::showState() {
    const bool available = m_control && m_control->available();
    for (QWidget* part : {static_cast<QWidget*>(m_mode), static_cast<QWidget*>(m_level), static_cast<QWidget*>(m_age),
                          static_cast<QWidget*>(m_commit), static_cast<QWidget*>(m_rollBack)}) {
        want(*part, available);
    }
    if (!available) {
        m_tick.stop();
        fit();
        return;
    }
    showMode(*m_control);
    showLevels(*m_control);
    showAge();
    const bool open = m_control->state() != TransactionState::None;
    const bool byHand = isByHand();
    want(*m_commit, open || byHand);
    want(*m_rollBack, open || byHand);
    m_commit->setEnabled(m_control->canEnd());
    m_rollBack->setEnabled(m_control->canEnd());
    const QString none = tr("No transaction is open.");
    // Of a failed transaction nothing is left to commit.
    m_commit->setToolTip(!open ? none
                         : m_control->state() == TransactionState::Failed
                             ? tr("A statement of the transaction has failed: the server will roll it back.")
                             : tr("Makes what the transaction has changed permanent."));
    m_rollBack->setToolTip(open ? tr("Takes back what the transaction has changed.") : none);
    if (open) {
        m_tick.start();
    } else {
        m_tick.stop();
    }
    fit();
}

void TransactionBar::want(QWidget& part, bool wanted) {
    if (wanted) {
        m_wanted.insert(&part);
    } else {
        m_wanted.erase(&part);
    }
}

bool TransactionBar::wants(const QWidget& part) const {
    return m_wanted.contains(&part);
}

int TransactionBar::widthOf(const std::vector<const QWidget*>& parts) const {
    int width = 0;
    for (const QWidget* part : parts) {
        width += part == m_more || wants(*part) ? part->sizeHint().width() + layout()->spacing() : 0;
    }
    return width;
}

QSize TransactionBar::sizeHint() const {
    return {widthOf({m_age, m_commit, m_rollBack, m_mode, m_level}), m_mode->sizeHint().height()};
}

QSize TransactionBar::minimumSizeHint() const {
    const bool available = wants(*m_mode);
    return {available ? widthOf({m_commit, m_rollBack, m_more}) : 0, m_mode->sizeHint().height()};
}

void TransactionBar::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
}

void TransactionBar::fit() {
    m_age->setText(m_ageText);
    const bool all = sizeHint().width() <= width();
    int room = width() - (all ? 0 : widthOf({m_commit, m_rollBack, m_more}));
    m_commit->setVisible(wants(*m_commit));
    m_rollBack->setVisible(wants(*m_rollBack));
    // Whoever ends transactions chooses their level more often than who ends them.
    const std::vector<QWidget*> parts =
        isByHand() ? std::vector<QWidget*>{m_age, m_level, m_mode} : std::vector<QWidget*>{m_age, m_mode, m_level};
    if (!all && widthOf({m_age, parts[1]}) > room) {
        m_age->setText(m_shortAge);
    }
    for (QWidget* part : parts) {
        const int wide = widthOf({part});
        const bool fits = all || wide <= room;
        part->setVisible(wants(*part) && fits);
        // What is less important does not stay where something before it had to go.
        room = fits ? room - wide : 0;
    }
    m_more->setVisible(!all && wants(*m_mode));
    updateGeometry();
}

bool TransactionBar::isByHand() const {
    return m_control && (m_control->mode() == protocol::TransactionMode::Manual || m_control->sessionCommitsByHand());
}

void TransactionBar::offerLevels() {
    if (m_level->isVisible()) {
        m_level->setFocus(Qt::ShortcutFocusReason);
        m_level->showPopup();
    } else if (m_more->isVisible()) {
        m_more->showMenu();
    }
}

void TransactionBar::fillMenu() {
    QMenu& menu = *m_more->menu();
    menu.clear();
    for (QComboBox* box : {m_mode, m_level}) {
        for (int i = 0; wants(*box) && i < box->count(); ++i) {
            QAction* one = menu.addAction(box->itemText(i));
            one->setCheckable(true);
            one->setChecked(i == box->currentIndex());
            connect(one, &QAction::triggered, box, [box, i] { Q_EMIT box->activated(i); });
        }
        menu.addSeparator();
    }
}

void TransactionBar::showMode(const TransactionControl& control) {
    const QSignalBlocker quiet(m_mode);
    const bool byHand = control.sessionCommitsByHand() && control.mode() == protocol::TransactionMode::Automatic;
    const int known = m_mode->findData(kSessionByHand);
    if (byHand && known < 0) {
        m_mode->addItem(tr("By hand: autocommit is off"), kSessionByHand);
    } else if (!byHand && known >= 0) {
        m_mode->removeItem(known);
    }
    m_mode->setCurrentIndex(m_mode->findData(byHand ? kSessionByHand : static_cast<int>(control.mode())));
    m_mode->setToolTip(
        byHand ? tr("A statement has switched autocommit off in this session: a transaction begins with the next "
                    "statement and stays open until you end it. SET autocommit = 1 switches it on again.")
               : tr("By hand, a transaction begins before the first statement and stays open until you end it."));
}

void TransactionBar::showLevels(const TransactionControl& control) {
    const QSignalBlocker quiet(m_level);
    const QStringList levels = control.isolationLevels();
    m_level->clear();
    m_level->addItem(tr("Usual isolation"), QString());
    for (const QString& level : levels) {
        m_level->addItem(level.toLower(), level);
    }
    m_level->setCurrentIndex(m_level->findData(control.isolation()));
    want(*m_level, !levels.isEmpty());
}

void TransactionBar::showAge() {
    if (!m_control) {
        return;
    }
    const QString before = std::exchange(m_ageText, QString());
    m_shortAge.clear();
    if (m_control->state() == TransactionState::Failed) {
        m_ageText = tr("Transaction failed · open for %1").arg(m_control->ageText());
        m_shortAge = tr("Failed · %1").arg(m_control->ageText());
    } else if (m_control->state() == TransactionState::Open) {
        m_ageText = tr("Transaction open for %1").arg(m_control->ageText());
        m_shortAge = tr("Open · %1").arg(m_control->ageText());
    }
    QFont font = this->font();
    font.setBold(m_control->overdue() || m_control->state() == TransactionState::Failed);
    m_age->setFont(font);
    m_age->setToolTip(m_ageText);
    m_age->setAccessibleName(m_ageText);
    want(*m_age, !m_ageText.isEmpty());
    if (m_ageText != before) {
        fit();
    }
}

} // namespace dbv::ui
