// SPDX-License-Identifier: Apache-2.0
#include "backup/backup_file.h"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace dbv::backup {

namespace {

constexpr std::size_t kReadAtOnce = std::size_t{256} << 10U;

std::unexpected<Error> unreadable(const std::string& path, int code) {
    return fail(code == ENOENT ? ErrorKind::NotFound : ErrorKind::IoError,
                "The backup \"" + path + "\" can't be read: " + std::generic_category().message(code) + ".",
                code == ENOENT ? "Check the name, or look where the backup was moved to."
                               : "Check the file and its permissions.");
}

} // namespace

class BackupFile::Input final : public archive::ArchiveInput {
public:
    Input(std::string path, int file, std::uint64_t size) : m_path(std::move(path)), m_file(file), m_size(size) {}
    Input(const Input&) = delete;
    Input& operator=(const Input&) = delete;
    ~Input() override { ::close(m_file); }

    Result<std::size_t> read(std::span<char> into) override {
        while (true) {
            const ssize_t got = ::read(m_file, into.data(), into.size());
            if (got >= 0) {
                m_at += static_cast<std::uint64_t>(got);
                return static_cast<std::size_t>(got);
            }
            if (errno != EINTR) {
                return unreadable(m_path, errno);
            }
        }
    }
    Result<std::uint64_t> skip(std::uint64_t bytes) override {
        const std::uint64_t some = std::min(bytes, m_size - std::min(m_at, m_size));
        if (::lseek(m_file, static_cast<off_t>(some), SEEK_CUR) < 0) {
            return unreadable(m_path, errno);
        }
        m_at += some;
        return some;
    }
    [[nodiscard]] std::uint64_t done() const { return m_at; }
    [[nodiscard]] std::uint64_t size() const { return m_size; }

private:
    std::string m_path;
    int m_file;
    std::uint64_t m_size;
    std::uint64_t m_at = 0;
};

BackupFile::BackupFile(std::string path, std::unique_ptr<Input> input, std::unique_ptr<archive::ArchiveReader> reader)
    : m_path(std::move(path)), m_input(std::move(input)), m_reader(std::move(reader)) {}
BackupFile::~BackupFile() = default;

Result<std::unique_ptr<BackupFile>> BackupFile::open(const std::string& path, archive::Reading reading) {
    // Not to wait for whoever writes into a pipe.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) {
        return unreadable(path, errno);
    }
    struct stat status{};
    const int code = ::fstat(file, &status) == 0 ? 0 : errno;
    auto input = std::make_unique<Input>(path, file, static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0)));
    if (code != 0 || !S_ISREG(status.st_mode)) {
        return code != 0 ? unreadable(path, code)
                         : fail(ErrorKind::InvalidInput, "\"" + path + "\" is no file.", "Name the file of a backup.");
    }
    Result<std::unique_ptr<archive::ArchiveReader>> reader = archive::ArchiveReader::open(*input, reading);
    if (!reader) {
        reader.error().message = "\"" + path + "\": " + reader.error().message;
        return std::unexpected(std::move(reader.error()));
    }
    return std::unique_ptr<BackupFile>(new BackupFile(path, std::move(input), *std::move(reader)));
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
    Result<std::optional<std::string>> next = named(m_reader->nextStream(locked));
    m_stream = next && *next ? **next : std::string();
    m_bytes = 0;
    m_digest = archive::ArchiveDigest();
    return next;
}

Result<std::size_t> BackupFile::read(std::span<char> into) {
    Result<std::size_t> got = named(m_reader->read(into));
    if (got) {
        m_bytes += *got;
        m_digest.add({into.data(), *got});
    }
    return got;
}

archive::ManifestStream BackupFile::soFar() const {
    return {m_stream, m_bytes, m_digest.copy().hexadecimal()};
}

std::uint64_t BackupFile::done() const {
    return m_input->done();
}

std::uint64_t BackupFile::size() const {
    return m_input->size();
}

const std::string& BackupFile::digest() const {
    return m_reader->digest();
}

Result<std::unique_ptr<BackupFile>> openBackup(const std::string& path, archive::Reading reading,
                                               const Secret* secret) {
    Result<std::unique_ptr<BackupFile>> file = BackupFile::open(path, reading);
    if (!file || !(*file)->isSealed()) {
        return file;
    }
    if (secret == nullptr || secret->empty()) {
        return fail(ErrorKind::WrongPassphrase,
                    "The backup \"" + path + "\" is encrypted, and no passphrase was given.",
                    "Give the passphrase that it was made with.");
    }
    if (Result<void> unlocked = (*file)->unlock(*secret); !unlocked) {
        return std::unexpected(std::move(unlocked.error()));
    }
    return file;
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

Result<archive::Manifest> readManifest(const std::string& path, const Secret* secret) {
    const Result<std::unique_ptr<BackupFile>> file = openBackup(path, archive::Reading::OnlyWanted, secret);
    if (!file) {
        return std::unexpected(file.error());
    }
    while (true) {
        const Result<std::optional<std::string>> stream = (*file)->nextStream();
        if (!stream) {
            return std::unexpected(stream.error());
        }
        if (!*stream) {
            return fail(ErrorKind::CorruptBackup, "\"" + path + "\" has no manifest.", "Use another backup.");
        }
        if (**stream == archive::kManifestStream) {
            return readManifestStream(**file);
        }
    }
}

} // namespace dbv::backup
