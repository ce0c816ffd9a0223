// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup_address.h"
#include "backup/backup_place.h"
#include "jobs/partial_file.h"

namespace dbv::backup {

namespace {

std::unexpected<Error> unreadable(const std::string& path, int code) {
    return fail(code == ENOENT ? ErrorKind::NotFound : ErrorKind::IoError,
                "The backup \"" + path + "\" can't be read: " + std::generic_category().message(code) + ".",
                code == ENOENT ? "Check the name, or look where the backup was moved to."
                               : "Check the file and its permissions.");
}

class LocalInput final : public PlacedInput {
public:
    LocalInput(std::string path, int file, std::uint64_t size) : m_path(std::move(path)), m_file(file), m_size(size) {}
    LocalInput(const LocalInput&) = delete;
    LocalInput& operator=(const LocalInput&) = delete;
    ~LocalInput() override { ::close(m_file); }

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
    [[nodiscard]] std::uint64_t done() const override { return m_at; }
    [[nodiscard]] std::uint64_t size() const override { return m_size; }

private:
    std::string m_path;
    int m_file;
    std::uint64_t m_size;
    std::uint64_t m_at = 0;
};

class LocalOutput final : public PlacedOutput {
public:
    explicit LocalOutput(jobs::PartialFile file) : m_file(std::move(file)) {}

    Result<void> write(std::string_view bytes) override { return m_file->write(bytes); }
    void beginWritingBack() override { m_file->beginWritingBack(); }
    Result<void> publish() override { return m_file->publish(jobs::Existing::Kept); }
    Result<void> discard() override {
        m_file.reset();
        return {};
    }

private:
    std::optional<jobs::PartialFile> m_file;
};

PlacedFacts factsAt(const struct stat& status) {
    return {S_ISREG(status.st_mode), S_ISDIR(status.st_mode),
            static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0)), status.st_mtime};
}

class LocalPlace final : public BackupPlace {
public:
    [[nodiscard]] bool isLocal() const override { return true; }
    Result<std::optional<PlacedFacts>> look(const std::string& name) override {
        struct stat status{};
        if (::lstat(name.c_str(), &status) == 0) {
            return factsAt(status);
        }
        return errno == ENOENT || errno == ENOTDIR ? Result<std::optional<PlacedFacts>>(std::nullopt)
                                                   : unreadable(name, errno);
    }
    Result<std::vector<PlacedEntry>> list(const std::string& folder) override {
        std::error_code error;
        std::filesystem::directory_iterator files(folder, error);
        if (error) {
            return fail(ErrorKind::IoError, "The folder \"" + folder + "\" can't be read: " + error.message() + ".",
                        "Check its name and its permissions.");
        }
        std::vector<PlacedEntry> entries;
        for (const auto& file : files) {
            struct stat status{};
            if (::lstat(file.path().c_str(), &status) == 0) {
                entries.push_back({file.path().filename().string(), factsAt(status)});
            }
        }
        return entries;
    }
    Result<std::unique_ptr<PlacedInput>> open(const std::string& name) override {
        // Not to wait for whoever writes into a pipe.
        const int file = ::open(name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) {
            return unreadable(name, errno);
        }
        struct stat status{};
        const int code = ::fstat(file, &status) == 0 ? 0 : errno;
        auto input =
            std::make_unique<LocalInput>(name, file, static_cast<std::uint64_t>(std::max<off_t>(status.st_size, 0)));
        if (code != 0 || !S_ISREG(status.st_mode)) {
            return code != 0
                       ? unreadable(name, code)
                       : fail(ErrorKind::InvalidInput, "\"" + name + "\" is no file.", "Name the file of a backup.");
        }
        return input;
    }
    Result<std::unique_ptr<PlacedOutput>> begin(const std::string& name, const std::string& /*mark*/) override {
        Result<jobs::PartialFile> file = jobs::PartialFile::begin(name, jobs::FileReaders::Owner);
        if (!file) {
            return std::unexpected(std::move(file.error()));
        }
        return std::make_unique<LocalOutput>(*std::move(file));
    }
    Result<void> removeLeft(const std::string& name, const std::string& /*mark*/) override {
        jobs::PartialFile::removeLeftOf(name);
        return {};
    }
    Result<bool> makeNew(const std::string& name, std::string_view text) override {
        const int file = ::open(name.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, kNewMode);
        if (file < 0) {
            return errno == EEXIST ? Result<bool>(false)
                                   : std::unexpected(jobs::fileError("Could not write", name, errno));
        }
        const ssize_t written = ::write(file, text.data(), text.size());
        int code = written == static_cast<ssize_t>(text.size()) ? 0 : written < 0 ? errno : ENOSPC;
        code = ::close(file) == 0 || code != 0 ? code : errno;
        if (code != 0) {
            ::unlink(name.c_str());
            return std::unexpected(jobs::fileError("Could not write", name, code));
        }
        return true;
    }
    Result<void> remove(const std::string& name) override {
        std::error_code error;
        std::filesystem::remove(name, error);
        return error ? fail(ErrorKind::IoError, "\"" + name + "\" can't be removed: " + error.message() + ".",
                            "Check its permissions, or remove the entry alone.")
                     : Result<void>();
    }
    Result<std::optional<std::uint64_t>> freeSpace(const std::string& folder) override {
        std::error_code unknown;
        const std::filesystem::space_info space = std::filesystem::space(folder, unknown);
        return unknown ? std::nullopt : std::optional<std::uint64_t>(space.available);
    }

private:
    static constexpr mode_t kNewMode = 0666;
};

} // namespace

std::shared_ptr<BackupPlace> localPlace() {
    return std::make_shared<LocalPlace>();
}

Result<std::string> readText(const PlacedFile& file, std::size_t most) {
    const Result<std::unique_ptr<PlacedInput>> input = file.place().open(file.path());
    if (!input) {
        return std::unexpected(input.error());
    }
    std::string text(most, '\0');
    std::size_t filled = 0;
    while (filled < most) {
        const Result<std::size_t> got = (*input)->read(std::span(text).subspan(filled));
        if (!got) {
            return std::unexpected(got.error());
        }
        if (*got == 0) {
            break;
        }
        filled += *got;
    }
    text.resize(filled);
    return text;
}

} // namespace dbv::backup
