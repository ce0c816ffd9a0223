// SPDX-License-Identifier: Apache-2.0
#include "postgres/types.h"

#include <cstdint>

namespace dbv::postgres {

namespace {

// Numbers of types, from the server's pg_type.dat.
constexpr Oid kBytea = 17;
constexpr Oid kInt8 = 20;
constexpr Oid kInt2 = 21;
constexpr Oid kInt4 = 23;
constexpr Oid kOid = 26;

// What the server keeps beside a length, in bytes.
constexpr int kHeader = 4;

std::string inBrackets(int number) {
    return "(" + std::to_string(number) + ")";
}

/// Puts a precision behind the first word: `timestamp(3) with time zone`.
std::string withPrecision(std::string_view name, int precision) {
    const std::size_t space = std::min(name.find(' '), name.size());
    return std::string(name.substr(0, space)) + inBrackets(precision) + std::string(name.substr(space));
}

std::string numericName(int modifier) {
    const auto bits = static_cast<std::uint32_t>(modifier - kHeader);
    const std::uint32_t precision = (bits >> 16U) & 0xFFFFU;
    // Eleven bits with a sign, since version 15; earlier servers have small positive scales only.
    const int scale = static_cast<int>((bits & 0x7FFU) ^ 1024U) - 1024;
    return "numeric(" + std::to_string(precision) + "," + std::to_string(scale) + ")";
}

std::string intervalName(int modifier) {
    // The upper half says which fields there are, all of them in the usual case.
    constexpr std::uint32_t kAllFields = 0x7FFF;
    constexpr std::uint32_t kFullPrecision = 0xFFFF;
    const auto bits = static_cast<std::uint32_t>(modifier);
    const std::uint32_t precision = bits & 0xFFFFU;
    if (((bits >> 16U) & 0x7FFFU) != kAllFields || precision == kFullPrecision) {
        return "interval";
    }
    return "interval" + inBrackets(static_cast<int>(precision));
}

/// The number of the element type with which a name's modifier is read.
std::string withModifier(std::string_view name, int modifier) {
    if (name == "character varying" || name == "character") {
        return std::string(name) + inBrackets(modifier - kHeader);
    }
    if (name == "numeric") {
        return numericName(modifier);
    }
    if (name == "bit" || name == "bit varying") {
        return std::string(name) + inBrackets(modifier);
    }
    if (name == "interval") {
        return intervalName(modifier);
    }
    if (name.starts_with("time")) {
        return withPrecision(name, modifier);
    }
    return std::string(name);
}

} // namespace

Rendering renderingOf(Oid oid) {
    switch (oid) {
    case kInt2:
    case kInt4:
    case kInt8:
    case kOid: return Rendering::Integer;
    case kBytea: return Rendering::Bytes;
    default: return Rendering::Text;
    }
}

void TypeNames::describe(Oid oid, int modifier, Column& column) {
    column.binary = oid == kBytea;
    if (const BuiltInType* type = builtInType(oid)) {
        column.family = type->family;
        constexpr std::string_view kArray = "[]";
        const bool array = type->name.ends_with(kArray);
        const std::string_view element = type->name.substr(0, type->name.size() - (array ? kArray.size() : 0));
        column.type = modifier < 0 ? std::string(element) : withModifier(element, modifier);
        // The server calls a bpchar without a length so, to tell it from character(1).
        if (element == "character" && modifier < 0) {
            column.type = "bpchar";
        }
        column.type += array ? kArray : "";
        return;
    }
    if (const auto found = m_own.find(oid); found != m_own.end()) {
        column.type = found->second.name;
        column.family = found->second.family;
        return;
    }
    column.type = "type " + std::to_string(oid);
    m_missing.push_back(oid);
}

std::vector<Column> columnsOf(const PGresult* result, TypeNames& names) {
    std::vector<Column> columns(static_cast<std::size_t>(PQnfields(result)));
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const int at = static_cast<int>(i);
        columns[i].name = PQfname(result, at);
        names.describe(PQftype(result, at), PQfmod(result, at), columns[i]);
    }
    return columns;
}

} // namespace dbv::postgres
