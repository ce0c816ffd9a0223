// SPDX-License-Identifier: Apache-2.0
#include "store/snippet_exchange.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSaveFile>

#include "settings/file_paths.h"

namespace dbv::store {

namespace {

const QLatin1String kFormatKey("format");
const QLatin1String kFormatName("db-visualizer-snippets");
const QLatin1String kListKey("snippets");
constexpr qint64 kLargestExchange = 16 << 20;

/// JSON without comments and commas before a closing bracket, which that of Visual Studio Code may have.
QByteArray plainJson(const QByteArray& json) {
    QByteArray plain;
    plain.reserve(json.size());
    bool inText = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char unit = json[i];
        const char next = i + 1 < json.size() ? json[i + 1] : '\0';
        if (inText) {
            plain += unit;
            if (unit == '\\' && next != '\0') {
                plain += json[++i];
            }
            inText = unit != '"';
        } else if (unit == '/' && next == '/') {
            i = json.indexOf('\n', i);
            i = i < 0 ? json.size() : i;
        } else if (unit == '/' && next == '*') {
            i = json.indexOf("*/", i + 2);
            i = i < 0 ? json.size() : i + 1;
        } else {
            inText = unit == '"';
            const bool closes = unit == '}' || unit == ']';
            qsizetype last = plain.size();
            while (closes && last > 0 && QByteArrayView(" \t\r\n").contains(plain[last - 1])) {
                --last;
            }
            if (closes && last > 0 && plain[last - 1] == ',') {
                plain.remove(last - 1, 1);
            }
            plain += unit;
        }
    }
    return plain;
}

/// A text, or a list of lines.
QString linesOf(const QJsonValue& value) {
    if (!value.isArray()) {
        return value.toString();
    }
    QStringList lines;
    for (const auto& line : value.toArray()) {
        lines << line.toString();
    }
    return lines.join(u'\n');
}

/// `$1` is `${1}` here, since `$1` alone is a parameter of PostgreSQL; a variable of the other editor is what it falls back to.
QString ownPlaces(QString body) {
    static const QRegularExpression kStop(QStringLiteral(R"((?<!\\)\$([1-9][0-9]*))"));
    static const QRegularExpression kVariable(QStringLiteral(R"((?<!\\)\$(?:\{[A-Z_]+(?::([^{}]*))?\}|[A-Z_]{2,}))"));
    return body.replace(kStop, QStringLiteral("${\\1}")).replace(kVariable, QStringLiteral("\\1"));
}

Notice leftOut(const QString& name) {
    return {.severity = "warning",
            .message = "\"" + name.toStdString() + "\" is left out: there is nothing to insert in it."};
}

void takeOwn(const QJsonObject& object, protocol::SnippetsRead& read) {
    protocol::Snippet snippet;
    const auto textOf = [&object](const char* key) {
        return object.value(QLatin1String(key)).toString().toStdString();
    };
    snippet.name = textOf("name");
    snippet.folder = textOf("folder");
    snippet.trigger = textOf("trigger");
    snippet.description = textOf("description");
    snippet.body = textOf("body");
    for (const auto& name : object.value(QLatin1String("dialects")).toArray()) {
        if (const auto dialect = dialectNamed(name.toString().toStdString())) {
            snippet.dialects.push_back(*dialect);
        } else {
            read.notices.push_back({.severity = "warning",
                                    .message = "\"" + snippet.name +
                                               "\" is for a dialect that this program does not know: " +
                                               name.toString().toStdString() + "."});
        }
    }
    if (snippet.body.empty() || snippet.name.empty()) {
        read.notices.push_back(leftOut(QString::fromStdString(snippet.name)));
    } else {
        read.snippets.push_back(std::move(snippet));
    }
}

void takeForeign(const QString& name, const QJsonObject& object, protocol::SnippetsRead& read) {
    const QJsonValue prefix = object.value(QLatin1String("prefix"));
    protocol::Snippet snippet;
    snippet.name = name.toStdString();
    // Of several words the first.
    snippet.trigger = (prefix.isArray() ? prefix.toArray().first() : prefix).toString().toStdString();
    snippet.description = linesOf(object.value(QLatin1String("description"))).simplified().toStdString();
    snippet.body = ownPlaces(linesOf(object.value(QLatin1String("body")))).toStdString();
    if (snippet.body.empty()) {
        read.notices.push_back(leftOut(name));
    } else {
        read.snippets.push_back(std::move(snippet));
    }
}

} // namespace

QByteArray snippetsToJson(std::span<const protocol::Snippet> snippets) {
    QJsonArray list;
    for (const protocol::Snippet& snippet : snippets) {
        QJsonArray dialects;
        for (const DialectId dialect : snippet.dialects) {
            dialects.append(QString::fromStdString(std::string(dialectName(dialect))));
        }
        QJsonObject object;
        const auto put = [&object](const char* key, const std::string& text) {
            if (!text.empty()) {
                object.insert(QLatin1String(key), QString::fromStdString(text));
            }
        };
        put("name", snippet.name);
        put("folder", snippet.folder);
        put("trigger", snippet.trigger);
        put("description", snippet.description);
        put("body", snippet.body);
        if (!dialects.isEmpty()) {
            object.insert(QLatin1String("dialects"), dialects);
        }
        list.append(object);
    }
    return QJsonDocument(QJsonObject{{kFormatKey, kFormatName}, {QLatin1String("version"), 1}, {kListKey, list}})
        .toJson();
}

Result<protocol::SnippetsRead> snippetsFromJson(const QByteArray& json) {
    QJsonParseError trouble;
    const QJsonDocument document = QJsonDocument::fromJson(plainJson(json), &trouble);
    if (!document.isObject()) {
        return fail(ErrorKind::InvalidInput,
                    "The file has no snippets: " + trouble.errorString().toStdString() + " at byte " +
                        std::to_string(trouble.offset) + ".",
                    "Choose a file that this program has exported, or a snippets file of Visual Studio Code.");
    }
    const QJsonObject top = document.object();
    protocol::SnippetsRead read;
    if (top.value(kFormatKey) == QJsonValue(kFormatName)) {
        for (const auto& each : top.value(kListKey).toArray()) {
            takeOwn(each.toObject(), read);
        }
    } else {
        for (auto each = top.begin(); each != top.end(); ++each) {
            if (each.value().isObject() && each.value().toObject().contains(QLatin1String("body"))) {
                takeForeign(each.key(), each.value().toObject(), read);
            }
        }
    }
    if (read.snippets.empty() && read.notices.empty()) {
        return fail(ErrorKind::InvalidInput, "There is no snippet in the file.",
                    "Choose a file that this program has exported, or a snippets file of Visual Studio Code.");
    }
    return read;
}

Result<void> writeSnippetsFile(const std::filesystem::path& path, std::span<const protocol::Snippet> snippets) {
    QSaveFile file(settings::qtPath(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(snippetsToJson(snippets)) < 0 || !file.commit()) {
        return std::unexpected(settings::pathError("Could not write", path, file.errorString().toStdString()));
    }
    return {};
}

Result<protocol::SnippetsRead> readSnippetsFile(const std::filesystem::path& path) {
    QFile file(settings::qtPath(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    if (file.size() > kLargestExchange) {
        return fail(ErrorKind::InvalidInput, "The file " + settings::shownPath(path) + " is over 16 MiB.",
                    "Choose a file of snippets.");
    }
    const QByteArray json = file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    return snippetsFromJson(json);
}

} // namespace dbv::store
