// SPDX-License-Identifier: Apache-2.0
#include "archive/archive_reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "archive/archive_writer.h"
#include "archive/stream_sealing.h"

namespace dbv::archive {

namespace {

// More than any head or digest takes.
constexpr std::uint64_t kLongestHeader = std::uint64_t{64} << 10U;
constexpr std::uint64_t kLongestDigest = 256;

} // namespace

/// The members, one behind the other, with a digest of all that was read.
class ArchiveReader::Tar {
public:
    Tar(ArchiveInput& input, Reading reading) : m_input(input), m_reading(reading) {}

    /// The member that is read, or that comes when that was read to its end; nothing at the end of the file.
    Result<std::optional<TarMember>> member() {
        if (!m_member) {
            std::array<char, kTarBlock> block{};
            m_begin = m_offset;
            m_before = m_digest.copy();
            if (Result<void> read = take(block); !read) {
                return std::unexpected(std::move(read.error()));
            }
            auto known = readTarBlock(block);
            if (!known) {
                return damaged(known.error());
            }
            if (!*known) {
                return std::nullopt;
            }
            if ((*known)->size > kPartSize) {
                return damaged("a member is larger than any is");
            }
            m_member = **known;
            m_left = m_member->size;
        }
        return m_member;
    }

    /// From the member; 0 at its end.
    Result<std::size_t> read(std::span<char> into) {
        into = into.subspan(0, static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), m_left)));
        if (into.empty()) {
            return std::size_t{0};
        }
        const Result<std::size_t> read = m_input.read(into);
        if (!read) {
            return read;
        }
        if (*read == 0) {
            return cutOff();
        }
        note(into.subspan(0, *read));
        m_left -= *read;
        return read;
    }

    /// Goes to the end of the member, behind which another may stand.
    Result<void> leave() {
        const std::uint64_t rest = m_left + tarPadding(m_member->size);
        const std::size_t padding = tarPadding(m_member->size);
        m_member.reset();
        if (m_reading == Reading::OnlyWanted) {
            m_left = 0;
            const Result<std::uint64_t> skipped = m_input.skip(rest);
            if (!skipped) {
                return std::unexpected(skipped.error());
            }
            m_offset += *skipped;
            return *skipped == rest ? Result<void>() : cutOff();
        }
        std::array<char, std::size_t{16} << 10U> over{};
        while (m_left > 0) {
            if (const Result<std::size_t> read = this->read(over); !read) {
                return std::unexpected(read.error());
            }
        }
        const std::span<char> filling = std::span(over).first(padding);
        if (Result<void> read = take(filling); !read) {
            return read;
        }
        const bool isFilling = std::ranges::all_of(filling, [](char byte) { return byte == '\0'; });
        return isFilling ? Result<void>() : damaged("a member is followed by what does not belong there");
    }

    /// Whether nothing more comes.
    Result<bool> isOver() {
        char one = 0;
        const Result<std::size_t> read = m_input.read({&one, 1});
        return read ? Result<bool>(*read == 0) : std::unexpected(read.error());
    }

    /// Reads exactly so much.
    Result<void> take(std::span<char> into) {
        const Result<std::size_t> read = readFully(m_input, into);
        if (!read) {
            return std::unexpected(read.error());
        }
        note(into.subspan(0, *read));
        return *read == into.size() ? Result<void>() : cutOff();
    }

    std::unexpected<Error> damaged(const std::string& how) const {
        return fail(ErrorKind::CorruptBackup,
                    "The backup is damaged at byte " + std::to_string(m_begin) + ": " + how + ".",
                    "Take another copy of this backup, or an earlier one.");
    }

    /// Where the member begins.
    [[nodiscard]] std::uint64_t begin() const { return m_begin; }
    /// The digest of all in front of the member.
    [[nodiscard]] std::string digestBefore() { return m_before.hexadecimal(); }

