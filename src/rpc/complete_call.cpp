// SPDX-License-Identifier: Apache-2.0
// `complete`.
#include <string>
#include <string_view>
#include <utility>

#include "rpc/calls.h"
#include "rpc/error_json.h"
#include "rpc/params.h"

namespace dbv::rpc {

namespace {

/// Where the character with a number begins; nothing where the text has fewer.
std::optional<std::size_t> byteOfCharacter(std::string_view utf8, std::uint64_t character) {
    std::size_t byte = 0;
    while (character > 0 && byte < utf8.size()) {
        ++byte;
        while (byte < utf8.size() && (static_cast<unsigned char>(utf8[byte]) & 0xC0U) == 0x80U) {
            ++byte;
        }
        --character;
    }
    return character > 0 ? std::nullopt : std::optional(byte);
}

QJsonObject foundJson(const std::string& sql, const protocol::CompletionFound& found) {
    QJsonArray items;
    for (const protocol::CompletionItem& item : found.items) {
        QJsonObject object{{QLatin1String("text"), toText(item.text)},
                           {QLatin1String("kind"), QLatin1String(protocol::completionKindName(item.kind))},
                           {QLatin1String("detail"), toText(item.detail)}};
        if (!item.insert.empty()) {
            object.insert(QLatin1String("insert"), toText(item.insert));
        }
        items.append(object);
    }
    // Of the spans, the numbers count from 0.
    CharacterCounter counter(sql);
    const auto start = static_cast<qint64>(counter.at(found.replaces.begin)) - 1;
    const auto end = static_cast<qint64>(counter.at(found.replaces.end)) - 1;
    return {{QLatin1String("items"), items},
            {QLatin1String("replaces"), QJsonObject{{QLatin1String("start"), start}, {QLatin1String("end"), end}}}};
}

} // namespace

void callComplete(const std::shared_ptr<Call>& call, const QJsonObject& params) {
    std::string sql = textOf(params, QLatin1String("sql"));
    const std::optional<std::size_t> cursor = byteOfCharacter(sql, numberOf(params, QLatin1String("cursor"), 0));
    if (!cursor) {
        call->refuse(messageErrorJson(
            kInvalidParams, QStringLiteral("cursor is behind the end of sql. It counts characters, from 0.")));
        return;
    }
    protocol::Complete asked{.connection = connectionOf(params), .sql = sql, .cursor = *cursor, .waits = true};
    call->ask(std::move(asked),
              [sql = std::move(sql)](const protocol::CompletionFound& found) { return foundJson(sql, found); });
}

} // namespace dbv::rpc
