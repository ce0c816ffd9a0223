// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_store.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fstream>
#include <iterator>
#include <optional>
#include <ranges>
#include <system_error>
#include <utility>

#include "secrets/durable_file.h"
#include "secrets/sealing.h"
#include "settings/file_paths.h"
#include "settings/private_files.h"

namespace dbv::engine {

namespace {

constexpr const char* kFolder = "undo";
constexpr const char* kKeyName = "key";
constexpr const char* kKept = ".undo";
constexpr const char* kPending = ".pending";
constexpr const char* kLock = ".lock";
constexpr std::string_view kSecretId = "undo-after-commit";
constexpr std::string_view kSecretName = "Key of the changes that can be undone";
constexpr std::chrono::seconds kKeyPatience{10};
constexpr std::int64_t kDayMs = 24LL * 3'600'000;
// The moment of its making, then what tells it from others.
constexpr std::size_t kTimeDigits = 12;
constexpr std::size_t kRandomBytes = 6;
// Of a file that is only listed. Unit: bytes.
constexpr std::size_t kMostOfHead = std::size_t{256} << 10U;

std::int64_t systemNow() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string newId(std::int64_t now) {
    std::string digits(kTimeDigits, '0');
    constexpr std::string_view kHex = "0123456789abcdef";
    auto left = static_cast<std::uint64_t>(now);
    for (char& digit : std::views::reverse(digits)) {
        digit = kHex[left % kHex.size()];
        left /= kHex.size();
    }
    return digits + secrets::hexadecimal(secrets::randomBytes(kRandomBytes));
}

/// Nothing when it is no id.
std::optional<std::int64_t> timeOfId(std::string_view id) {
    const bool shaped = id.size() == kTimeDigits + 2 * kRandomBytes &&
                        id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    std::int64_t time = 0;
    const std::string_view digits = id.substr(0, kTimeDigits);
    if (!shaped || std::from_chars(digits.begin(), digits.end(), time, 16).ec != std::errc()) {
        return std::nullopt;
    }
    return time;
}

Result<std::string> readFile(const std::filesystem::path& path, std::size_t most) {
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return fail(ErrorKind::IoError, "Could not read " + settings::shownPath(path) + ".",
                    "Look at the permissions of the folder.", Damage::None);
    }
    std::string bytes;
    constexpr std::size_t kBlock = std::size_t{64} << 10U;
    while (in && bytes.size() < most) {
        const std::size_t before = bytes.size();
        bytes.resize(before + std::min(kBlock, most - before));
        in.read(bytes.data() + before, static_cast<std::streamsize>(bytes.size() - before));
        bytes.resize(before + static_cast<std::size_t>(in.gcount()));
    }
    if (in.bad()) {
        return fail(ErrorKind::IoError, "Could not read " + settings::shownPath(path) + ".", "Look at the disk.",
                    Damage::None);
    }
    return bytes;
}

void removeQuietly(const std::filesystem::path& path) {
    // Another program may have been faster; what can not be removed now is tried again at the next start.
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
}

std::unexpected<Error> noSuchUndo() {
    return fail(ErrorKind::NotFound, "There is no such change to undo.",
                "It was undone, is older than changes are kept, or made room for others.", Damage::None);
}

} // namespace

Result<void> PendingUndo::confirm() {
    std::filesystem::path kept = m_file;
    kept.replace_extension(kKept);
    std::error_code code;
    std::filesystem::rename(m_file, kept, code);
    m_lock.remove();
    if (code) {
        return std::unexpected(settings::pathError("Could not rename", m_file, code.message()));
    }
    return {};
}

void PendingUndo::discard() {
    removeQuietly(m_file);
    m_lock.remove();
}

UndoStore::UndoStore(const std::filesystem::path& dataDirectory, secrets::SecretStore& secrets, UndoLimits limits,
                     Now now)
    : m_folder(dataDirectory / kFolder),
      m_secrets(secrets),
      m_limits(limits),
      m_now(now ? std::move(now) : systemNow) {}

UndoLimits UndoStore::limits() const {
    const std::scoped_lock lock(m_limitsMutex);
    return m_limits;
}

void UndoStore::setLimits(const UndoLimits& limits) {
    const std::scoped_lock lock(m_limitsMutex);
    m_limits = limits;
}

