// SPDX-License-Identifier: Apache-2.0
// `format`.
#include <array>
#include <string_view>
#include <utility>

#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/params.h"

namespace dbv::rpc {

namespace {

template <class T>
using Choices = std::array<std::pair<std::string_view, T>, 3>;

constexpr Choices<protocol::FormatLayout> kStyles{{{"standard", protocol::FormatLayout::Standard},
                                                   {"compact", protocol::FormatLayout::Compact},
                                                   {"river", protocol::FormatLayout::River}}};
constexpr Choices<protocol::KeywordCase> kCases{{{"upper", protocol::KeywordCase::Upper},
                                                 {"lower", protocol::KeywordCase::Lower},
                                                 {"keep", protocol::KeywordCase::Keep}}};

/// Reads an option that is one of some words. Returns: what is wrong with it.
template <class Table, class T>
QString readChoice(const QJsonObject& options, QLatin1String name, const Table& table, T& choice) {
    if (!options.contains(name)) {
        return {};
    }
    const std::string given = textOf(options, name);
    QStringList known;
    for (const auto& [word, value] : table) {
        if (given == word) {
            choice = value;
            return {};
        }
        known.append(QString::fromUtf8(word.data(), static_cast<qsizetype>(word.size())));
    }
    return QStringLiteral("options.%1 must be one of %2.").arg(name, known.join(QStringLiteral(", ")));
}

ParamResult<protocol::FormatOptions> formatOptionsOf(const QJsonObject& given) {
    static constexpr std::array<std::pair<std::string_view, protocol::CommaPlace>, 2> kCommas{
        {{"trailing", protocol::CommaPlace::Trailing}, {"leading", protocol::CommaPlace::Leading}}};
    if (const auto problem = checkMembers(given, formatOptionRules(), QStringLiteral("options"))) {
        return std::unexpected(ParamProblem{*problem, std::nullopt});
    }
    protocol::FormatOptions options;
    QString problem = readChoice(given, QLatin1String("style"), kStyles, options.layout);
    problem =
        problem.isEmpty() ? readChoice(given, QLatin1String("keywordCase"), kCases, options.keywordCase) : problem;
    problem = problem.isEmpty() ? readChoice(given, QLatin1String("commas"), kCommas, options.commas) : problem;
    if (!problem.isEmpty()) {
        return std::unexpected(ParamProblem{problem, std::nullopt});
    }
    options.indent = numberOf(given, QLatin1String("indent"), options.indent);
    options.width = numberOf(given, QLatin1String("width"), options.width);
    return options;
}

} // namespace

void callFormat(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    const std::optional<DialectId> dialect = dialectOf(call, params);
    if (!dialect) {
        return;
    }
    const auto options = formatOptionsOf(params.value(QLatin1String("options")).toObject());
    if (!options) {
        call->refuse(messageErrorJson(kInvalidParams, options.error().invalid));
        return;
    }
    call->ask(protocol::FormatScript{*dialect, textOf(params, QLatin1String("sql")), *options},
              [](const protocol::ScriptFormatted& formatted) {
                  return QJsonObject{{QLatin1String("sql"), toText(formatted.sql)}};
              });
}

} // namespace dbv::rpc
