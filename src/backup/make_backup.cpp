// SPDX-License-Identifier: Apache-2.0
#include "backup/make_backup.h"

#include <memory>
#include <utility>

#include <QtCore/QDateTime>

#include "archive/archive_digest.h"
#include "backup/inventory_taker.h"

namespace dbv::backup {

namespace {

/// A stream of an archive while it is written, and what the manifest will say of it.
class CountedStream {
public:
    explicit CountedStream(archive::ArchiveWriter& writer) : m_writer(writer) {}

    Result<void> write(std::string_view bytes) {
        m_bytes += bytes.size();
        if (!m_writer.hasOneDigest()) {
            m_digest.add(bytes);
        }
        return m_writer.write(bytes);
    }
    /// Errors: Internal where there was too little memory for the digest.
    Result<void> toldIn(archive::Manifest& manifest, std::string_view name) {
        manifest.streams.push_back({.name = std::string(name), .bytes = m_bytes, .digest = {}});
        if (m_writer.hasOneDigest()) {
            return {};
        }
        manifest.streams.back().digest = m_digest.hexadecimal();
        return manifest.streams.back().digest.empty() ? archive::noMemoryToPack() : Result<void>();
    }

private:
    archive::ArchiveWriter& m_writer;
    archive::ArchiveDigest m_digest;
    std::uint64_t m_bytes = 0;
};

/// Whether a disk is faster than the packing.
bool packsSlowly(const archive::Packing& packing) {
    constexpr int kFastLevels = 5;
    return packing.compression == archive::Compression::Gzip ||
           (packing.compression == archive::Compression::Zstd && packing.level > kFastLevels);
}

Result<void> writeManifest(archive::ArchiveWriter& writer, const archive::Manifest& manifest) {
    Result<void> done = writer.beginStream(archive::kManifestStream);
    done = done ? writer.write(archive::encodeManifest(manifest)) : done;
    return done ? writer.endStream() : done;
}

Result<void> writeRoles(archive::ArchiveWriter& writer, Dumper& dumper, const DumpGround& ground,
                        archive::Manifest& manifest, const WorkProgress& progress) {
    Result<void> done = writer.beginStream(kRolesStream);
    CountedStream stream(writer);
    done = done ? dumper.dumpRoles(
                      ground, [&stream](std::string_view bytes) { return stream.write(bytes); }, unmeasured(progress))
                : done;
    done = done ? writer.endStream() : done;
    return done ? stream.toldIn(manifest, kRolesStream) : done;
}

} // namespace

std::string momentNow() {
    return QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
}

std::string momentForName(std::string_view moment) {
    std::string name(moment);
    std::erase_if(name, [](char c) { return c == '-' || c == ':'; });
    return name;
}

Result<MadeBackup> makeBackup(Session& session, const DumpPlan& plan, BackupOrder order,
                              archive::ArchiveWriter::Output output, const WorkProgress& progress) {
    Dumper* const dumper = session.dumper();
    if (dumper == nullptr) {
        return fail(ErrorKind::Unsupported, "Databases of this kind can not be backed up yet.",
                    "Use the tool that comes with the server.");
    }
    MadeBackup made;
    archive::Manifest& manifest = made.manifest;
    manifest.engine = std::move(order.engine);
    manifest.connection = std::move(order.connection);
    manifest.server = std::move(order.server);
    manifest.serverVersion = session.facts().serverVersion;
    manifest.database = session.facts().database;
    manifest.tool = plan.tool;
    manifest.dumpFormat = plan.format;
    manifest.rowFormat = plan.rowFormat;
    manifest.begun = order.created.empty() ? momentNow() : std::move(order.created);
    archive::ArchiveOptions options{.created = manifest.begun,
                                    .writer = order.writer,
                                    .packing = order.packing,
                                    .sealing = std::move(order.sealing)};
    const Result<std::unique_ptr<archive::ArchiveWriter>> writer =
        archive::ArchiveWriter::begin(std::move(output), options);
    if (!writer) {
        return std::unexpected(writer.error());
    }
    if (Result<void> begun = (*writer)->beginStream(kDumpStream); !begun) {
        return std::unexpected(std::move(begun.error()));
    }
    order.ground.isSlow = packsSlowly(order.packing);
    CountedStream stream(**writer);
    InventoryTaker inventory;
    DumpMoves moves(plan.bytes.value_or(0));
    Result<std::string> snapshot = dumper->dump(
        order.ground, order.scope,
        [&stream, &moves](std::string_view bytes) {
            moves.wrote(bytes.size());
            return stream.write(bytes);
        },
        inventory, moves.heard(progress));
    if (!snapshot) {
        return std::unexpected(std::move(snapshot.error()));
    }
    Result<void> done = (*writer)->endStream();
    manifest.snapshot = *std::move(snapshot);
    manifest.scope = order.scope;
    done = done ? stream.toldIn(manifest, kDumpStream) : done;
    done = done && order.scope.roles ? writeRoles(**writer, *dumper, order.ground, manifest, progress) : done;
    TakenObjects taken = inventory.take();
    manifest.objects = std::move(taken.objects);
    if (!order.scope.objects.empty() && order.scope.content != DumpContent::Rows) {
        manifest.besides = std::move(taken.besides);
    }
    manifest.ended = momentNow();
    done = done ? writeManifest(**writer, manifest) : done;
    if (!done) {
        return std::unexpected(std::move(done.error()));
    }
    const Result<archive::ArchiveTotals> totals = (*writer)->finish();
    if (!totals) {
        return std::unexpected(totals.error());
    }
    made.bytes = totals->bytes;
    made.digest = totals->digest;
    made.sha256 = totals->sha256;
    return made;
}

} // namespace dbv::backup
