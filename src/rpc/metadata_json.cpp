// SPDX-License-Identifier: Apache-2.0
#include "rpc/metadata_json.h"

#include <optional>
#include <string>
#include <utility>

#include <dbv/data/object_type_name.h>

#include "rpc/call.h"

namespace dbv::rpc {

namespace {

QJsonArray textsJson(const std::vector<std::string>& texts) {
    QJsonArray list;
    for (const std::string& text : texts) {
        list.append(toText(text));
    }
    return list;
}

QJsonValue countJson(const std::optional<std::int64_t>& count) {
    return count ? QJsonValue(static_cast<qint64>(*count)) : QJsonValue(QJsonValue::Null);
}

template <class T, class ToJson>
QJsonArray listJson(const std::vector<T>& values, ToJson toJson) {
    QJsonArray list;
    for (const T& value : values) {
        list.append(toJson(value));
    }
    return list;
}

QJsonObject columnJson(const ColumnInfo& column) {
    return {{QLatin1String("name"), toText(column.name)},
            {QLatin1String("type"), toText(column.type)},
            {QLatin1String("nullable"), column.nullable},
            {QLatin1String("default"),
             column.defaultValue ? QJsonValue(toText(*column.defaultValue)) : QJsonValue(QJsonValue::Null)},
            {QLatin1String("primaryKeyPosition"), column.primaryKeyPosition},
            {QLatin1String("generated"), column.generated},
            {QLatin1String("hidden"), column.hidden},
            {QLatin1String("comment"), toText(column.comment)}};
}

QJsonObject keyJson(const KeyInfo& key) {
    return {{QLatin1String("name"), toText(key.name)},
            {QLatin1String("primary"), key.primary},
            {QLatin1String("columns"), textsJson(key.columns)}};
}

QJsonObject foreignKeyJson(const ForeignKeyInfo& key) {
    return {{QLatin1String("name"), toText(key.name)},
            {QLatin1String("columns"), textsJson(key.columns)},
            {QLatin1String("referencedSchema"), toText(key.references.schema)},
            {QLatin1String("referencedTable"), toText(key.references.name)},
            {QLatin1String("referencedColumns"), textsJson(key.referencedColumns)},
            {QLatin1String("onUpdate"), toText(key.onUpdate)},
            {QLatin1String("onDelete"), toText(key.onDelete)}};
}

QJsonObject indexJson(const IndexInfo& index) {
    return {{QLatin1String("name"), toText(index.name)},
            {QLatin1String("unique"), index.unique},
            {QLatin1String("predicate"), toText(index.predicate)},
            {QLatin1String("columns"), textsJson(index.columns)},
            {QLatin1String("ddl"), toText(index.ddl)}};
}

QJsonObject checkJson(const CheckInfo& check) {
    return {{QLatin1String("name"), toText(check.name)}, {QLatin1String("expression"), toText(check.expression)}};
}

QJsonObject triggerJson(const TriggerInfo& trigger) {
    return {{QLatin1String("name"), toText(trigger.name)}, {QLatin1String("ddl"), toText(trigger.ddl)}};
}

QJsonObject policyJson(const PolicyInfo& policy) {
    return {{QLatin1String("name"), toText(policy.name)}, {QLatin1String("ddl"), toText(policy.ddl)}};
}

QJsonObject grantJson(const GrantInfo& grant) {
    return {{QLatin1String("grantee"), toText(grant.grantee)},
            {QLatin1String("privileges"), textsJson(grant.privileges)},
            {QLatin1String("grantable"), textsJson(grant.grantable)}};
}

QJsonObject partitionJson(const PartitionInfo& partition) {
    return {{QLatin1String("name"), toText(partition.name)},
            {QLatin1String("bound"), toText(partition.bound)},
            {QLatin1String("estimatedRows"), countJson(partition.estimatedRows)},
            {QLatin1String("sizeBytes"), countJson(partition.sizeBytes)}};
}

} // namespace

QJsonArray schemasJson(const std::vector<SchemaInfo>& schemas) {
    return listJson(schemas, [](const SchemaInfo& schema) {
        return QJsonObject{{QLatin1String("name"), toText(schema.name)},
                           {QLatin1String("system"), schema.system},
                           {QLatin1String("default"), schema.isDefault},
                           {QLatin1String("location"), toText(schema.location)}};
    });
}

QJsonArray objectsJson(const std::vector<ObjectSummary>& objects) {
    return listJson(objects, [](const ObjectSummary& object) {
        return QJsonObject{{QLatin1String("name"), toText(object.name)},
                           {QLatin1String("type"), toText(objectTypeName(object.type))},
                           {QLatin1String("parent"), toText(object.parent)},
                           {QLatin1String("comment"), toText(object.comment)},
                           {QLatin1String("estimatedRows"), countJson(object.estimatedRows)},
                           {QLatin1String("internal"), object.internal}};
    });
}

QJsonObject descriptionJson(const ObjectDescription& description) {
    return {{QLatin1String("schema"), toText(description.path.schema)},
            {QLatin1String("name"), toText(description.path.name)},
            {QLatin1String("type"), toText(objectTypeName(description.type))},
            {QLatin1String("columns"), listJson(description.columns, columnJson)},
            {QLatin1String("keys"), listJson(description.keys, keyJson)},
            {QLatin1String("foreignKeys"), listJson(description.foreignKeys, foreignKeyJson)},
            {QLatin1String("indexes"), listJson(description.indexes, indexJson)},
            {QLatin1String("checks"), listJson(description.checks, checkJson)},
            {QLatin1String("triggers"), listJson(description.triggers, triggerJson)},
            {QLatin1String("policies"), listJson(description.policies, policyJson)},
            {QLatin1String("grants"), listJson(description.grants, grantJson)},
            {QLatin1String("partitionKey"), toText(description.partitionKey)},
            {QLatin1String("partitionBound"), toText(description.partitionBound)},
            {QLatin1String("partitions"), listJson(description.partitions, partitionJson)},
            {QLatin1String("owner"), toText(description.owner)},
            {QLatin1String("comment"), toText(description.comment)},
            {QLatin1String("estimatedRows"), countJson(description.estimatedRows)},
            {QLatin1String("sizeBytes"), countJson(description.sizeBytes)},
            {QLatin1String("ddl"), toText(description.ddl)}};
}

} // namespace dbv::rpc
