// SPDX-License-Identifier: Apache-2.0
// The explorer's lines below a table, made of its description.
#include <utility>

#include <QLocale>

#include "viewmodel/schema_node.h"
#include "viewmodel/schema_texts.h"
#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

namespace {

QString joined(const std::vector<std::string>& words) {
    QStringList list;
    for (const std::string& word : words) {
        list << QString::fromStdString(word);
    }
    return list.join(QStringLiteral(", "));
}

QString columnDetail(const ColumnInfo& column) {
    return QString::fromStdString(column.type) + (column.nullable ? QString() : SchemaTree::tr(" not null")) +
           (column.generated ? SchemaTree::tr(" generated") : QString());
}

QString columnToolTip(const ColumnInfo& column) {
    QStringList lines{QString::fromStdString(column.name) + QLatin1Char(' ') + columnDetail(column)};
    if (column.defaultValue) {
        lines << (column.generated ? QString::fromStdString(*column.defaultValue)
                                   : SchemaTree::tr("default %1").arg(QString::fromStdString(*column.defaultValue)));
    }
    if (column.hidden) {
        lines << SchemaTree::tr("Not part of SELECT *");
    }
    if (!column.comment.empty()) {
        lines << QString::fromStdString(column.comment);
    }
    return lines.join(QLatin1Char('\n'));
}

QString foreignKeyDetail(const ObjectDescription& description, const ForeignKeyInfo& key) {
    const bool elsewhere = key.references.schema != description.path.schema && !key.references.schema.empty();
    const std::string table = elsewhere ? key.references.schema + "." + key.references.name : key.references.name;
    return inBrackets(key.columns) + QStringLiteral(" → ") + QString::fromStdString(table) +
           (key.referencedColumns.empty() ? QString() : QLatin1Char(' ') + inBrackets(key.referencedColumns));
}

QString foreignKeyToolTip(const QString& detail, const ForeignKeyInfo& key) {
    QString text = detail;
    text += key.onUpdate.empty() ? QString() : QStringLiteral("\nON UPDATE ") + QString::fromStdString(key.onUpdate);
    text += key.onDelete.empty() ? QString() : QStringLiteral("\nON DELETE ") + QString::fromStdString(key.onDelete);
    return text;
}

} // namespace

SchemaTree::Nodes SchemaTree::partNodes(const Node& parent, const ObjectDescription& description) {
    Nodes nodes;
    nodes.reserve(description.columns.size() + description.keys.size() + description.indexes.size());
    for (const ColumnInfo& column : description.columns) {
        auto node = makeNode(parent, SchemaNodeKind::Column, column.name);
        node->icon = column.primaryKeyPosition > 0 ? QStringLiteral("key") : QStringLiteral("column");
        node->detail = columnDetail(column);
        node->toolTip = columnToolTip(column);
        nodes.push_back(std::move(node));
    }
    addConstraints(parent, description, nodes);
    addProgram(parent, description, nodes);
    addPartitions(parent, description, nodes);
    addGrants(parent, description, nodes);
    return nodes;
}

void SchemaTree::addConstraints(const Node& parent, const ObjectDescription& description, Nodes& nodes) {
    for (const KeyInfo& key : description.keys) {
        const QString kind = key.primary ? tr("primary key") : tr("unique");
        auto node = makeNode(parent, SchemaNodeKind::Key, key.name.empty() ? kind.toStdString() : key.name);
        node->icon = QStringLiteral("key");
        node->detail = (key.name.empty() ? QString() : kind + QLatin1Char(' ')) + inBrackets(key.columns);
        nodes.push_back(std::move(node));
    }
    for (const ForeignKeyInfo& key : description.foreignKeys) {
        const QString detail = foreignKeyDetail(description, key);
        auto node =
            makeNode(parent, SchemaNodeKind::ForeignKey, key.name.empty() ? tr("foreign key").toStdString() : key.name);
        node->icon = QStringLiteral("link");
        node->detail = detail;
        node->toolTip = foreignKeyToolTip(detail, key);
        nodes.push_back(std::move(node));
    }
    for (const CheckInfo& check : description.checks) {
        auto node =
            makeNode(parent, SchemaNodeKind::Check, check.name.empty() ? tr("check").toStdString() : check.name);
        node->icon = QStringLiteral("check");
        node->detail = QString::fromStdString(check.expression);
        node->toolTip = node->detail;
        nodes.push_back(std::move(node));
    }
}

std::unique_ptr<SchemaTree::Node> SchemaTree::belonging(const Node& table, SchemaNodeKind kind, ObjectType type,
                                                        const std::string& name) {
    auto node = makeNode(table, kind, name);
    node->place.path.parent = table.place.path.name;
    node->place.path.name = name;
    node->place.type = type;
    node->icon = iconOf(type);
    return node;
}

