// SPDX-License-Identifier: Apache-2.0
#include "imports/tls_words.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "imports/pasted_text.h"

namespace dbv::imports {

namespace {

constexpr auto kTlsWords = std::to_array<std::pair<std::string_view, TlsMode>>({
    {"disable", TlsMode::Disable},
    {"disabled", TlsMode::Disable},
    {"none", TlsMode::Disable},
    // `allow` prefers a line without encryption: what it grants, `prefer` grants as well.
    {"allow", TlsMode::Prefer},
    {"prefer", TlsMode::Prefer},
    {"preferred", TlsMode::Prefer},
    {"require", TlsMode::Require},
    {"required", TlsMode::Require},
    {"trust", TlsMode::Require},
    {"noverify", TlsMode::Require},
    {"skipverify", TlsMode::Require},
    {"verifyca", TlsMode::VerifyCa},
    {"requireandverifyca", TlsMode::VerifyCa},
    {"verifyfull", TlsMode::VerifyFull},
    {"verifyidentity", TlsMode::VerifyFull},
});

} // namespace

std::optional<TlsMode> tlsModeOfWord(std::string_view value) {
    const std::string word = plainWord(value);
    const auto* const found = std::ranges::find(kTlsWords, word, &std::pair<std::string_view, TlsMode>::first);
    return found == kTlsWords.end() ? std::nullopt : std::optional(found->second);
}

std::optional<bool> switchOf(std::string_view value) {
    const std::string word = lowerCase(trimmedView(value));
    if (word == "1" || word == "true" || word == "yes" || word == "on") {
        return true;
    }
    if (word == "0" || word == "false" || word == "no" || word == "off") {
        return false;
    }
    return std::nullopt;
}

} // namespace dbv::imports
