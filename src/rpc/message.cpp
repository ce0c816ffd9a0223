// SPDX-License-Identifier: Apache-2.0
#include "rpc/message.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>

#include <QJsonArray>
#include <QJsonDocument>

#include "jobs/utf8_check.h"
#include "rpc/error_json.h"
#include "rpc/params.h"
#include "settings/strict_json.h"

namespace dbv::rpc {

namespace {

std::unexpected<ErrorJson> parseFailure(const QString& why) {
    return std::unexpected(messageErrorJson(kParseError, QStringLiteral("The line is not JSON: %1.").arg(why)));
}

std::unexpected<RefusedRequest> refuse(std::optional<QJsonValue> id, int code, const QString& message,
                                       const QString& hint = {}) {
    return std::unexpected(RefusedRequest{std::move(id), messageErrorJson(code, message, hint)});
}

/// Nothing for a notification; null for an id that can not be answered to.
std::optional<QJsonValue> idOf(const QJsonObject& object) {
    const auto found = object.find(QLatin1String("id"));
    if (found == object.end()) {
        return std::nullopt;
    }
    const QJsonValue id = *found;
    const bool usable = isKeptNumber(id) || (id.isString() && id.toString().isValidUtf16());
    return usable ? id : QJsonValue(QJsonValue::Null);
}

/// JSON, but no message: a bare number, string, true, false or null. Qt's documents are arrays or objects.
bool isScalar(std::string_view line) {
    constexpr std::string_view kBlanks = " \t\r";
    const std::size_t first = line.find_first_not_of(kBlanks);
    if (first == std::string_view::npos || line[first] == '[' || line[first] == '{') {
        return false;
    }
    const QByteArray list = '[' + QByteArray(line.data(), static_cast<qsizetype>(line.size())) + ']';
    return QJsonDocument::fromJson(list).array().size() == 1;
}

/// Qt drops a byte order mark at the start of a string as no part of it; as an escape it stays.
QByteArray withKeptMarks(std::string_view line) {
    QByteArray text = QByteArray::fromRawData(line.data(), static_cast<qsizetype>(line.size()));
    if (line.find("\"\xEF\xBB\xBF") != std::string_view::npos) {
        text.replace("\"\xEF\xBB\xBF", "\"\\ufeff");
    }
    return text;
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

/// A number in a line, and what goes to Qt in its place.
struct MarkedNumber {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view mark;
};

/// What is refused like every number beyond 64 bits.
constexpr std::string_view kTooLarge = "-1e300";

/// How a negative number goes to Qt, which would make another one of it; empty where it goes as it is. Qt rounds whole numbers
/// just below -2^63 to it, and takes the sign from a zero.
std::string_view markOf(std::string_view number) {
    constexpr std::string_view kLeast = "-9223372036854775808";
    if (std::ranges::all_of(number.substr(1), isDigit)) {
        return number.size() > kLeast.size() || (number.size() == kLeast.size() && number > kLeast) ? kTooLarge : "";
    }
    double value = 1;
    std::from_chars(number.data(), number.data() + number.size(), value);
    return value == 0 ? kSignedZeroMark : value == kSignedZero ? kTooLarge : "";
}

/// The next number of those, outside of strings.
std::optional<MarkedNumber> findMarked(std::string_view json, std::size_t from) {
    bool inString = false;
    for (std::size_t i = from; i < json.size(); ++i) {
        if (json[i] == '\\' && inString) {
            ++i;
        } else if (json[i] == '"') {
            inString = !inString;
        } else if (json[i] == '-' && !inString) {
            const std::size_t end = std::min(json.find_first_not_of("0123456789.eE+-", i), json.size());
            if (const std::string_view mark = markOf(json.substr(i, end - i)); !mark.empty()) {
                return MarkedNumber{i, end, mark};
            }
            i = end - 1;
        }
    }
    return std::nullopt;
}

/// With marks in the place of numbers that Qt would change.
QByteArray withMarkedNumbers(const QByteArray& json) {
    const std::string_view text(json.constData(), static_cast<std::size_t>(json.size()));
    std::size_t from = 0;
    QByteArray marked;
    while (const std::optional<MarkedNumber> next = findMarked(text, from)) {
        marked.append(text.data() + from, static_cast<qsizetype>(next->begin - from))
            .append(next->mark.data(), static_cast<qsizetype>(next->mark.size()));
        from = next->end;
    }
    return from == 0 ? json : marked.append(text.data() + from, static_cast<qsizetype>(text.size() - from));
}

QString knownMethods() {
    QStringList names;
    for (const Method& method : methods()) {
        names.append(QLatin1String(method.name.data(), static_cast<qsizetype>(method.name.size())));
    }
    return QStringLiteral("Known methods are %1.").arg(names.join(QStringLiteral(", ")));
}

/// Names and values in a text that is JSON.
std::size_t membersWritten(std::string_view json) {
    std::size_t count = 0;
    bool inString = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        if (json[i] == '\\' && inString) {
            ++i;
        } else if (json[i] == '"') {
            inString = !inString;
        } else if (json[i] == ':' && !inString) {
            ++count;
        }
    }
    return count;
}

/// Those that are left of them, where the last of one name counts.
std::size_t membersKept(const QJsonValue& value) {
    std::size_t count = 0;
    if (value.isArray()) {
        for (const QJsonValue each : value.toArray()) {
            count += membersKept(each);
        }
    } else if (value.isObject()) {
        const QJsonObject object = value.toObject();
        for (const QJsonValue each : object) {
            count += 1 + membersKept(each);
        }
    }
    return count;
}

/// The first member of a request that none has.
std::optional<QString> unknownMember(const QJsonObject& request) {
    static constexpr std::array<QLatin1String, 4> kKnown{QLatin1String("jsonrpc"), QLatin1String("id"),
                                                         QLatin1String("method"), QLatin1String("params")};
    for (const QString& name : request.keys()) {
        if (std::ranges::find(kKnown, name) == kKnown.end()) {
            return name;
        }
    }
    return std::nullopt;
}

} // namespace

std::string jsonText(const QJsonValue& value) {
    // A document is an array or an object, so the value goes in as the only one of an array.
    const QByteArray text = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return {text.constData() + 1, static_cast<std::size_t>(text.size() - 2)};
}

std::expected<QJsonValue, ErrorJson> parseLine(std::string_view line) {
    if (line.starts_with("\xEF\xBB\xBF")) {
        return parseFailure(QStringLiteral("it begins with a byte order mark"));
    }
    if (const std::size_t nul = line.find('\0'); nul != std::string_view::npos) {
        return parseFailure(QStringLiteral("there is a NUL at byte %1").arg(nul + 1));
    }
    if (!jobs::isUtf8(line)) {
        return parseFailure(QStringLiteral("it is not valid UTF-8"));
    }
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(withMarkedNumbers(withKeptMarks(line)), &error);
    if (error.error == QJsonParseError::IllegalValue && isScalar(line)) {
        return QJsonValue(QJsonValue::Null);
    }
    if (error.error != QJsonParseError::NoError) {
        return parseFailure(QStringLiteral("%1 at byte %2").arg(error.errorString()).arg(error.offset + 1));
    }
    if (const std::optional<std::size_t> control = settings::rawControlIn(line)) {
        return parseFailure(
            QStringLiteral("there is a control character at byte %1, which is written \\u%2 in a string")
                .arg(*control + 1)
                .arg(static_cast<int>(line[*control]), 4, 16, QLatin1Char('0')));
    }
    QJsonValue value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    if (membersKept(value) != membersWritten(line)) {
        return std::unexpected(messageErrorJson(
            kInvalidRequest, QStringLiteral("An object has a member twice, of which only one would count.")));
    }
    return value;
}

std::expected<IncomingRequest, RefusedRequest> parseRequest(const QJsonValue& value) {
    const QJsonValue noId(QJsonValue::Null);
    if (!value.isObject()) {
        return refuse(noId, kInvalidRequest, QStringLiteral("A request is a JSON object."));
    }
    const QJsonObject object = value.toObject();
    const std::optional<QJsonValue> id = idOf(object);
    if (id && id->isNull()) {
        return refuse(noId, kInvalidRequest,
                      QStringLiteral("The id of a request is a string or a number, an integer of at most 64 bits."));
    }
    const QJsonValue method = object.value(QLatin1String("method"));
    if (object.value(QLatin1String("jsonrpc")).toString() != QLatin1String("2.0") || !method.isString()) {
        return refuse(id ? id : noId, kInvalidRequest,
                      QStringLiteral("A request has the members \"jsonrpc\": \"2.0\" and \"method\", a string."));
    }
    if (const auto unknown = unknownMember(object)) {
        return refuse(
            id ? id : noId, kInvalidRequest,
            QStringLiteral("A request has no member %1, only jsonrpc, id, method and params.").arg(unknown->left(80)));
    }
    const Method* known = findMethod(method.toString().toStdString());
    if (known == nullptr) {
        return refuse(id, kMethodNotFound, QStringLiteral("There is no method %1.").arg(method.toString().left(80)),
                      knownMethods());
    }
    const QJsonValue params = object.value(QLatin1String("params"));
    if (!params.isUndefined() && !params.isObject()) {
        return refuse(id, kInvalidParams, QStringLiteral("params must be an object with named members."));
    }
    if (const auto problem = checkMembers(params.toObject(), known->params, QString())) {
        return refuse(id, kInvalidParams, *problem);
    }
    return IncomingRequest{id, known, params.toObject()};
}

} // namespace dbv::rpc
