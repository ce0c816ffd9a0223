// SPDX-License-Identifier: Apache-2.0
#include "backup/backup_file.h"

#include <utility>
#include <vector>

namespace dbv::backup {

namespace {

constexpr std::size_t kReadAtOnce = std::size_t{256} << 10U;
/// A stream of as much is likely long enough for a thread of its own.
constexpr std::uint64_t kLong = std::uint64_t{1} << 20U;

} // namespace

BackupFile::BackupFile(std::string path, std::unique_ptr<PlacedInput> input,
                       std::unique_ptr<archive::ArchiveReader> reader)
    : m_path(std::move(path)), m_input(std::move(input)), m_reader(std::move(reader)) {}
BackupFile::~BackupFile() = default;

Result<std::unique_ptr<BackupFile>> BackupFile::open(const PlacedFile& file, archive::Reading reading) {
    Result<std::unique_ptr<PlacedInput>> input = file.place().open(file.path());
    if (!input) {
        return std::unexpected(std::move(input.error()));
    }
    Result<std::unique_ptr<archive::ArchiveReader>> reader = archive::ArchiveReader::open(**input, reading);
    if (!reader) {
        reader.error().message = "\"" + file.path() + "\": " + reader.error().message;
        return std::unexpected(std::move(reader.error()));
    }
    return std::unique_ptr<BackupFile>(new BackupFile(file.path(), *std::move(input), *std::move(reader)));
}

template <class Value>
Result<Value> BackupFile::named(Result<Value> result) const {
    if (!result &&
        (result.error().kind == ErrorKind::CorruptBackup || result.error().kind == ErrorKind::WrongPassphrase)) {
        result.error().message = "\"" + m_path + "\": " + result.error().message;
    }
    return result;
}

const archive::ArchiveHeader& BackupFile::header() const {
    return m_reader->header();
}

Result<void> BackupFile::unlock(const Secret& secret) {
    return named(m_reader->unlock(secret));
}

Result<std::optional<std::string>> BackupFile::nextStream(bool locked) {
    m_ahead.reset();
    Result<std::optional<std::string>> next = named(m_reader->nextStream(locked));
    m_stream = next && *next ? **next : std::string();
    m_bytes = 0;
    m_digest = archive::ArchiveDigest();
    return next;
}

Result<std::size_t> BackupFile::read(std::span<char> into) {
    Result<std::size_t> got = named(readStream(into));
    if (got) {
        m_bytes += *got;
        if (!header().hasOneDigest) {
            m_digest.add({into.data(), *got});
        }
    }
    return got;
}

Result<std::size_t> BackupFile::readStream(std::span<char> into) {
    if (m_ahead == nullptr && m_bytes >= kLong) {
        m_ahead = std::make_unique<ReadAhead>([this](std::span<char> ahead) { return m_reader->read(ahead); },
                                              [this] { return m_input->done(); });
    }
    return m_ahead == nullptr ? m_reader->read(into) : m_ahead->read(into);
}

archive::ManifestStream BackupFile::soFar() const {
    return {m_stream, m_bytes, header().hasOneDigest ? std::string() : m_digest.copy().hexadecimal()};
}

std::uint64_t BackupFile::done() const {
    return m_ahead == nullptr ? m_input->done() : m_ahead->where();
}

std::uint64_t BackupFile::size() const {
    return m_input->size();
}

const std::string& BackupFile::digest() const {
    return m_reader->digest();
}

Result<std::unique_ptr<BackupFile>> openBackup(const PlacedFile& file, archive::Reading reading, const Secret* secret) {
    Result<std::unique_ptr<BackupFile>> opened = BackupFile::open(file, reading);
    if (!opened || !(*opened)->isSealed()) {
        return opened;
    }
    if (secret == nullptr || secret->empty()) {
        return fail(ErrorKind::WrongPassphrase,
                    "The backup \"" + file.path() + "\" is encrypted, and no passphrase was given.",
                    "Give the passphrase that it was made with.");
    }
    if (Result<void> unlocked = (*opened)->unlock(*secret); !unlocked) {
        return std::unexpected(std::move(unlocked.error()));
    }
    return opened;
}

Result<archive::Manifest> readManifestStream(BackupFile& file) {
    std::string json;
    std::vector<char> block(kReadAtOnce);
    while (true) {
        const Result<std::size_t> got = file.read(block);
        if (!got) {
            return std::unexpected(got.error());
        }
        if (*got == 0) {
            return archive::decodeManifest(json);
        }
        if (json.size() + *got > archive::kLongestManifest) {
            return fail(ErrorKind::CorruptBackup, "The manifest of the backup is longer than any can be.",
                        "Use another backup.");
        }
        json.append(block.data(), *got);
    }
}

Result<archive::Manifest> readManifest(const PlacedFile& placed, const Secret* secret) {
    const Result<std::unique_ptr<BackupFile>> file = openBackup(placed, archive::Reading::OnlyWanted, secret);
    if (!file) {
        return std::unexpected(file.error());
    }
    while (true) {
        const Result<std::optional<std::string>> stream = (*file)->nextStream();
        if (!stream) {
            return std::unexpected(stream.error());
        }
        if (!*stream) {
            return fail(ErrorKind::CorruptBackup, "\"" + placed.path() + "\" has no manifest.", "Use another backup.");
        }
        if (**stream == archive::kManifestStream) {
            return readManifestStream(**file);
        }
    }
}

} // namespace dbv::backup
