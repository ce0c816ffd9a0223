// SPDX-License-Identifier: Apache-2.0
#include "mysql/columns.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// The number of the collation `binary`, which says that a text is none.
constexpr unsigned int kBinary = 63;

std::string inBrackets(unsigned long number) {
    return "(" + std::to_string(number) + ")";
}

/// Bytes of the longest character, where the collation's number tells; 0 where it does not.
unsigned long bytesPerCharacter(unsigned int collation) {
    if (collation == kBinary) {
        return 1;
    }
    // MySQL's and MariaDB's collations of utf8mb4; results are asked for in it.
    const bool utf8mb4 = collation == 45 || collation == 46 || (collation >= 224 && collation <= 247) ||
                         (collation >= 255 && collation <= 323) || (collation >= 2304 && collation < 2560);
    return utf8mb4 ? 4 : 0;
}

std::string lengthOf(const MYSQL_FIELD& field) {
    const unsigned long each = bytesPerCharacter(field.charsetnr);
    return each == 0 ? std::string() : inBrackets(field.length / each);
}

struct SizeName {
    unsigned long largest = 0;
    std::string_view bytes;
    std::string_view text;
};
constexpr std::array kSizes = std::to_array<SizeName>({
    {0xFF, "TINYBLOB", "TINYTEXT"},
    {0xFFFF, "BLOB", "TEXT"},
    {0xFFFFFF, "MEDIUMBLOB", "MEDIUMTEXT"},
    {0xFFFFFFFF, "LONGBLOB", "LONGTEXT"},
});

std::string longName(const MYSQL_FIELD& field) {
    const bool bytes = field.charsetnr == kBinary;
    const unsigned long each = std::max(bytesPerCharacter(field.charsetnr), 1UL);
    // The largest has no room for four bytes a character.
    const unsigned long size = field.length >= 0xFFFFFFFF ? 0xFFFFFFFF : field.length / each;
    const auto* const found =
        std::ranges::find_if(kSizes, [size](const SizeName& name) { return size <= name.largest; });
    const SizeName& name = found == kSizes.end() ? kSizes.back() : *found;
    return std::string(bytes ? name.bytes : name.text);
}

std::string decimalName(const MYSQL_FIELD& field) {
    const bool isSigned = (field.flags & UNSIGNED_FLAG) == 0;
    const unsigned long precision = field.length - (isSigned ? 1U : 0U) - (field.decimals > 0 ? 1U : 0U);
    return "DECIMAL(" + std::to_string(precision) + "," + std::to_string(field.decimals) + ")";
}

std::string withFraction(std::string_view name, const MYSQL_FIELD& field) {
    const bool some = field.decimals > 0 && field.decimals <= 6;
    return std::string(name) + (some ? inBrackets(field.decimals) : "");
}

std::string withDecimals(std::string_view name, const MYSQL_FIELD& field) {
    return field.decimals > kMostDecimals
               ? std::string(name)
               : std::string(name) + "(" + std::to_string(field.length) + "," + std::to_string(field.decimals) + ")";
}

std::string withFlags(const std::string& name, const MYSQL_FIELD& field) {
    if ((field.flags & ZEROFILL_FLAG) != 0) {
        return name + inBrackets(field.length) + " UNSIGNED ZEROFILL";
    }
    return (field.flags & UNSIGNED_FLAG) != 0 ? name + " UNSIGNED" : name;
}

/// What MariaDB adds for types that look like others on the wire (`uuid`, `inet6`, `json`, `point`).
std::string ownName(const MYSQL_FIELD& field, mariadb_field_attr_t attribute) {
    MARIADB_CONST_STRING name{};
    const bool there = mariadb_field_attr(&name, &field, attribute) == 0 && name.length > 0;
    return there ? upperCase({name.str, name.length}) : std::string();
}

ResultColumn number(const std::string& type, const MYSQL_FIELD& field, bool integer) {
    const bool padded = (field.flags & ZEROFILL_FLAG) != 0;
    return {{.type = withFlags(type, field), .family = ColumnFamily::Number},
            integer && !padded ? Rendering::Integer : Rendering::Text};
}

