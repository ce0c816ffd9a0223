// SPDX-License-Identifier: Apache-2.0
// A key from a password, by Argon2id. The library is not the one that seals: it lets the memory be ours.
#include <algorithm>
#include <cstdint>
#include <string>

#include <argon2.h>

#include "secrets/derivation_memory.h"
#include "secrets/sealing.h"

namespace dbv::secrets {

namespace {

int takeBlocks(std::uint8_t** memory, std::size_t size) {
    *memory = takeDerivationMemory(size);
    return *memory == nullptr ? ARGON2_MEMORY_ALLOCATION_ERROR : ARGON2_OK;
}

std::uint8_t* plainBytes(std::span<char> bytes) {
    return reinterpret_cast<std::uint8_t*>(bytes.data());
}

} // namespace

Result<Secret> keyFromPassword(const Secret& password, std::string_view salt, const KeyCost& cost) {
    // The library asks for bytes that it may write to.
    LockedMemory given(password.reveal().size());
    std::ranges::copy(password.reveal(), given.bytes().begin());
    std::string salted(salt);
    int outcome = ARGON2_OK;
    Secret key = Secret::filled(kKeySize, [&](std::span<char> bytes) {
        argon2_context context{};
        context.out = plainBytes(bytes);
        context.outlen = static_cast<std::uint32_t>(bytes.size());
        context.pwd = plainBytes(given.bytes());
        context.pwdlen = static_cast<std::uint32_t>(given.bytes().size());
        context.salt = plainBytes(salted);
        context.saltlen = static_cast<std::uint32_t>(salted.size());
        context.t_cost = cost.operations;
        context.m_cost = static_cast<std::uint32_t>(cost.memory >> 10);
        context.lanes = 1;
        context.threads = 1;
        context.version = ARGON2_VERSION_13;
        context.allocate_cbk = takeBlocks;
        context.free_cbk = giveDerivationMemoryBack;
        outcome = argon2id_ctx(&context);
    });
    if (outcome == ARGON2_MEMORY_ALLOCATION_ERROR) {
        return fail(ErrorKind::IoError,
                    "There is not enough memory to check the master password: it takes " +
                        std::to_string(cost.memory >> 20) + " MB.",
                    "Close other programs and try again.");
    }
    if (outcome != ARGON2_OK) {
        return fail(ErrorKind::Internal,
                    std::string("No key could be made from the master password: ") + argon2_error_message(outcome) +
                        ".",
                    "Report this: the file of secrets asks for something that can not be computed.");
    }
    return key;
}

} // namespace dbv::secrets
