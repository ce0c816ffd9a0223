// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <utility>

#include <zstd.h>

#include "scripts/packed_input.h"

namespace dbv::scripts {

namespace {

constexpr const char* kZstdName = "zstd";

struct FreeZstd {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

class ZstdBytes final : public UnpackedBytes {
public:
    explicit ZstdBytes(std::unique_ptr<ScriptBytes> packed) : UnpackedBytes(std::move(packed)) {}

    [[nodiscard]] bool begin() {
        // The window is memory: archives made with --long have a large one.
        constexpr int kLargestWindowLog = 28;
        m_context.reset(ZSTD_createDCtx());
        return m_context &&
               ZSTD_isError(ZSTD_DCtx_setParameter(m_context.get(), ZSTD_d_windowLogMax, kLargestWindowLog)) == 0U;
    }

private:
    Result<std::size_t> unpack(std::span<char> into, bool isLast) override {
        const std::span<const char> rest = input().rest();
        if (rest.empty() && !m_inFrame) {
            isLast ? end() : void();
            return std::size_t{0};
        }
        ZSTD_inBuffer in{rest.data(), rest.size(), 0};
        ZSTD_outBuffer out{into.data(), into.size(), 0};
        const std::size_t code = ZSTD_decompressStream(m_context.get(), &out, &in);
        input().use(in.pos);
        if (ZSTD_isError(code) != 0U) {
            return input().damaged(kZstdName, ZSTD_getErrorName(code));
        }
        m_inFrame = code != 0;
        if (isLast && out.pos == 0) {
            return input().cutOff(kZstdName);
        }
        return out.pos;
    }

    std::unique_ptr<ZSTD_DCtx, FreeZstd> m_context;
    bool m_inFrame = true;
};

} // namespace

Result<std::unique_ptr<ScriptBytes>> unpackZstd(std::unique_ptr<ScriptBytes> packed) {
    auto bytes = std::make_unique<ZstdBytes>(std::move(packed));
    if (!bytes->begin()) {
        return fail(ErrorKind::Internal, "There is not enough memory to unpack the script.", "Close other programs.");
    }
    return bytes;
}

} // namespace dbv::scripts
