// SPDX-License-Identifier: Apache-2.0
#include "cli/login.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "cli/config_text.h"
#include "cli/verb_options.h"

namespace dbv::cli {

namespace {

using protocol::SecretIds;
using protocol::SecretSources;

struct SecretOption {
    std::string_view option;
    protocol::SecretSource SecretSources::* source;
    SecretId SecretIds::* place;
    std::string_view name;
};
constexpr std::array kSecretOptions{
    SecretOption{"--password-from", &SecretSources::password, &SecretIds::password, "Password"},
    SecretOption{"--tls-key-password-from", &SecretSources::tlsKeyPassword, &SecretIds::tlsKeyPassword,
                 "Password of the client's key"},
    SecretOption{"--ssh-password-from", &SecretSources::sshPassword, &SecretIds::sshPassword, "Password for SSH"},
    SecretOption{"--ssh-passphrase-from", &SecretSources::sshPassphrase, &SecretIds::sshPassphrase,
                 "Passphrase of the SSH key"},
};

struct TextOption {
    std::string_view option;
    std::string protocol::TlsConfig::* tls;
    std::string protocol::SshConfig::* ssh;
};
constexpr std::array kTextOptions{
    TextOption{"--tls-ca", &protocol::TlsConfig::ca, nullptr},
    TextOption{"--tls-cert", &protocol::TlsConfig::cert, nullptr},
    TextOption{"--tls-key", &protocol::TlsConfig::key, nullptr},
    TextOption{"--ssh-key", nullptr, &protocol::SshConfig::keyFile},
    TextOption{"--known-hosts", nullptr, &protocol::SshConfig::knownHosts},
    TextOption{kAcceptHostKey.name, nullptr, &protocol::SshConfig::acceptFingerprint},
};

bool isSecretOption(std::string_view option) {
    return std::ranges::find(kSecretOptions, option, &SecretOption::option) != kSecretOptions.end();
}

std::unexpected<Error> badWay(std::string_view part) {
    return fail(ErrorKind::InvalidInput,
                "--ssh can not be read at \"" + maskedUser(part) + "\"; a machine is [user@]host[:port].",
                "Write --ssh ann@bastion:22, or with a machine before it --ssh first,ann@bastion.");
}

Result<protocol::SshHop> hopOf(std::string_view text) {
    const std::string_view whole = text;
    protocol::SshHop hop;
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        hop.user = text.substr(0, at);
        text.remove_prefix(at + 1);
        if (hop.user.empty()) {
            return badWay(whole);
        }
        if (hop.user.contains(':')) {
            return fail(ErrorKind::InvalidInput,
                        "--ssh would keep and show a password in clear: " + maskedUser(whole) + ".",
                        "Leave it out: it is asked for, or --ssh-password-from says where it comes from.");
        }
    }
    std::size_t hostEnd = text.find(':');
    if (text.starts_with('[')) {
        const std::size_t bracket = text.find(']');
        if (bracket == std::string_view::npos) {
            return badWay(whole);
        }
        hop.host = text.substr(1, bracket - 1);
        hostEnd = bracket + 1 == text.size() ? std::string_view::npos : bracket + 1;
    } else {
        hop.host = text.substr(0, hostEnd);
    }
    if (hop.host.empty()) {
        return badWay(whole);
    }
    if (hostEnd != std::string_view::npos) {
        const std::string_view port = text.substr(hostEnd).substr(1);
        const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), hop.port);
        if (text[hostEnd] != ':' || failed != std::errc() || end != port.data() + port.size() || hop.port == 0) {
            return badWay(whole);
        }
    }
    return hop;
}

/// The options of the way, into a configuration of its own.
Result<void> readWay(const Arguments& arguments, bool saved, protocol::ConnectionConfig& config) {
    if (arguments.has("--ssh")) {
        Result<protocol::SshConfig> ssh = sshWayOf(arguments.value("--ssh"));
        if (!ssh) {
            return std::unexpected(std::move(ssh.error()));
        }
        config.ssh = *std::move(ssh);
    }
    for (const TextOption& text : kTextOptions) {
        if (!arguments.has(text.option)) {
            continue;
        }
        if (text.ssh != nullptr && !config.ssh.used() && !saved) {
            return fail(ErrorKind::InvalidInput, std::string(text.option) + " has no effect without --ssh.",
                        "Name the machine with --ssh, or leave it out.");
        }
        (text.ssh != nullptr ? config.ssh.*text.ssh : config.tls.*text.tls) = arguments.value(text.option);
    }
    if (arguments.has("--tls")) {
        config.tls.mode = tlsModeNamed(arguments.value("--tls"));
    }
    return {};
}

/// The options of the secrets: what is read now, and what the engine will look for.
Result<void> readSecrets(const Arguments& arguments, bool forKeeping, Login& login) {
    const bool saved = !login.target.saved.empty();
    for (const SecretOption& secret : kSecretOptions) {
        if (!arguments.has(secret.option)) {
            continue;
        }
        if (forKeeping && arguments.value(secret.option) == "stored") {
            login.wanted.push_back({secret.place, std::string(secret.name), SecretWord()});
            continue;
        }
        Result<SecretWord> word = secretWordOf(secret.option, arguments.value(secret.option));
        if (!word) {
            return std::unexpected(std::move(word.error()));
        }
        if (!saved && word->kind == SecretWord::Kind::Later) {
            login.target.config.secrets.*secret.source = word->source;
            continue;
        }
        // A saved connection has its own sources; what is given now goes before them.
        if (word->kind == SecretWord::Kind::Later && word->source.origin == protocol::SecretOrigin::Usual) {
            continue;
        }
        if (word->kind == SecretWord::Kind::Later && word->source.origin == protocol::SecretOrigin::Ask) {
            word = SecretWord();
        }
        login.wanted.push_back({secret.place, std::string(secret.name), *std::move(word)});
    }
    return {};
}

} // namespace

