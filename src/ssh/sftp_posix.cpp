// SPDX-License-Identifier: Apache-2.0
#include "ssh/sftp.h"

#include <algorithm>
#include <utility>

#include "ssh/hop_opening.h"
#include "ssh/plain_names.h"
#include "ssh/sftp_file.h"
#include "ssh/sftp_line.h"
#include "ssh/transport_choice.h"

namespace dbv::ssh {

namespace {

constexpr std::size_t kLongestListedName = std::size_t{64} << 10U;
constexpr std::size_t kMostNames = 200'000;
constexpr int kKeptAliveEveryS = 15;

SftpFacts factsOf(const LIBSSH2_SFTP_ATTRIBUTES& attributes) {
    SftpFacts facts;
    const bool tellsKind = (attributes.flags & LIBSSH2_SFTP_ATTR_PERMISSIONS) != 0;
    facts.isFile = tellsKind && LIBSSH2_SFTP_S_ISREG(attributes.permissions);
    facts.isFolder = tellsKind && LIBSSH2_SFTP_S_ISDIR(attributes.permissions);
    facts.size = (attributes.flags & LIBSSH2_SFTP_ATTR_SIZE) != 0 ? attributes.filesize : 0;
    facts.modified =
        (attributes.flags & LIBSSH2_SFTP_ATTR_ACMODTIME) != 0 ? static_cast<std::int64_t>(attributes.mtime) : 0;
    return facts;
}

/// Whether what a server calls an entry of a folder can be one.
bool isEntryName(std::string_view name) {
    return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
           name.find('\0') == std::string_view::npos;
}

class LineSftp final : public Sftp {
public:
    explicit LineSftp(std::shared_ptr<SftpLine> line) : m_line(std::move(line)) {}

    Result<std::optional<SftpFacts>> look(const std::string& path) override {
        LIBSSH2_SFTP_ATTRIBUTES attributes{};
        const Result<int> code = called([&] {
            return libssh2_sftp_stat_ex(m_line->raw(), path.c_str(), lengthOf(path), LIBSSH2_SFTP_LSTAT, &attributes);
        });
        if (!code) {
            return std::unexpected(code.error());
        }
        if (*code == 0) {
            return factsOf(attributes);
        }
        Error error = failed("Could not read", path, *code);
        return error.kind == ErrorKind::NotFound ? Result<std::optional<SftpFacts>>(std::nullopt)
                                                 : std::unexpected(std::move(error));
    }

    Result<std::vector<SftpName>> list(const std::string& folder) override {
        const std::scoped_lock lock(m_line->mutex());
        LIBSSH2_SFTP_HANDLE* handle = nullptr;
        int code = 0;
        Result<void> driven = m_line->drive([&] {
            handle = libssh2_sftp_open_ex(m_line->raw(), folder.c_str(), lengthOf(folder), 0, 0, LIBSSH2_SFTP_OPENDIR);
            code = handle == nullptr ? libssh2_session_last_errno(m_line->session()) : 0;
            return !SftpLine::wantsMore(code);
        });
        if (!driven) {
            return std::unexpected(std::move(driven.error()));
        }
        if (handle == nullptr) {
            return std::unexpected(m_line->failure("Could not list", folder, code));
        }
        Result<std::vector<SftpName>> names = namesOf(handle, folder);
        int closed = 0;
        driven = m_line->drive([&] {
            closed = libssh2_sftp_close_handle(handle);
            return !SftpLine::wantsMore(closed);
        });
        return names && !driven ? std::unexpected(std::move(driven.error())) : std::move(names);
    }

    Result<std::unique_ptr<SftpFile>> open(const std::string& path) override { return LineFile::open(m_line, path); }
    Result<std::unique_ptr<SftpFile>> create(const std::string& path) override {
        return LineFile::create(m_line, path);
    }

    Result<void> rename(const std::string& from, const std::string& to) override {
        return done("Could not write", to, [&] {
            return libssh2_sftp_rename_ex(m_line->raw(), from.c_str(), lengthOf(from), to.c_str(), lengthOf(to), 0);
        });
    }
    Result<void> remove(const std::string& path) override {
        return done("Could not remove", path,
                    [&] { return libssh2_sftp_unlink_ex(m_line->raw(), path.c_str(), lengthOf(path)); });
    }
    Result<std::optional<std::uint64_t>> freeSpace(const std::string& folder) override {
        LIBSSH2_SFTP_STATVFS space{};
        const Result<int> code =
            called([&] { return libssh2_sftp_statvfs(m_line->raw(), folder.c_str(), folder.size(), &space); });
        if (!code) {
            return std::unexpected(code.error());
        }
        if (*code == 0) {
            return std::uint64_t{space.f_bavail} * space.f_frsize;
        }
        Error error = failed("Could not read", folder, *code);
        // Many servers can't tell; whether the folder is there, whoever writes to it finds out.
        return error.kind == ErrorKind::IoError || error.kind == ErrorKind::NotFound
                   ? Result<std::optional<std::uint64_t>>(std::nullopt)
                   : std::unexpected(std::move(error));
    }
    void tidyUp(std::optional<std::chrono::milliseconds> most) override {
        const std::scoped_lock lock(m_line->mutex());
        m_line->setTidying(most);
    }
    bool isDead() override {
        const std::scoped_lock lock(m_line->mutex());
        return m_line->isDead();
    }

private:
    static unsigned int lengthOf(const std::string& path) { return static_cast<unsigned int>(path.size()); }

