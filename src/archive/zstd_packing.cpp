// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include <zstd.h>

#include "archive/packing.h"

namespace dbv::archive {

namespace {

constexpr std::string_view kZstd = "zstd";

struct FreePacker {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeUnpacker {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdStage final : public ByteStage {
public:
    explicit ZstdStage(std::unique_ptr<ByteStage> next) : m_next(std::move(next)), m_packed(kPackBuffer, '\0') {}

    [[nodiscard]] bool begin(int level, int threads) {
        m_context.reset(ZSTD_createCCtx());
        const auto set = [this](ZSTD_cParameter parameter, int value) {
            return ZSTD_isError(ZSTD_CCtx_setParameter(m_context.get(), parameter, value)) == 0U;
        };
        // A library without threads refuses them, and packs as well.
        return m_context && set(ZSTD_c_compressionLevel, level) && set(ZSTD_c_checksumFlag, 1) &&
               (threads <= 0 || set(ZSTD_c_nbWorkers, threads) || set(ZSTD_c_nbWorkers, 0));
    }

    Result<void> write(std::string_view bytes) override {
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        while (in.pos < in.size) {
            if (const Result<std::size_t> left = pack(in, ZSTD_e_continue); !left) {
                return std::unexpected(left.error());
            }
        }
        return {};
    }

    Result<void> finish() override {
        ZSTD_inBuffer nothing{nullptr, 0, 0};
        Result<std::size_t> left = 1;
        while (left && *left > 0) {
            left = pack(nothing, ZSTD_e_end);
        }
        return left ? m_next->finish() : std::unexpected(left.error());
    }

private:
    /// How much is left to hand on, at least.
    Result<std::size_t> pack(ZSTD_inBuffer& in, ZSTD_EndDirective directive) {
        ZSTD_outBuffer out{m_packed.data(), m_packed.size(), 0};
        const std::size_t left = ZSTD_compressStream2(m_context.get(), &out, &in, directive);
        if (ZSTD_isError(left) != 0U) {
            return fail(ErrorKind::Internal, std::string("zstd can not pack: ") + ZSTD_getErrorName(left) + ".",
                        "Close other programs, or choose another compression.");
        }
        const Result<void> taken = m_next->write({m_packed.data(), out.pos});
        return taken ? Result<std::size_t>(left) : std::unexpected(taken.error());
    }

    std::unique_ptr<ByteStage> m_next;
    std::unique_ptr<ZSTD_CCtx, FreePacker> m_context;
    std::string m_packed;
};

class ZstdSupply final : public ByteSupply {
public:
    explicit ZstdSupply(std::unique_ptr<ByteSupply> packed) : m_from(std::move(packed)), m_packed(kPackBuffer, '\0') {}

    [[nodiscard]] bool begin() {
        // The window is memory.
        constexpr int kLargestWindowLog = 27;
        m_context.reset(ZSTD_createDCtx());
        return m_context &&
               ZSTD_isError(ZSTD_DCtx_setParameter(m_context.get(), ZSTD_d_windowLogMax, kLargestWindowLog)) == 0U;
    }

    Result<std::size_t> read(std::span<char> into) override {
        ZSTD_outBuffer out{into.data(), into.size(), 0};
        while (out.pos == 0) {
            if (m_in.pos == m_in.size) {
                const Result<std::size_t> more = m_from->read(m_packed);
                if (!more) {
                    return more;
                }
                m_in = {m_packed.data(), *more, 0};
                m_isOver = m_isOver || *more == 0;
            }
            if (m_hasEnded) {
                return m_isOver ? Result<std::size_t>(0) : damagedPacking(kZstd, "something stands behind its end");
            }
            const std::size_t code = ZSTD_decompressStream(m_context.get(), &out, &m_in);
            if (ZSTD_isError(code) != 0U) {
                return damagedPacking(kZstd, ZSTD_getErrorName(code));
            }
            m_hasEnded = code == 0;
            if (m_isOver && !m_hasEnded && out.pos == 0) {
                return damagedPacking(kZstd, "its end is missing");
            }
        }
        return out.pos;
    }

private:
    std::unique_ptr<ByteSupply> m_from;
    std::unique_ptr<ZSTD_DCtx, FreeUnpacker> m_context;
    std::string m_packed;
    ZSTD_inBuffer m_in{nullptr, 0, 0};
    /// The frame has.
    bool m_hasEnded = false;
    /// Nothing more comes.
    bool m_isOver = false;
};

} // namespace

Result<std::unique_ptr<ByteStage>> zstdInto(std::unique_ptr<ByteStage> next, int level, int threads) {
    auto stage = std::make_unique<ZstdStage>(std::move(next));
    if (!stage->begin(level, threads)) {
        return noMemoryToPack();
    }
    return stage;
}

Result<std::unique_ptr<ByteSupply>> unzstdFrom(std::unique_ptr<ByteSupply> packed) {
    auto supply = std::make_unique<ZstdSupply>(std::move(packed));
    if (!supply->begin()) {
        return noMemoryToPack();
    }
    return supply;
}

} // namespace dbv::archive
