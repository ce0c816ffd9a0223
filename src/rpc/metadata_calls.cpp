// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <utility>

#include <dbv/data/object_type_name.h>

#include "jobs/json_text.h"
#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/metadata_json.h"
#include "rpc/safety_json.h"

namespace dbv::rpc {

namespace {

std::string_view kindText(protocol::StatementKind kind) {
    switch (kind) {
    case protocol::StatementKind::Sql: return "sql";
    case protocol::StatementKind::CopyData: return "copyData";
    case protocol::StatementKind::Meta: return "meta";
    }
    return "sql";
}

/// Written by hand: as objects, a long script's statements would stand in memory several times over.
/// As many statements as one answer tells: each takes some two hundred bytes on its way.
constexpr std::size_t kMostSplitStatements = 500'000;

std::string splitText(std::string_view sql, const protocol::ScriptSplit& split) {
    // Of the spans, the numbers count from 0.
    CharacterCounter counter(sql);
    jobs::TextBuffer out;
    out.append(R"({"statements":[)");
    bool first = true;
    for (const protocol::ScriptStatement& statement : split.statements) {
        out.append(first ? R"({"text":)" : R"(,{"text":)");
        first = false;
        jobs::appendJsonLabel(out, sql.substr(statement.span.begin, statement.span.size()));
        out.append(R"(,"start":)");
        out.append(std::to_string(counter.at(statement.span.begin) - 1));
        out.append(R"(,"end":)");
        out.append(std::to_string(counter.at(statement.span.end) - 1));
        out.append(R"(,"line":)");
        out.append(std::to_string(statement.line));
        out.append(R"(,"kind":")");
        out.append(kindText(statement.kind));
        out.append("\"}");
    }
    out.append("]");
    if (split.unclosed) {
        const std::size_t start = split.unclosed->begin;
        out.append(R"(,"unclosed":{"start":)" + std::to_string(CharacterCounter(sql).at(start) - 1));
        const auto line = 1 + std::ranges::count(sql.substr(0, start), '\n');
        out.append(R"(,"line":)" + std::to_string(line) + "}");
    }
    out.append("}");
    return std::string(out.view());
}

void listSchema(const std::shared_ptr<Call>& call, ConnectionId connection, const std::string& schema) {
    call->ask(protocol::ListObjects{connection, schema}, [schema](const protocol::ObjectsListed& listed) {
        return QJsonObject{{QLatin1String("schema"), toText(schema)},
                           {QLatin1String("objects"), objectsJson(listed.objects)},
                           {QLatin1String("notices"), noticesJson(listed.notices)}};
    });
}

void describe(const std::shared_ptr<Call>& call, protocol::DescribeObject command) {
    const std::string schema = command.path.schema;
    call->ask(std::move(command), [schema](const protocol::ObjectDescribed& described) {
        return QJsonObject{{QLatin1String("schema"), toText(schema)},
                           {QLatin1String("object"), descriptionJson(described.description)},
                           {QLatin1String("notices"), noticesJson(described.notices)}};
    });
}

void readMetadata(const std::shared_ptr<Call>& call, const QJsonObject& params, const std::string& schema) {
    if (!params.contains(QLatin1String("object"))) {
        listSchema(call, connectionOf(params), schema);
        return;
    }
    describe(call, {connectionOf(params),
                    {schema, textOf(params, QLatin1String("object"))},
                    objectTypeNamed(textOf(params, QLatin1String("type")))});
}

/// What is wrong with params that name more than one thing, or none; empty when all is well.
QString wrongMetadataParams(const QJsonObject& params) {
    const bool server = flagOf(params, QLatin1String("server"), false);
    if (server && (params.contains(QLatin1String("schema")) || params.contains(QLatin1String("object")))) {
        return QStringLiteral("server is for what belongs to no schema; leave schema and object out.");
    }
    if (!params.contains(QLatin1String("type"))) {
        return {};
    }
    if (!params.contains(QLatin1String("object"))) {
        return QStringLiteral("type tells which of several objects with one name is meant; give object, too.");
    }
    return objectTypeNamed(textOf(params, QLatin1String("type")))
               ? QString()
               : QStringLiteral("type must be one of the types that getMetadata answers with (table, view, ...).");
}

/// Whether params mean something in a schema although they name none: only the type of what has none says otherwise.
bool lacksSchema(const QJsonObject& params, const std::string& schema) {
    return schema.empty() && !(params.contains(QLatin1String("object")) && params.contains(QLatin1String("type")));
}

/// The schema that a name without one means.
std::string defaultSchema(const std::vector<SchemaInfo>& schemas) {
    for (const SchemaInfo& schema : schemas) {
        if (schema.isDefault) {
            return schema.name;
        }
    }
    return {};
}

void readDefault(const std::shared_ptr<Call>& call, const QJsonObject& params, const std::string& schema) {
    if (lacksSchema(params, schema)) {
        call->refuse(
            errorJson(makeError(ErrorKind::NotFound, "The connection has no default schema, and none is named.",
                                "Give schema; listSchemas tells their names.")));
        return;
    }
    readMetadata(call, params, schema);
}

} // namespace

std::optional<DialectId> dialectOf(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const std::optional<DialectId> dialect = dialectNamed(textOf(params, QLatin1String("dialect")));
    if (!dialect) {
        call->refuse(messageErrorJson(kInvalidParams,
                                      QStringLiteral("dialect must be one of postgresql, mysql, mariadb, sqlite.")));
    }
    return dialect;
}

void callListSchemas(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    call->ask(protocol::ListSchemas{connectionOf(params)}, [](const protocol::SchemasListed& listed) {
        return QJsonObject{{QLatin1String("schemas"), schemasJson(listed.schemas)}};
    });
}

void callGetMetadata(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    if (const QString wrong = wrongMetadataParams(params); !wrong.isEmpty()) {
        call->refuse(messageErrorJson(kInvalidParams, wrong));
        return;
    }
    if (flagOf(params, QLatin1String("server"), false)) {
        call->ask(protocol::ListServerObjects{connectionOf(params)}, [](const protocol::ObjectsListed& listed) {
            return QJsonObject{{QLatin1String("schema"), QString()},
                               {QLatin1String("objects"), objectsJson(listed.objects)},
                               {QLatin1String("notices"), noticesJson(listed.notices)}};
        });
        return;
    }
    if (params.contains(QLatin1String("schema"))) {
        if (lacksSchema(params, textOf(params, QLatin1String("schema")))) {
            call->refuse(
                messageErrorJson(kInvalidParams, QStringLiteral("schema is empty. Name one, or leave it out for the "
                                                                "connection's default schema.")));
            return;
        }
        readMetadata(call, params, textOf(params, QLatin1String("schema")));
        return;
    }
    call->hold(call->around().bus.send(protocol::ListSchemas{connectionOf(params)},
                                       [call, params](const protocol::Event& event, bool) {
                                           if (const auto* listed = std::get_if<protocol::SchemasListed>(&event)) {
                                               readDefault(call, params, defaultSchema(listed->schemas));
                                           } else {
                                               call->hear(event);
                                           }
                                       }));
}

void callClassify(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    if (const std::optional<DialectId> dialect = dialectOf(call, params)) {
        call->ask(protocol::ClassifyScript{*dialect, textOf(params, QLatin1String("sql"))},
                  [](const protocol::ScriptClassified& classified) {
                      QJsonArray statements;
                      for (const protocol::ClassifiedStatement& statement : classified.statements) {
                          statements.append(classificationJson(statement.found));
                      }
                      return QJsonObject{{QLatin1String("statements"), statements}};
                  });
    }
}

void callSplitScript(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const std::optional<DialectId> dialect = dialectOf(call, params);
    if (!dialect) {
        return;
    }
    std::string sql = textOf(params, QLatin1String("sql"));
    protocol::SplitScript command{.dialect = *dialect, .sql = sql, .most = kMostSplitStatements};
    call->hold(
        call->around().bus.send(std::move(command), [call, sql = std::move(sql)](const protocol::Event& event, bool) {
            if (const auto* split = std::get_if<protocol::ScriptSplit>(&event)) {
                call->answerText(splitText(sql, *split));
            } else {
                call->hear(event);
            }
        }));
}

} // namespace dbv::rpc
