// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "imports/pasted_connection.h"

namespace dbv::imports::workshop {

/// One line that tells all of a configuration: `postgres ann@h:5432/db {tls} option=value`.
inline std::string shown(const protocol::ConnectionConfig& config) {
    std::string text = config.connector + " " + (config.user.empty() ? "" : config.user + "@") + config.host;
    text += config.port == 0 ? "" : ":" + std::to_string(config.port);
    text += config.database.empty() ? "" : " /" + config.database;
    text += config.tls.mode ? " " + std::string(tlsModeName(*config.tls.mode)) : "";
    for (const auto& [name, value] : {std::pair("ca", config.tls.ca), std::pair("cert", config.tls.cert),
                                      std::pair("key", config.tls.key), std::pair("crl", config.tls.crl)}) {
        text += value.empty() ? "" : std::string(" ") + name + "=" + value;
    }
    for (const auto& [name, value] : config.options) {
        text += " " + name + "=" + value;
    }
    return text;
}

/// The same with the password behind a `|`, when there is one.
inline std::string pasted(std::string_view text) {
    const Result<Pasted> read = readPastedConnection(text);
    if (!read) {
        return "error: " + read.error().message;
    }
    EXPECT_TRUE(read->config.url.empty());
    return shown(read->config) + (read->password.empty() ? "" : " | " + std::string(read->password.reveal()));
}

inline std::string remarksOf(std::string_view text) {
    const Result<Pasted> read = readPastedConnection(text);
    std::string all;
    if (read) {
        for (const std::string& remark : read->remarks) {
            all += remark + "\n";
        }
    }
    return read ? all : "error: " + read.error().message;
}

/// What a result failed with; an empty message when it did not.
template <class T>
Error errorOf(const Result<T>& result) {
    return result ? Error() : result.error();
}

} // namespace dbv::imports::workshop
