// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <ostream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "sql/classifier.h"

namespace dbv::test {

/// A statement, the class that it is of, and the object that it names.
struct Classified {
    std::string_view sql;
    std::string_view kind;
    std::string_view target = {};
};

inline std::ostream& operator<<(std::ostream& out, const Classified& statement) {
    return out << statement.sql;
}

/// Whether something of this reason was found.
inline bool hasReason(const Classification& found, EffectReason reason) {
    return std::ranges::any_of(found.effects, [reason](const Effect& effect) { return effect.reason == reason; });
}

/// A table of statements that are classified.
class ClassifiedTable : public testing::TestWithParam<Classified> {
protected:
    static void expectClass(Grammar grammar) {
        const Classification found = sql::classify(GetParam().sql, grammar);
        std::string why;
        for (const Effect& effect : found.effects) {
            why += std::string(reasonName(effect.reason)) + " " + effect.subject + "; ";
        }
        EXPECT_EQ(className(found.kind), GetParam().kind) << GetParam().sql << "\n" << why;
        if (!GetParam().target.empty()) {
            EXPECT_EQ(found.target, GetParam().target) << GetParam().sql;
        }
    }
};

} // namespace dbv::test
