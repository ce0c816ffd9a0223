// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/schema_texts.h"

#include <QLocale>

#include "viewmodel/schema_tree.h"

namespace dbv::viewmodel {

QString pluralOf(ObjectType type) {
    switch (type) {
    case ObjectType::Table: return SchemaTree::tr("Tables");
    case ObjectType::View: return SchemaTree::tr("Views");
    case ObjectType::MaterializedView: return SchemaTree::tr("Materialized views");
    case ObjectType::VirtualTable: return SchemaTree::tr("Virtual tables");
    case ObjectType::ForeignTable: return SchemaTree::tr("Foreign tables");
    case ObjectType::Index: return SchemaTree::tr("Indexes");
    case ObjectType::Trigger: return SchemaTree::tr("Triggers");
    case ObjectType::Sequence: return SchemaTree::tr("Sequences");
    case ObjectType::Routine: return SchemaTree::tr("Routines");
    case ObjectType::Type: return SchemaTree::tr("Types");
    case ObjectType::Extension: return SchemaTree::tr("Extensions");
    case ObjectType::Policy: return SchemaTree::tr("Policies");
    case ObjectType::Event: return SchemaTree::tr("Events");
    case ObjectType::Role: return SchemaTree::tr("Users and roles");
    case ObjectType::Database: return SchemaTree::tr("Databases");
    case ObjectType::Schema: return SchemaTree::tr("Schemas");
    }
    return {};
}

QString iconOf(ObjectType type) {
    switch (type) {
    case ObjectType::Table:
    case ObjectType::VirtualTable: return QStringLiteral("table");
    case ObjectType::View: return QStringLiteral("view");
    case ObjectType::MaterializedView: return QStringLiteral("matview");
    case ObjectType::ForeignTable: return QStringLiteral("foreign");
    case ObjectType::Index: return QStringLiteral("index");
    case ObjectType::Trigger: return QStringLiteral("trigger");
    case ObjectType::Sequence: return QStringLiteral("sequence");
    case ObjectType::Routine: return QStringLiteral("routine");
    case ObjectType::Type: return QStringLiteral("type");
    case ObjectType::Extension: return QStringLiteral("extension");
    case ObjectType::Policy: return QStringLiteral("policy");
    case ObjectType::Event: return QStringLiteral("event");
    case ObjectType::Role: return QStringLiteral("role");
    case ObjectType::Database: return QStringLiteral("database");
    case ObjectType::Schema: return QStringLiteral("schema");
    }
    return {};
}

QString roundedCount(std::int64_t count) {
    auto value = static_cast<double>(count);
    QString unit;
    for (const QChar next : {QLatin1Char('k'), QLatin1Char('M'), QLatin1Char('G')}) {
        if (value < 1000) {
            break;
        }
        value /= 1000;
        unit = next;
    }
    const bool fraction = !unit.isEmpty() && value < 10;
    return QLatin1Char('~') + QLocale().toString(value, 'f', fraction ? 1 : 0) + unit;
}

QString roundedSize(std::int64_t bytes) {
    constexpr std::int64_t kMega = std::int64_t{1} << 20U;
    return QLocale().formattedDataSize(bytes, bytes < 10 * kMega && bytes >= kMega ? 1 : 0,
                                       QLocale::DataSizeTraditionalFormat);
}

QString inBrackets(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text += (text.empty() ? "" : ", ") + name;
    }
    return QLatin1Char('(') + QString::fromStdString(text) + QLatin1Char(')');
}

} // namespace dbv::viewmodel
