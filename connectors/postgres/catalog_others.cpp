// SPDX-License-Identifier: Apache-2.0
#include "postgres/catalog_others.h"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "postgres/catalog_questions.h"
#include "postgres/ddl_statements.h"
#include "postgres/other_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

/// How one kind of object is read, with statements of `other_queries.h`.
struct Kind {
    ObjectType type;
    /// As the beginning of a sentence.
    std::string_view name;
    std::string_view sql;
    /// More statements that make it again; empty where there are none.
    std::string_view rest;
    /// Whose rights they are, for `grantsQuestion`; empty where nothing is granted. What can be granted has an owner.
    std::string_view granted;
};

constexpr std::array kKinds = std::to_array<Kind>({
    {ObjectType::Routine, "Routines", kRoutineDdl, {}, kGrantedRoutine},
    {ObjectType::Type, "Types", kTypeDdl, kTypeRest, kGrantedType},
    {ObjectType::Trigger, "Triggers", kTriggerDdl, kTriggerRest, {}},
    {ObjectType::Policy, "Policies", kPolicyDdl, {}, {}},
    {ObjectType::Extension, "Extensions", kExtensionDdl, {}, {}},
});

std::string filled(std::string_view sql, const std::string& schemaNumber, const ObjectPath& path) {
    std::string text;
    constexpr std::string_view kOptions = "{options}";
    for (std::size_t at = 0; at < sql.size(); ++at) {
        if (sql.substr(at).starts_with(kOptions)) {
            text += kAggregateOptions;
            at += kOptions.size() - 1;
            continue;
        }
        if (sql[at] != '$') {
            text += sql[at];
            continue;
        }
        ++at;
        text += sql[at] == 'S' ? schemaNumber : sql[at] == 'N' ? quotedText(path.name) : quotedText(path.parent);
    }
    return text;
}

/// What belongs to an object beside what makes it.
Result<void> addRest(Line& line, const Kind& kind, const DdlSubject& subject, ObjectDescription& description,
                     network::RefusedParts& refused) {
    std::vector<DdlPart> parts;
    if (!kind.rest.empty()) {
        parts.push_back({"Settings and comments", askedAbout(subject, kind.rest)});
    }
    if (!kind.granted.empty()) {
        parts.push_back({"Grants", askedAbout(subject, grantsQuestion(kind.granted))});
    }
    if (parts.empty()) {
        return {};
    }
    const Result<std::vector<std::vector<std::string>>> read = readStatements(line, parts, refused);
    if (!read) {
        return std::unexpected(read.error());
    }
    for (const std::vector<std::string>& statements : *read) {
        for (const std::string& statement : statements) {
            addStatement(description.ddl, statement);
        }
    }
    return {};
}

/// Who else may do something with it. What the server refuses was noted with the statements.
Result<void> readGrants(Line& line, const DdlSubject& subject, std::string_view granted,
                        ObjectDescription& description) {
    const Result<CatalogAnswer> answer = askCatalog(line, {askedAbout(subject, grantsList(granted))});
    if (!answer) {
        return std::unexpected(answer.error());
    }
    for (int row = 0; answer->rows && row < PQntuples(answer->rows.get()); ++row) {
        const std::string_view grantee = textAt(answer->rows.get(), row, 0);
        if (grantee != description.owner) {
            addGrant(description.grants, grantee, textAt(answer->rows.get(), row, 1),
                     trueAt(answer->rows.get(), row, 2));
        }
    }
    return {};
}

/// Adds one of the objects that were found; comment, owner and rights are those of the first.
Result<void> readObject(Line& line, const Kind& kind, const PGresult* found, int row, ObjectDescription& description,
                        network::RefusedParts& refused) {
    const std::string_view made = textAt(found, row, 0);
    addStatement(description.ddl, made);
    const std::string comment(textAt(found, row, 1));
    const std::string called(textAt(found, row, 4));
    if (!kind.granted.empty() && !made.starts_with("--")) {
        addStatement(description.ddl, ownerStatement(called, textAt(found, row, 2)));
    }
    if (!comment.empty()) {
        addStatement(description.ddl, "COMMENT ON " + called + " IS " + quotedText(comment));
    }
    const DdlSubject subject{.number = std::string(textAt(found, row, 3)), .name = called, .word = {}};
    Result<void> done = addRest(line, kind, subject, description, refused);
    if (row > 0) {
        return done;
    }
    description.comment = comment;
    description.owner = textAt(found, row, 2);
    return done && !kind.granted.empty() ? readGrants(line, subject, kind.granted, description) : done;
}

} // namespace

Result<std::optional<ObjectDescription>> describeOther(Line& line, const ObjectPath& path,
                                                       const std::string& schemaNumber, std::optional<ObjectType> type,
                                                       network::RefusedParts& refused) {
    std::optional<Error> refusal;
    for (const Kind& kind : kKinds) {
        if (type && *type != kind.type) {
            continue;
        }
        const Result<PgResult> found = line.query(filled(kind.sql, schemaNumber, path));
        if (!found) {
            if (!network::RefusedParts::isRefusal(found.error())) {
                return std::unexpected(found.error());
            }
            refused.add(kind.name, found.error());
            refusal = refusal ? refusal : found.error();
            continue;
        }
        if (PQntuples(found->get()) == 0) {
            continue;
        }
        ObjectDescription description;
        description.path = path;
        description.type = kind.type;
        // A name alone may be that of several routines, which differ in their arguments: then all are told.
        const int last = kind.type == ObjectType::Routine ? PQntuples(found->get()) : 1;
        for (int row = 0; row < last; ++row) {
            if (const Result<void> read = readObject(line, kind, found->get(), row, description, refused); !read) {
                return std::unexpected(read.error());
            }
        }
        return description;
    }
    return refusal ? Result<std::optional<ObjectDescription>>(std::unexpected(*refusal)) : std::nullopt;
}

} // namespace dbv::postgres
