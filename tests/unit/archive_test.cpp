// SPDX-License-Identifier: Apache-2.0
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <gmock/gmock.h>

#include "archive_workshop.h"

namespace dbv::archive {

namespace {

using testing::HasSubstr;

struct Kind {
    const char* name;
    Compression compression;
    bool isSealed;
};

class EachArchive : public testing::TestWithParam<Kind> {};

INSTANTIATE_TEST_SUITE_P(Archives, EachArchive,
                         testing::Values(Kind{"Plain", Compression::None, false},
                                         Kind{"Gzip", Compression::Gzip, false}, Kind{"Zstd", Compression::Zstd, false},
                                         Kind{"SealedPlain", Compression::None, true},
                                         Kind{"SealedGzip", Compression::Gzip, true},
                                         Kind{"SealedZstd", Compression::Zstd, true}),
                         [](const auto& kind) { return kind.param.name; });

std::optional<SealingSecret> sealingOf(const Kind& kind) {
    return kind.isSealed ? std::optional(byPassphrase("open sesame")) : std::nullopt;
}

TEST_P(EachArchive, GivesBackWhatWasPutIn) {
    const Secret passphrase("open sesame");
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{1}, kPartSize - 1, kPartSize, kPartSize + 1, std::size_t{11'000'000}}) {
        const Streams streams{{"dump", someBytes(size)}, {"empty", ""}, {"manifest", "{\"a\": 1}"}};
        const std::string archive = archiveOf(streams, {.compression = GetParam().compression}, sealingOf(GetParam()));
        const Result<Streams> read = streamsOf(archive, &passphrase);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_TRUE(*read == streams) << size;
    }
}

TEST_P(EachArchive, PassesOverWhatNobodyReads) {
    const std::string archive = archiveOf({{"dump", someBytes(11'000'000)}, {"manifest", "{}"}},
                                          {.compression = GetParam().compression}, sealingOf(GetParam()));
    for (const Reading reading : {Reading::Whole, Reading::OnlyWanted}) {
        MemoryInput input(archive);
        const auto reader = ArchiveReader::open(input, reading);
        ASSERT_TRUE(reader);
        ASSERT_TRUE((*reader)->unlock(Secret("open sesame")));
        EXPECT_EQ((*reader)->nextStream(), "dump");
        EXPECT_EQ((*reader)->nextStream(), "manifest");
        std::string manifest(10, '\0');
        EXPECT_EQ((*reader)->read(manifest), 2U);
        EXPECT_EQ(manifest.substr(0, 2), "{}");
        EXPECT_EQ((*reader)->nextStream(), std::nullopt);
        EXPECT_EQ(input.skipped() > 5'000'000, reading == Reading::OnlyWanted);
        EXPECT_EQ((*reader)->digest().size(), 2 * ArchiveDigest::kSize);
    }
}

