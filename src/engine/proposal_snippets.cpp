// SPDX-License-Identifier: Apache-2.0
#include "engine/proposal_snippets.h"

#include <algorithm>

namespace dbv::engine {

namespace {

constexpr int kWordAtBeginning = 60;
/// One of the program: whoever types the beginning of a keyword means that.
constexpr int kWordOfProgram = -10;
constexpr int kWord = 6;
constexpr int kSomeLetters = -20;

} // namespace

void offerSnippets(ProposalList& list, const sql::CursorScope& scope, std::span<const protocol::Snippet> snippets,
                   DialectId dialect) {
    if (!scope.qualifiers.empty() || scope.quoted) {
        return;
    }
    for (const protocol::Snippet& snippet : snippets) {
        const bool fits =
            snippet.dialects.empty() || std::ranges::find(snippet.dialects, dialect) != snippet.dialects.end();
        if (!fits || snippet.trigger.empty()) {
            continue;
        }
        const bool isWord = catalog::sameLetters(snippet.trigger, scope.prefix);
        const int worth = !isWord                                      ? kSomeLetters
                          : snippet.builtIn                            ? kWordOfProgram
                          : scope.place == sql::CursorPlace::Statement ? kWordAtBeginning
                                                                       : kWord;
        list.offer({snippet.trigger, protocol::CompletionKind::Snippet, snippet.name, snippet.body}, snippet.trigger,
                   worth);
    }
}

} // namespace dbv::engine
