// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <utility>

#define ZLIB_CONST
#include <zlib.h>

#include "scripts/packed_input.h"

namespace dbv::scripts {

namespace {

constexpr const char* kGzipName = "gzip";

class GzipBytes final : public UnpackedBytes {
public:
    explicit GzipBytes(std::unique_ptr<ScriptBytes> packed) : UnpackedBytes(std::move(packed)) {}
    GzipBytes(const GzipBytes&) = delete;
    GzipBytes& operator=(const GzipBytes&) = delete;
    ~GzipBytes() override { inflateEnd(&m_stream); }

    [[nodiscard]] bool begin() {
        constexpr int kWithGzipHeader = 16;
        return inflateInit2(&m_stream, MAX_WBITS + kWithGzipHeader) == Z_OK;
    }

private:
    Result<std::size_t> unpack(std::span<char> into, bool isLast) override {
        if (m_between) {
            if (onlyPadding()) {
                isLast ? end() : void();
                return std::size_t{0};
            }
            inflateReset(&m_stream);
            m_between = false;
        }
        if (isLast) {
            return input().cutOff(kGzipName);
        }
        const std::span<const char> rest = input().rest();
        m_stream.next_in = reinterpret_cast<const Bytef*>(rest.data());
        m_stream.avail_in = static_cast<uInt>(rest.size());
        m_stream.next_out = reinterpret_cast<Bytef*>(into.data());
        m_stream.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), std::numeric_limits<uInt>::max()));
        const uInt wanted = m_stream.avail_out;
        const int code = inflate(&m_stream, Z_NO_FLUSH);
        input().use(rest.size() - m_stream.avail_in);
        m_between = code == Z_STREAM_END;
        if (code != Z_OK && code != Z_BUF_ERROR && !m_between) {
            return input().damaged(kGzipName, m_stream.msg == nullptr ? "it can not be unpacked" : m_stream.msg);
        }
        return std::size_t{wanted - m_stream.avail_out};
    }
    /// Tapes and disks fill the end of a file with zeros.
    bool onlyPadding() {
        const std::span<const char> rest = input().rest();
        const auto zeros =
            static_cast<std::size_t>(std::ranges::find_if(rest, [](char c) { return c != 0; }) - rest.begin());
        input().use(zeros);
        return zeros == rest.size();
    }

    z_stream m_stream{};
    /// A member has ended, and another may follow.
    bool m_between = false;
};

} // namespace

Result<std::unique_ptr<ScriptBytes>> unpackGzip(std::unique_ptr<ScriptBytes> packed) {
    auto bytes = std::make_unique<GzipBytes>(std::move(packed));
    if (!bytes->begin()) {
        return fail(ErrorKind::Internal, "There is not enough memory to unpack the script.", "Close other programs.");
    }
    return bytes;
}

} // namespace dbv::scripts