TEST(Archive, TellsWhatItIsBeforeItIsOpened) {
    SealingSecret key{.by = OpenedBy::Key, .secret = secrets::randomKey(), .keyName = "backups of ours"};
    const Secret same = key.secret.clone();
    const std::string archive = archiveOf({{"dump", "abc"}}, {}, std::move(key));
    MemoryInput input(archive);
    const auto reader = ArchiveReader::open(input, Reading::Whole);
    ASSERT_TRUE(reader);
    const ArchiveHeader& header = (*reader)->header();
    EXPECT_EQ(header.created, "2026-11-29T12:00:00Z");
    EXPECT_EQ(header.writer, "DB Visualizer of a test");
    EXPECT_EQ(header.compression, Compression::Zstd);
    ASSERT_TRUE(header.sealing);
    EXPECT_EQ(header.sealing->by, OpenedBy::Key);
    EXPECT_EQ(header.sealing->keyName, "backups of ours");

    EXPECT_EQ((*reader)->nextStream().error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ((*reader)->unlock(secrets::randomKey()).error().kind, ErrorKind::WrongPassphrase);
    EXPECT_EQ((*reader)->unlock(Secret("short")).error().kind, ErrorKind::InvalidInput);
    EXPECT_TRUE((*reader)->unlock(same));
    EXPECT_EQ((*reader)->nextStream(), "dump");
}

TEST(Archive, CanBeProvedWholeByWhomItIsLockedTo) {
    const std::string archive = archiveOf({{"dump", someBytes(5'000'000)}}, {}, byPassphrase("x"));
    MemoryInput input(archive);
    const auto reader = ArchiveReader::open(input, Reading::Whole);
    ASSERT_TRUE(reader);
    EXPECT_EQ((*reader)->nextStream(true), "dump");
    std::string some(10, '\0');
    EXPECT_EQ((*reader)->read(some).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ((*reader)->nextStream(true), std::nullopt);
}

TEST(Archive, HoldsNothingInTheClearThatIsSealed) {
    const std::string secretText = "customers are listed here, one after the other";
    const std::string archive =
        archiveOf({{"dump", secretText}}, {.compression = Compression::None}, byPassphrase("the passphrase"));
    EXPECT_THAT(archive, testing::Not(HasSubstr(secretText.substr(0, 9))));
    EXPECT_THAT(archive, testing::Not(HasSubstr("the passphrase")));
    EXPECT_THAT(archiveOf({{"dump", secretText}}, {.compression = Compression::None}), HasSubstr(secretText));
}

TEST(Archive, IsPackedAsHardAsWasAsked) {
    std::string text;
    for (int i = 0; i < 200'000; ++i) {
        text += std::to_string(i * 7919 % 100'003) + ";";
    }
    const auto sizeAt = [&text](Compression compression, int level) {
        return archiveOf({{"dump", text}}, {.compression = compression, .level = level}).size();
    };
    EXPECT_LT(sizeAt(Compression::Zstd, 19), sizeAt(Compression::Zstd, 1));
    EXPECT_LT(sizeAt(Compression::Gzip, 9), sizeAt(Compression::Gzip, 1));
    for (const Compression compression : {Compression::Zstd, Compression::Gzip}) {
        const auto writer = ArchiveWriter::begin([](std::string_view) { return Result<void>(); },
                                                 {.packing = {.compression = compression, .level = 20}});
        ASSERT_TRUE(writer);
        EXPECT_EQ((*writer)->beginStream("dump").error().kind, ErrorKind::InvalidInput);
    }
}

TEST(Archive, TellsBeforeWhetherItCanBePackedSo) {
    EXPECT_EQ(packingNamed("", 0).value().compression, Compression::Zstd);
    EXPECT_EQ(packingNamed("gzip", 9).value().level, 9);
    EXPECT_TRUE(packingNamed("none", 99)) << "it has no levels";
    EXPECT_EQ(packingNamed("zstd", 20).error().message, "There is no level 20 of zstd.");
    EXPECT_EQ(packingNamed("gzip", -1).error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(packingNamed("lzma", 0).error().message, "The compression \"lzma\" is not known.");
}

TEST(Archive, TakesNoNameThatCouldBeAPath) {
    const auto writer = ArchiveWriter::begin([](std::string_view) { return Result<void>(); }, {});
    ASSERT_TRUE(writer);
    for (const char* name :
         {"", "..", "../up", "/abs", "a/b", "a b", "A", "1a", "sha256", "ä", "abcdefghijklmnopqrstuvwxyz0123456"}) {
        EXPECT_FALSE((*writer)->beginStream(name)) << name;
    }
    ASSERT_TRUE((*writer)->beginStream("dump"));
    ASSERT_TRUE((*writer)->endStream());
    EXPECT_FALSE((*writer)->beginStream("dump"));
}

TEST(Archive, TakesNothingOutOfOrder) {
    std::string made;
    const auto writer = ArchiveWriter::begin(
        [&made](std::string_view bytes) {
            made += bytes;
            return Result<void>();
        },
        {});
    ASSERT_TRUE(writer);
    const std::string head = made;
    EXPECT_EQ((*writer)->write("x").error().kind, ErrorKind::Internal);
    EXPECT_EQ((*writer)->endStream().error().kind, ErrorKind::Internal);
    EXPECT_EQ(made, head);
    ASSERT_TRUE((*writer)->beginStream("dump"));
    EXPECT_EQ((*writer)->beginStream("manifest").error().kind, ErrorKind::Internal);
    EXPECT_EQ((*writer)->finish().error().kind, ErrorKind::Internal);
    ASSERT_TRUE((*writer)->write("x"));
    ASSERT_TRUE((*writer)->endStream());
    EXPECT_EQ((*writer)->write("y").error().kind, ErrorKind::Internal);
    EXPECT_TRUE((*writer)->finish());
}

TEST(Archive, SaysWhatItsOutputSays) {
    int calls = 0;
    const auto full = [&calls](std::string_view) {
        return ++calls < 5 ? Result<void>() : fail(ErrorKind::IoError, "No space left on device");
    };
    const auto writer = ArchiveWriter::begin(full, {.packing = {.compression = Compression::None}});
    ASSERT_TRUE(writer);
    ASSERT_TRUE((*writer)->beginStream("dump"));
    // More than may be under way.
    const Result<void> written = (*writer)->write(someBytes(20'000'000));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::IoError);
}

class ArchiveOnDisk : public testing::Test {
protected:
    QByteArray outputOf(const QString& shellCommand) {
        QProcess shell;
        shell.setWorkingDirectory(m_folder.path());
        shell.start(QStringLiteral("sh"), {QStringLiteral("-c"), shellCommand});
        EXPECT_TRUE(shell.waitForFinished(60'000));
        EXPECT_EQ(shell.exitCode(), 0) << shell.readAllStandardError().toStdString();
        return shell.readAllStandardOutput();
    }
    void keep(const std::string& archive) {
        QFile file(QDir(m_folder.path()).filePath(QStringLiteral("a.dbvbackup")));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        ASSERT_EQ(file.write(archive.data(), static_cast<qint64>(archive.size())), static_cast<qint64>(archive.size()));
    }

    QTemporaryDir m_folder;
};

TEST_F(ArchiveOnDisk, IsReadByStandardTools) {
    ArchiveTotals totals;
    const std::string bytes = someBytes(20'000'000);
    keep(archiveOf({{"dump", bytes}, {"manifest", "{}"}}, {.compression = Compression::Gzip}, std::nullopt, &totals));
    EXPECT_EQ(outputOf(QStringLiteral("tar -xf a.dbvbackup && cat dump/* | gzip -dc")).toStdString(), bytes);
    EXPECT_EQ(outputOf(QStringLiteral("tar -xOf a.dbvbackup manifest/00000001 | gzip -dc")), "{}");
    EXPECT_THAT(outputOf(QStringLiteral("cat backup.json")).toStdString(), HasSubstr("\"compression\": \"gzip\""));
    const QByteArray line = outputOf(QStringLiteral("cat sha256"));
    EXPECT_TRUE(line.startsWith(QByteArray::fromStdString(totals.digest)));
    const QByteArray digest = QByteArray::fromStdString(totals.digest);
    QFile file(QDir(m_folder.path()).filePath(QStringLiteral("a.dbvbackup")));
    ASSERT_TRUE(file.open(QIODevice::ReadOnly));
    const QByteArray digested = file.read(line.split(' ').last().trimmed().toLongLong());
    EXPECT_EQ(QCryptographicHash::hash(digested, QCryptographicHash::Sha256).toHex(), digest);
    file.seek(0);
    EXPECT_EQ(QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex(),
              QByteArray::fromStdString(totals.sha256));
    // Not every system has the tool that the description of the format names.
    if (!QStandardPaths::findExecutable(QStringLiteral("sha256sum")).isEmpty()) {
        EXPECT_EQ(outputOf(QStringLiteral("head -c $(cut -d' ' -f3 sha256) a.dbvbackup | sha256sum | cut -d' ' -f1"))
                      .trimmed(),
                  digest);
    }
}

} // namespace

} // namespace dbv::archive
