// SPDX-License-Identifier: Apache-2.0
#include "ui/backup/part_fields.h"

#include <algorithm>
#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>

#include "ui/backup/field_rows.h"
#include "ui/backup/object_list.h"
#include "ui/shell/warning_line.h"
#include "viewmodel/backup_words.h"
#include "viewmodel/error_text.h"

namespace dbv::ui {

PartFields::PartFields(bus::CommandBus& bus, FieldRows& lines, QObject* parent)
    : QObject(parent), m_bus(bus), m_lines(lines) {
    m_what = new QComboBox;
    m_what->setObjectName(QStringLiteral("part.what"));
    m_what->setAccessibleName(tr("What"));
    m_what->addItem(tr("The whole database"));
    m_what->addItem(tr("Chosen tables, views and sequences"));
    m_what->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_objects = new ObjectList(m_choice, QStringLiteral("part"));
    m_others = new QPushButton(tr("Show &all of its tables"));
    m_others->setObjectName(QStringLiteral("part.others"));
    // Enter is for what the page is for.
    m_others->setAutoDefault(false);
    m_others->setToolTip(tr("Its connection is opened for that."));
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

void PartFields::setScope(const DumpScope& scope) {
    m_before = scope;
    if (!scope.schemas.empty()) {
        DumpScope named = scope;
        named.content = DumpContent::All;
        m_what->addItem(tr("As it is: %1").arg(viewmodel::backupPartText(named)));
    }
    m_choice.setChosen(scope.objects);
    m_content->setCurrentIndex(std::max(m_content->findData(static_cast<int>(scope.content)), 0));
    m_owners->setChecked(scope.owners);
    m_roles->setChecked(scope.roles);
    // The names of the others are read when somebody looks for them.
    const QSignalBlocker quiet(m_what);
    m_what->setCurrentIndex(!scope.schemas.empty() ? 2 : scope.objects.empty() ? 0 : 1);
    follow();
}

bool PartFields::isPart() const {
    return m_what->currentIndex() == 1;
}

DumpScope PartFields::scope() const {
    DumpScope scope;
    if (isPart()) {
        scope.objects = m_choice.chosen();
    } else if (m_what->currentIndex() == 2) {
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
    if (isPart() && !m_isRead && m_database) {
        read();
    }
    m_others->setVisible(isPart() && !m_isRead && m_open);
    m_objects->setVisible(isPart());
    // A file has neither, and no rows without their tables.
    const bool isServer = m_isServer.value_or(false);
    m_owners->setVisible(isServer);
    m_roles->setVisible(isServer);
    const int rows = m_content->findData(static_cast<int>(DumpContent::Rows));
    if (isServer && rows < 0) {
        m_content->addItem(tr("Rows alone"), static_cast<int>(DumpContent::Rows));
    } else if (m_isServer && !isServer && rows >= 0) {
        m_content->removeItem(rows);
    }
    Q_EMIT resized();
}

} // namespace dbv::ui
