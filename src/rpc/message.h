// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include <QJsonObject>
#include <QJsonValue>

#include "rpc/method_table.h"

namespace dbv::rpc {

/// The JSON text of a value on one line.
[[nodiscard]] std::string jsonText(const QJsonValue& value);

/// An error object of JSON-RPC: code, message, data.
using ErrorJson = QJsonObject;

/// A line as JSON: an object, or the array of a batch.
/// Errors: what JSON-RPC says about a line that can not be read, with the place in it.
[[nodiscard]] std::expected<QJsonValue, ErrorJson> parseLine(std::string_view line);

/// One request, checked as far as its method's table goes.
struct IncomingRequest {
    /// Nothing for a notification, which gets no answer.
    std::optional<QJsonValue> id;
    const Method* method = nullptr;
    QJsonObject params;
};

/// A request that can not be run.
struct RefusedRequest {
    /// Null where the request has no usable id; nothing for a notification.
    std::optional<QJsonValue> id;
    ErrorJson error;
};

[[nodiscard]] std::expected<IncomingRequest, RefusedRequest> parseRequest(const QJsonValue& value);

} // namespace dbv::rpc