private:
    void note(std::span<const char> bytes) {
        m_offset += bytes.size();
        if (m_reading == Reading::Whole) {
            m_digest.add({bytes.data(), bytes.size()});
        }
    }

    std::unexpected<Error> cutOff() const {
        return fail(ErrorKind::CorruptBackup,
                    "The backup ends at byte " + std::to_string(m_offset) + ", in the middle: it was cut off.",
                    "Take another copy of this backup, or an earlier one.");
    }

    ArchiveInput& m_input;
    Reading m_reading;
    std::uint64_t m_offset = 0;
    std::uint64_t m_begin = 0;
    ArchiveDigest m_digest;
    ArchiveDigest m_before;
    std::optional<TarMember> m_member;
    std::uint64_t m_left = 0;
};

/// The parts of one stream as one.
class ArchiveReader::PartSupply final : public ByteSupply {
public:
    PartSupply(Tar& tar, std::string_view stream) : m_tar(tar), m_stream(stream) {}

    Result<std::size_t> read(std::span<char> into) override {
        while (!m_hasEnded) {
            const Result<std::size_t> read = m_tar.read(into);
            if (!read || *read > 0) {
                return read;
            }
            if (const Result<void> next = nextPart(); !next) {
                return std::unexpected(next.error());
            }
        }
        return std::size_t{0};
    }

    /// Goes to the end of the stream.
    Result<void> passOver() {
        Result<void> passed;
        while (passed && !m_hasEnded) {
            passed = nextPart();
        }
        return passed;
    }

private:
    Result<void> nextPart() {
        if (Result<void> left = m_tar.leave(); !left) {
            return left;
        }
        const Result<std::optional<TarMember>> member = m_tar.member();
        if (!member) {
            return std::unexpected(member.error());
        }
        if (!*member) {
            return m_tar.damaged("its end is missing");
        }
        const std::string& name = (*member)->name;
        m_hasEnded = !name.starts_with(m_stream + "/");
        if (!m_hasEnded && name != partName(m_stream, ++m_part)) {
            return m_tar.damaged("a part of \"" + m_stream + "\" is missing or stands in another place");
        }
        return {};
    }

    Tar& m_tar;
    std::string m_stream;
    std::uint64_t m_part = 1;
    bool m_hasEnded = false;
};

ArchiveReader::ArchiveReader(ArchiveInput& input, Reading reading)
    : m_tar(std::make_unique<Tar>(input, reading)), m_reading(reading) {}

ArchiveReader::~ArchiveReader() = default;

Result<std::unique_ptr<ArchiveReader>> ArchiveReader::open(ArchiveInput& input, Reading reading) {
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    std::unique_ptr<ArchiveReader> reader(new ArchiveReader(input, reading));
    if (Result<void> read = reader->readHeader(); !read) {
        return std::unexpected(std::move(read.error()));
    }
    return reader;
}

Result<void> ArchiveReader::readHeader() {
    const Result<std::optional<TarMember>> member = m_tar->member();
    const bool cannotTell = !member && member.error().kind != ErrorKind::CorruptBackup;
    if (cannotTell) {
        return std::unexpected(member.error());
    }
    if (!member || !*member || (*member)->name != kHeaderName || (*member)->size > kLongestHeader) {
        return fail(ErrorKind::CorruptBackup, "This is no backup of DB Visualizer, or its beginning is damaged.",
                    "Choose a file that was made by a backup.");
    }
    m_headerText.resize(static_cast<std::size_t>((*member)->size));
    std::size_t have = 0;
    while (have < m_headerText.size()) {
        const Result<std::size_t> read = m_tar->read(std::span(m_headerText).subspan(have));
        if (!read) {
            return std::unexpected(read.error());
        }
        have += *read;
    }
    Result<ArchiveHeader> header = decodeHeader(m_headerText);
    if (!header) {
        return std::unexpected(std::move(header.error()));
    }
    m_header = *std::move(header);
    return m_tar->leave();
}

Result<void> ArchiveReader::unlock(const Secret& secret) {
    if (!m_header.sealing) {
        return {};
    }
    Result<Secret> key = openDataKey(*m_header.sealing, secret);
    if (!key) {
        return std::unexpected(std::move(key.error()));
    }
    m_dataKey = *std::move(key);
    return {};
}

