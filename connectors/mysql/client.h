// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <mysql.h>

namespace dbv::mysql {

/// Ends an object of the client library with its own function.
template <auto End>
struct EndWith {
    template <class T>
    void operator()(T* object) const {
        End(object);
    }
};

using Connection = std::unique_ptr<MYSQL, EndWith<mysql_close>>;
using ResultHandle = std::unique_ptr<MYSQL_RES, EndWith<mysql_free_result>>;
using PreparedHandle = std::unique_ptr<MYSQL_STMT, EndWith<mysql_stmt_close>>;

/// A text of the library; empty for null.
[[nodiscard]] inline std::string textOf(const char* text) {
    return text == nullptr ? std::string() : std::string(text);
}

} // namespace dbv::mysql
