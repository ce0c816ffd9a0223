// SPDX-License-Identifier: Apache-2.0
#include "backup/sftp_place.h"

#include <chrono>
#include <optional>
#include <random>
#include <utility>

#include "ssh/ssh_config.h"

namespace dbv::backup {

namespace {

constexpr std::chrono::seconds kForTidyingUp{10};
constexpr std::string_view kPartialName = ".partial-";

std::string randomMark() {
    constexpr std::string_view kDigits = "abcdefghijklmnopqrstuvwxyz012345";
    constexpr int kLength = 8;
    std::random_device random;
    std::string mark;
    for (int i = 0; i < kLength; ++i) {
        mark += kDigits[random() % kDigits.size()];
    }
    return mark;
}

std::unexpected<Error> isThere(const std::string& name) {
    return fail(ErrorKind::IoError, "The file \"" + name + "\" is there already.",
                "Choose another name, or a folder: a backup never replaces a file.");
}

bool isOfTheWay(const Error& error) {
    return error.kind == ErrorKind::ConnectionLost || error.kind == ErrorKind::TimedOut;
}

class SftpInput final : public PlacedInput {
public:
    SftpInput(std::shared_ptr<ssh::Sftp> files, std::unique_ptr<ssh::SftpFile> file)
        : m_files(std::move(files)), m_file(std::move(file)) {}

    Result<std::size_t> read(std::span<char> into) override {
        if (m_isAside) {
            m_file->seek(m_at);
            m_isAside = false;
        }
        Result<std::size_t> got = m_file->read(into);
        m_at += got.value_or(0);
        return got;
    }
    Result<std::uint64_t> skip(std::uint64_t bytes) override {
        const std::uint64_t some = std::min(bytes, size() - std::min(m_at, size()));
        m_at += some;
        m_isAside = true;
        return some;
    }
    [[nodiscard]] std::uint64_t done() const override { return m_at; }
    [[nodiscard]] std::uint64_t size() const override { return m_file->size(); }

private:
    std::shared_ptr<ssh::Sftp> m_files;
    std::unique_ptr<ssh::SftpFile> m_file;
    std::uint64_t m_at = 0;
    bool m_isAside = false;
};

class SftpOutput final : public PlacedOutput {
public:
    SftpOutput(std::shared_ptr<ssh::Sftp> files, std::unique_ptr<ssh::SftpFile> file, std::string name,
               std::string target, std::string partial)
        : m_files(std::move(files)),
          m_file(std::move(file)),
          m_name(std::move(name)),
          m_target(std::move(target)),
          m_partial(std::move(partial)) {}
    SftpOutput(const SftpOutput&) = delete;
    SftpOutput& operator=(const SftpOutput&) = delete;
    ~SftpOutput() override { [[maybe_unused]] const Result<void> gone = discard(); }

    Result<void> write(std::string_view bytes) override { return m_file->write(bytes); }

    Result<void> publish() override {
        if (Result<void> whole = m_file->finish(); !whole) {
            return whole;
        }
        m_file.reset();
        // A server may take a new name in the place of an old one, so it is looked before; that of OpenSSH refuses.
        const Result<std::optional<ssh::SftpFacts>> before = m_files->look(m_target);
        if (!before || *before) {
            return before ? isThere(m_name) : std::unexpected(before.error());
        }
        Result<void> renamed = m_files->rename(m_partial, m_target);
        if (renamed) {
            m_partial.clear();
            return {};
        }
        if (isOfTheWay(renamed.error())) {
            renamed.error().hint =
                "Whether the backup got its name is not known: dbvis backup scan enters it if it did.";
            return renamed;
        }
        const Result<std::optional<ssh::SftpFacts>> after = m_files->look(m_target);
        return after && *after ? isThere(m_name) : renamed;
    }

    Result<void> discard() override {
        if (m_partial.empty()) {
            return {};
        }
        m_files->tidyUp(kForTidyingUp);
        m_file.reset();
        Result<void> removed = m_files->remove(std::exchange(m_partial, {}));
        m_files->tidyUp(std::nullopt);
        return removed || removed.error().kind == ErrorKind::NotFound ? Result<void>() : removed;
    }

private:
    std::shared_ptr<ssh::Sftp> m_files;
    std::unique_ptr<ssh::SftpFile> m_file;
    std::string m_name;
    std::string m_target;
    /// What it is called until it is whole; empty when there is nothing to remove.
    std::string m_partial;
};

class SftpPlace final : public BackupPlace {
public:
    explicit SftpPlace(std::shared_ptr<ssh::Sftp> files) : m_files(std::move(files)) {}

    [[nodiscard]] bool isLocal() const override { return false; }
    [[nodiscard]] bool isLost() const override { return m_files->isDead(); }

