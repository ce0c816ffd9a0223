// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/object_list.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QVBoxLayout>

namespace dbv::ui {

namespace {

constexpr int kLinesOfObjects = 6;

} // namespace

ObjectList::ObjectList(viewmodel::ObjectChoice& choice, const QString& name, QWidget* parent)
    : QWidget(parent), m_choice(choice) {
    m_filter = new QLineEdit;
    m_filter->setObjectName(name + QStringLiteral(".filter"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setAccessibleName(tr("Filter the objects"));
    m_filter->setClearButtonEnabled(true);
    m_filter->installEventFilter(this);
    m_list = new QListView;
    m_list->setObjectName(name + QStringLiteral(".objects"));
    m_list->setAccessibleName(tr("Objects to choose from"));
    m_list->setModel(&m_choice);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setTabKeyNavigation(false);
    m_list->setFixedHeight(kLinesOfObjects * (m_list->fontMetrics().height() + 4));
    m_all = new QPushButton(tr("All shown"));
    m_all->setObjectName(name + QStringLiteral(".all"));
    m_all->setAutoDefault(false);
    m_none = new QPushButton(tr("None shown"));
    m_none->setObjectName(name + QStringLiteral(".none"));
    m_none->setAutoDefault(false);
    m_summary = new QLabel;
    m_summary->setObjectName(name + QStringLiteral(".summary"));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    auto* above = new QHBoxLayout;
    above->addWidget(m_filter, 1);
    above->addWidget(m_all);
    above->addWidget(m_none);
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->addLayout(above);
    lines->addWidget(m_list);
    lines->addWidget(m_summary);
    connect(m_filter, &QLineEdit::textChanged, &m_choice, &viewmodel::ObjectChoice::setFilter);
    connect(m_all, &QPushButton::clicked, this, [this] { m_choice.chooseShown(true); });
    connect(m_none, &QPushButton::clicked, this, [this] { m_choice.chooseShown(false); });
    connect(&m_choice, &viewmodel::ObjectChoice::changed, this, &ObjectList::showSummary);
    showSummary();
}

void ObjectList::focusFilter() {
    m_filter->setFocus();
}

void ObjectList::showSummary() {
    m_summary->setText(m_choice.summary());
    m_all->setEnabled(m_choice.rowCount() > 0);
    m_none->setEnabled(m_choice.rowCount() > 0);
}

bool ObjectList::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_filter && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->key() == Qt::Key_Down && m_choice.rowCount() > 0) {
        m_list->setFocus();
        m_list->setCurrentIndex(m_choice.index(0));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace dbv::ui
