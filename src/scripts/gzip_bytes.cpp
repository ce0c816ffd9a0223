// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#define ZLIB_CONST
#include <zlib.h>

#include "scripts/packed_input.h"

namespace dbv::scripts {

namespace {

constexpr const char* kGzipName = "gzip";

class GzipBytes final : public ScriptBytes {
public:
    explicit GzipBytes(std::unique_ptr<ScriptBytes> packed) : m_input(std::move(packed)) {}
    GzipBytes(const GzipBytes&) = delete;
    GzipBytes& operator=(const GzipBytes&) = delete;
    ~GzipBytes() override { inflateEnd(&m_stream); }

    [[nodiscard]] bool begin() {
        constexpr int kWithGzipHeader = 16;
        return inflateInit2(&m_stream, MAX_WBITS + kWithGzipHeader) == Z_OK;
    }

    Result<std::size_t> read(std::span<char> into) override {
        m_stream.next_out = reinterpret_cast<Bytef*>(into.data());
        m_stream.avail_out = static_cast<uInt>(std::min<std::size_t>(into.size(), std::numeric_limits<uInt>::max()));
        const uInt wanted = m_stream.avail_out;
        while (m_stream.avail_out == wanted) {
            const Result<bool> more = m_input.fill();
            if (!more) {
                return std::unexpected(more.error());
            }
            if (m_between) {
                if (!*more || onlyPadding()) {
                    break;
                }
                inflateReset(&m_stream);
                m_between = false;
            }
            if (!*more) {
                return m_input.cutOff(kGzipName);
            }
            if (Result<void> done = unpackSome(); !done) {
                return std::unexpected(std::move(done.error()));
            }
        }
        return wanted - m_stream.avail_out;
    }
    [[nodiscard]] std::uint64_t taken() const override { return m_input.offset(); }

private:
    Result<void> unpackSome() {
        const std::span<const char> rest = m_input.rest();
        m_stream.next_in = reinterpret_cast<const Bytef*>(rest.data());
        m_stream.avail_in = static_cast<uInt>(rest.size());
        const int code = inflate(&m_stream, Z_NO_FLUSH);
        m_input.use(rest.size() - m_stream.avail_in);
        if (code == Z_STREAM_END) {
            m_between = true;
            return {};
        }
        if (code != Z_OK && code != Z_BUF_ERROR) {
            return m_input.damaged(kGzipName, m_stream.msg == nullptr ? "it can not be unpacked" : m_stream.msg);
        }
        return {};
    }
    /// Tapes and disks fill the end of a file with zeros.
    bool onlyPadding() {
        const std::span<const char> rest = m_input.rest();
        const auto zeros =
            static_cast<std::size_t>(std::ranges::find_if(rest, [](char c) { return c != 0; }) - rest.begin());
        m_input.use(zeros);
        return zeros == rest.size();
    }

    PackedInput m_input;
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
