// SPDX-License-Identifier: Apache-2.0
// Files about secrets that somebody else wrote: a vault, an option file, a command line. The first byte says which.
// Whatever the bytes are, reading ends in an error or in what can be written back.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>

#include "secrets/option_text.h"
#include "secrets/password_command.h"
#include "secrets/sealing.h"
#include "secrets/vault_entries.h"
#include "secrets/vault_format.h"

namespace {

using namespace dbv::secrets;

void readVaultBytes(std::string_view bytes) {
    // With the checksum that belongs to it, so that what stands before it is reached.
    const std::string whole = std::string(bytes) + digest(bytes);
    const auto vault = decodeVault("fuzzed", whole);
    if (vault && encodeVault(*vault) != whole) {
        std::abort();
    }
    static_cast<void>(decodeVault("fuzzed", bytes).has_value());
}

void readEntryBytes(std::string_view bytes) {
    const auto entries = decodeEntries(bytes);
    if (entries && decodeEntries(encodeEntries(*entries))->size() != entries->size()) {
        std::abort();
    }
}

void readOptionBytes(std::string_view bytes) {
    for (const auto& line : parseOptions(bytes).lines) {
        const auto* option = std::get_if<OptionLine>(&line);
        if (option != nullptr && isSecretOption(plainOptionName(option->name)) && option->value) {
            std::abort();
        }
    }
}

void readCommandBytes(std::string_view bytes) {
    const auto words = splitCommand(bytes);
    if (words && (words->empty() || words->front().empty())) {
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* input, std::size_t size) {
    if (size == 0 || !startSealing()) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(input) + 1, size - 1);
    switch (input[0] % 4) {
    case 0: readVaultBytes(bytes); break;
    case 1: readEntryBytes(bytes); break;
    case 2: readOptionBytes(bytes); break;
    default: readCommandBytes(bytes); break;
    }
    return 0;
}