    template <class Call>
    Result<int> called(const Call& call) {
        const std::scoped_lock lock(m_line->mutex());
        int code = 0;
        Result<void> driven = m_line->drive([&] {
            code = call();
            return !SftpLine::wantsMore(code);
        });
        return driven ? Result<int>(code) : std::unexpected(std::move(driven.error()));
    }
    template <class Call>
    Result<void> done(std::string_view what, const std::string& path, const Call& call) {
        const Result<int> code = called(call);
        if (!code) {
            return std::unexpected(code.error());
        }
        return *code == 0 ? Result<void>() : std::unexpected(failed(what, path, *code));
    }
    Error failed(std::string_view what, const std::string& path, int code) {
        const std::scoped_lock lock(m_line->mutex());
        return m_line->failure(what, path, code);
    }
    Result<std::vector<SftpName>> namesOf(LIBSSH2_SFTP_HANDLE* handle, const std::string& folder) {
        std::vector<SftpName> names;
        std::string buffer(kLongestListedName, '\0');
        std::size_t seen = 0;
        while (true) {
            LIBSSH2_SFTP_ATTRIBUTES attributes{};
            int size = 0;
            if (Result<void> driven = m_line->drive([&] {
                    size = libssh2_sftp_readdir_ex(handle, buffer.data(), buffer.size(), nullptr, 0, &attributes);
                    return !SftpLine::wantsMore(size);
                });
                !driven) {
                return std::unexpected(std::move(driven.error()));
            }
            if (size < 0) {
                return std::unexpected(m_line->failure("Could not list", folder, size));
            }
            if (size == 0) {
                return names;
            }
            if (++seen > kMostNames) {
                return fail(ErrorKind::IoError,
                            "The folder " + folder + " at the server has more than 200,000 entries.",
                            "Choose a folder for the backups alone.");
            }
            std::string name = buffer.substr(0, static_cast<std::size_t>(size));
            if (isEntryName(name)) {
                names.push_back({std::move(name), factsOf(attributes)});
            }
        }
    }

    std::shared_ptr<SftpLine> m_line;
};

/// A way with one hop is not called a jump.
Error withoutJump(Error error, const TunnelSpec& spec) {
    constexpr std::string_view kOnlyJump = "jump 1: ";
    if (spec.hops.size() == 1 && error.message.starts_with(kOnlyJump)) {
        error.message.erase(0, kOnlyJump.size());
    }
    return error;
}

Error onlyForSystem(const TunnelSpec& spec, const std::string& reason) {
    return withoutJump(makeError(ErrorKind::Unsupported,
                                 reason + ": backups can't be written there, since the built-in SSH can not do that.",
                                 "Name the server by an entry of the configuration of ssh without that, or mount its "
                                 "folder (sshfs) and name that."),
                       spec);
}

} // namespace

Result<std::shared_ptr<Sftp>> openSftp(const TunnelSpec& spec, const TunnelListener& listener,
                                       const SftpPatience& patience, std::stop_token stop) {
    if (spec.hops.empty()) {
        return fail(ErrorKind::InvalidInput, "There is no server to go to.", "Name one.");
    }
    if (auto plain = checkNames(spec); !plain) {
        return std::unexpected(std::move(plain.error()));
    }
    if (const std::string reason = reasonForSystemSsh(spec); !reason.empty()) {
        return std::unexpected(onlyForSystem(spec, reason));
    }
    TunnelSpec kept = spec;
    for (HostSettings& hop : kept.hops) {
        hop.serverAliveIntervalS = hop.serverAliveIntervalS == 0 ? kKeptAliveEveryS : hop.serverAliveIntervalS;
    }
    SshPrompts nobody;
    SshChain chain;
    {
        const Waiter waiter(stop);
        HopOpening opening(kept, listener, listener.prompts != nullptr ? *listener.prompts : nobody, waiter, chain);
        for (std::size_t hop = 0; hop < kept.hops.size(); ++hop) {
            if (auto opened = opening.open(hop); !opened) {
                const std::string& reason = opened.error().systemReason;
                return std::unexpected(reason.empty() ? withoutJump(std::move(opened.error().error), kept)
                                                      : onlyForSystem(kept, hopName(kept, hop) + ": " + reason));
            }
        }
    }
    auto line = std::make_shared<SftpLine>(std::move(kept), std::move(chain), patience, std::move(stop));
    if (Result<void> begun = line->begin(); !begun) {
        return std::unexpected(std::move(begun.error()));
    }
    return std::make_shared<LineSftp>(std::move(line));
}

} // namespace dbv::ssh
