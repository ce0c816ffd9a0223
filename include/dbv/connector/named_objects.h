// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <dbv/data/object_path.h>

namespace dbv {

/// A name in a statement that may be a view's: `schema` is what stands before its dot, else empty.
struct ViewName {
    std::string schema;
    std::string name;

    friend auto operator<=>(const ViewName&, const ViewName&) = default;
};

/// A view, and the query that is run where it is read.
struct ViewQuery {
    ViewName view;
    std::string query;
    /// None of the user's functions that it calls by itself may write, by what they are declared; such a one may call another.
    bool declaredHarmless = false;

    friend bool operator==(const ViewQuery&, const ViewQuery&) = default;
};

/// How a statement may reach code that its text does not show to be any.
enum class CodePlace : std::uint8_t {
    Call,     ///< a name before a bracket, which one of the server's own functions may have as well
    Column,   ///< a name where a column can stand: a function of one row
    Operator, ///< as it stands there
    Type,     ///< a name where a type can stand: a domain has conditions
    Cast,     ///< the same, as what something is converted to; without a name that of a column
    Sort,     ///< without a name: rows are put in order or compared
    Anywhere, ///< without a name: what the server converts by itself
};

/// Something in a statement that may run code.
struct NamedPart {
    CodePlace place = CodePlace::Call;
    std::string name;

    friend auto operator<=>(const NamedPart&, const NamedPart&) = default;
};

/// Code that is not the server's own, and by which part of a statement it is reached.
struct NamedCode {
    NamedPart part;
    /// The function that would be called, for people.
    std::string function;
    /// It is declared to write nothing; it may call what does.
    bool declaredHarmless = false;

    friend bool operator==(const NamedCode&, const NamedCode&) = default;
};

/// All in statements that may be the name of something that does more than the text shows.
struct StatementNames {
    std::set<ViewName> names;
    std::set<NamedPart> parts;

    friend bool operator==(const StatementNames&, const StatementNames&) = default;
};

/// Those of them that are views, or reach code.
struct NamedObjects {
    std::vector<ViewQuery> views;
    std::vector<NamedCode> code;

    friend bool operator==(const NamedObjects&, const NamedObjects&) = default;
};

/// How much an object holds; nothing where that is not known.
struct ObjectSize {
    std::optional<std::int64_t> estimatedRows;
    /// Unit: bytes.
    std::optional<std::int64_t> bytes;

    friend bool operator==(const ObjectSize&, const ObjectSize&) = default;
};

} // namespace dbv
