// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>

#include <zlib.h>

#include "archive/packing.h"

namespace dbv::archive {

namespace {

constexpr std::string_view kGzip = "gzip";
// The largest window, with the head and tail of gzip.
constexpr int kGzipWindow = 15 + 16;
constexpr int kUsualMemory = 8;

Bytef* zlibBytes(std::string_view bytes) {
    // The library does not change what it reads.
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

class GzipStage final : public ByteStage {
public:
    explicit GzipStage(std::unique_ptr<ByteStage> next) : m_next(std::move(next)), m_packed(kPackBuffer, '\0') {}
    ~GzipStage() override { deflateEnd(&m_stream); }

    [[nodiscard]] bool begin(int level) {
        return deflateInit2(&m_stream, level, Z_DEFLATED, kGzipWindow, kUsualMemory, Z_DEFAULT_STRATEGY) == Z_OK;
    }

    Result<void> write(std::string_view bytes) override {
        // What zlib takes at a time is counted in 32 bits.
        constexpr std::size_t kMost = std::size_t{1} << 30U;
        while (!bytes.empty()) {
            const std::string_view some = bytes.substr(0, kMost);
            m_stream.next_in = zlibBytes(some);
            m_stream.avail_in = static_cast<uInt>(some.size());
            if (Result<void> packed = pack(Z_NO_FLUSH); !packed) {
                return packed;
            }
            bytes.remove_prefix(some.size());
        }
        return {};
    }

    Result<void> finish() override {
        m_stream.avail_in = 0;
        const Result<void> packed = pack(Z_FINISH);
        return packed ? m_next->finish() : packed;
    }

private:
    Result<void> pack(int flush) {
        do {
            m_stream.next_out = reinterpret_cast<Bytef*>(m_packed.data());
            m_stream.avail_out = static_cast<uInt>(m_packed.size());
            deflate(&m_stream, flush);
            if (Result<void> taken = m_next->write({m_packed.data(), m_packed.size() - m_stream.avail_out}); !taken) {
                return taken;
            }
        } while (m_stream.avail_out == 0);
        return {};
    }

    std::unique_ptr<ByteStage> m_next;
    std::string m_packed;
    z_stream m_stream{};
};

class GzipSupply final : public ByteSupply {
public:
    explicit GzipSupply(std::unique_ptr<ByteSupply> packed) : m_from(std::move(packed)), m_packed(kPackBuffer, '\0') {}
    ~GzipSupply() override { inflateEnd(&m_stream); }

    [[nodiscard]] bool begin() { return inflateInit2(&m_stream, kGzipWindow) == Z_OK; }

    Result<std::size_t> read(std::span<char> into) override {
        constexpr std::size_t kMost = std::size_t{1} << 30U;
        into = into.subspan(0, std::min(into.size(), kMost));
        m_stream.next_out = reinterpret_cast<Bytef*>(into.data());
        m_stream.avail_out = static_cast<uInt>(into.size());
        while (m_stream.avail_out == into.size()) {
            if (m_stream.avail_in == 0) {
                const Result<std::size_t> more = m_from->read(m_packed);
                if (!more) {
                    return more;
                }
                m_stream.next_in = zlibBytes(m_packed);
                m_stream.avail_in = static_cast<uInt>(*more);
                m_isOver = *more == 0;
            }
            if (m_hasEnded) {
                return m_isOver ? Result<std::size_t>(0) : damagedPacking(kGzip, "something stands behind its end");
            }
            const int code = inflate(&m_stream, Z_NO_FLUSH);
            m_hasEnded = code == Z_STREAM_END;
            if (m_isOver && !m_hasEnded && m_stream.avail_out == into.size()) {
                return damagedPacking(kGzip, "its end is missing");
            }
            if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
                return damagedPacking(kGzip, m_stream.msg == nullptr ? "it can not be read" : m_stream.msg);
            }
        }
        return into.size() - m_stream.avail_out;
    }

private:
    std::unique_ptr<ByteSupply> m_from;
    std::string m_packed;
    z_stream m_stream{};
    /// Its tail was read.
    bool m_hasEnded = false;
    /// Nothing more comes.
    bool m_isOver = false;
};

} // namespace

Result<std::unique_ptr<ByteStage>> gzipInto(std::unique_ptr<ByteStage> next, int level) {
    auto stage = std::make_unique<GzipStage>(std::move(next));
    if (!stage->begin(level)) {
        return noMemoryToPack();
    }
    return stage;
}

Result<std::unique_ptr<ByteSupply>> gunzipFrom(std::unique_ptr<ByteSupply> packed) {
    auto supply = std::make_unique<GzipSupply>(std::move(packed));
    if (!supply->begin()) {
        return noMemoryToPack();
    }
    return supply;
}

} // namespace dbv::archive
