// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <dbv/connector/named_objects.h>
#include <dbv/core/statement_class.h>
#include <dbv/core/text_span.h>

/// What is said of statements before they run.
namespace dbv::protocol {

/// What one statement of a script does.
struct ClassifiedStatement {
    /// Its number in the script, from 0.
    std::size_t statement = 0;
    /// Unit: bytes of the script.
    TextSpan span;
    Classification found;
    /// Where it stands, for people, where it is one of a file: `line 12 of /home/me/shop.sql`.
    std::string place = {};
    /// Its beginning, where it is one of a file.
    std::string text = {};
    /// How many rows it changes, where that was measured before it was asked about.
    std::optional<std::int64_t> affectedRows = std::nullopt;
    /// How much its target holds, where no rollback would bring that back.
    std::optional<ObjectSize> targetSize = std::nullopt;

    friend bool operator==(const ClassifiedStatement&, const ClassifiedStatement&) = default;
};

/// Why a script was not begun: somebody has to say that these statements are meant.
struct Confirmation {
    /// What the same command, with the same text and values, has to carry; good once.
    std::string token;
    /// The first of those that are asked about.
    std::vector<ClassifiedStatement> statements;
    /// How many more there are.
    std::size_t more = 0;

    friend bool operator==(const Confirmation&, const Confirmation&) = default;
};

} // namespace dbv::protocol
