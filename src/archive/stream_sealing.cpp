// SPDX-License-Identifier: Apache-2.0
#include "archive/stream_sealing.h"

#include <algorithm>
#include <utility>

#include <sodium.h>

#include <dbv/core/locked_memory.h>

#include "secrets/sealing.h"

namespace dbv::archive {

namespace {

constexpr const char* kStreamContext = "dbvbckup";
constexpr std::size_t kAround = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t kStreamHeader = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
static_assert(secrets::kKeySize == crypto_secretstream_xchacha20poly1305_KEYBYTES);

const unsigned char* sodiumBytes(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* sodiumRoom(std::span<char> bytes) {
    return reinterpret_cast<unsigned char*>(bytes.data());
}

/// The state of a stream, which holds its key.
class StreamState {
public:
    StreamState() : m_memory(sizeof(crypto_secretstream_xchacha20poly1305_state)) {}

    [[nodiscard]] crypto_secretstream_xchacha20poly1305_state* get() {
        return reinterpret_cast<crypto_secretstream_xchacha20poly1305_state*>(m_memory.bytes().data());
    }

private:
    LockedMemory m_memory;
};

class SealingStage final : public ByteStage {
public:
    SealingStage(std::unique_ptr<ByteStage> next, const Secret& key, std::string context)
        : m_next(std::move(next)), m_context(std::move(context)), m_sealed(kStreamHeader, '\0') {
        crypto_secretstream_xchacha20poly1305_init_push(m_state.get(), sodiumRoom(std::span(m_sealed)),
                                                        sodiumBytes(key.reveal()));
        m_plain.reserve(kSealedChunk);
    }

    Result<void> write(std::string_view bytes) override {
        while (!bytes.empty()) {
            if (m_plain.size() == kSealedChunk) {
                if (Result<void> pushed = push(crypto_secretstream_xchacha20poly1305_TAG_MESSAGE); !pushed) {
                    return pushed;
                }
            }
            const std::string_view some = bytes.substr(0, kSealedChunk - m_plain.size());
            m_plain += some;
            bytes.remove_prefix(some.size());
        }
        return {};
    }

    Result<void> finish() override {
        const Result<void> pushed = push(crypto_secretstream_xchacha20poly1305_TAG_FINAL);
        return pushed ? m_next->finish() : pushed;
    }

private:
    /// Seals what is there behind what has not been handed on yet, which is the header at first.
    Result<void> push(unsigned char tag) {
        const std::size_t begin = m_sealed.size();
        m_sealed.resize(begin + m_plain.size() + kAround);
        crypto_secretstream_xchacha20poly1305_push(m_state.get(), sodiumRoom(std::span(m_sealed).subspan(begin)),
                                                   nullptr, sodiumBytes(m_plain), m_plain.size(),
                                                   sodiumBytes(m_context), m_context.size(), tag);
        m_context.clear();
        m_plain.clear();
        Result<void> taken = m_next->write(m_sealed);
        m_sealed.clear();
        return taken;
    }

    std::unique_ptr<ByteStage> m_next;
    StreamState m_state;
    /// Sealed with the first chunk, and empty from then on.
    std::string m_context;
    std::string m_plain;
    std::string m_sealed;
};

class UnsealingSupply final : public ByteSupply {
public:
    UnsealingSupply(std::unique_ptr<ByteSupply> sealed, const Secret& key, std::string context)
        : m_from(std::move(sealed)), m_key(key.clone()), m_context(std::move(context)) {}

    Result<std::size_t> read(std::span<char> into) override {
        while (m_given == m_plain.size() && !m_hasEnded) {
            if (const Result<void> pulled = pull(); !pulled) {
                return std::unexpected(pulled.error());
            }
        }
        const std::size_t some = std::min(into.size(), m_plain.size() - m_given);
        std::copy_n(m_plain.data() + m_given, some, into.data());
        m_given += some;
        return some;
    }

private:
    static std::unexpected<Error> notAsSealed(const char* how) {
        return fail(ErrorKind::CorruptBackup, std::string("What was encrypted is not what it was: ") + how + ".",
                    "Take another copy of this backup, or an earlier one.");
    }

    Result<void> begin() {
        std::string header(kStreamHeader, '\0');
        const Result<std::size_t> read = readFully(*m_from, header);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (*read < header.size() || crypto_secretstream_xchacha20poly1305_init_pull(
                                         m_state.get(), sodiumBytes(header), sodiumBytes(m_key.reveal())) != 0) {
            return notAsSealed("its beginning is missing");
        }
        m_key = {};
        return {};
    }

    Result<void> pull() {
        if (!m_key.empty()) {
            if (Result<void> begun = begin(); !begun) {
                return begun;
            }
        }
        m_sealed.resize(kSealedChunk + kAround);
        const Result<std::size_t> read = readFully(*m_from, m_sealed);
        if (!read) {
            return std::unexpected(read.error());
        }
        if (*read < kAround) {
            return notAsSealed("its end is missing");
        }
        m_plain.resize(*read - kAround);
        m_given = 0;
        unsigned char tag = 0;
        const bool proved = crypto_secretstream_xchacha20poly1305_pull(m_state.get(), sodiumRoom(std::span(m_plain)),
                                                                       nullptr, &tag, sodiumBytes(m_sealed), *read,
                                                                       sodiumBytes(m_context), m_context.size()) == 0;
        m_context.clear();
        if (!proved) {
            m_plain.clear();
            return notAsSealed("a part of it was changed, left out or put in another place");
        }
        m_hasEnded = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
        if (!m_hasEnded) {
            return {};
        }
        const Result<std::size_t> behind = m_from->read(m_sealed);
        if (behind && *behind > 0) {
            m_plain.clear();
            return notAsSealed("something stands behind its end");
        }
        return behind ? Result<void>() : std::unexpected(behind.error());
    }

    std::unique_ptr<ByteSupply> m_from;
    /// Until the state has it.
    Secret m_key;
    std::string m_context;
    StreamState m_state;
    std::string m_sealed;
    std::string m_plain;
    std::size_t m_given = 0;
    bool m_hasEnded = false;
};

} // namespace

Secret streamKey(const Secret& dataKey, std::uint64_t number) {
    return Secret::filled(secrets::kKeySize, [&](std::span<char> key) {
        crypto_kdf_derive_from_key(sodiumRoom(key), key.size(), number, kStreamContext, sodiumBytes(dataKey.reveal()));
    });
}

std::unique_ptr<ByteStage> sealInto(std::unique_ptr<ByteStage> next, const Secret& key, std::string context) {
    return std::make_unique<SealingStage>(std::move(next), key, std::move(context));
}

std::unique_ptr<ByteSupply> unsealFrom(std::unique_ptr<ByteSupply> sealed, const Secret& key, std::string context) {
    return std::make_unique<UnsealingSupply>(std::move(sealed), key, std::move(context));
}

} // namespace dbv::archive
