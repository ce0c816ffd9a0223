// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/part_fields.h"

#include <algorithm>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>

#include "ui/backup/field_rows.h"
#include "ui/backup/object_list.h"
#include "ui/shell/warning_line.h"
#include "viewmodel/backup_words.h"
#include "viewmodel/error_text.h"
#include "viewmodel/name_list.h"

namespace dbv::ui {

PartFields::PartFields(bus::CommandBus& bus, FieldRows& lines, QObject* parent)
    : QObject(parent), m_bus(bus), m_lines(lines) {
    m_what = new QComboBox;
    m_what->setObjectName(QStringLiteral("part.what"));
    m_what->setAccessibleName(tr("What"));
    addMeant(tr("The whole database"), Meant::Whole);
    addMeant(tr("Chosen tables, views and sequences"), Meant::Chosen);
    m_what->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_objects = new ObjectList(m_choice, QStringLiteral("part"));
    m_others = new QPushButton(tr("Show &all of its tables"));
    m_others->setObjectName(QStringLiteral("part.others"));
    // Enter is for what the page is for.
    m_others->setAutoDefault(false);
    m_others->setToolTip(tr("Its connection is opened for that."));
    m_except = new QLineEdit;
    m_except->setObjectName(QStringLiteral("part.except"));
    m_except->setAccessibleName(tr("Leave out"));
    m_except->setPlaceholderText(tr("None"));
    m_except->setToolTip(tr("Names of databases, with commas between."));
    m_trouble = new WarningLine(tr("About what is chosen"));
    m_content = new QComboBox;
    m_content->setObjectName(QStringLiteral("part.content"));
    m_content->setAccessibleName(tr("Of it"));
    m_content->addItem(tr("Structure and rows"), static_cast<int>(DumpContent::All));
    m_content->addItem(tr("Structure alone"), static_cast<int>(DumpContent::Structure));
    m_content->addItem(tr("Rows alone"), static_cast<int>(DumpContent::Rows));
    m_content->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_owners = new QCheckBox(tr("With &owners and rights"));
    m_owners->setObjectName(QStringLiteral("part.owners"));
    m_owners->setChecked(true);
    m_roles = new QCheckBox(tr("With the &users and roles of the server"));
    m_roles->setObjectName(QStringLiteral("part.roles"));
    m_roles->setToolTip(tr("With the digests of their passwords: encrypt such a backup."));
    m_lines.addField(tr("Wha&t"), m_what);
    m_lines.addUnnamed(m_objects);
    m_lines.addUnnamed(m_others);
    m_lines.addField(tr("Leave o&ut"), m_except);
    m_lines.addField(tr("Of &it"), m_content);
    m_lines.addWide(m_trouble);
    m_lines.addUnnamed(m_owners);
    m_lines.addUnnamed(m_roles);
    connect(m_what, &QComboBox::currentIndexChanged, this, [this] {
        // Who chooses wants to see what there is.
        if (isPart() && !m_isRead) {
            read();
        }
        follow();
        if (isPart()) {
            m_objects->focusFilter();
        }
    });
    connect(m_others, &QPushButton::clicked, this, [this] {
        read();
        follow();
        m_objects->focusFilter();
    });
    follow();
}

void PartFields::setDatabase(const viewmodel::OpenDatabase* database) {
    const bool isOther =
        m_database.has_value() != (database != nullptr) ||
        (database != nullptr && database->facts.connection.value != m_database->facts.connection.value);
    if (!isOther) {
        return;
    }
    m_database = database == nullptr ? std::nullopt : std::optional(*database);
    m_isServer = database == nullptr ? std::nullopt : std::optional(database->facts.connector != "sqlite");
    m_isRead = false;
    m_choice.setObjects({});
    follow();
}

void PartFields::setSource(bool isServer, std::function<void(Given)> open) {
    m_database.reset();
    m_isServer = isServer;
    m_open = std::move(open);
    ++m_source;
    m_isRead = false;
    m_choice.setChosen({});
    follow();
}

void PartFields::setScope(const DumpScope& scope, bool allDatabases, const std::vector<std::string>& except) {
    m_before = scope;
    m_except->setText(viewmodel::nameListText(except));
    if (!scope.schemas.empty()) {
        DumpScope named = scope;
        named.content = DumpContent::All;
        addMeant(tr("As it is: %1").arg(viewmodel::backupPartText(named)), Meant::AsItIs);
    }
    m_choice.setChosen(scope.objects);
    m_content->setCurrentIndex(std::max(m_content->findData(static_cast<int>(scope.content)), 0));
    m_owners->setChecked(scope.owners);
    m_roles->setChecked(scope.roles);
    // The names of the others are read when somebody looks for them.
    mean(allDatabases             ? Meant::Server
         : !scope.schemas.empty() ? Meant::AsItIs
         : scope.objects.empty()  ? Meant::Whole
                                  : Meant::Chosen);
    follow();
}

void PartFields::addMeant(const QString& text, Meant what) {
    m_what->addItem(text, static_cast<int>(what));
}

PartFields::Meant PartFields::meant() const {
    return static_cast<Meant>(m_what->currentData().toInt());
}

void PartFields::mean(Meant what) {
    const QSignalBlocker quiet(m_what);
    m_what->setCurrentIndex(std::max(m_what->findData(static_cast<int>(what)), 0));
}

bool PartFields::isPart() const {
    return meant() == Meant::Chosen;
}

bool PartFields::isServer() const {
    return meant() == Meant::Server;
}

std::vector<std::string> PartFields::except() const {
    return isServer() ? viewmodel::namesInText(m_except->text()) : std::vector<std::string>();
}

DumpScope PartFields::scope() const {
    DumpScope scope;
    if (isPart()) {
        scope.objects = m_choice.chosen();
    } else if (meant() == Meant::AsItIs) {
        scope.schemas = m_before.schemas;
        scope.objects = m_before.objects;
    }
    scope.content = static_cast<DumpContent>(m_content->currentData().toInt());
    scope.owners = m_owners->isHidden() || m_owners->isChecked();
    scope.roles = !m_roles->isHidden() && m_roles->isChecked();
    return scope;
}

void PartFields::say(const QString& message) {
    m_trouble->say(message);
}

void PartFields::focus() {
    if (isPart()) {
        m_objects->focusFilter();
    } else {
        m_content->setFocus();
    }
}

void PartFields::read() {
    if (m_database) {
        m_isRead = true;
        m_choice.read(m_bus, *m_database);
    } else if (m_open) {
        openThenRead();
    }
}

void PartFields::openThenRead() {
    m_isRead = true;
    m_choice.say(tr("Opening the connection, to read its tables…"));
    const int source = ++m_source;
    m_open([self = QPointer(this), source](const Result<viewmodel::OpenDatabase>& database) {
        if (!self || source != self->m_source) {
            return;
        }
        self->m_isRead = database.has_value();
        if (database) {
            self->m_choice.read(self->m_bus, *database);
        } else {
            self->m_choice.say(viewmodel::errorSentence(database.error()));
        }
        self->follow();
    });
}

void PartFields::follow() {
    m_trouble->say({});
    followEngine();
    if (isPart() && !m_isRead && m_database) {
        read();
    }
    m_others->setVisible(isPart() && !m_isRead && m_open);
    m_objects->setVisible(isPart());
    m_lines.setFieldVisible(m_except, isServer());
    // A file has neither. With all databases the roles are there by themselves.
    const bool hasOwners = m_isServer.value_or(false);
    m_owners->setVisible(hasOwners);
    m_roles->setVisible(hasOwners && !isServer());
    Q_EMIT resized();
}

void PartFields::followEngine() {
    const bool hasServer = m_isServer.value_or(false);
    const int all = m_what->findData(static_cast<int>(Meant::Server));
    if (hasServer && all < 0) {
        // Before what takes the keyboard to the list.
        const QSignalBlocker quiet(m_what);
        m_what->insertItem(1, tr("All databases of the server"), static_cast<int>(Meant::Server));
        m_what->setItemData(1,
                            tr("Each into a file of its own, with the users and roles of the server. "
                               "One that is made later is in the next backup."),
                            Qt::ToolTipRole);
    } else if (m_isServer && !hasServer && all >= 0) {
        const QSignalBlocker quiet(m_what);
        if (isServer()) {
            mean(Meant::Whole);
        }
        m_what->removeItem(all);
    }
    // No rows of a file without their tables.
    const int rows = m_content->findData(static_cast<int>(DumpContent::Rows));
    if (hasServer && rows < 0) {
        m_content->addItem(tr("Rows alone"), static_cast<int>(DumpContent::Rows));
    } else if (m_isServer && !hasServer && rows >= 0) {
        m_content->removeItem(rows);
    }
}

} // namespace dbv::ui