void SchemaTree::addProgram(const Node& parent, const ObjectDescription& description, Nodes& nodes) {
    for (const IndexInfo& index : description.indexes) {
        auto node = belonging(parent, SchemaNodeKind::Index, ObjectType::Index, index.name);
        const QString where =
            index.predicate.empty() ? QString() : QStringLiteral(" WHERE ") + QString::fromStdString(index.predicate);
        node->detail = (index.unique ? tr("unique ") : QString()) + inBrackets(index.columns) + where;
        node->toolTip = QString::fromStdString(index.ddl);
        nodes.push_back(std::move(node));
    }
    for (const TriggerInfo& trigger : description.triggers) {
        auto node = belonging(parent, SchemaNodeKind::Trigger, ObjectType::Trigger, trigger.name);
        node->detail = tr("trigger");
        node->toolTip = QString::fromStdString(trigger.ddl);
        nodes.push_back(std::move(node));
    }
    for (const PolicyInfo& policy : description.policies) {
        auto node = belonging(parent, SchemaNodeKind::Policy, ObjectType::Policy, policy.name);
        node->detail = tr("policy");
        node->toolTip = QString::fromStdString(policy.ddl);
        nodes.push_back(std::move(node));
    }
}

void SchemaTree::addPartitions(const Node& parent, const ObjectDescription& description, Nodes& nodes) {
    auto folder = folderNode(parent, ObjectType::Table, tr("Partitions"), QStringLiteral("partition"));
    folder->toolTip = QString::fromStdString(description.partitionKey);
    const Node* schema = parent.schema();
    if (schema != nullptr && schema->dependents) {
        for (const ObjectSummary& each : schema->dependents->of(parent.place.path.name)) {
            if (holdsRows(each.type)) {
                folder->children.push_back(objectNode(*folder, each));
            }
        }
    }
    for (const PartitionInfo& partition : description.partitions) {
        auto node = makeNode(*folder, SchemaNodeKind::Partition, partition.name);
        node->icon = QStringLiteral("partition");
        node->detail = QString::fromStdString(partition.bound);
        if (partition.estimatedRows) {
            node->detail +=
                (node->detail.isEmpty() ? QString() : QStringLiteral(" · ")) + roundedCount(*partition.estimatedRows);
        }
        node->size = partition.sizeBytes ? roundedSize(*partition.sizeBytes) : QString();
        folder->children.push_back(std::move(node));
    }
    folder->numberChildren();
    folder->detail = QLocale().toString(static_cast<qlonglong>(folder->children.size()));
    if (folder->children.empty()) {
        forget(*folder);
    } else {
        nodes.push_back(std::move(folder));
    }
}

void SchemaTree::addGrants(const Node& parent, const ObjectDescription& description, Nodes& nodes) {
    if (description.grants.empty()) {
        return;
    }
    auto folder = folderNode(parent, ObjectType::Role, tr("Privileges"), QStringLiteral("role"));
    for (const GrantInfo& grant : description.grants) {
        auto node = makeNode(*folder, SchemaNodeKind::Grant, grant.grantee);
        node->icon = QStringLiteral("role");
        node->detail = joined(grant.privileges);
        node->toolTip = node->text + QLatin1Char('\n') + node->detail;
        if (!grant.grantable.empty()) {
            node->toolTip += QLatin1Char('\n') + tr("May be given on: %1").arg(joined(grant.grantable));
        }
        folder->children.push_back(std::move(node));
    }
    folder->numberChildren();
    folder->detail = QLocale().toString(static_cast<qlonglong>(folder->children.size()));
    nodes.push_back(std::move(folder));
}

void SchemaTree::addDetails(Node& node, const ObjectDescription& description) {
    const QString size = description.sizeBytes ? roundedSize(*description.sizeBytes) : QString();
    QStringList lines{node.text};
    const auto add = [&lines](const QString& label, const std::string& value) {
        if (!value.empty()) {
            lines << label.arg(QString::fromStdString(value));
        }
    };
    add(QStringLiteral("%1"), description.comment);
    if (description.estimatedRows) {
        lines << tr("about %1 rows").arg(QLocale().toString(static_cast<qlonglong>(*description.estimatedRows)));
    }
    if (description.sizeBytes) {
        lines << tr("%1 with indexes").arg(size);
    }
    add(tr("Owner: %1"), description.owner);
    add(tr("Partition %1"), description.partitionBound);
    add(tr("Divided by %1"), description.partitionKey);
    node.size = size;
    node.toolTip = lines.join(QLatin1Char('\n'));
    Q_EMIT dataChanged(indexOf(node), indexOf(node));
}

} // namespace dbv::viewmodel
