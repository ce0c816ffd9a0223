// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/params.h>

namespace dbv::testing {

/// The modes of the table, in the order of its columns.
inline constexpr std::array kTableModes{Safety::ReadOnly, Safety::Sandbox, Safety::DryRun, Safety::Confirm};

/// One line of a safety table: what a statement is, and what becomes of it in each mode.
///
/// Shape: `class readOnly sandbox dryRun confirm | statement`. Of the modes each is one of
/// `runs` (and nothing that is kept changes), `writes` (rows), `defines` (structure is added or altered), `acts` (on the server, or what
/// is outside of the database), `renames`, `draws` (only numbers of sequences are used up), `refused`, `asks`, `fails` (the server refuses it by
/// itself). A `¶` is a line's end.
struct SafetyLine {
    std::size_t number = 0;
    std::string kind;
    /// As in `kTableModes`.
    std::array<std::string, kTableModes.size()> outcomes;
    std::string statement;
};

/// The lines of a table in `tests/engine/safety`; what is no line of the shape fails the test.
[[nodiscard]] std::vector<SafetyLine> readSafetyTable(const std::string& name);

/// A file in `tests/engine/safety` as it is.
[[nodiscard]] std::string readSafetyFile(const std::string& name);

/// All that a database and what is around it hold, one fact a line, sorted. A line's first word is `row` (with its table), `object`
/// (that it is there), `shape` (what it is like, with the name of the object), `number` (of a sequence), `bytes` (of the file), `right` (to an
/// object), or `outside`.
using DatabaseState = std::vector<std::string>;

/// What has become of a state, in the words of `SafetyLine`; empty for nothing, and `loses` where an object is gone, or no row of a
/// table is what it was.
[[nodiscard]] std::string changeOf(const DatabaseState& before, const DatabaseState& after);

/// The lines that only one of two states has, for people.
[[nodiscard]] std::string differenceOf(const DatabaseState& before, const DatabaseState& after);

/// Splits a text into its lines, sorted, without empty ones.
[[nodiscard]] DatabaseState linesOf(std::string_view text);

} // namespace dbv::testing