Result<Secret> UndoStore::secretKey(bool make, const std::stop_token& stop) {
    Result<Secret> key = m_secrets.get(kSecretId, stop);
    if (key || key.error().kind != ErrorKind::NotFound || !make) {
        return key;
    }
    const Result<settings::FileLock> lock = settings::FileLock::acquire(m_folder / "key.lock", kKeyPatience);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    // Another program may have been first.
    key = m_secrets.get(kSecretId, stop);
    if (key || key.error().kind != ErrorKind::NotFound) {
        return key;
    }
    const Secret made = secrets::randomKey();
    const Result<std::string> kept = m_secrets.put(kSecretId, kSecretName, made, secrets::Keeping::Kept, stop);
    return kept ? Result<Secret>(made.clone()) : std::unexpected(kept.error());
}

Result<Secret> UndoStore::fileKey(bool make) const {
    const std::filesystem::path path = m_folder / kKeyName;
    const auto read = [&path]() -> Result<Secret> {
        Result<std::string> bytes = readFile(path, secrets::kKeySize + 1);
        if (!bytes) {
            return std::unexpected(std::move(bytes.error()));
        }
        if (bytes->size() != secrets::kKeySize) {
            return fail(ErrorKind::IoError, "The key in " + settings::shownPath(path) + " is damaged.",
                        "Remove it together with the files beside it: nothing opens them any more.", Damage::None);
        }
        return Secret(std::move(*bytes));
    };
    std::error_code code;
    if (!make || std::filesystem::exists(path, code)) {
        return read();
    }
    const Result<settings::FileLock> lock = settings::FileLock::acquire(m_folder / "key.lock", kKeyPatience);
    if (!lock) {
        return std::unexpected(lock.error());
    }
    if (std::filesystem::exists(path, code)) {
        return read();
    }
    Secret made = secrets::randomKey();
    if (Result<void> written = secrets::replaceDurably(path, made.reveal()); !written) {
        return std::unexpected(std::move(written.error()));
    }
    return made;
}

Result<Secret> UndoStore::keyOf(UndoKeySource source, const std::stop_token& stop) {
    return source == UndoKeySource::Secrets ? secretKey(false, stop) : fileKey(false);
}

Result<UndoKey> UndoStore::key(const std::stop_token& stop) {
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    if (Result<void> folder = settings::makePrivateDirectory(m_folder); !folder) {
        return std::unexpected(std::move(folder.error()));
    }
    const Result<secrets::VaultHeader> header = m_secrets.vault().header();
    if (!header && header.error().kind != ErrorKind::NotFound) {
        return std::unexpected(header.error());
    }
    const UndoKeySource source = header ? UndoKeySource::Secrets : UndoKeySource::File;
    Result<Secret> bytes = header ? secretKey(true, stop) : fileKey(true);
    return bytes ? Result<UndoKey>(UndoKey{source, std::move(*bytes)}) : std::unexpected(std::move(bytes.error()));
}

Result<PendingUndo> UndoStore::keep(protocol::UndoEntry& entry, const UndoImage& image, const UndoKey& key) {
    entry.madeAt = m_now();
    entry.until = endOf(entry.madeAt);
    entry.id = newId(entry.madeAt);
    const std::string bytes = encodeUndoFile({key.source, entry.id}, entry, image, key.bytes);
    entry.bytes = bytes.size();
    const std::filesystem::path file = m_folder / (entry.id + kPending);
    Result<settings::FileLock> lock = settings::FileLock::tryAcquire(m_folder / (entry.id + kLock));
    if (!lock) {
        return std::unexpected(std::move(lock.error()));
    }
    if (Result<void> written = secrets::replaceDurably(file, bytes); !written) {
        lock->remove();
        return std::unexpected(std::move(written.error()));
    }
    PendingUndo pending(file, std::move(*lock));
    tidy();
    return pending;
}

std::vector<UndoStore::File> UndoStore::files() const {
    std::vector<File> found;
    std::error_code code;
    for (auto at = std::filesystem::directory_iterator(m_folder, code);
         !code && at != std::filesystem::directory_iterator(); at.increment(code)) {
        const std::filesystem::path& path = at->path();
        const std::string extension = path.extension().string();
        std::string id = path.stem().string();
        if ((extension == kKept || extension == kPending) && timeOfId(id)) {
            found.push_back({path, std::move(id), extension == kPending});
        }
    }
    std::ranges::sort(found, std::ranges::greater(), &File::id);
    return found;
}

bool UndoStore::isHeld(const File& file) const {
    if (!file.pending) {
        return false;
    }
    Result<settings::FileLock> lock = settings::FileLock::tryAcquire(m_folder / (file.id + kLock));
    if (lock) {
        lock->remove();
    }
    return !lock && lock.error().kind == ErrorKind::Busy;
}

std::int64_t UndoStore::endOf(std::int64_t madeAt) const {
    return madeAt + limits().days * kDayMs;
}

