// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <QJsonObject>
#include <QString>

#include <dbv/connector/session.h>

#include "protocol/commands.h"
#include "rpc/method_table.h"

namespace dbv::rpc {

/// What is wrong with a caller's object, as a sentence; nothing when all is well. `within` is the name of the object.
[[nodiscard]] std::optional<QString> checkMembers(const QJsonObject& object, std::span<const ParamRule> rules,
                                                  const QString& within);

/// The number in whose place `-0.0` stands in a parsed line, for Qt keeps no sign of a zero; written by itself it is refused
/// like all numbers beyond 64 bits.
inline constexpr double kSignedZero = -1.25e308;
inline constexpr std::string_view kSignedZeroMark = "-1.25e308";

/// Whether a value is a number with all the digits that it was sent with: the JSON reader rounds what has more than 64 bits.
[[nodiscard]] bool isKeptNumber(const QJsonValue& value);

/// Members of an object that `checkMembers` has seen.
[[nodiscard]] std::string textOf(const QJsonObject& object, QLatin1String name);
[[nodiscard]] std::uint64_t numberOf(const QJsonObject& object, QLatin1String name, std::uint64_t otherwise);
[[nodiscard]] bool flagOf(const QJsonObject& object, QLatin1String name, bool otherwise);

/// Why params can not be taken: a sentence for Invalid params, or an error of its own kind.
struct ParamProblem {
    QString invalid;
    std::optional<Error> error;
};
template <class T>
using ParamResult = std::expected<T, ParamProblem>;

/// `config` as the engine reads it. Safety that is not named is `confirm`.
[[nodiscard]] ParamResult<protocol::ConnectionConfig> configOf(const QJsonObject& config);
/// `format`, and `options` over the usual ones of that format.
[[nodiscard]] ParamResult<std::pair<protocol::ExportFormat, protocol::ExportOptions>>
exportFormatOf(const QJsonObject& params);

/// `params` of runQuery.
struct QueryParameters {
    std::vector<ParameterValue> positional;
    std::map<std::string, ParameterValue, std::less<>> named;
};
[[nodiscard]] ParamResult<QueryParameters> queryParametersOf(const QJsonValue& params);

} // namespace dbv::rpc
