// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <libpq-fe.h>

#include "network/freed_memory.h"

namespace dbv::postgres {

/// Ends a libpq object with its own function.
template <auto End>
struct EndWith {
    template <class T>
    void operator()(T* object) const {
        End(object);
    }
};

/// Ends a connection. The library keeps what SCRAM made of the password as long as it lives and frees that as it is.
struct EndConnection {
    /// Of the copy, with the NUL behind it; 0 where there is none.
    std::size_t passwordSize = 0;

    void operator()(PGconn* connection) const {
        if (passwordSize == 0) {
            PQfinish(connection);
        } else {
            network::overwriteFreedBy(passwordSize, [connection] { PQfinish(connection); });
        }
    }
};

using Connection = std::unique_ptr<PGconn, EndConnection>;
using PgResult = std::unique_ptr<PGresult, EndWith<PQclear>>;
using CancelKey = std::unique_ptr<PGcancel, EndWith<PQfreeCancel>>;
using PgNotify = std::unique_ptr<PGnotify, EndWith<PQfreemem>>;
using PgText = std::unique_ptr<char, EndWith<PQfreemem>>;
using PgBytes = std::unique_ptr<unsigned char, EndWith<PQfreemem>>;

/// A cell; empty for NULL as well. Valid as long as the result.
[[nodiscard]] inline std::string_view textAt(const PGresult* result, int row, int column) {
    return {PQgetvalue(result, row, column), static_cast<std::size_t>(PQgetlength(result, row, column))};
}

/// The same for a function that reads to the NUL. A server may send fewer columns than it was asked for; those are empty.
[[nodiscard]] inline const char* cTextAt(const PGresult* result, int row, int column) {
    const char* text = PQgetvalue(result, row, column);
    return text == nullptr ? "" : text;
}

/// A cell, or nothing for NULL.
[[nodiscard]] inline std::optional<std::string> optionalAt(const PGresult* result, int row, int column) {
    return PQgetisnull(result, row, column) != 0 ? std::nullopt
                                                 : std::optional<std::string>(textAt(result, row, column));
}

/// A cell that holds a boolean.
[[nodiscard]] inline bool trueAt(const PGresult* result, int row, int column) {
    return textAt(result, row, column) == "t";
}

} // namespace dbv::postgres
