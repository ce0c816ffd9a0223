// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/object_choice.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <QLocale>

#include <dbv/data/object_info.h>
#include <dbv/data/object_type_name.h>

#include "protocol/commands.h"
#include "viewmodel/error_text.h"
#include "viewmodel/schema_texts.h"
#include "viewmodel/shown_name.h"

namespace dbv::viewmodel {

namespace {

QString countOfObjects(std::size_t count) {
    return QLocale().toString(qulonglong{count});
}

QString nameOfObject(const DumpObject& object) {
    return shownName(QString::fromStdString(object.schema.empty() ? object.name : object.schema + '.' + object.name));
}

} // namespace

void ObjectChoice::setObjects(std::vector<Item> items) {
    std::set<DumpObject> chosenBefore;
    for (const Line& line : m_lines) {
        if (line.isChosen) {
            chosenBefore.insert(line.item.object);
        }
    }
    m_lines.clear();
    m_lines.reserve(items.size());
    m_chosen = 0;
    for (Item& item : items) {
        Line line;
        const DumpObject& object = item.object;
        line.text = nameOfObject(object);
        line.isChosen = chosenBefore.contains(object);
        m_chosen += line.isChosen ? 1 : 0;
        line.item = std::move(item);
        m_lines.push_back(std::move(line));
    }
    for (const DumpObject& object : m_wished) {
        if (chosenBefore.contains(object)) {
            addWished(object);
        }
    }
    m_message = m_lines.empty() ? tr("There are no tables.") : QString();
    arrange();
}

void ObjectChoice::addWished(const DumpObject& object) {
    const bool isListed =
        std::ranges::any_of(m_lines, [&object](const Line& line) { return line.item.object == object; });
    if (isListed) {
        return;
    }
    const bool isElsewhere = object.schema.empty() && std::ranges::any_of(m_lines, [&object](const Line& line) {
                                 return line.item.object.name == object.name;
                             });
    const QString name = nameOfObject(object);
    m_lines.push_back({{object, ObjectType::Table}, isElsewhere ? name : tr("%1: is not there").arg(name), true});
    ++m_chosen;
}

void ObjectChoice::setChosen(const std::vector<DumpObject>& objects) {
    m_wished = objects;
    m_lines.clear();
    for (const DumpObject& object : objects) {
        m_lines.push_back({{object, ObjectType::Table}, nameOfObject(object), true});
    }
    m_chosen = m_lines.size();
    m_message.clear();
    arrange();
}

void ObjectChoice::say(const QString& message) {
    m_message = message;
    Q_EMIT changed();
}

void ObjectChoice::setBackedUp(const std::vector<protocol::BackupObject>& objects) {
    std::vector<Item> items;
    for (const protocol::BackupObject& object : objects) {
        const std::optional<ObjectType> type = objectTypeNamed(object.type);
        // What SQLite keeps for itself comes with its tables.
        const bool isOwn = object.schema.empty() && object.name.starts_with("sqlite_");
        if (type && scopeOf(*type) == ObjectScope::Relations && !isOwn) {
            items.push_back({{object.schema, object.name}, *type});
        }
    }
    setObjects(std::move(items));
}

void ObjectChoice::read(bus::CommandBus& bus, const OpenDatabase& database) {
    m_read.clear();
    m_schemas.clear();
    m_message = tr("Reading the names…");
    // Where a schema is a database or a file of its own, the connection's is meant, and needs no name.
    const bool namesSchemas = database.facts.connector == "postgres";
    const ConnectionId connection = database.facts.connection;
    m_request = bus.ask(
        protocol::ListSchemas{connection},
        [this, &bus, connection, namesSchemas](const protocol::SchemasListed& listed) {
            for (const SchemaInfo& schema : listed.schemas) {
                if (namesSchemas ? !schema.system : schema.isDefault) {
                    m_schemas.push_back(schema.name);
                }
            }
            readNext(bus, connection, namesSchemas);
        },
        [this](const Error& error) {
            m_message = errorSentence(error);
            Q_EMIT changed();
        });
    Q_EMIT changed();
}

void ObjectChoice::readNext(bus::CommandBus& bus, ConnectionId connection, bool namesSchemas) {
    if (m_schemas.empty()) {
        setObjects(std::exchange(m_read, {}));
        return;
    }
    const std::string schema = std::move(m_schemas.back());
    m_schemas.pop_back();
    protocol::ListObjects command;
    command.connection = connection;
    command.schema = schema;
    command.scope = ObjectScope::Relations;
    m_request = bus.ask(
        std::move(command),
        [this, &bus, connection, namesSchemas, schema](const protocol::ObjectsListed& listed) {
            for (const ObjectSummary& object : listed.objects) {
                if (!object.internal) {
                    m_read.push_back({{namesSchemas ? schema : std::string(), object.name}, object.type});
                }
            }
            readNext(bus, connection, namesSchemas);
        },
        [this](const Error& error) {
            m_message = errorSentence(error);
            Q_EMIT changed();
        });
}

void ObjectChoice::setFilter(const QString& text) {
    m_words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    arrange();
}

void ObjectChoice::arrange() {
    beginResetModel();
    m_shown.clear();
    for (std::size_t i = 0; i < m_lines.size(); ++i) {
        const QString& name = m_lines[i].text;
        if (std::ranges::all_of(m_words,
                                [&name](const QString& word) { return name.contains(word, Qt::CaseInsensitive); })) {
            m_shown.push_back(i);
        }
    }
    endResetModel();
    Q_EMIT changed();
}

void ObjectChoice::chooseShown(bool chosen) {
    for (const std::size_t place : m_shown) {
        m_lines[place].isChosen = chosen;
    }
    m_chosen = static_cast<std::size_t>(std::ranges::count_if(m_lines, &Line::isChosen));
    if (!m_shown.empty()) {
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::CheckStateRole});
    }
    Q_EMIT changed();
}

std::vector<DumpObject> ObjectChoice::chosen() const {
    std::vector<DumpObject> objects;
    for (const Line& line : m_lines) {
        if (line.isChosen) {
            objects.push_back(line.item.object);
        }
    }
    return objects;
}

QString ObjectChoice::summary() const {
    if (!m_message.isEmpty()) {
        return m_message;
    }
    return m_chosen == 1 ? tr("1 of %1 is chosen.").arg(countOfObjects(m_lines.size()))
                         : tr("%1 of %2 are chosen.").arg(countOfObjects(m_chosen), countOfObjects(m_lines.size()));
}

int ObjectChoice::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

QVariant ObjectChoice::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Line& line = m_lines[m_shown[static_cast<std::size_t>(index.row())]];
    switch (role) {
    case Qt::DisplayRole: return line.text;
    case Qt::CheckStateRole: return line.isChosen ? Qt::Checked : Qt::Unchecked;
    case Qt::ToolTipRole: return pluralOf(line.item.type);
    default: return {};
    }
}

bool ObjectChoice::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (!index.isValid() || role != Qt::CheckStateRole) {
        return false;
    }
    Line& line = m_lines[m_shown[static_cast<std::size_t>(index.row())]];
    const bool chosen = value.toInt() == Qt::Checked;
    if (line.isChosen != chosen) {
        line.isChosen = chosen;
        m_chosen = chosen ? m_chosen + 1 : m_chosen - 1;
        Q_EMIT dataChanged(index, index, {Qt::CheckStateRole});
        Q_EMIT changed();
    }
    return true;
}

Qt::ItemFlags ObjectChoice::flags(const QModelIndex& index) const {
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::NoItemFlags;
}

} // namespace dbv::viewmodel
