// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/kept_page.h"

#include <array>
#include <utility>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace dbv::viewmodel {

namespace {

using By = protocol::ScriptStart::By;
using Transactions = protocol::ScriptTransactions;

constexpr const char* kPagedKind = "largeFile";
constexpr const char* kRunKind = "scriptRun";

constexpr std::array kStartWords{std::pair(By::Line, "line"), std::pair(By::Offset, "byte"),
                                 std::pair(By::Within, "within")};
constexpr std::array kTransactionWords{std::pair(Transactions::AsWritten, "asWritten"),
                                       std::pair(Transactions::One, "one"), std::pair(Transactions::Every, "every")};
constexpr std::array kEndWords{std::pair(KeptRun::End::Unbegun, "unbegun"), std::pair(KeptRun::End::Running, "running"),
                               std::pair(KeptRun::End::Over, "over")};

template <class Words, class Value>
QString pageWord(const Words& words, Value value) {
    for (const auto& [known, word] : words) {
        if (known == value) {
            return QLatin1String(word);
        }
    }
    return {};
}

template <class Words, class Value>
Value fromPageWord(const Words& words, const QJsonValue& text, Value otherwise) {
    for (const auto& [known, word] : words) {
        if (text.toString() == QLatin1String(word)) {
            return known;
        }
    }
    return otherwise;
}

QJsonValue numberOf(std::uint64_t value) {
    return static_cast<qint64>(value);
}

/// Negative numbers, and what is none, are 0.
std::uint64_t unsignedFrom(const QJsonValue& json) {
    return static_cast<std::uint64_t>(std::max<qint64>(0, json.toInteger()));
}

std::string textOf(const QJsonObject& object) {
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString();
}

std::optional<QJsonObject> objectOf(const std::string& text, const char* kind) {
    const QJsonObject object = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
    return object.value(u"kind").toString() == QLatin1String(kind) ? std::optional(object) : std::nullopt;
}

} // namespace

std::string pageText(const KeptPaged& page) {
    return textOf({{QStringLiteral("kind"), QLatin1String(kPagedKind)},
                   {QStringLiteral("path"), page.path},
                   {QStringLiteral("byte"), numberOf(page.offset)},
                   {QStringLiteral("encoding"), page.encoding}});
}

std::optional<KeptPaged> pagedFrom(const std::string& text) {
    const std::optional<QJsonObject> object = objectOf(text, kPagedKind);
    if (!object || object->value(u"path").toString().isEmpty()) {
        return std::nullopt;
    }
    return KeptPaged{object->value(u"path").toString(), unsignedFrom(object->value(u"byte")),
                     object->value(u"encoding").toString()};
}

std::string pageText(const KeptRun& page) {
    QJsonObject object{{QStringLiteral("kind"), QLatin1String(kRunKind)},
                       {QStringLiteral("files"), QJsonArray::fromStringList(page.files)},
                       {QStringLiteral("file"), static_cast<qint64>(page.file)},
                       {QStringLiteral("encoding"), page.choices.encoding},
                       {QStringLiteral("transactions"), pageWord(kTransactionWords, page.choices.transactions)},
                       {QStringLiteral("every"), numberOf(page.choices.every)},
                       {QStringLiteral("stopOnError"), page.choices.stopOnError},
                       {QStringLiteral("onlyOne"), page.onlyOne},
                       {QStringLiteral("end"), pageWord(kEndWords, page.end)},
                       {QStringLiteral("outcome"), page.outcome},
                       {QStringLiteral("statements"), numberOf(page.statements)},
                       {QStringLiteral("line"), numberOf(page.line)}};
    if (page.start) {
        object.insert(QStringLiteral("startBy"), pageWord(kStartWords, page.start->by));
        object.insert(QStringLiteral("start"), numberOf(page.start->value));
    }
    if (page.continueAt) {
        object.insert(QStringLiteral("continueAt"), numberOf(*page.continueAt));
    }
    return textOf(object);
}

std::optional<KeptRun> runFrom(const std::string& text) {
    const std::optional<QJsonObject> object = objectOf(text, kRunKind);
    if (!object) {
        return std::nullopt;
    }
    KeptRun page;
    for (const auto& file : object->value(u"files").toArray()) {
        page.files << file.toString();
    }
    const auto number = [&object](QStringView name) { return unsignedFrom(object->value(name)); };
    page.file = static_cast<qsizetype>(std::min(number(u"file"), static_cast<std::uint64_t>(page.files.size())));
    page.choices = {.encoding = object->value(u"encoding").toString(),
                    .transactions =
                        fromPageWord(kTransactionWords, object->value(u"transactions"), Transactions::AsWritten),
                    .every = std::max<std::uint64_t>(1, number(u"every")),
                    .stopOnError = object->value(u"stopOnError").toBool(true)};
    page.onlyOne = object->value(u"onlyOne").toBool();
    page.end = fromPageWord(kEndWords, object->value(u"end"), KeptRun::End::Unbegun);
    page.outcome = object->value(u"outcome").toString();
    page.statements = number(u"statements");
    page.line = number(u"line");
    if (object->contains(u"start")) {
        page.start =
            protocol::ScriptStart{fromPageWord(kStartWords, object->value(u"startBy"), By::Line), number(u"start")};
    }
    if (object->contains(u"continueAt")) {
        page.continueAt = number(u"continueAt");
    }
    return page;
}

} // namespace dbv::viewmodel