    Result<std::optional<PlacedFacts>> look(const std::string& name) override {
        const Result<SftpAddress> address = readSftpAddress(name);
        const Result<std::optional<ssh::SftpFacts>> facts =
            address ? m_files->look(address->path) : std::unexpected(address.error());
        if (!facts) {
            return std::unexpected(facts.error());
        }
        return *facts ? std::optional(factsOf(**facts)) : std::nullopt;
    }
    Result<std::vector<PlacedEntry>> list(const std::string& folder) override {
        const Result<SftpAddress> address = readSftpAddress(folder);
        const Result<std::vector<ssh::SftpName>> names =
            address ? m_files->list(address->path) : std::unexpected(address.error());
        if (!names) {
            return std::unexpected(names.error());
        }
        std::vector<PlacedEntry> entries;
        entries.reserve(names->size());
        for (const ssh::SftpName& name : *names) {
            entries.push_back({name.name, factsOf(name.facts)});
        }
        return entries;
    }
    Result<std::unique_ptr<PlacedInput>> open(const std::string& name) override {
        const Result<SftpAddress> address = readSftpAddress(name);
        Result<std::unique_ptr<ssh::SftpFile>> file =
            address ? m_files->open(address->path) : std::unexpected(address.error());
        if (!file) {
            return std::unexpected(std::move(file.error()));
        }
        return std::make_unique<SftpInput>(m_files, *std::move(file));
    }
    Result<std::unique_ptr<PlacedOutput>> begin(const std::string& name, const std::string& mark) override {
        const Result<SftpAddress> address = readSftpAddress(name);
        if (!address) {
            return std::unexpected(address.error());
        }
        std::string partial = address->path + std::string(kPartialName) + (mark.empty() ? randomMark() : mark);
        Result<std::unique_ptr<ssh::SftpFile>> file = m_files->create(partial);
        if (!file) {
            return std::unexpected(std::move(file.error()));
        }
        return std::make_unique<SftpOutput>(m_files, *std::move(file), name, address->path, std::move(partial));
    }
    Result<void> removeLeft(const std::string& name, const std::string& mark) override {
        Result<void> removed = remove(name + std::string(kPartialName) + mark);
        return removed || removed.error().kind == ErrorKind::NotFound ? Result<void>() : removed;
    }
    Result<bool> makeNew(const std::string& name, std::string_view text) override {
        const Result<SftpAddress> address = readSftpAddress(name);
        Result<std::unique_ptr<ssh::SftpFile>> file =
            address ? m_files->create(address->path) : std::unexpected(address.error());
        if (!file) {
            // Servers don't say why they refuse a file that is there.
            const Result<std::optional<PlacedFacts>> there =
                file.error().kind == ErrorKind::IoError ? look(name) : std::unexpected(file.error());
            return there && *there ? Result<bool>(false) : std::unexpected(std::move(file.error()));
        }
        Result<void> done = (*file)->write(text);
        done = done ? (*file)->finish() : done;
        file->reset();
        if (!done) {
            [[maybe_unused]] const Result<void> removed = m_files->remove(address->path);
            return std::unexpected(std::move(done.error()));
        }
        return true;
    }
    Result<void> remove(const std::string& name) override {
        const Result<SftpAddress> address = readSftpAddress(name);
        return address ? m_files->remove(address->path) : std::unexpected(address.error());
    }
    Result<std::optional<std::uint64_t>> freeSpace(const std::string& folder) override {
        const Result<SftpAddress> address = readSftpAddress(folder);
        return address ? m_files->freeSpace(address->path) : std::unexpected(address.error());
    }

private:
    static PlacedFacts factsOf(const ssh::SftpFacts& facts) {
        return {facts.isFile, facts.isFolder, facts.size, facts.modified};
    }

    std::shared_ptr<ssh::Sftp> m_files;
};

} // namespace

std::shared_ptr<BackupPlace> sftpPlace(std::shared_ptr<ssh::Sftp> files) {
    return std::make_shared<SftpPlace>(std::move(files));
}

Result<std::shared_ptr<BackupPlace>> openSftpPlace(const SftpAddress& address, ssh::SshPrompts* prompts,
                                                   const std::stop_token& stop) {
    const Result<ssh::TunnelSpec> spec =
        ssh::tunnelTo(ssh::usualConfigPlace(), {address.host, address.user, address.port}, stop);
    if (!spec) {
        return std::unexpected(spec.error());
    }
    ssh::TunnelListener listener;
    listener.prompts = prompts;
    Result<std::shared_ptr<ssh::Sftp>> files = ssh::openSftp(*spec, listener, {}, stop);
    if (!files) {
        return std::unexpected(std::move(files.error()));
    }
    return sftpPlace(*std::move(files));
}

} // namespace dbv::backup
