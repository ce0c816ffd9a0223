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

class XzBytes final : public ScriptBytes {
public:
    explicit XzBytes(std::unique_ptr<ScriptBytes> packed) : m_input(std::move(packed)) {}
    XzBytes(const XzBytes&) = delete;
    XzBytes& operator=(const XzBytes&) = delete;
    ~XzBytes() override { lzma_end(&m_stream); }

    [[nodiscard]] bool begin() { return lzma_stream_decoder(&m_stream, kXzMemory, LZMA_CONCATENATED) == LZMA_OK; }

    Result<std::size_t> read(std::span<char> into) override {
        m_stream.next_out = reinterpret_cast<std::uint8_t*>(into.data());
        m_stream.avail_out = into.size();
        while (m_stream.avail_out == into.size() && !m_ended) {
            const Result<bool> more = m_input.fill();
            if (!more) {
                return std::unexpected(more.error());
            }
            const std::span<const char> rest = m_input.rest();
            m_stream.next_in = reinterpret_cast<const std::uint8_t*>(rest.data());
            m_stream.avail_in = rest.size();
            const lzma_ret code = lzma_code(&m_stream, *more ? LZMA_RUN : LZMA_FINISH);
            m_input.use(rest.size() - m_stream.avail_in);
            m_ended = code == LZMA_STREAM_END;
            if (code == LZMA_BUF_ERROR && !*more) {
                return m_input.cutOff(kXzName);
            }
            if (code != LZMA_OK && code != LZMA_STREAM_END && code != LZMA_BUF_ERROR) {
                return m_input.damaged(kXzName, xzTrouble(code));
            }
        }
        return into.size() - m_stream.avail_out;
    }
    [[nodiscard]] std::uint64_t taken() const override { return m_input.offset(); }

private:
    PackedInput m_input;
    lzma_stream m_stream = LZMA_STREAM_INIT;
    bool m_ended = false;
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
