// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_kinds.h"

#include <algorithm>
#include <array>
#include <utility>

#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

using std::string_view_literals::operator""sv;

/// What shares names with what, by the kinds that a dump's list knows.
constexpr auto kGroups = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"TABLE", "relation"},
    {"FOREIGN TABLE", "relation"},
    {"VIEW", "relation"},
    {"MATERIALIZED VIEW", "relation"},
    {"SEQUENCE", "relation"},
    {"INDEX", "relation"},
    {"TYPE", "type"},
    {"DOMAIN", "type"},
    {"SHELL TYPE", "type"},
    {"FUNCTION", "routine"},
    {"PROCEDURE", "routine"},
    {"AGGREGATE", "routine"},
    {"SCHEMA", "schema"},
    {"EXTENSION", "extension"},
    {"PROCEDURAL LANGUAGE", "language"},
    {"SERVER", "server"},
    {"FOREIGN DATA WRAPPER", "wrapper"},
    {"COLLATION", "collation"},
    {"OPERATOR", "operator"},
    {"OPERATOR CLASS", "operator class"},
    {"OPERATOR FAMILY", "operator family"},
    {"TEXT SEARCH CONFIGURATION", "text search"},
    {"TEXT SEARCH DICTIONARY", "text search"},
});
/// Parts whose name has that of their table before it.
constexpr std::array kNamedBehindTheirs{
    "DEFAULT"sv, "CONSTRAINT"sv, "CHECK CONSTRAINT"sv, "FK CONSTRAINT"sv, "TRIGGER"sv, "RULE"sv, "POLICY"sv};
/// Parts that are called as what they are of.
constexpr std::array kNamedAsTheirs{"TABLE DATA"sv,        "MATERIALIZED VIEW DATA"sv, "SEQUENCE SET"sv,
                                    "SEQUENCE OWNED BY"sv, "ROW SECURITY"sv,           "TABLE ATTACH"sv};
/// What is told of another entry.
constexpr std::array kRemarks{"COMMENT"sv, "ACL"sv, "SECURITY LABEL"sv};

template <std::size_t Size>
bool isOneOf(const std::array<std::string_view, Size>& kinds, std::string_view kind) {
    return std::ranges::find(kinds, kind) != kinds.end();
}

} // namespace

std::string_view groupOf(std::string_view kind) {
    const auto* const found = std::ranges::find(kGroups, kind, [](const auto& each) { return each.first; });
    return found == kGroups.end() ? std::string_view() : found->second;
}

bool isRelation(const DumpEntry& entry) {
    return groupOf(entry.kind) == "relation" && entry.kind != "INDEX";
}

std::string entryText(const DumpEntry& entry) {
    std::string kind = entry.kind;
    std::ranges::transform(kind, kind.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool isPlain = groupOf(entry.kind) == "routine";
    return "the " + kind + " " + (entry.schema.empty() ? "" : quotedName(entry.schema) + ".") +
           (isPlain ? entry.name : quotedName(entry.name));
}

bool isTable(const DumpEntry& entry) {
    return isRelation(entry) && entry.kind != "SEQUENCE";
}

bool isNamedBehindTheirs(const DumpEntry& entry) {
    return isOneOf(kNamedBehindTheirs, entry.kind);
}

bool isNamedAsTheirs(const DumpEntry& entry) {
    return isOneOf(kNamedAsTheirs, entry.kind);
}

bool isRemark(const DumpEntry& entry) {
    return isOneOf(kRemarks, entry.kind);
}

} // namespace dbv::postgres
