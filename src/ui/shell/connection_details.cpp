// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connection_details.h"

#include <utility>

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>
#include <QTableWidget>
#include <QVBoxLayout>

#include "viewmodel/connection_facts_text.h"
#include "viewmodel/shown_name.h"

namespace dbv::ui {

namespace {

using viewmodel::ConnectionSessions;

constexpr QSize kDetailsSize(760, 440);

} // namespace

ConnectionDetails::ConnectionDetails(bus::CommandBus& bus, const viewmodel::OpenDatabase& database,
                                     ConnectionSessions::TitleOf titleOf, QWidget* parent)
    : QDialog(parent),
      m_sessions(bus, database.facts.connection, std::move(titleOf)),
      m_summary(new QLabel),
      m_table(new QTableWidget(0, ConnectionSessions::ColumnCount)) {
    setWindowTitle(tr("Connection details: %1").arg(viewmodel::shownName(database.name)));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kDetailsSize);
    auto* text = new QPlainTextEdit(viewmodel::connectionFactsText(database, QDateTime::currentDateTime()));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFrameShape(QFrame::NoFrame);
    text->setAccessibleName(tr("Connection details"));
    auto* pages = new QTabWidget;
    pages->addTab(text, tr("Server"));
    pages->addTab(buildSessions(), tr("Sessions"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copy->setToolTip(tr("Copies what is known of the server; no password is in it"));
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(pages);
    lines->addWidget(buttons);
    connect(copy, &QPushButton::clicked, text, [text] { QGuiApplication::clipboard()->setText(text->toPlainText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(&m_sessions, &ConnectionSessions::changed, this, &ConnectionDetails::showSessions);
}

QWidget* ConnectionDetails::buildSessions() {
    QStringList titles;
    for (int column = 0; column < ConnectionSessions::ColumnCount; ++column) {
        titles << ConnectionSessions::title(static_cast<ConnectionSessions::Column>(column));
    }
    m_table->setHorizontalHeaderLabels(titles);
    m_table->verticalHeader()->hide();
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setAccessibleName(tr("Sessions"));
    m_table->setWordWrap(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    auto* page = new QWidget;
    auto* lines = new QVBoxLayout(page);
    lines->addWidget(m_summary);
    lines->addWidget(m_table, 1);
    return page;
}

void ConnectionDetails::showSessions() {
    m_summary->setText(m_sessions.summary());
    const auto& rows = m_sessions.rows();
    m_table->setRowCount(static_cast<int>(rows.size()));
    for (int row = 0; row < m_table->rowCount(); ++row) {
        for (int column = 0; column < ConnectionSessions::ColumnCount; ++column) {
            const QString& text = rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
            QTableWidgetItem* item = m_table->item(row, column);
            if (item == nullptr) {
                item = new QTableWidgetItem;
                m_table->setItem(row, column, item);
            }
            item->setText(text);
            item->setToolTip(text);
        }
    }
}

} // namespace dbv::ui
