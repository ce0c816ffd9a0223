// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include <lzma.h>

#include "scripts/packed_input.h"

namespace dbv::scripts {

namespace {

constexpr const char* kXzName = "xz";
constexpr std::uint64_t kXzMemory = std::uint64_t{256} << 20U;

std::string xzTrouble(lzma_ret code) {
    switch (code) {
    case LZMA_MEMLIMIT_ERROR: return "to unpack it would take more than 256 MB of memory";
    case LZMA_MEM_ERROR: return "there is not enough memory to unpack it";
    case LZMA_FORMAT_ERROR: return "it is no xz data";
    case LZMA_OPTIONS_ERROR: return "it is packed in a way that is not known here";
    default: return "its data does not fit its check sums";
    }
}

class XzBytes final : public UnpackedBytes {
public:
    explicit XzBytes(std::unique_ptr<ScriptBytes> packed) : UnpackedBytes(std::move(packed)) {}
    XzBytes(const XzBytes&) = delete;
    XzBytes& operator=(const XzBytes&) = delete;
    ~XzBytes() override { lzma_end(&m_stream); }

    [[nodiscard]] bool begin() { return lzma_stream_decoder(&m_stream, kXzMemory, LZMA_CONCATENATED) == LZMA_OK; }

private:
    Result<std::size_t> unpack(std::span<char> into, bool isLast) override {
        const std::span<const char> rest = input().rest();
        m_stream.next_in = reinterpret_cast<const std::uint8_t*>(rest.data());
        m_stream.avail_in = rest.size();
        m_stream.next_out = reinterpret_cast<std::uint8_t*>(into.data());
        m_stream.avail_out = into.size();
        const lzma_ret code = lzma_code(&m_stream, isLast ? LZMA_FINISH : LZMA_RUN);
        input().use(rest.size() - m_stream.avail_in);
        if (code == LZMA_STREAM_END) {
            end();
        } else if (code == LZMA_BUF_ERROR && isLast) {
            return input().cutOff(kXzName);
        } else if (code != LZMA_OK && code != LZMA_BUF_ERROR) {
            return input().damaged(kXzName, xzTrouble(code));
        }
        return into.size() - m_stream.avail_out;
    }

    lzma_stream m_stream = LZMA_STREAM_INIT;
};

} // namespace

Result<std::unique_ptr<ScriptBytes>> unpackXz(std::unique_ptr<ScriptBytes> packed) {
    auto bytes = std::make_unique<XzBytes>(std::move(packed));
    if (!bytes->begin()) {
        return fail(ErrorKind::Internal, "There is not enough memory to unpack the script.", "Close other programs.");
    }
    return bytes;
}

} // namespace dbv::scripts
