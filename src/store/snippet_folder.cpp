// SPDX-License-Identifier: Apache-2.0
#include "store/snippet_folder.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <QFile>
#include <QSaveFile>

#include "settings/file_paths.h"
#include "settings/private_files.h"
#include "store/snippet_text.h"
#include "store/sql_files.h"

namespace dbv::store {

namespace {

namespace fs = std::filesystem;

constexpr const char* kSnippetEnding = ".sql";
constexpr std::size_t kMostFiles = 10'000;
constexpr qint64 kLargestFile = 1 << 20;
constexpr qsizetype kLongestName = 80;

std::string utf8Of(const fs::path& path) {
    return settings::shownPath(path);
}

Notice damaged(const fs::path& file, const std::string& why) {
    return {.severity = "warning",
            .message = "The snippet file " + utf8Of(file) + " is left out: " + why + ". It stays where it is."};
}

Result<protocol::Snippet> readFile(const fs::path& path) {
    QFile file(settings::qtPath(path));
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::IoError, file.errorString().toStdString());
    }
    if (file.size() > kLargestFile) {
        return fail(ErrorKind::InvalidInput, "it is over 1 MiB");
    }
    const QByteArray bytes = file.readAll();
    return file.error() == QFileDevice::NoError
               ? readSnippetText({bytes.constData(), static_cast<std::size_t>(bytes.size())})
               : fail(ErrorKind::IoError, file.errorString().toStdString());
}

/// The name as one of a file that every system takes.
std::string fileNameOf(const std::string& name) {
    QString kept;
    for (const QChar letter : QString::fromStdString(name).trimmed().left(kLongestName)) {
        const bool isBad = letter.unicode() < 0x20 || QStringLiteral("/\\:*?\"<>|").contains(letter);
        kept += isBad ? QChar(u'-') : letter;
    }
    while (kept.startsWith(u'.')) {
        kept.remove(0, 1);
    }
    while (kept.endsWith(u'.') || kept.endsWith(u' ')) {
        kept.chop(1);
    }
    return kept.toStdString();
}

Result<void> writeFile(const fs::path& path, const std::string& text) {
    QSaveFile file(settings::qtPath(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), static_cast<qint64>(text.size())) < 0 ||
        !file.commit()) {
        return std::unexpected(settings::pathError("Could not write", path, file.errorString().toStdString()));
    }
    return {};
}

} // namespace

SnippetFolder::List SnippetFolder::current() {
    {
        const std::scoped_lock lock(m_mutex);
        if (m_list) {
            return m_list;
        }
    }
    static_cast<void>(read());
    const std::scoped_lock lock(m_mutex);
    return m_list;
}

protocol::SnippetsListed SnippetFolder::read() {
    protocol::SnippetsListed listed;
    listed.folder = utf8Of(m_folder);
    const SqlFiles files = sqlFilesBelow(m_folder, kMostFiles);
    for (const fs::path& path : files.paths) {
        Result<protocol::Snippet> snippet = readFile(path);
        if (!snippet) {
            listed.notices.push_back(damaged(path, snippet.error().message));
            continue;
        }
        const fs::path relative = path.lexically_relative(m_folder);
        snippet->path = relative.generic_string();
        snippet->folder = relative.parent_path().generic_string();
        snippet->name = snippet->name.empty() ? relative.stem().string() : snippet->name;
        listed.snippets.push_back(*std::move(snippet));
    }
    if (files.cut) {
        listed.notices.push_back(
            {.severity = "warning", .message = "Only the first 10,000 snippets of " + listed.folder + " are read."});
    }
    if (!files.problem.empty()) {
        listed.notices.push_back(
            {.severity = "warning", .message = "Could not read all of " + listed.folder + ": " + files.problem + "."});
    }
    std::ranges::sort(listed.snippets, {},
                      [](const auto& each) { return std::tie(each.folder, each.name, each.path); });
    std::set<std::string> triggers;
    for (const protocol::Snippet& own : listed.snippets) {
        triggers.insert(own.trigger);
    }
    for (protocol::Snippet& snippet : builtInSnippets()) {
        // Who has given the word another meaning means that.
        if (!triggers.contains(snippet.trigger)) {
            listed.snippets.push_back(std::move(snippet));
        }
    }
    const std::scoped_lock lock(m_mutex);
    m_list = std::make_shared<const std::vector<protocol::Snippet>>(listed.snippets);
    return listed;
}

Result<fs::path> SnippetFolder::placeOf(const std::string& path) const {
    const fs::path relative = settings::pathFrom(QString::fromStdString(path));
    const bool leaves =
        relative.empty() || relative.is_absolute() ||
        std::ranges::any_of(relative, [](const fs::path& part) { return part.string().starts_with('.'); });
    if (leaves) {
        return fail(ErrorKind::InvalidInput, "A snippet can not be kept as \"" + path + "\".",
                    "Give a folder by names with / between them; none may begin with a dot.");
    }
    return m_folder / relative;
}

Result<void> SnippetFolder::keep(const protocol::Snippet& snippet) const {
    const std::string name = fileNameOf(snippet.name);
    if (name.empty()) {
        return fail(ErrorKind::InvalidInput, "A snippet needs a name.");
    }
    const std::string folder = snippet.folder.empty() ? std::string() : snippet.folder + "/";
    std::error_code error;
    Result<fs::path> place = placeOf(folder + name + kSnippetEnding);
    // Another one of that name keeps it.
    for (int number = 2; place && folder + place->filename().string() != snippet.path && fs::exists(*place, error);
         ++number) {
        place = placeOf(folder + name + " " + std::to_string(number) + kSnippetEnding);
    }
    if (!place) {
        return std::unexpected(std::move(place.error()));
    }
    if (Result<void> made = settings::makePrivateDirectory(place->parent_path()); !made) {
        return made;
    }
    if (Result<void> written = writeFile(*place, snippetText(snippet)); !written) {
        return written;
    }
    const bool moved = !snippet.path.empty() && placeOf(snippet.path).value_or(fs::path()) != *place;
    return moved ? remove(snippet.path) : Result<void>();
}

Result<void> SnippetFolder::remove(const std::string& path) const {
    const Result<fs::path> place = placeOf(path);
    if (!place) {
        return std::unexpected(place.error());
    }
    std::error_code error;
    fs::remove(*place, error);
    if (error) {
        return std::unexpected(settings::pathError("Could not remove", *place, error.message()));
    }
    // A folder that nothing is left in is none; one with anything in it stays.
    for (fs::path above = place->parent_path(); above != m_folder && fs::remove(above, error);
         above = above.parent_path()) {
    }
    return {};
}

Result<protocol::SnippetsListed> SnippetFolder::change(const protocol::ChangeSnippets& change) {
    for (const std::string& path : change.remove) {
        if (Result<void> removed = remove(path); !removed) {
            return std::unexpected(std::move(removed.error()));
        }
    }
    for (const protocol::Snippet& snippet : change.keep) {
        if (Result<void> kept = keep(snippet); !kept) {
            return std::unexpected(std::move(kept.error()));
        }
    }
    return read();
}

} // namespace dbv::store