Result<protocol::SshConfig> sshWayOf(std::string_view way) {
    protocol::SshConfig ssh;
    while (true) {
        const std::size_t comma = way.find(',');
        Result<protocol::SshHop> hop = hopOf(way.substr(0, comma));
        if (!hop) {
            return std::unexpected(std::move(hop.error()));
        }
        if (comma == std::string_view::npos) {
            ssh.target = *std::move(hop);
            return ssh;
        }
        ssh.jump.push_back(*std::move(hop));
        way.remove_prefix(comma + 1);
    }
}

protocol::ConnectionTarget targetOf(const std::string& text, Safety safety) {
    protocol::ConnectionTarget target;
    if (text.starts_with('@')) {
        target.saved = text.substr(1);
    } else {
        target.config.url = text;
    }
    target.config.safety = safety;
    return target;
}

namespace {

/// A saved connection has its own, of which only a stricter one counts.
Safety wantedSafety(const Arguments& arguments, bool isSaved, Safety usual) {
    const std::string_view said = arguments.value("--safety");
    if (arguments.has("--read-only") || said == "readOnly") {
        return Safety::ReadOnly;
    }
    // Who confirms everything beforehand has nothing to be looked through, so that what comes from a pipe runs as it comes.
    const bool all = said == "off" || (said.empty() && (isSaved || arguments.has("--yes")));
    return said == "dryRun" ? Safety::DryRun : said == "confirm" ? Safety::Confirm : all ? Safety::Off : usual;
}

Result<Login> readLogin(const std::string& target, const Arguments& arguments, bool forKeeping, Safety usual) {
    const Safety safety = wantedSafety(arguments, target.starts_with('@'), usual);
    Login login{.target = targetOf(target, safety), .wanted = {}, .master = std::nullopt};
    for (const OptionRule& option : kWayOptions) {
        if (!login.target.saved.empty() && arguments.has(option.name) && !isSecretOption(option.name)) {
            return fail(ErrorKind::InvalidInput,
                        std::string(option.name) + " can not be given beside @" + login.target.saved +
                            ", which has its own way to the server.",
                        "Save the connection anew with dbvis connections add, or give its URL instead.");
        }
    }
    Result<void> read = readWay(arguments, !login.target.saved.empty(), login.target.config);
    read = read ? readSecrets(arguments, forKeeping, login) : read;
    if (!read) {
        return std::unexpected(std::move(read.error()));
    }
    if (arguments.has("--master-from")) {
        Result<SecretWord> master = wordNow(arguments, "--master-from");
        if (!master) {
            return std::unexpected(std::move(master.error()));
        }
        login.master = *std::move(master);
    }
    return login;
}

} // namespace

Result<Login> loginOf(const std::string& target, const Arguments& arguments, Safety usual) {
    return readLogin(target, arguments, false, usual);
}

Result<Login> loginForKeeping(const std::string& target, const Arguments& arguments) {
    return readLogin(target, arguments, true, Safety::Off);
}

protocol::SecretSource* sourceOf(SecretSources& sources, SecretId SecretIds::* place) {
    const auto* found = std::ranges::find(kSecretOptions, place, &SecretOption::place);
    return &(sources.*found->source);
}

Error LoginDesk::explained(Error error) const {
    const protocol::SecretOrigin origin = m_login.target.config.secrets.password.origin;
    const bool noPassword = origin == protocol::SecretOrigin::Usual || origin == protocol::SecretOrigin::Ask;
    std::string more;
    if (error.kind == ErrorKind::HostKeyUnknown) {
        more = "Then give it with " + std::string(kAcceptHostKey.name) + ".";
    } else if (error.kind == ErrorKind::AuthenticationFailed && m_left.empty() && noPassword && !m_desk.canAsk()) {
        more = "--password-from says where the password comes from.";
    }
    error.hint += (error.hint.empty() || more.empty() ? "" : " ") + more;
    return error;
}

void LoginDesk::prepare(const Ready& ready) {
    if (!m_login.master) {
        readNext(ready);
        return;
    }
    const SecretWord master = *m_login.master;
    m_login.master.reset();
    m_desk.openStore(master, false, [this, ready](const Result<protocol::SecretsListed>& opened) {
        if (opened) {
            readNext(ready);
        } else {
            ready(std::unexpected(opened.error()));
        }
    });
}

void LoginDesk::readNext(const Ready& ready) {
    const std::size_t next = m_left.size();
    if (next == m_login.wanted.size()) {
        ready(m_login.target);
        return;
    }
    const Login::Wanted& wanted = m_login.wanted[next];
    m_desk.obtain(wanted.word, wanted.name, false, [this, ready, place = wanted.place](Result<bus::LeftSecret> secret) {
        if (!secret) {
            ready(std::unexpected(std::move(secret.error())));
            return;
        }
        m_login.target.secrets.*place = secret->id();
        m_left.push_back(*std::move(secret));
        readNext(ready);
    });
}

} // namespace dbv::cli
