// SPDX-License-Identifier: Apache-2.0
#include "archive/archive_writer.h"

#include <algorithm>
#include <array>
#include <utility>

#include "archive/handing_over.h"
#include "archive/stream_sealing.h"
#include "archive/tar_member.h"

namespace dbv::archive {

namespace {

constexpr std::array<char, 2 * kTarBlock> kZeros{};

/// That the calls do not follow each other as they have to. `what` completes "The backup …".
std::unexpected<Error> outOfOrder(const std::string& what) {
    return fail(ErrorKind::Internal, "The backup " + what + ".", "Report this: the program has made a mistake.");
}

} // namespace

bool isStreamName(std::string_view name) {
    constexpr std::size_t kLongest = 32;
    const auto isLetter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !name.empty() && name.size() <= kLongest && isLetter(name.front()) && name != kDigestName &&
           std::ranges::all_of(name, [&](char c) { return isLetter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

std::string partName(std::string_view stream, std::uint64_t number) {
    constexpr std::size_t kDigits = 8;
    const std::string digits = std::to_string(number);
    return std::string(stream) + '/' + std::string(kDigits - std::min(kDigits, digits.size()), '0') + digits;
}

/// Cuts a stream into members.
class ArchiveWriter::PartStage final : public ByteStage {
public:
    PartStage(ArchiveWriter& archive, std::string_view stream) : m_archive(archive), m_stream(stream) {
        m_part.reserve(kPartSize);
    }

    Result<void> write(std::string_view bytes) override {
        while (!bytes.empty()) {
            const std::string_view some = bytes.substr(0, kPartSize - m_part.size());
            m_part += some;
            bytes.remove_prefix(some.size());
            if (m_part.size() == kPartSize) {
                if (Result<void> sent = send(); !sent) {
                    return sent;
                }
            }
        }
        return {};
    }

    Result<void> finish() override {
        // Also a stream without a byte is there.
        return m_part.empty() && m_sent > 0 ? Result<void>() : send();
    }

private:
    Result<void> send() {
        Result<void> sent = m_archive.sendMember(partName(m_stream, ++m_sent), m_part);
        m_part.clear();
        return sent;
    }

    ArchiveWriter& m_archive;
    std::string m_stream;
    std::string m_part;
    std::uint64_t m_sent = 0;
};

ArchiveWriter::ArchiveWriter(Output output, const Packing& packing) : m_output(std::move(output)), m_packing(packing) {}

ArchiveWriter::~ArchiveWriter() = default;

Result<std::unique_ptr<ArchiveWriter>> ArchiveWriter::begin(Output output, const ArchiveOptions& options) {
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    std::unique_ptr<ArchiveWriter> writer(new ArchiveWriter(std::move(output), options.packing));
    ArchiveHeader header{
        .created = options.created, .writer = options.writer, .compression = options.packing.compression};
    if (options.sealing) {
        writer->m_dataKey = secrets::randomKey();
        header.sealing = SealedDataKey{
            .by = options.sealing->by, .keyName = options.sealing->keyName, .cost = options.sealing->cost};
        if (Result<void> sealed = sealDataKey(*header.sealing, writer->m_dataKey, options.sealing->secret); !sealed) {
            return std::unexpected(std::move(sealed.error()));
        }
    }
    header.hasOneDigest = writer->hasOneDigest();
    writer->m_header = encodeHeader(header);
    if (Result<void> sent = writer->sendMember(std::string(kHeaderName), writer->m_header); !sent) {
        return std::unexpected(std::move(sent.error()));
    }
    return writer;
}

Result<void> ArchiveWriter::send(std::string_view bytes) {
    constexpr std::size_t kPiece = std::size_t{128} << 10U;
    m_bytes += bytes.size();
    // For less it is not worth to wake another thread.
    if (bytes.size() <= kPiece) {
        m_digest.add(bytes);
        return bytes.empty() ? Result<void>() : m_output(bytes);
    }
    const DigestAside::Turn turn = m_aside.take(m_digest, bytes);
    Result<void> sent;
    while (sent && !bytes.empty()) {
        const std::string_view piece = bytes.substr(0, kPiece);
        bytes.remove_prefix(piece.size());
        sent = m_output(piece);
    }
    return sent;
}

Result<void> ArchiveWriter::sendMember(const std::string& name, std::string_view bytes) {
    const std::array<char, kTarBlock> block = tarBlockOf({name, bytes.size()});
    Result<void> sent = send({block.data(), block.size()});
    sent = sent ? send(bytes) : sent;
    return sent ? send({kZeros.data(), tarPadding(bytes.size())}) : sent;
}

Result<void> ArchiveWriter::beginStream(std::string_view name) {
    if (m_stream) {
        return outOfOrder("begins a stream within another");
    }
    if (!isStreamName(name) || m_streams.size() == kMostStreams ||
        std::ranges::find(m_streams, name) != m_streams.end()) {
        return fail(ErrorKind::InvalidInput, "A stream of a backup can not be called \"" + std::string(name) + "\".",
                    "Use small letters, digits and hyphens, a letter first, each name once, and at most 64.");
    }
    std::unique_ptr<ByteStage> stage = std::make_unique<PartStage>(*this, name);
    m_streams.emplace_back(name);
    if (!m_dataKey.empty()) {
        stage = sealInto(std::move(stage), streamKey(m_dataKey, m_streams.size()), m_header + std::string(name));
    }
    Result<std::unique_ptr<ByteStage>> packed = packInto(std::move(stage), m_packing);
    if (!packed) {
        return std::unexpected(std::move(packed.error()));
    }
    m_stream = handOver(*std::move(packed));
    return {};
}

Result<void> ArchiveWriter::write(std::string_view bytes) {
    return m_stream ? m_stream->write(bytes) : outOfOrder("is written to where no stream has begun");
}

Result<void> ArchiveWriter::endStream() {
    const std::unique_ptr<ByteStage> ended = std::move(m_stream);
    return ended ? ended->finish() : outOfOrder("ends a stream where none has begun");
}

Result<ArchiveTotals> ArchiveWriter::finish() {
    if (m_stream) {
        return outOfOrder("is finished within a stream");
    }
    ArchiveTotals totals{.digest = m_digest.copy().hexadecimal()};
    const std::string line = totals.digest + "  " + std::to_string(m_bytes) + '\n';
    std::string end;
    const std::array<char, kTarBlock> block = tarBlockOf({std::string(kDigestName), line.size()});
    end.append(block.data(), block.size()).append(line).append(tarPadding(line.size()), '\0');
    // Two blocks of zeros end a tar file.
    end.append(kZeros.data(), kZeros.size());
    const Result<void> sent = send(end);
    totals.bytes = m_bytes;
    totals.sha256 = m_digest.hexadecimal();
    if (totals.digest.empty() || totals.sha256.empty()) {
        return noMemoryToPack();
    }
    return sent ? Result<ArchiveTotals>(std::move(totals)) : std::unexpected(sent.error());
}

} // namespace dbv::archive