ResultColumn temporal(std::string type) {
    return {{.type = std::move(type), .family = ColumnFamily::Temporal}, Rendering::Text};
}

ResultColumn bytes(std::string type) {
    return {{.type = std::move(type), .family = ColumnFamily::Binary, .binary = true}, Rendering::Bytes};
}

ResultColumn text(std::string type, ColumnFamily family = ColumnFamily::Text) {
    return {{.type = std::move(type), .family = family}, Rendering::Text};
}

ResultColumn stringColumn(const MYSQL_FIELD& field) {
    if (ownName(field, MARIADB_FIELD_ATTR_FORMAT_NAME) == "JSON") {
        return text("JSON", ColumnFamily::Json);
    }
    if (std::string own = ownName(field, MARIADB_FIELD_ATTR_DATA_TYPE_NAME); !own.empty()) {
        // These come as text, although their collation is the binary one.
        return text(std::move(own));
    }
    if ((field.flags & ENUM_FLAG) != 0) {
        return text("ENUM");
    }
    if ((field.flags & SET_FLAG) != 0) {
        return text("SET");
    }
    const bool isBytes = field.charsetnr == kBinary;
    const bool fixed = field.type == MYSQL_TYPE_STRING;
    const std::string name = std::string(isBytes ? (fixed ? "BINARY" : "VARBINARY") : (fixed ? "CHAR" : "VARCHAR"));
    return isBytes ? bytes(name + lengthOf(field)) : text(name + lengthOf(field));
}

ResultColumn longColumn(const MYSQL_FIELD& field) {
    if (ownName(field, MARIADB_FIELD_ATTR_FORMAT_NAME) == "JSON") {
        return text("JSON", ColumnFamily::Json);
    }
    return field.charsetnr == kBinary ? bytes(longName(field)) : text(longName(field));
}

ResultColumn typeOf(const MYSQL_FIELD& field) {
    switch (field.type) {
    case MYSQL_TYPE_TINY: return number("TINYINT", field, true);
    case MYSQL_TYPE_SHORT: return number("SMALLINT", field, true);
    case MYSQL_TYPE_INT24: return number("MEDIUMINT", field, true);
    case MYSQL_TYPE_LONG: return number("INT", field, true);
    case MYSQL_TYPE_LONGLONG: return number("BIGINT", field, true);
    case MYSQL_TYPE_FLOAT: return number(withDecimals("FLOAT", field), field, false);
    case MYSQL_TYPE_DOUBLE: return number(withDecimals("DOUBLE", field), field, false);
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: return number(decimalName(field), field, false);
    case MYSQL_TYPE_YEAR: return temporal("YEAR");
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE: return temporal("DATE");
    case MYSQL_TYPE_TIME:
    case MYSQL_TYPE_TIME2: return temporal(withFraction("TIME", field));
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_DATETIME2: return temporal(withFraction("DATETIME", field));
    case MYSQL_TYPE_TIMESTAMP:
    case MYSQL_TYPE_TIMESTAMP2: return temporal(withFraction("TIMESTAMP", field));
    case MYSQL_TYPE_BIT: return bytes("BIT" + inBrackets(field.length));
    case MYSQL_TYPE_JSON: return text("JSON", ColumnFamily::Json);
    case MYSQL_TYPE_ENUM: return text("ENUM");
    case MYSQL_TYPE_SET: return text("SET");
    case MYSQL_TYPE_GEOMETRY: {
        std::string own = ownName(field, MARIADB_FIELD_ATTR_DATA_TYPE_NAME);
        return bytes(own.empty() ? "GEOMETRY" : std::move(own));
    }
    case MYSQL_TYPE_TINY_BLOB:
    case MYSQL_TYPE_MEDIUM_BLOB:
    case MYSQL_TYPE_LONG_BLOB:
    case MYSQL_TYPE_BLOB: return longColumn(field);
    case MYSQL_TYPE_NULL: return {};
    default: return stringColumn(field);
    }
}

} // namespace

ResultColumn describeField(const MYSQL_FIELD& field) {
    ResultColumn column = typeOf(field);
    column.column.name = std::string(field.name, field.name_length);
    return column;
}

} // namespace dbv::mysql
