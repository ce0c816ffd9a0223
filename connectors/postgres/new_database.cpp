// SPDX-License-Identifier: Apache-2.0
#include "postgres/new_database.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "postgres/array_text.h"
#include "postgres/inventory_queries.h"
#include "postgres/statement_text.h"

namespace dbv::postgres {

namespace {

/// The value of the part that begins so; empty where there is none.
std::string valueOf(const std::vector<std::string>& like, std::string_view begin) {
    for (const std::string& part : like) {
        if (part.starts_with(begin)) {
            return part.substr(begin.size());
        }
    }
    return {};
}

std::string option(std::string_view word, const std::string& value) {
    if (value.empty()) {
        return {};
    }
    std::string text(" ");
    text += word;
    text += ' ';
    text += quotedText(value);
    return text;
}

/// Whether the server does not know the collation, or not for the encoding: another one may do.
bool isAboutLocale(const Error& error) {
    constexpr std::array<std::string_view, 4> kOfLocales{"22023", "42809", "42704", "0A000"};
    return std::ranges::find(kOfLocales, error.sqlState) != kOfLocales.end();
}

} // namespace

Result<void> makeDatabaseLike(Line& line, const std::string& name, const std::vector<std::string>& like) {
    const std::string begin = "CREATE DATABASE " + quotedName(name) + " TEMPLATE template0";
    const std::string encoding = option("ENCODING", valueOf(like, "encoding "));
    const std::string icu = valueOf(like, "ICU locale ");
    const std::string locale = option("LC_COLLATE", valueOf(like, "collation ")) +
                               option("LC_CTYPE", valueOf(like, "character type ")) +
                               (icu.empty() ? std::string() : " LOCALE_PROVIDER icu" + option("ICU_LOCALE", icu));
    std::vector<std::string> ways{begin + encoding + locale};
    if (!locale.empty()) {
        // The first knows what is a letter, and servers on some systems do not have it.
        for (const char* const plain : {"C.UTF-8", "C"}) {
            ways.push_back(begin + encoding + option("LC_COLLATE", plain) + option("LC_CTYPE", plain));
        }
    }
    Result<void> made;
    for (const std::string& way : ways) {
        const Result<PgResult> asked = line.query(way);
        made = asked ? Result<void>() : std::unexpected(asked.error());
        if (made || !isAboutLocale(made.error())) {
            return made;
        }
    }
    return made;
}

Result<std::vector<std::string>> howDatabaseWasMade(Line& line) {
    constexpr int kParts = 5;
    const Result<PgResult> asked = line.query(std::string(kInventoryDatabase));
    return asked ? Result<std::vector<std::string>>(itemsIn(textAt(asked->get(), 0, kParts)))
                 : std::unexpected(asked.error());
}

} // namespace dbv::postgres
