// SPDX-License-Identifier: Apache-2.0
#include "ssh/known_hosts.h"

#include <algorithm>
#include <optional>

#include "ssh/host_pattern.h"
#include "ssh/key_print.h"
#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

constexpr std::string_view kFieldBreak = " \t\r";

std::string_view nextWord(std::string_view& line) {
    line.remove_prefix(std::min(line.find_first_not_of(kFieldBreak), line.size()));
    const std::string_view word = line.substr(0, line.find_first_of(kFieldBreak));
    line.remove_prefix(word.size());
    return word;
}

/// `|1|salt|hash`
bool matchesHash(std::string_view hashed, std::string_view name) {
    const std::size_t middle = hashed.find('|', 3);
    if (middle == std::string_view::npos) {
        return false;
    }
    const auto salt = decodedBase64(hashed.substr(3, middle - 3));
    const auto hash = decodedBase64(hashed.substr(middle + 1));
    return salt && hash && hmacSha1(*salt, name) == *hash;
}

} // namespace

std::string knownHostsName(std::string_view host, std::uint16_t port) {
    std::string name = lowered(host);
    return port == 22 || port == 0 ? name : "[" + name + "]:" + std::to_string(port);
}

void KnownHosts::readFile(const std::filesystem::path& path) {
    auto text = readTextFile(path);
    if (!text) {
        if (text.error().kind != ErrorKind::NotFound) {
            m_notes.push_back({path.string(), 0, text.error().message});
        }
        return;
    }
    addText(*text, path.string());
}

void KnownHosts::addText(std::string_view text, const std::string& file) {
    int number = 0;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        addLine(line, file, ++number);
    }
}

void KnownHosts::addLine(std::string_view line, const std::string& file, int number) {
    std::string_view rest = line;
    std::string_view word = nextWord(rest);
    if (word.empty() || word.starts_with('#')) {
        return;
    }
    const auto note = [&](std::string_view why) { m_notes.push_back({file, number, std::string(why)}); };
    Entry entry;
    entry.file = file;
    entry.line = number;
    if (word.starts_with('@')) {
        if (word == "@cert-authority") {
            entry.marker = Marker::CertificateAuthority;
        } else if (word == "@revoked") {
            entry.marker = Marker::Revoked;
        } else {
            note("This marker is not known.");
            return;
        }
        word = nextWord(rest);
    }
    entry.hosts = word;
    entry.type = nextWord(rest);
    const std::string_view encoded = nextWord(rest);
    if (encoded.empty()) {
        note("This line is not complete: hosts, type and key are wanted.");
        return;
    }
    auto blob = decodedBase64(encoded);
    if (!blob || keyTypeOf(*blob) != entry.type) {
        note("The key of this line can not be read.");
        return;
    }
    entry.blob = std::move(*blob);
    m_entries.push_back(std::move(entry));
}

bool KnownHosts::isFor(const Entry& entry, std::string_view name) {
    if (entry.hosts.starts_with("|1|")) {
        return matchesHash(entry.hosts, name);
    }
    const std::string hosts = lowered(entry.hosts);
    return matchPatterns(name, splitAtCommas(hosts)) == PatternMatch::Matched;
}

HostKeyCheck KnownHosts::checkName(std::string_view name, std::string_view blob) const {
    HostKeyCheck check;
    const std::string type = keyTypeOf(blob);
    for (const Entry& entry : m_entries) {
        if (entry.marker == Marker::CertificateAuthority || !isFor(entry, name)) {
            continue;
        }
        const StoredHostKey stored{entry.type, fingerprintOf(entry.blob), entry.file, entry.line};
        const bool same = entry.blob == blob;
        if (entry.marker == Marker::Revoked) {
            if (same) {
                return {HostKeyVerdict::Revoked, {stored}};
            }
            continue;
        }
        if (check.verdict == HostKeyVerdict::Known) {
            continue;
        }
        if (same) {
            check = {HostKeyVerdict::Known, {stored}};
            continue;
        }
        check.stored.push_back(stored);
        if (entry.type == type) {
            check.verdict = HostKeyVerdict::Changed;
        }
    }
    return check;
}

HostKeyCheck KnownHosts::check(std::string_view host, std::uint16_t port, std::string_view blob) const {
    const std::string name = knownHostsName(host, port);
    HostKeyCheck check = checkName(name, blob);
    const std::string plain = lowered(host);
    if (check.verdict == HostKeyVerdict::Revoked || name == plain) {
        return check;
    }
    // A host that is known is as well known behind another port.
    HostKeyCheck withoutPort = checkName(plain, blob);
    const bool revoked = withoutPort.verdict == HostKeyVerdict::Revoked;
    const bool known = check.verdict == HostKeyVerdict::Unknown && withoutPort.verdict == HostKeyVerdict::Known;
    return revoked || known ? withoutPort : check;
}

std::vector<std::string> KnownHosts::keyTypes(std::string_view host, std::uint16_t port) const {
    std::vector<std::string> types;
    for (const std::string& name : {knownHostsName(host, port), lowered(host)}) {
        for (const Entry& entry : m_entries) {
            if (entry.marker == Marker::None && isFor(entry, name) &&
                std::ranges::find(types, entry.type) == types.end()) {
                types.push_back(entry.type);
            }
        }
        if (!types.empty()) {
            break;
        }
    }
    return types;
}

bool KnownHosts::hasCertificateAuthority(std::string_view host, std::uint16_t port) const {
    const std::string name = knownHostsName(host, port);
    return std::ranges::any_of(m_entries, [&](const Entry& entry) {
        return entry.marker == Marker::CertificateAuthority && isFor(entry, name);
    });
}

} // namespace dbv::ssh
