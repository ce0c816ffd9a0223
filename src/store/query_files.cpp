// SPDX-License-Identifier: Apache-2.0
#include "store/query_files.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <QCryptographicHash>
#include <QFile>
#include <QSaveFile>
#include <QStringDecoder>

#include "settings/file_paths.h"
#include "store/sql_files.h"

namespace dbv::store {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostQueryFiles = 20'000;
constexpr qint64 kLargestQueryFile = 80LL << 20;
// A larger one is opened to be read where it lies.
constexpr qint64 kLargestOpened = 20LL << 20;
constexpr QByteArrayView kQueryByteOrderMark("\xEF\xBB\xBF");

fs::path pathOfText(const std::string& path) {
    return settings::pathFrom(QString::fromStdString(path));
}

/// A file as it is on the disk.
struct TextFile {
    QString text;
    std::string stamp;
    bool hasMark = false;
    bool hasReturns = false;
};

std::string stampOf(const QByteArray& bytes) {
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toStdString();
}

Result<TextFile> readTextFile(const fs::path& path) {
    QFile file(settings::qtPath(path));
    if (!file.exists()) {
        return fail(ErrorKind::NotFound, "There is no file " + settings::shownPath(path) + ".");
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    if (file.size() > kLargestQueryFile) {
        return fail(ErrorKind::InvalidInput, "The file " + settings::shownPath(path) + " is over 80 MiB.",
                    "Run it from the disk (Run script file), which does not hold it in memory.");
    }
    const QByteArray bytes = file.readAll();
    if (file.error() != QFileDevice::NoError) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    QStringDecoder decoder(QStringDecoder::Utf8);
    TextFile read{.text = decoder(bytes), .stamp = stampOf(bytes)};
    if (decoder.hasError() || read.text.contains(QChar(u'\0'))) {
        return fail(ErrorKind::InvalidInput, "The file " + settings::shownPath(path) + " is not a text in UTF-8.",
                    "Convert it, or choose another file.");
    }
    read.hasMark = bytes.startsWith(kQueryByteOrderMark);
    const qsizetype line = read.text.indexOf(u'\n');
    read.hasReturns = line > 0 && read.text[line - 1] == u'\r';
    read.text.replace(QLatin1String("\r\n"), QLatin1String("\n")).replace(u'\r', u'\n');
    return read;
}

bool isPacked(const QByteArray& start) {
    return start.startsWith("\x1F\x8B") || start.startsWith("\x28\xB5\x2F\xFD") || start.startsWith("\xFD\x37zXZ");
}

/// What is there now; nothing for no file.
Result<std::optional<TextFile>> lookAt(const fs::path& path) {
    Result<TextFile> read = readTextFile(path);
    if (read) {
        return std::optional(*std::move(read));
    }
    return read.error().kind == ErrorKind::NotFound ? Result<std::optional<TextFile>>(std::nullopt)
                                                    : std::unexpected(std::move(read.error()));
}

} // namespace

protocol::QueryFilesListed listQueryFiles(const fs::path& folder) {
    protocol::QueryFilesListed listed;
    listed.folder = settings::shownPath(folder);
    const SqlFiles files = sqlFilesBelow(folder, kMostQueryFiles);
    for (const fs::path& path : files.paths) {
        listed.files.push_back({.path = settings::shownPath(path),
                                .name = settings::shownPath(path.lexically_relative(folder).replace_extension())});
    }
    if (files.cut) {
        listed.notices.push_back(
            {.severity = "warning", .message = "Only the first 20,000 queries of " + listed.folder + " are shown."});
    }
    if (!files.problem.empty()) {
        listed.notices.push_back(
            {.severity = "warning", .message = "Could not read all of " + listed.folder + ": " + files.problem + "."});
    }
    std::ranges::sort(listed.files, {}, &protocol::QueryFile::name);
    return listed;
}

Result<protocol::QueryFileRead> readQueryFile(const protocol::ReadQueryFile& asked) {
    // What is a tab's text already stays one.
    if (asked.stamp.empty() && !asked.known) {
        QFile file(settings::qtPath(pathOfText(asked.path)));
        constexpr qint64 kPackedStart = 6;
        const bool opened = file.open(QIODevice::ReadOnly);
        const bool packed = opened && isPacked(file.read(kPackedStart));
        if (packed || (opened && file.size() > kLargestOpened)) {
            return protocol::QueryFileRead{.path = asked.path, .paged = true, .packed = packed};
        }
    }
    Result<TextFile> read = readTextFile(pathOfText(asked.path));
    if (!read) {
        return std::unexpected(std::move(read.error()));
    }
    const bool same = read->stamp == asked.stamp;
    return protocol::QueryFileRead{.path = asked.path,
                                   .text = same ? QString() : std::move(read->text),
                                   .stamp = std::move(read->stamp),
                                   .same = same};
}

Result<protocol::QueryFileWritten> writeQueryFile(const protocol::WriteQueryFile& asked) {
    const fs::path path = pathOfText(asked.path);
    Result<std::optional<TextFile>> there = lookAt(path);
    if (!there) {
        return std::unexpected(std::move(there.error()));
    }
    const std::string now = *there ? (*there)->stamp : std::string();
    if (now != asked.stamp) {
        return protocol::QueryFileWritten{.path = asked.path,
                                          .stamp = now,
                                          .conflict = true,
                                          .theirs = *there ? std::move((*there)->text) : QString()};
    }
    QString text = asked.text;
    if (*there && (*there)->hasReturns) {
        text.replace(u'\n', QLatin1String("\r\n"));
    }
    const QByteArray bytes =
        (*there && (*there)->hasMark ? kQueryByteOrderMark.toByteArray() : QByteArray()) + text.toUtf8();
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) {
        return std::unexpected(settings::pathError("Could not make", path.parent_path(), error.message()));
    }
    QSaveFile file(settings::qtPath(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) < 0 || !file.commit()) {
        return std::unexpected(settings::pathError("Could not write", path, file.errorString().toStdString()));
    }
    return protocol::QueryFileWritten{.path = asked.path, .stamp = stampOf(bytes)};
}

} // namespace dbv::store