Result<UndoStore::File> UndoStore::find(const std::string& id) const {
    if (!timeOfId(id)) {
        return noSuchUndo();
    }
    for (const char* extension : {kKept, kPending}) {
        File file{m_folder / (id + extension), id, extension == kPending};
        std::error_code code;
        if (std::filesystem::exists(file.path, code)) {
            return isHeld(file) ? Result<File>(noSuchUndo()) : Result<File>(std::move(file));
        }
    }
    return noSuchUndo();
}

Result<UndoStore::List> UndoStore::list(const std::stop_token& stop) {
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    List list;
    for (const File& file : files()) {
        if (endOf(*timeOfId(file.id)) <= m_now() || isHeld(file)) {
            continue;
        }
        const Result<std::string> bytes = readFile(file.path, kMostOfHead);
        std::error_code code;
        if (!bytes && !std::filesystem::exists(file.path, code)) {
            continue; // Another program has just decided on it.
        }
        const Result<UndoFileHead> head = bytes ? readUndoHead(*bytes) : std::unexpected(bytes.error());
        const Result<Secret> key = head ? keyOf(head->key, stop) : std::unexpected(head.error());
        Result<protocol::UndoEntry> entry = key ? readUndoEntry(*bytes, *key) : std::unexpected(key.error());
        if (!entry || entry->id != file.id) {
            list.notices.push_back(
                {"warning", settings::shownPath(file.path) + ": " +
                                (entry ? std::string("It has the name of another file.") : entry.error().message)});
            continue;
        }
        const std::uintmax_t size = std::filesystem::file_size(file.path, code);
        entry->bytes = code ? 0 : size;
        entry->until = std::min(entry->until, endOf(entry->madeAt));
        entry->outcome = file.pending ? protocol::UndoOutcome::Unknown : protocol::UndoOutcome::Committed;
        list.entries.push_back(std::move(*entry));
    }
    return list;
}

Result<UndoStore::Opened> UndoStore::open(const std::string& id, const std::stop_token& stop) {
    if (Result<void> started = secrets::startSealing(); !started) {
        return std::unexpected(std::move(started.error()));
    }
    const Result<File> file = find(id);
    if (!file) {
        return std::unexpected(file.error());
    }
    const Result<std::string> bytes = readFile(file->path, std::string().max_size());
    const Result<UndoFileHead> head = bytes ? readUndoHead(*bytes) : std::unexpected(bytes.error());
    const Result<Secret> key = head ? keyOf(head->key, stop) : std::unexpected(head.error());
    Result<protocol::UndoEntry> entry = key ? readUndoEntry(*bytes, *key) : std::unexpected(key.error());
    Result<UndoImage> image = entry ? readUndoImage(*bytes, *key) : std::unexpected(entry.error());
    if (!image) {
        return std::unexpected(std::move(image.error()));
    }
    if (entry->id != id) {
        return fail(ErrorKind::IoError, settings::shownPath(file->path) + " has the name of another file.",
                    "Give it its own name back, or remove it.", Damage::None);
    }
    entry->until = std::min(entry->until, endOf(entry->madeAt));
    entry->outcome = file->pending ? protocol::UndoOutcome::Unknown : protocol::UndoOutcome::Committed;
    return Opened{std::move(*entry), std::move(*image)};
}

Result<void> UndoStore::remove(const std::string& id) {
    const Result<File> file = find(id);
    if (!file) {
        return std::unexpected(file.error());
    }
    std::error_code code;
    std::filesystem::remove(file->path, code);
    return code ? Result<void>(std::unexpected(settings::pathError("Could not remove", file->path, code.message())))
                : Result<void>();
}

void UndoStore::tidyNames() {
    std::error_code code;
    for (auto at = std::filesystem::directory_iterator(m_folder, code);
         !code && at != std::filesystem::directory_iterator(); at.increment(code)) {
        const std::string name = at->path().filename().string();
        const std::string id = name.substr(0, name.find('.'));
        const bool ofNobody = timeOfId(id) && !name.ends_with(kKept) && !name.ends_with(kPending);
        // What is still being written has its lock.
        if (ofNobody && !isHeld({at->path(), id, true})) {
            removeQuietly(at->path());
        }
    }
}

void UndoStore::tidy() {
    std::uint64_t total = 0;
    const UndoLimits most = limits();
    for (const File& file : files()) {
        if (isHeld(file)) {
            continue;
        }
        std::error_code code;
        const std::uintmax_t size = std::filesystem::file_size(file.path, code);
        total += code ? 0 : size;
        if (!most.keeps() || endOf(*timeOfId(file.id)) <= m_now() || total > most.totalBytes) {
            removeQuietly(file.path);
        }
    }
    tidyNames();
}

} // namespace dbv::engine
