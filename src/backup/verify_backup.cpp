// SPDX-License-Identifier: Apache-2.0
#include "backup/verify_backup.h"

#include <utility>

#include <dbv/core/cancel.h>

#include "backup/make_backup.h"

namespace dbv::backup {

namespace {

constexpr std::size_t kVerifiedAtOnce = std::size_t{1} << 20U;

Result<archive::ManifestStream> readThrough(BackupFile& file, std::vector<char>& block, const WorkProgress& progress) {
    while (true) {
        const Result<std::size_t> got = file.read(block);
        if (!got) {
            return std::unexpected(got.error());
        }
        if (*got == 0) {
            return file.soFar();
        }
        if (!progress({{"reading", file.done(), file.size(), "bytes"}, shareOf(file.done(), file.size())})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
}

std::unexpected<Error> manifestDiffers(const std::string& what) {
    return fail(ErrorKind::CorruptBackup, "The backup does not hold what its manifest says: " + what + ".",
                "Use another backup.");
}

Result<void> compareStreams(const std::vector<archive::ManifestStream>& said,
                            const std::vector<archive::ManifestStream>& read) {
    if (said.size() != read.size()) {
        return manifestDiffers("it has " + std::to_string(read.size()) + " streams instead of " +
                               std::to_string(said.size()));
    }
    for (std::size_t i = 0; i < said.size(); ++i) {
        if (said[i] != read[i]) {
            return manifestDiffers("the stream \"" + read[i].name + "\" is another one");
        }
    }
    return {};
}

/// Of an encrypted backup without its secret: no more than that it is as it was written.
Result<void> readLocked(BackupFile& file, const WorkProgress& progress) {
    while (true) {
        const Result<std::optional<std::string>> stream = file.nextStream(true);
        if (!stream) {
            return std::unexpected(stream.error());
        }
        if (!*stream) {
            return {};
        }
        if (!progress({{"reading", file.done(), file.size(), "bytes"}, shareOf(file.done(), file.size())})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
}

} // namespace

std::uint64_t dumpBytes(const archive::Manifest& manifest) {
    std::uint64_t bytes = 0;
    for (const archive::ManifestStream& stream : manifest.streams) {
        bytes += stream.name == kDumpStream ? stream.bytes : 0;
    }
    return bytes;
}

std::uint64_t rowsOf(const std::vector<archive::ManifestObject>& objects) {
    std::uint64_t rows = 0;
    for (const archive::ManifestObject& object : objects) {
        rows += object.rows.value_or(0);
    }
    return rows;
}

Result<archive::Manifest> readBehindDump(BackupFile& file, std::vector<archive::ManifestStream> streams) {
    std::optional<archive::Manifest> manifest;
    std::vector<char> block(kVerifiedAtOnce);
    while (true) {
        const Result<std::optional<std::string>> stream = file.nextStream();
        if (!stream) {
            return std::unexpected(stream.error());
        }
        if (!*stream) {
            break;
        }
        if (manifest) {
            return manifestDiffers("\"" + **stream + "\" stands behind it");
        }
        if (**stream == archive::kManifestStream) {
            Result<archive::Manifest> read = readManifestStream(file);
            if (!read) {
                return read;
            }
            manifest = *std::move(read);
            continue;
        }
        const Result<archive::ManifestStream> read =
            readThrough(file, block, [](const DumpAdvance& advance) { return advance.unit == "bytes"; });
        if (!read) {
            return std::unexpected(read.error());
        }
        streams.push_back(*read);
    }
    if (!manifest) {
        return manifestDiffers("it has none");
    }
    if (Result<void> same = compareStreams(manifest->streams, streams); !same) {
        return std::unexpected(std::move(same.error()));
    }
    return *std::move(manifest);
}

Result<archive::Manifest> unpackDump(const PlacedFile& placed, const Secret* secret, const DumpSink& sink,
                                     const WorkProgress& progress) {
    Result<std::unique_ptr<BackupFile>> opened = openBackup(placed, archive::Reading::Whole, secret);
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    BackupFile& file = **opened;
    const Result<std::optional<std::string>> first = file.nextStream();
    if (!first) {
        return std::unexpected(first.error());
    }
    std::vector<char> block(kVerifiedAtOnce);
    while (true) {
        const Result<std::size_t> got = file.read(block);
        if (!got) {
            return std::unexpected(got.error());
        }
        if (*got == 0) {
            break;
        }
        if (Result<void> taken = sink({block.data(), *got}); !taken) {
            return std::unexpected(std::move(taken.error()));
        }
        if (!progress({{"unpacking", file.done(), file.size(), "bytes"}, shareOf(file.done(), file.size())})) {
            return std::unexpected(cancelledError(Damage::None));
        }
    }
    return readBehindDump(file, {file.soFar()});
}

Result<VerifiedBackup> verifyBackup(const PlacedFile& placed, const Secret* secret, const WorkProgress& progress) {
    Result<std::unique_ptr<BackupFile>> opened = BackupFile::open(placed, archive::Reading::Whole);
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    BackupFile& file = **opened;
    VerifiedBackup verified;
    if (file.isSealed() && secret == nullptr) {
        if (Result<void> whole = readLocked(file, progress); !whole) {
            return std::unexpected(std::move(whole.error()));
        }
        verified.bytes = file.done();
        verified.digest = file.digest();
        return verified;
    }
    if (file.isSealed()) {
        if (Result<void> unlocked = file.unlock(*secret); !unlocked) {
            return std::unexpected(std::move(unlocked.error()));
        }
    }
    std::vector<archive::ManifestStream> streams;
    const Result<std::optional<std::string>> first = file.nextStream();
    if (!first) {
        return std::unexpected(first.error());
    }
    if (!*first || **first == archive::kManifestStream) {
        return manifestDiffers("it has no dump");
    }
    std::vector<char> block(kVerifiedAtOnce);
    Result<archive::ManifestStream> dump = readThrough(file, block, progress);
    if (!dump) {
        return std::unexpected(std::move(dump.error()));
    }
    streams.push_back(*std::move(dump));
    Result<archive::Manifest> manifest = readBehindDump(file, std::move(streams));
    if (!manifest) {
        return std::unexpected(std::move(manifest.error()));
    }
    verified.bytes = file.done();
    verified.digest = file.digest();
    verified.manifest = *std::move(manifest);
    return verified;
}

} // namespace dbv::backup
