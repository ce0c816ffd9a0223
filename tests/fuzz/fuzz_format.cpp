// SPDX-License-Identifier: Apache-2.0
// What Format SQL makes of a script says the same, and is left as it is by another time.
//
// Input: a byte each that chooses grammar, layout, case of keywords and place of commas, then the script.
#include <cstdint>
#include <stop_token>
#include <string>

#include "fuzz_grammar.h"
#include "sql/formatter.h"
#include "sql/token_sameness.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    using dbv::test::foundBroken;
    dbv::test::FuzzInput input(bytes, size);
    const dbv::Grammar grammar = input.chooseGrammar();
    dbv::sql::FormatStyle style;
    style.layout = static_cast<dbv::sql::FormatLayout>(input.choose(3));
    style.keywordCase = static_cast<dbv::sql::KeywordCase>(input.choose(3));
    style.commas = static_cast<dbv::sql::CommaPlace>(input.choose(2));
    const std::stop_token never;
    const dbv::Result<std::string> once = dbv::sql::format(input.text(), grammar, style, never);
    if (!once) {
        if (once.error().kind != dbv::ErrorKind::InvalidInput) {
            foundBroken(once.error().message);
        }
        return 0;
    }
    const bool anyCase = style.keywordCase != dbv::sql::KeywordCase::Keep;
    if (!dbv::sql::sayTheSame(input.text(), *once, grammar, anyCase, never)) {
        foundBroken("the words are others:\n" + *once);
    }
    const dbv::Result<std::string> twice = dbv::sql::format(*once, grammar, style, never);
    if (!twice || *twice != *once) {
        foundBroken("the second time makes another text:\n" + *once + "\n---\n" +
                    (twice ? *twice : twice.error().message));
    }
    return 0;
}
