// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/data/large_value_store.h>

namespace dbv::conformance {

/// Keeps large values in one string.
class StringStore : public LargeValueStore {
public:
    [[nodiscard]] Result<std::uint64_t> store(std::string_view bytes) override;
    [[nodiscard]] const std::string& bytes() const { return m_bytes; }

private:
    std::string m_bytes;
};

/// One value as a front end sees it: exact text, or bytes, or NULL.
struct Value {
    std::optional<std::string> text;
    bool bytes = false;

    friend bool operator==(const Value&, const Value&) = default;
    friend void PrintTo(const Value& value, std::ostream* out) {
        *out << (value.bytes ? "bytes " : "") << (value.text ? *value.text : "NULL");
    }
};

/// A whole result, for comparing.
struct ResultTable {
    std::vector<Column> columns;
    std::vector<std::vector<Value>> rows;
    StatementOutcome outcome;
};

/// Runs one statement to its end.
[[nodiscard]] Result<ResultTable> runAll(Session& session, const StatementText& statement);
[[nodiscard]] Result<ResultTable> runAll(Session& session, std::string_view sql);
/// Reads what a cursor still has.
[[nodiscard]] Result<ResultTable> readAll(Cursor& cursor, BatchLimits limits = {});

[[nodiscard]] inline Value textValue(std::string text) {
    return {std::move(text), false};
}
[[nodiscard]] inline Value bytesValue(std::string bytes) {
    return {std::move(bytes), true};
}

} // namespace dbv::conformance
