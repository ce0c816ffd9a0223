// SPDX-License-Identifier: Apache-2.0
// What stands around a cursor: what may be proposed there, which name it is on, where its alias is written.
//
// Input: a byte that chooses the grammar, two that choose the cursor, then the script.
#include <cstdint>
#include <string>

#include "fuzz_grammar.h"
#include "sql/cursor_scope.h"
#include "sql/name_at.h"

namespace {

using dbv::test::foundBroken;

void checkInside(const dbv::TextSpan& span, std::string_view script, const char* what) {
    if (span.end < span.begin || span.end > script.size()) {
        foundBroken(std::string(what) + " stands outside of the script");
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    dbv::test::FuzzInput input(bytes, size);
    const dbv::Grammar grammar = input.chooseGrammar();
    const std::size_t chosen = input.choose(256) * 256 + input.choose(256);
    const std::string_view script = input.text();
    const std::size_t cursor = chosen % (script.size() + 1);
    const dbv::sql::CursorScope scope = dbv::sql::scopeAt(script, cursor, grammar);
    checkInside(scope.replaces, script, "what is replaced");
    if (scope.replaces.begin > cursor) {
        foundBroken("what is replaced begins behind the cursor");
    }
    if (const auto name = dbv::sql::nameAt(script, cursor, grammar)) {
        checkInside(name->span, script, "the name");
    }
    std::size_t behind = 0;
    for (const dbv::TextSpan& use : dbv::sql::aliasUses(script, cursor, grammar)) {
        checkInside(use, script, "an alias");
        if (use.begin < behind) {
            foundBroken("the places of an alias are not in order");
        }
        behind = use.end;
    }
    return 0;
}
