// SPDX-License-Identifier: Apache-2.0
#include "store/draft_versions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <QByteArray>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QUrl>

#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::store {

namespace {

namespace fs = std::filesystem;

constexpr const char* kVersionEnding = ".version";
constexpr qsizetype kLongestTitle = 20;
/// Milliseconds since 1970, all as long, so that names are in the order of time.
constexpr int kDigits = 15;
constexpr std::array kReasons{"typed", "replaced", "run", "closed"};

/// A part of a name that no path can be made of.
QString encoded(const QString& text) {
    return QString::fromLatin1(QUrl::toPercentEncoding(text, {}, "."));
}

fs::path folderOf(const fs::path& folder, const std::string& draft) {
    return folder / settings::pathFrom(encoded(QString::fromStdString(draft)));
}

QString nameOf(std::int64_t time, protocol::VersionReason reason, const std::string& title) {
    return QStringLiteral("%1_%2_%3%4")
        .arg(time, kDigits, 10, QLatin1Char('0'))
        .arg(QLatin1String(kReasons[static_cast<std::size_t>(reason)]),
             encoded(QString::fromStdString(title).left(kLongestTitle)), QLatin1String(kVersionEnding));
}

/// What a name tells; nothing for another file.
std::optional<protocol::DraftVersion> versionOf(const fs::path& file) {
    const QString name = settings::qtPath(file.filename());
    if (!name.endsWith(QLatin1String(kVersionEnding))) {
        return std::nullopt;
    }
    const QStringList parts = name.chopped(static_cast<qsizetype>(qstrlen(kVersionEnding))).split(u'_');
    const auto reason = parts.size() < 3 ? kReasons.end() : std::ranges::find(kReasons, parts[1].toStdString());
    bool isTime = false;
    const qint64 time = parts.front().toLongLong(&isTime);
    if (reason == kReasons.end() || !isTime) {
        return std::nullopt;
    }
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(file, error);
    return protocol::DraftVersion{.id = settings::shownPath(file.parent_path().filename() / file.filename()),
                                  .title = QUrl::fromPercentEncoding(parts.mid(2).join(u'_').toLatin1()).toStdString(),
                                  .time = time,
                                  .reason = static_cast<protocol::VersionReason>(reason - kReasons.begin()),
                                  .bytes = error ? 0 : static_cast<std::uint64_t>(bytes)};
}

void addVersions(const fs::path& folder, std::vector<protocol::DraftVersion>& versions) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        if (std::optional<protocol::DraftVersion> version = versionOf(entry->path())) {
            versions.push_back(*std::move(version));
        }
    }
}

Result<QByteArray> readVersion(const fs::path& path) {
    QFile file(settings::qtPath(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return std::unexpected(settings::pathError("Could not read", path, file.errorString().toStdString()));
    }
    QByteArray text = qUncompress(file.readAll());
    if (text.isEmpty()) {
        return fail(ErrorKind::InvalidInput, "The version " + settings::shownPath(path) + " is damaged.",
                    "Choose another one.");
    }
    return text;
}

} // namespace

std::vector<protocol::DraftVersion> DraftVersions::list(const std::string& draft) const {
    std::vector<protocol::DraftVersion> versions;
    if (!draft.empty()) {
        addVersions(folderOf(m_folder, draft), versions);
    } else {
        std::error_code error;
        for (fs::directory_iterator entry(m_folder, error), end; !error && entry != end; entry.increment(error)) {
            addVersions(entry->path(), versions);
        }
    }
    std::ranges::sort(versions, {}, [](const protocol::DraftVersion& each) { return std::pair(-each.time, each.id); });
    return versions;
}

Result<void> DraftVersions::keep(const protocol::KeepDraftVersion& version) {
    if (version.draft.empty()) {
        return fail(ErrorKind::InvalidInput, "A tab without an id has no versions.");
    }
    const QByteArray text = version.text.toUtf8();
    if (text.isEmpty()) {
        return {};
    }
    const fs::path folder = folderOf(m_folder, version.draft);
    const std::vector<protocol::DraftVersion> earlier = list(version.draft);
    std::int64_t time = std::chrono::duration_cast<std::chrono::milliseconds>(m_now().time_since_epoch()).count();
    if (!earlier.empty()) {
        const Result<QByteArray> last =
            readVersion(m_folder / settings::pathFrom(QString::fromStdString(earlier.front().id)));
        if (last && *last == text) {
            return {};
        }
        // Also where the clock was put back.
        time = std::max(time, earlier.front().time + 1);
    }
    if (Result<void> made = settings::makePrivateDirectory(folder); !made) {
        return made;
    }
    const fs::path path = folder / settings::pathFrom(nameOf(time, version.reason, version.title));
    QSaveFile file(settings::qtPath(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(qCompress(text, 1)) < 0 || !file.commit()) {
        return std::unexpected(settings::pathError("Could not write", path, file.errorString().toStdString()));
    }
    removeStrays(folder);
    makeRoom();
    return {};
}

void DraftVersions::removeStrays(const fs::path& folder) {
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        std::error_code unknown;
        const auto written = fs::last_write_time(entry->path(), unknown);
        if (!unknown && written < old && entry->is_regular_file(unknown) && !versionOf(entry->path())) {
            fs::remove(entry->path(), unknown);
        }
    }
}

void DraftVersions::makeRoom() const {
    const std::int64_t oldest =
        std::chrono::duration_cast<std::chrono::milliseconds>((m_now() - m_limits.longest).time_since_epoch()).count();
    std::uint64_t total = 0;
    for (const protocol::DraftVersion& version : list({})) {
        total += version.bytes;
        if (version.time >= oldest && total <= m_limits.totalBytes) {
            continue;
        }
        const fs::path path = m_folder / settings::pathFrom(QString::fromStdString(version.id));
        // One that can not be removed now is tried again with the next version.
        std::error_code error;
        if (fs::remove(path, error)) {
            fs::remove(path.parent_path(), error);
        }
    }
}

Result<QString> DraftVersions::read(const std::string& id) const {
    const fs::path relative = settings::pathFrom(QString::fromStdString(id));
    const fs::path path = m_folder / relative;
    std::error_code error;
    if (relative.is_absolute() || id.starts_with('.') || !versionOf(path) || !fs::exists(path, error)) {
        return fail(ErrorKind::NotFound, "This version is not kept any more.", "Choose another one.");
    }
    Result<QByteArray> text = readVersion(path);
    return text ? Result<QString>(QString::fromUtf8(*text)) : std::unexpected(std::move(text.error()));
}

} // namespace dbv::store
