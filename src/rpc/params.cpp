// SPDX-License-Identifier: Apache-2.0
#include "rpc/params.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <QJsonArray>

#include <dbv/connector/safety_words.h>

#include "jobs/row_formatter.h"
#include "rpc/config_params.h"

namespace dbv::rpc {

namespace {

QString latin(std::string_view text) {
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

/// The largest number of a parameter: what a JSON reader that keeps doubles can still tell from its neighbours.
constexpr qint64 kMaxInteger = (qint64{1} << 53) - 1;

/// Whether a JSON number is a whole one that is not negative and not too large.
std::optional<std::uint64_t> wholeNumber(const QJsonValue& value) {
    const double number = value.toDouble(-1);
    if (!value.isDouble() || number < 0 || number != std::floor(number) || number > static_cast<double>(kMaxInteger)) {
        return std::nullopt;
    }
    return static_cast<std::uint64_t>(number);
}

bool hasType(const QJsonValue& value, ParamType type) {
    switch (type) {
    case ParamType::String: return value.isString();
    case ParamType::Integer: return wholeNumber(value).has_value();
    case ParamType::Boolean: return value.isBool();
    case ParamType::Object: return value.isObject();
    case ParamType::Array: return value.isArray();
    case ParamType::ArrayOrObject: return value.isArray() || value.isObject();
    case ParamType::Id: return value.isDouble() || value.isString();
    }
    return false;
}

QString nameOfType(const QJsonValue& value) {
    switch (value.type()) {
    case QJsonValue::Null: return QStringLiteral("null");
    case QJsonValue::Bool: return QStringLiteral("a boolean");
    case QJsonValue::Double: return QStringLiteral("the number %1").arg(value.toDouble(), 0, 'g', 17);
    case QJsonValue::String: return QStringLiteral("a string");
    case QJsonValue::Array: return QStringLiteral("an array");
    case QJsonValue::Object: return QStringLiteral("an object");
    case QJsonValue::Undefined: break;
    }
    return QStringLiteral("missing");
}

QString withArticle(ParamType type) {
    const QString name = latin(typeName(type));
    if (type == ParamType::Integer) {
        return QStringLiteral("an integer from 0 to %1").arg(kMaxInteger);
    }
    return (QStringLiteral("aeiou").contains(name.front()) ? QStringLiteral("an ") : QStringLiteral("a ")) + name;
}

QString fullName(const QString& within, const QString& name) {
    return within.isEmpty() ? name : within + QLatin1Char('.') + name;
}

std::optional<QString> checkKnown(const QJsonObject& object, std::span<const ParamRule> rules, const QString& within) {
    for (auto member = object.begin(); member != object.end(); ++member) {
        const auto matches = [&member](const ParamRule& rule) { return latin(rule.name) == member.key(); };
        if (!std::ranges::any_of(rules, matches)) {
            QStringList names;
            for (const ParamRule& rule : rules) {
                names.append(latin(rule.name));
            }
            return QStringLiteral("There is no member %1; known are: %2.")
                .arg(fullName(within, member.key().left(80)),
                     names.isEmpty() ? QStringLiteral("none") : names.join(QStringLiteral(", ")));
        }
    }
    return std::nullopt;
}

std::unexpected<ParamProblem> invalid(QString sentence) {
    return std::unexpected(ParamProblem{std::move(sentence), std::nullopt});
}

ParamResult<Safety> safetyOf(const QJsonObject& config) {
    if (!config.contains(QLatin1String("safety"))) {
        return Safety::Confirm;
    }
    const std::optional<Safety> safety = safetyFromWord(textOf(config, QLatin1String("safety")));
    return safety ? ParamResult<Safety>(*safety)
                  : invalid(QStringLiteral("config.safety must be one of off, confirm, sandbox, dryRun, readOnly."));
}

ParamResult<ParameterValue> bytesOf(const QJsonObject& object, const QString& name) {
    const QJsonValue text = object.value(QLatin1String("b64"));
    const auto bytes =
        QByteArray::fromBase64Encoding(text.toString().toUtf8(), QByteArray::AbortOnBase64DecodingErrors);
    // The decoder lets bits and characters at the end pass that stand for nothing: half of a value is no value.
    const QByteArray given = text.toString().toLatin1();
    const bool whole =
        bytes && (given == bytes.decoded.toBase64() || given == bytes.decoded.toBase64(QByteArray::OmitTrailingEquals));
    if (object.size() != 1 || !text.isString() || !whole) {
        return invalid(QStringLiteral("%1 must be {\"b64\": ...} with bytes in base64, if it is an object.").arg(name));
    }
    return ParameterValue(ParameterBytes{bytes.decoded.toStdString()});
}

ParamResult<ParameterValue> parameterValueOf(const QJsonValue& value, const QString& name) {
    if (value.isNull()) {
        return ParameterValue();
    }
    if (value.isString() && !value.toString().isValidUtf16()) {
        return invalid(QStringLiteral("%1 has half of a surrogate pair in it, which is no character.").arg(name));
    }
    if (value.isString()) {
        return ParameterValue(value.toString().toStdString());
    }
    if (value.isDouble() && value.toDouble() == kSignedZero) {
        return ParameterValue(-0.0);
    }
    if (value.isDouble() && !isKeptNumber(value)) {
        return invalid(
            QStringLiteral("%1 is a number of more than 64 bits, which would be rounded; send it as a string.")
                .arg(name));
    }
    if (value.isDouble()) {
        const qint64 whole = value.toInteger(std::numeric_limits<qint64>::min());
        if (value.toInteger(0) == whole) {
            return ParameterValue(static_cast<std::int64_t>(whole));
        }
        return ParameterValue(value.toDouble());
    }
    if (value.isObject()) {
        return bytesOf(value.toObject(), name);
    }
    return invalid(
        QStringLiteral("%1 must be null, a string, a number or {\"b64\": ...}, not %2.").arg(name, nameOfType(value)));
}

} // namespace

std::optional<QString> checkMembers(const QJsonObject& object, std::span<const ParamRule> rules,
                                    const QString& within) {
    if (auto unknown = checkKnown(object, rules, within)) {
        return unknown;
    }
    for (const ParamRule& rule : rules) {
        const QString name = fullName(within, latin(rule.name));
        const QJsonValue value = object.value(latin(rule.name));
        if (value.isUndefined()) {
            if (rule.required) {
                return QStringLiteral("The member %1 is missing; it must be %2.").arg(name, withArticle(rule.type));
            }
            continue;
        }
        if (!hasType(value, rule.type)) {
            return QStringLiteral("%1 must be %2, not %3.").arg(name, withArticle(rule.type), nameOfType(value));
        }
        if (value.isString() && !value.toString().isValidUtf16()) {
            return QStringLiteral("%1 has half of a surrogate pair in it, which is no character.").arg(name);
        }
    }
    return std::nullopt;
}

bool isKeptNumber(const QJsonValue& value) {
    constexpr double kBeyond = 9223372036854775808.0;
    const bool whole = value.toInteger(0) == value.toInteger(1);
    return value.isDouble() && (whole || std::abs(value.toDouble()) < kBeyond);
}

std::string textOf(const QJsonObject& object, QLatin1String name) {
    return object.value(name).toString().toStdString();
}

std::uint64_t numberOf(const QJsonObject& object, QLatin1String name, std::uint64_t otherwise) {
    return wholeNumber(object.value(name)).value_or(otherwise);
}

bool flagOf(const QJsonObject& object, QLatin1String name, bool otherwise) {
    return object.value(name).toBool(otherwise);
}

ParamResult<protocol::ConnectionConfig> configOf(const QJsonObject& config) {
    if (const auto problem = checkMembers(config, configRules(), QStringLiteral("config"))) {
        return invalid(*problem);
    }
    const ParamResult<Safety> safety = safetyOf(config);
    if (!safety) {
        return std::unexpected(safety.error());
    }
    protocol::ConnectionConfig parts;
    parts.safety = *safety;
    if (config.contains(QLatin1String("askAbove"))) {
        parts.askAbove = numberOf(config, QLatin1String("askAbove"), 0);
    }
    parts.url = textOf(config, QLatin1String("url"));
    parts.connector = textOf(config, QLatin1String("connector"));
    parts.host = textOf(config, QLatin1String("host"));
    parts.user = textOf(config, QLatin1String("user"));
    parts.database = textOf(config, QLatin1String("database"));
    parts.workingDirectory = textOf(config, QLatin1String("workingDirectory"));
    const std::uint64_t port = numberOf(config, QLatin1String("port"), 0);
    if (port > std::numeric_limits<std::uint16_t>::max()) {
        return invalid(QStringLiteral("config.port must be an integer from 1 to 65535."));
    }
    parts.port = static_cast<std::uint16_t>(port);
    auto problem = readTls(config, parts.tls);
    problem = problem ? std::move(problem) : readSsh(config, parts.ssh);
    problem = problem ? std::move(problem) : readSecretSources(config, parts.secrets);
    if (problem) {
        return std::unexpected(std::move(*problem));
    }
    const QJsonObject options = config.value(QLatin1String("options")).toObject();
    for (auto option = options.begin(); option != options.end(); ++option) {
        if (!option->isString() || !option->toString().isValidUtf16() || !option.key().isValidUtf16()) {
            return invalid(QStringLiteral("config.options.%1 must be a string.").arg(option.key().left(80)));
        }
        parts.options.emplace(option.key().toStdString(), option->toString().toStdString());
    }
    return parts;
}

ParamResult<std::pair<protocol::ExportFormat, protocol::ExportOptions>> exportFormatOf(const QJsonObject& params) {
    const std::optional<protocol::ExportFormat> format =
        jobs::exportFormatNamed(textOf(params, QLatin1String("format")));
    if (!format) {
        return invalid(QStringLiteral("format must be one of csv, tsv, json, ndjson."));
    }
    const QJsonObject given = params.value(QLatin1String("options")).toObject();
    if (const auto problem = checkMembers(given, exportOptionRules(), QStringLiteral("options"))) {
        return invalid(*problem);
    }
    const bool json = *format == protocol::ExportFormat::Json || *format == protocol::ExportFormat::NdJson;
    for (const QString& option : given.keys()) {
        if (json || (option == QLatin1String("delimiter") && *format != protocol::ExportFormat::Csv)) {
            return invalid(QStringLiteral("options.%1 has no meaning in %2.")
                               .arg(option, params.value(QLatin1String("format")).toString()));
        }
    }
    protocol::ExportOptions options = jobs::usualOptions(*format);
    options.header = flagOf(given, QLatin1String("header"), options.header);
    if (given.contains(QLatin1String("nullText"))) {
        options.nullText = textOf(given, QLatin1String("nullText"));
    }
    if (given.contains(QLatin1String("lineEnd"))) {
        options.lineEnd = textOf(given, QLatin1String("lineEnd"));
    }
    if (given.contains(QLatin1String("delimiter"))) {
        const std::string delimiter = textOf(given, QLatin1String("delimiter"));
        if (delimiter.size() != 1) {
            return invalid(QStringLiteral("options.delimiter must be one ASCII character."));
        }
        options.delimiter = delimiter.front();
    }
    return std::pair(*format, std::move(options));
}

ParamResult<QueryParameters> queryParametersOf(const QJsonValue& params) {
    QueryParameters parameters;
    const QJsonArray list = params.toArray();
    for (qsizetype i = 0; i < list.size(); ++i) {
        ParamResult<ParameterValue> value = parameterValueOf(list.at(i), QStringLiteral("params[%1]").arg(i));
        if (!value) {
            return std::unexpected(std::move(value).error());
        }
        parameters.positional.push_back(*std::move(value));
    }
    const QJsonObject object = params.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        ParamResult<ParameterValue> value =
            parameterValueOf(*member, QStringLiteral("params.%1").arg(member.key().left(80)));
        if (!value) {
            return std::unexpected(std::move(value).error());
        }
        std::string name = member.key().toStdString();
        if (name.find_first_of(":@$") != 0) {
            name.insert(0, 1, ':');
        }
        if (!parameters.named.emplace(std::move(name), *std::move(value)).second) {
            return invalid(QStringLiteral("params has two values for %1: with and without the mark of its name.")
                               .arg(member.key().left(80)));
        }
    }
    return parameters;
}

} // namespace dbv::rpc
