// SPDX-License-Identifier: Apache-2.0
#include "cli/secret_word.h"

#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <utility>

namespace dbv::cli {

namespace {

using protocol::SecretOrigin;

constexpr std::array kNamed{
    std::pair{std::string_view("command:"), SecretOrigin::Command},
    std::pair{std::string_view("environment:"), SecretOrigin::Environment},
    std::pair{std::string_view("stored:"), SecretOrigin::Stored},
};

std::unexpected<Error> unknown(std::string_view option) {
    // The word itself is not repeated: somebody may have typed a password.
    return fail(ErrorKind::InvalidInput,
                std::string(option) + " must say where the secret comes from: usual, ask, command:LINE, "
                                      "environment:NAME, stored:ID or fd:N.",
                "A secret itself can not be given on the command line, where others could see it.");
}

Result<SecretWord> descriptorOf(std::string_view option, std::string_view number) {
    SecretWord word{.kind = SecretWord::Kind::Descriptor, .descriptor = -1, .source = {}};
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), word.descriptor);
    return failed == std::errc() && end == number.data() + number.size() && word.descriptor >= 0
               ? Result<SecretWord>(std::move(word))
               : unknown(option);
}

} // namespace

Result<SecretWord> secretWordOf(std::string_view option, std::string_view text) {
    if (text.starts_with("fd:")) {
        return descriptorOf(option, text.substr(3));
    }
    SecretWord word{.kind = SecretWord::Kind::Later, .descriptor = -1, .source = {}};
    if (text == "usual") {
        return word;
    }
    if (text == "ask") {
        word.source.origin = SecretOrigin::Ask;
        return word;
    }
    for (const auto& [head, origin] : kNamed) {
        if (text.starts_with(head) && text.size() > head.size()) {
            word.source = {origin, std::string(text.substr(head.size()))};
            return word;
        }
    }
    return unknown(option);
}

Result<SecretWord> wordNow(const Arguments& arguments, std::string_view option) {
    if (!arguments.has(option)) {
        return SecretWord();
    }
    Result<SecretWord> word = secretWordOf(option, arguments.value(option));
    if (word && word->kind == SecretWord::Kind::Later && word->source.origin == SecretOrigin::Ask) {
        return SecretWord();
    }
    if (word && word->kind == SecretWord::Kind::Later && word->source.origin == SecretOrigin::Usual) {
        return fail(ErrorKind::InvalidInput, std::string(option) + " has no usual place.",
                    "Use ask, command:LINE, environment:NAME or fd:N.");
    }
    return word;
}

} // namespace dbv::cli
