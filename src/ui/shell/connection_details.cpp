// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connection_details.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "viewmodel/connection_facts_text.h"

namespace dbv::ui {

namespace {

constexpr QSize kDetailsSize(620, 420);

} // namespace

ConnectionDetails::ConnectionDetails(const viewmodel::OpenDatabase& database, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("Connection details: %1").arg(database.name));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(kDetailsSize);
    auto* text = new QPlainTextEdit(viewmodel::connectionFactsText(database, QDateTime::currentDateTime()));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setAccessibleName(tr("Connection details"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* copy = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    auto* lines = new QVBoxLayout(this);
    lines->addWidget(text);
    lines->addWidget(buttons);
    connect(copy, &QPushButton::clicked, text, [text] { QGuiApplication::clipboard()->setText(text->toPlainText()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace dbv::ui
