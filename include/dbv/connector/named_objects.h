// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

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

/// How much an object holds; nothing where that is not known.
struct ObjectSize {
    std::optional<std::int64_t> estimatedRows;
    /// Unit: bytes.
    std::optional<std::int64_t> bytes;

    friend bool operator==(const ObjectSize&, const ObjectSize&) = default;
};

} // namespace dbv