Result<std::optional<std::string>> ArchiveReader::nextStream(bool locked) {
    if (m_header.sealing && m_dataKey.empty() && !locked) {
        return fail(ErrorKind::InvalidInput, "The backup is encrypted, and was not opened.",
                    "Give its passphrase first.");
    }
    if (Result<void> passed = m_parts == nullptr ? Result<void>() : m_parts->passOver(); !passed) {
        return std::unexpected(std::move(passed.error()));
    }
    m_parts = nullptr;
    m_contents.reset();
    const Result<std::optional<TarMember>> member = m_tar->member();
    if (!member) {
        return std::unexpected(member.error());
    }
    if (!*member) {
        return m_tar->damaged("its end is missing");
    }
    const std::string& name = (*member)->name;
    if (name == kDigestName) {
        if (Result<void> ended = readEnd(m_tar->begin(), m_tar->digestBefore()); !ended) {
            return std::unexpected(std::move(ended.error()));
        }
        return std::nullopt;
    }
    std::string stream = name.substr(0, name.find('/'));
    if (!isStreamName(stream) || name != partName(stream, 1)) {
        return m_tar->damaged("a member \"" + name + "\" has no place in a backup");
    }
    if (m_streams.size() == kMostStreams || std::ranges::find(m_streams, stream) != m_streams.end()) {
        return m_tar->damaged("it has a stream \"" + stream + "\" too many");
    }
    m_streams.push_back(stream);
    auto ownParts = std::make_unique<PartSupply>(*m_tar, stream);
    m_parts = ownParts.get();
    std::unique_ptr<ByteSupply> parts = std::move(ownParts);
    if (m_header.sealing && m_dataKey.empty()) {
        m_contents = std::move(parts);
        return stream;
    }
    if (m_header.sealing) {
        parts = unsealFrom(std::move(parts), streamKey(m_dataKey, m_streams.size()), m_headerText + stream);
    }
    Result<std::unique_ptr<ByteSupply>> unpacked = unpackFrom(std::move(parts), m_header.compression);
    if (!unpacked) {
        return std::unexpected(std::move(unpacked.error()));
    }
    m_contents = *std::move(unpacked);
    return stream;
}

Result<std::size_t> ArchiveReader::read(std::span<char> into) {
    if (m_header.sealing && m_dataKey.empty()) {
        return fail(ErrorKind::InvalidInput, "The backup is encrypted, and was not opened.",
                    "Give its passphrase first.");
    }
    return into.empty() || m_contents == nullptr ? Result<std::size_t>(0) : m_contents->read(into);
}

Result<void> ArchiveReader::readEnd(std::uint64_t begin, const std::string& reckoned) {
    const Result<std::optional<TarMember>> member = m_tar->member();
    if (!member || !*member || (*member)->size > kLongestDigest) {
        return m_tar->damaged("its end is not what it was");
    }
    std::string line(static_cast<std::size_t>((*member)->size), '\0');
    for (std::size_t have = 0; have < line.size();) {
        const Result<std::size_t> read = m_tar->read(std::span(line).subspan(have));
        if (!read) {
            return std::unexpected(read.error());
        }
        have += *read;
    }
    const std::string told = line.substr(0, 2 * ArchiveDigest::kSize);
    if (line != told + "  " + std::to_string(begin) + "\n") {
        return m_tar->damaged("its end is not what it was");
    }
    if (Result<void> left = m_tar->leave(); !left) {
        return left;
    }
    if (m_reading == Reading::Whole && told != reckoned) {
        return fail(ErrorKind::CorruptBackup,
                    "The backup is damaged: its bytes are not those that were written (SHA-256 " +
                        reckoned.substr(0, 16) + "…, not " + told.substr(0, 16) + "…).",
                    "Take another copy of this backup, or an earlier one.");
    }
    for (int zeros = 0; zeros < 2; ++zeros) {
        const Result<std::optional<TarMember>> none = m_tar->member();
        if (!none || *none) {
            return none ? m_tar->damaged("something stands behind its end") : std::unexpected(none.error());
        }
    }
    const Result<bool> over = m_tar->isOver();
    if (!over || !*over) {
        return over ? m_tar->damaged("something stands behind its end") : std::unexpected(over.error());
    }
    m_digest = told;
    return {};
}

} // namespace dbv::archive
