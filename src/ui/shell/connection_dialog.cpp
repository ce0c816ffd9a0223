// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/connection_dialog.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/shell/ask_above_field.h"
#include "ui/shell/dialog_room.h"
#include "ui/shell/doctor_view.h"
#include "ui/shell/page_tabs.h"
#include "ui/shell/param_fields.h"
#include "ui/shell/secret_field.h"
#include "ui/shell/ssh_fields.h"
#include "ui/shell/tls_fields.h"
#include "viewmodel/environment_text.h"

namespace dbv::ui {

namespace {

constexpr int kWidth = 620;

/// What stands on the first page; the rest of a connector's values are options.
bool isMain(const ParamSpec& param) {
    static constexpr auto kMain = std::to_array<std::string_view>({"host", "port", "user", "database"});
    return std::ranges::find(kMain, param.name) != kMain.end();
}

/// How many characters of a text are new, where one part of the text before was replaced.
qsizetype addedTo(const QString& before, const QString& text) {
    const auto begin = std::ranges::mismatch(before, text);
    const QStringView rest(begin.in1, before.end());
    const QStringView restNow(begin.in2, text.end());
    qsizetype same = 0;
    while (same < rest.size() && same < restNow.size() &&
           rest[rest.size() - 1 - same] == restNow[restNow.size() - 1 - same]) {
        ++same;
    }
    return restNow.size() - same;
}

std::vector<ParamSpec> someOf(const ConnectorInfo* info, bool main) {
    std::vector<ParamSpec> some;
    if (info != nullptr) {
        std::ranges::copy_if(info->params, std::back_inserter(some),
                             [main](const ParamSpec& param) { return isMain(param) == main; });
    }
    return some;
}

} // namespace

ConnectionDialog::ConnectionDialog(viewmodel::ConnectionForm* form, QWidget* parent)
    : QDialog(parent),
      m_form(form),
      m_line(new QLineEdit(form->line())),
      m_kind(new QComboBox),
      m_tabs(new PageTabs),
      m_main(new ParamFields(form)),
      m_more(new ParamFields(form)),
      m_password(new SecretField(form, &protocol::SecretSources::password, tr("Password"),
                                 tr("used now, stored nowhere; empty: where the engine's own client looks"))),
      m_tls(new TlsFields(form)),
      m_ssh(new SshFields(form)),
      m_safety(new QComboBox),
      m_doctor(new DoctorView([form] { return form->diagnosis(); })) {
    setWindowTitle(form->changes() ? tr("Change connection") : tr("New connection"));
    setAttribute(Qt::WA_DeleteOnClose);
    form->setParent(this);
    m_line->setObjectName(QStringLiteral("connection.line"));
    m_line->setPlaceholderText(tr("a URL, a file, or what another program copied (DSN, JDBC, command line, .env)"));
    m_kind->setObjectName(QStringLiteral("connection.kind"));
    auto* content = new QWidget;
    auto* lines = new QFormLayout(content);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    lines->addRow(tr("&URL or file"), m_line);
    lines->addRow(tr("&Kind"), m_kind);
    lines->addRow(buildTabs());
    addLabelLines(*lines);
    lines->addRow(m_doctor);
    m_room = new DialogRoom(content);
    auto* all = new QVBoxLayout(this);
    all->addWidget(m_room, 1);
    buildButtons(*all);
    connectForm();
    resizeWithinScreen(*this, {kWidth, 0});
    showForm();
}

QWidget* ConnectionDialog::buildTabs() {
    m_main->lines().addRow(tr("&Password"), m_password);
    m_tabs->addPage(m_main, tr("&Database"));
    m_tabs->addPage(m_tls, tr("T&LS"));
    m_tabs->addPage(m_ssh, tr("SS&H"));
    m_tabs->addPage(m_more, tr("&Options"));
    return m_tabs;
}

void ConnectionDialog::addLabelLines(QFormLayout& lines) {
    const protocol::SavedConnection& connection = m_form->connection();
    auto* name = new QLineEdit(m_form->name());
    name->setObjectName(QStringLiteral("connection.name"));
    name->setPlaceholderText(m_form->changes() ? tr("what it is called") : tr("optional: keeps the connection"));
    auto* favourite = new QCheckBox(tr("&Favourite"));
    favourite->setChecked(connection.favourite);
    auto* group = new QComboBox;
    group->setEditable(true);
    group->setObjectName(QStringLiteral("connection.group"));
    group->lineEdit()->setPlaceholderText(tr("none; folders are divided by /"));
    QStringList groups;
    for (const protocol::SavedConnection& saved : m_form->connections().saved()) {
        groups.append(QString::fromStdString(saved.group));
    }
    groups.removeDuplicates();
    groups.sort(Qt::CaseInsensitive);
    group->addItems(groups);
    group->setCurrentText(QString::fromStdString(connection.group));
    auto* environment = new QComboBox;
    environment->setObjectName(QStringLiteral("connection.environment"));
    for (const auto one : {protocol::Environment::None, protocol::Environment::Local, protocol::Environment::Test,
                           protocol::Environment::Staging, protocol::Environment::Production}) {
        const QString text = viewmodel::environmentName(one);
        environment->addItem(text.isEmpty() ? tr("no environment") : text, static_cast<int>(one));
    }
    environment->setCurrentIndex(environment->findData(static_cast<int>(connection.environment)));
    m_safety->setObjectName(QStringLiteral("connection.safety"));
    m_safety->setAccessibleName(tr("Safety"));
    m_safety->addItem(tr("read-only: nothing that writes is sent"), static_cast<int>(Safety::ReadOnly));
    m_safety->addItem(tr("confirm: asks before what destroys data or structure"), static_cast<int>(Safety::Confirm));
    m_safety->addItem(tr("sandbox: what destroys data or structure is not sent"), static_cast<int>(Safety::Sandbox));
    m_safety->addItem(tr("dry run: everything is rolled back"), static_cast<int>(Safety::DryRun));
    m_safety->addItem(tr("off: asks nothing"), static_cast<int>(Safety::Off));
    if (const Safety now = connection.config.safety; m_safety->findData(static_cast<int>(now)) < 0) {
        // One that this dialog does not offer is not lost by it.
        m_safety->addItem(viewmodel::safetyName(now), static_cast<int>(now));
    }
    if (const auto fixed = m_form->fixedSafety()) {
        // A connection of a safety that is stricter keeps it.
        m_safety->setEnabled(false);
        m_safety->setToolTip(
            tr("This installation opens every connection as %1, or as read-only where that was chosen.")
                .arg(viewmodel::safetyName(*fixed)));
    }
    auto* nameRow = new QHBoxLayout;
    nameRow->addWidget(name, 1);
    nameRow->addWidget(favourite);
    auto* policy = new QHBoxLayout;
    policy->addWidget(environment);
    policy->addWidget(m_safety, 1);
    const auto labelFor = [](const QString& text, QWidget* buddy) {
        auto* label = new QLabel(text);
        label->setBuddy(buddy);
        return label;
    };
    lines.addRow(labelFor(tr("&Name"), name), nameRow);
    lines.addRow(tr("&Group"), group);
    lines.addRow(labelFor(tr("&Environment"), environment), policy);
    m_askAbove = new AskAboveField(connection.config.askAbove);
    lines.addRow(labelFor(tr("Asks a&bout"), m_askAbove->focusProxy()), m_askAbove);
    connect(m_askAbove, &AskAboveField::rowsChosen, m_form, &viewmodel::ConnectionForm::setAskAbove);
    connect(name, &QLineEdit::textChanged, m_form, [this](const QString& text) {
        m_form->setName(text);
        showButtons();
    });
    connect(favourite, &QCheckBox::toggled, m_form, &viewmodel::ConnectionForm::setFavourite);
    connect(group, &QComboBox::currentTextChanged, m_form, &viewmodel::ConnectionForm::setGroup);
    connect(environment, &QComboBox::activated, m_form, [this, environment] {
        m_form->setEnvironment(static_cast<protocol::Environment>(environment->currentData().toInt()));
    });
    connect(m_safety, &QComboBox::activated, m_form, [this] {
        m_form->setSafety(static_cast<Safety>(m_safety->currentData().toInt()));
        m_askAbove->setEnabled(m_form->config().safety == Safety::Confirm);
    });
}

void ConnectionDialog::buildButtons(QVBoxLayout& lines) {
    auto* buttons = new QDialogButtonBox;
    m_test = buttons->addButton(tr("&Test"), QDialogButtonBox::ActionRole);
    m_accept = buttons->addButton(m_form->changes() ? tr("&Save") : tr("&Connect"), QDialogButtonBox::AcceptRole);
    buttons->addButton(QDialogButtonBox::Cancel);
    lines.addWidget(buttons);
    connect(m_test, &QPushButton::clicked, m_form, [this] { m_form->isBusy() ? m_form->stop() : m_form->test(); });
    connect(buttons, &QDialogButtonBox::accepted, m_form, &viewmodel::ConnectionForm::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void ConnectionDialog::connectForm() {
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString& text) {
        // What was said is not about what is being typed.
        m_doctor->clear();
        m_seen.add(text);
        // What comes at once is whole; what comes letter by letter is not, until the line is left.
        m_form->setLine(text, addedTo(m_form->line(), text) <= 1);
        showButtons();
    });
    connect(m_line, &QLineEdit::editingFinished, m_form, &viewmodel::ConnectionForm::finishLine);
    connect(m_kind, &QComboBox::activated, this,
            [this] { m_form->setConnector(m_kind->currentData().toString().toStdString()); });
    connect(m_form, &viewmodel::ConnectionForm::changed, this, &ConnectionDialog::showForm);
    connect(m_form, &viewmodel::ConnectionForm::lineChanged, this, [this] {
        m_line->setText(m_form->line());
        // There was a password in what was typed.
        QMetaObject::invokeMethod(this, [this] { m_seen.wipeAll(); }, Qt::QueuedConnection);
        showButtons();
    });
    connect(m_form, &viewmodel::ConnectionForm::busyChanged, this, &ConnectionDialog::showButtons);
    connect(m_form, &viewmodel::ConnectionForm::tried, m_doctor, &DoctorView::setSteps);
    connect(m_form, &viewmodel::ConnectionForm::told, this, [this](const QString& sentence) {
        m_doctor->say(sentence);
        m_room->reveal(*m_doctor);
    });
    connect(m_form, &viewmodel::ConnectionForm::done, this, &QDialog::accept);
    connect(&m_form->connections(), &viewmodel::ConnectionList::connectorsChanged, this, &ConnectionDialog::showForm);
    for (const ParamFields* fields : {m_main, m_more}) {
        connect(fields, &ParamFields::edited, this, &ConnectionDialog::showButtons);
    }
    connect(m_ssh, &SshFields::edited, this, &ConnectionDialog::showButtons);
    connect(m_tabs, &PageTabs::pageChanged, this, &ConnectionDialog::grow);
    for (SecretField* field : {m_password, &m_tls->keyPassword(), &m_ssh->password(), &m_ssh->passphrase()}) {
        connect(field, &SecretField::storedWanted, this, [this, field] { Q_EMIT storedSecretWanted(field); });
    }
}

void ConnectionDialog::showForm() {
    m_kind->clear();
    m_kind->addItem(tr("as the URL says"), QString());
    for (const ConnectorInfo& info : m_form->connections().connectors()) {
        m_kind->addItem(QString::fromStdString(info.displayName), QString::fromStdString(info.id));
    }
    const ConnectorInfo* info = m_form->connector();
    m_kind->setCurrentIndex(info == nullptr ? 0 : m_kind->findData(QString::fromStdString(info->id)));
    m_main->setParams(someOf(info, true));
    m_more->setParams(someOf(info, false));
    const bool server = m_form->isServer();
    m_password->update();
    m_main->lines().setRowVisible(m_password, server);
    m_tabs->setVisible(info != nullptr);
    m_tabs->setPageVisible(m_tls, server);
    m_tabs->setPageVisible(m_ssh, server);
    m_tabs->setPageVisible(m_more, !someOf(info, false).empty());
    m_tls->update();
    m_safety->setCurrentIndex(m_safety->findData(static_cast<int>(m_form->config().safety)));
    m_askAbove->setEnabled(m_form->config().safety == Safety::Confirm);
    // Fields that are new are reached in their place, not behind all others.
    orderTabs(*this);
    showButtons();
    grow();
}

void ConnectionDialog::showButtons() {
    const QString why = m_form->whyNot();
    m_test->setText(m_form->isBusy() ? tr("S&top") : tr("&Test"));
    m_test->setEnabled(why.isEmpty() && !m_form->isKeeping());
    m_accept->setEnabled(why.isEmpty() && !m_form->isBusy());
    m_test->setToolTip(why);
    m_accept->setToolTip(why);
}

void ConnectionDialog::grow() {
    m_room->fitHeight();
}

void ConnectionDialog::resizeEvent(QResizeEvent* event) {
    QDialog::resizeEvent(event);
    moveOntoScreen(*this);
}

} // namespace dbv::ui
