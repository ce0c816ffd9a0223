// SPDX-License-Identifier: Apache-2.0
#include "engine/proposal_manners.h"

#include <cstddef>

namespace dbv::engine {

namespace {

/// What must be typed behind a table, or an operand, before something is proposed by itself: it may become a name.
constexpr std::size_t kTypedBehindTable = 3;
constexpr std::size_t kTypedBehindOperand = 2;

} // namespace

bool isInTheWay(const sql::CursorScope& scope) {
    if (scope.place == sql::CursorPlace::BehindTable) {
        return scope.prefix.size() < kTypedBehindTable;
    }
    if (scope.place == sql::CursorPlace::Operator) {
        return scope.prefix.size() < kTypedBehindOperand;
    }
    return scope.prefix.empty() && scope.qualifiers.empty();
}

} // namespace dbv::engine
