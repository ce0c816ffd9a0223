// SPDX-License-Identifier: Apache-2.0
#include "mysql/fixed_settings.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "mysql/catalog_tables.h"
#include "mysql/statement_text.h"

namespace dbv::mysql {

namespace {

/// A variable of the session.
struct FixedVariable {
    std::string_view name;
    /// What it is given; empty where it is only kept: what the time zone decides about is looked at by itself.
    std::string_view value;
};

// The mode decides about quotes, escapes, and whether engines, character sets and options are told at all.
constexpr auto kVariables = std::to_array<FixedVariable>({{"sql_mode", "''"},
                                                          {"time_zone", {}},
                                                          {"sql_quote_show_create", "1"},
                                                          {"sql_select_limit", "18446744073709551615"}});
// Only MySQL has these, and only newer versions read what stands between the marks.
constexpr auto kNewerVariables =
    std::to_array<FixedVariable>({{"show_create_table_verbosity", "0"},
                                  {"show_create_table_skip_secondary_engine", "0"},
                                  {"show_gipk_in_create_table_and_information_schema", "1"},
                                  {"print_identified_with_as_hex", "0"}});
constexpr std::string_view kNewer = " /*!80030 ";
constexpr std::string_view kNewerEnd = "*/";

/// What the session has, one row. A limit of its own on rows holds for each list of variables, and not for this.
Result<TextTable> ownValues(Line& line) {
    std::string all;
    for (const FixedVariable& each : kVariables) {
        all.append(all.empty() ? "SELECT @@" : ", @@").append(each.name);
    }
    std::string newer(kNewer);
    for (const FixedVariable& each : kNewerVariables) {
        newer.append(", @@").append(each.name);
    }
    newer += kNewerEnd;
    Result<TextTable> values = line.query(all + newer + " LIMIT 1");
    // Others with a number as high may know none of them.
    const bool again = !values && network::RefusedParts::isRefusal(values.error());
    return again ? line.query(all + " LIMIT 1") : values;
}

std::string asValue(const std::string& text) {
    const bool isNumber = !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    return isNumber ? text : textLiteral(text);
}

void refuse(network::RefusedParts& refused, const Error& error) {
    refused.add({"warning",
                 "Definitions are written by the settings of this session, which another may read in another way; the "
                 "server says: " +
                     error.message});
}

} // namespace

Result<void> fixSettings(Line& line, network::RefusedParts& refused) {
    if (Result<void> settled = line.settle(); !settled) {
        return settled;
    }
    const Result<TextTable> own = ownValues(line);
    if (!own && network::RefusedParts::isRefusal(own.error())) {
        refuse(refused, own.error());
        return {};
    }
    if (!own || own->empty()) {
        return own ? Result<void>() : std::unexpected(own.error());
    }
    std::string fix = "SET ";
    std::string restore = "SET ";
    std::size_t column = 0;
    const auto add = [&](const FixedVariable& variable) {
        const std::string end = column < own->front().size() - 1 ? ", " : "";
        restore.append(variable.name).append(" = ").append(asValue(textAt(own->front(), column))).append(end);
        if (!variable.value.empty()) {
            fix.append(variable.name).append(" = ").append(variable.value).append(end);
        }
        ++column;
    };
    std::ranges::for_each(kVariables, add);
    if (own->front().size() == kVariables.size() + kNewerVariables.size()) {
        std::ranges::for_each(kNewerVariables, add);
    }
    line.owe(restore);
    const Result<void> set = line.run(fix);
    if (set || !network::RefusedParts::isRefusal(set.error())) {
        return set;
    }
    refuse(refused, set.error());
    return {};
}

} // namespace dbv::mysql
