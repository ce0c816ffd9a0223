// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/name_help.h"

#include <string>
#include <utility>

#include <QLocale>
#include <QStringList>

#include "sql/text_position.h"

namespace dbv::viewmodel {

namespace {

using protocol::CompletionKind;
using protocol::ExplainedColumn;
using protocol::NameExplained;

/// A tool tip that covers the text helps nobody.
constexpr qsizetype kMostShownColumns = 16;
constexpr qsizetype kMostShownSignatures = 6;

QString shown(const std::string& text) {
    return QString::fromStdString(text);
}

QString bold(const QString& text) {
    return QStringLiteral("<b>%1</b>").arg(text.toHtmlEscaped());
}

QString withSchema(const NameExplained& name) {
    return name.schema.empty() ? shown(name.object) : shown(name.schema) + u'.' + shown(name.object);
}

QString columnText(const ExplainedColumn& column) {
    QString text = shown(column.name);
    if (!column.type.empty()) {
        text += u' ' + shown(column.type);
    }
    if (!column.refersTo.empty()) {
        text += QStringLiteral(" → ") + shown(column.refersTo);
    }
    return text;
}

/// What the name is, in one line.
QString lineOf(const NameExplained& name) {
    QString own = shown(name.name);
    switch (*name.kind) {
    case CompletionKind::Schema: return NameHelp::tr("schema %1").arg(own);
    case CompletionKind::Table: return NameHelp::tr("table %1").arg(withSchema(name));
    case CompletionKind::View: return NameHelp::tr("view %1").arg(withSchema(name));
    case CompletionKind::Cte: return NameHelp::tr("%1, of this statement").arg(own);
    case CompletionKind::Alias:
        return name.object.empty() ? NameHelp::tr("%1, of this statement").arg(own)
                                   : NameHelp::tr("%1 is %2").arg(own, withSchema(name));
    case CompletionKind::Function:
        return NameHelp::tr("function %1").arg(own) + (name.takes.empty() ? QString() : shown(name.takes.front()));
    case CompletionKind::Column: {
        const ExplainedColumn& first = name.columns.front();
        if (name.columns.size() > 1) {
            return NameHelp::tr("%1 may be of %2 tables").arg(own, QString::number(name.columns.size()));
        }
        return NameHelp::tr("column %1 · %2").arg(columnText(first), shown(first.table));
    }
    case CompletionKind::Keyword:
    case CompletionKind::Join:
    case CompletionKind::Type:
    case CompletionKind::Snippet: break;
    }
    return own;
}

/// What stands below that line.
QStringList detailsOf(const NameExplained& name) {
    QStringList lines;
    if (*name.kind == CompletionKind::Column) {
        for (const ExplainedColumn& column : name.columns) {
            if (name.columns.size() > 1) {
                lines << shown(column.table) + u'.' + columnText(column);
            }
        }
        return lines;
    }
    for (const ExplainedColumn& column : name.columns) {
        if (lines.size() < kMostShownColumns) {
            lines << columnText(column);
        }
    }
    if (const auto more = static_cast<qsizetype>(name.columnCount) - lines.size(); more > 0 && !lines.isEmpty()) {
        lines << (more == 1 ? NameHelp::tr("… and 1 more column") : NameHelp::tr("… and %1 more columns").arg(more));
    }
    for (std::size_t i = 1; i < name.takes.size() && lines.size() < kMostShownSignatures; ++i) {
        lines << shown(name.name) + shown(name.takes[i]);
    }
    return lines;
}

NameHelpText textOf(const NameExplained& name, const std::string& sql, std::size_t offset) {
    NameHelpText text;
    text.partial = !name.whole;
    text.span = {offset + sql::utf16Offset(sql, name.span.begin), offset + sql::utf16Offset(sql, name.span.end)};
    if (!name.kind) {
        return text;
    }
    text.line = lineOf(name);
    text.rich = bold(text.line);
    for (const QString& line : detailsOf(name)) {
        text.rich += QStringLiteral("<br>") + line.toHtmlEscaped();
    }
    text.isRoutine = *name.kind == CompletionKind::Function;
    if (!name.object.empty()) {
        text.object = ObjectPath{.schema = name.schema, .name = name.object};
    }
    return text;
}

} // namespace

void NameHelp::setConnection(std::optional<ConnectionId> connection) {
    if (m_connection != connection) {
        dismiss();
        m_connection = connection;
    }
}

void NameHelp::ask(const QString& text, qsizetype place, std::size_t offset,
                   const std::function<void(const NameHelpText&)>& done) {
    if (!m_connection) {
        dismiss();
        done({});
        return;
    }
    std::string sql = text.toUtf8().toStdString();
    const auto cursor = static_cast<std::size_t>(text.first(place).toUtf8().size());
    protocol::ExplainName command{.connection = *m_connection, .sql = sql, .cursor = cursor};
    // The question before, if it is not answered yet, is dropped with its request.
    m_request = m_bus.ask(
        std::move(command),
        [sql = std::move(sql), offset, done](const NameExplained& name) { done(textOf(name, sql, offset)); },
        [done](const Error&) {
            // The connection was closed, or the engine ends: nothing is known any more.
            done({});
        });
}

} // namespace dbv::viewmodel
