// SPDX-License-Identifier: Apache-2.0
#include "sqlite/parameters.h"

#include <cstdint>
#include <string>
#include <variant>

#include <sqlite3.h>

namespace dbv::sqlite {

namespace {

std::unexpected<Error> parameterError(std::string message, std::string hint) {
    return fail(ErrorKind::InvalidInput, std::move(message), std::move(hint));
}

/// Binds a value as what it is; SQLite's own code.
struct Binding {
    sqlite3_stmt* compiled;
    int index;

    int operator()(std::monostate) const { return sqlite3_bind_null(compiled, index); }
    int operator()(std::int64_t number) const { return sqlite3_bind_int64(compiled, index, number); }
    int operator()(double number) const { return sqlite3_bind_double(compiled, index, number); }
    int operator()(const std::string& text) const {
        return sqlite3_bind_text64(compiled, index, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
    }
    int operator()(const ParameterBytes& blob) const {
        return sqlite3_bind_blob64(compiled, index, blob.bytes.data(), blob.bytes.size(), SQLITE_TRANSIENT);
    }
};

Result<void> bindValue(sqlite3_stmt* compiled, int index, const ParameterValue& value) {
    const int code = std::visit(Binding{compiled, index}, value);
    if (code == SQLITE_OK) {
        return {};
    }
    return parameterError("The value of parameter " + std::to_string(index) +
                              " can't be used: " + sqlite3_errstr(code) + ".",
                          "SQLite takes at most 1,000,000,000 bytes.");
}

/// The value of one parameter, by its name first and by its place otherwise; null when there is none.
const ParameterValue* valueFor(const StatementText& statement, int index, const char* name) {
    if (name != nullptr) {
        if (const auto found = statement.named.find(std::string_view(name)); found != statement.named.end()) {
            return &found->second;
        }
    }
    const auto place = static_cast<std::size_t>(index - 1);
    return place < statement.positional.size() ? &statement.positional[place] : nullptr;
}

Result<void> checkAllUsed(sqlite3_stmt* compiled, const StatementText& statement) {
    const auto count = static_cast<std::size_t>(sqlite3_bind_parameter_count(compiled));
    if (statement.positional.size() > count) {
        return parameterError("The statement has " + std::to_string(count) + " parameters, but " +
                                  std::to_string(statement.positional.size()) + " values were given.",
                              "Give one value for each parameter.");
    }
    for (const auto& each : statement.named) {
        if (compiled == nullptr || sqlite3_bind_parameter_index(compiled, each.first.c_str()) == 0) {
            return parameterError("The statement has no parameter \"" + each.first + "\".",
                                  "Write the name with its mark, as the statement does (:name, @name or $name).");
        }
    }
    return {};
}

} // namespace

Result<void> bindParameters(sqlite3_stmt* compiled, const StatementText& statement) {
    if (const Result<void> used = checkAllUsed(compiled, statement); !used) {
        return used;
    }
    const int count = sqlite3_bind_parameter_count(compiled);
    for (int index = 1; index <= count; ++index) {
        const char* name = sqlite3_bind_parameter_name(compiled, index);
        const ParameterValue* value = valueFor(statement, index, name);
        if (value == nullptr) {
            const std::string label = name == nullptr ? std::string() : std::string(" (") + name + ")";
            return parameterError("Parameter " + std::to_string(index) + label + " of the statement has no value.",
                                  "Give one value for each parameter.");
        }
        if (const Result<void> bound = bindValue(compiled, index, *value); !bound) {
            return bound;
        }
    }
    return {};
}

} // namespace dbv::sqlite
