// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "ssh/note.h"

namespace dbv::ssh {

enum class HostKeyVerdict {
    Known,
    Unknown, ///< nothing is stored, or only keys of other types
    Changed, ///< another key of this type is stored
    Revoked, ///< this very key must never be accepted
};

/// A key that a known_hosts file holds for a host.
struct StoredHostKey {
    std::string type;
    std::string fingerprint;
    std::string file;
    int line = 0;
};

/// What the files say about a key that a host has shown.
struct HostKeyCheck {
    HostKeyVerdict verdict = HostKeyVerdict::Unknown;
    /// The keys that are stored for the host instead; with Known the one that matched.
    std::vector<StoredHostKey> stored;
};

/// What known_hosts files hold. Lines that can not be read are passed over and noted.
///
/// Thread: one at a time.
class KnownHosts {
public:
    /// Adds a file. One that is not there is an empty one; one that can not be read is a note.
    void readFile(const std::filesystem::path& path);
    /// Adds lines as if they were those of a file.
    void addText(std::string_view text, const std::string& file);

    /// `host` is a name, an address, or the HostKeyAlias.
    [[nodiscard]] HostKeyCheck check(std::string_view host, std::uint16_t port, std::string_view blob) const;
    /// The types stored for a host, in the order of the files: which the host should be asked for first.
    [[nodiscard]] std::vector<std::string> keyTypes(std::string_view host, std::uint16_t port) const;
    /// True when keys of this host may be vouched for by a certificate authority.
    [[nodiscard]] bool hasCertificateAuthority(std::string_view host, std::uint16_t port) const;
    [[nodiscard]] const std::vector<Note>& notes() const { return m_notes; }

private:
    enum class Marker { None, CertificateAuthority, Revoked };
    struct Entry {
        Marker marker = Marker::None;
        std::string hosts;
        std::string type;
        std::string blob;
        std::string file;
        int line = 0;
    };

    void addLine(std::string_view line, const std::string& file, int number);
    [[nodiscard]] static bool isFor(const Entry& entry, std::string_view name);
    [[nodiscard]] HostKeyCheck checkName(std::string_view name, std::string_view blob) const;

    std::vector<Entry> m_entries;
    std::vector<Note> m_notes;
};

/// The name under which known_hosts files keep a host: `host`, or `[host]:port` where the port is not 22.
[[nodiscard]] std::string knownHostsName(std::string_view host, std::uint16_t port);

/// Adds a line to a file, which is made (with its folder, both private) when it is not there. Other lines stay as they are.
/// With `hashed` the line does not tell whose key it is.
/// Errors: IoError.
[[nodiscard]] Result<void> appendKnownHost(const std::filesystem::path& path, std::string_view host, std::uint16_t port,
                                           std::string_view blob, bool hashed);

} // namespace dbv::ssh
