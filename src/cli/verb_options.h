// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "cli/verb_table.h"

/// Options that several verbs have.
namespace dbv::cli {

template <std::size_t A, std::size_t B>
[[nodiscard]] constexpr std::array<OptionRule, A + B> joined(const std::array<OptionRule, A>& one,
                                                             const std::array<OptionRule, B>& other) {
    std::array<OptionRule, A + B> all{};
    for (std::size_t i = 0; i < A; ++i) {
        all[i] = one[i];
    }
    for (std::size_t i = 0; i < B; ++i) {
        all[A + i] = other[i];
    }
    return all;
}

inline constexpr OptionRule kReadOnlyOption{"--read-only", "", "", "Refuse everything that could write.", ""};
inline constexpr OptionRule kSafetyOption{"--safety", "", "MODE",
                                          "Run all (off), ask first (confirm), roll all back at the end (dryRun), or "
                                          "refuse what could write (readOnly).",
                                          "off|confirm|dryRun|readOnly"};
inline constexpr OptionRule kReportFormat{"--format", "", "FORMAT", "How the answer is written; text by default.",
                                          "text|json"};
inline constexpr OptionRule kMasterFrom{"--master-from", "", "SOURCE",
                                        "Where the master password of the stored secrets comes from.", ""};

/// How to get to a server, and where its passwords come from.
inline constexpr std::array kWayOptions{
    OptionRule{"--ssh", "", "WAY", "Go through SSH: [user@]host[:port], the machines on the way between commas.", ""},
    OptionRule{"--ssh-key", "", "FILE", "The key to log in there with.", ""},
    OptionRule{"--known-hosts", "", "FILE", "Where the keys of known hosts are kept.", ""},
    OptionRule{"--tls", "", "MODE", "How the server is proved; verify-full for any host but this one by default.",
               "disable|prefer|require|verify-ca|verify-full"},
    OptionRule{"--tls-ca", "", "FILE", "The authority to trust (PEM) instead of the system's.", ""},
    OptionRule{"--tls-cert", "", "FILE", "The client's certificate.", ""},
    OptionRule{"--tls-key", "", "FILE", "Its key.", ""},
    OptionRule{"--password-from", "", "SOURCE", "Where the password comes from.", ""},
    OptionRule{"--tls-key-password-from", "", "SOURCE", "Where the password of the client's key comes from.", ""},
    OptionRule{"--ssh-password-from", "", "SOURCE", "Where the password for SSH comes from.", ""},
    OptionRule{"--ssh-passphrase-from", "", "SOURCE", "Where the passphrase of the SSH key comes from.", ""},
};
inline constexpr OptionRule kAcceptHostKey{"--accept-host-key", "", "PRINT",
                                           "Accept and keep an unknown host key with this fingerprint.", ""};
inline constexpr auto kLoginOptions = joined(kWayOptions, std::array{kAcceptHostKey, kMasterFrom});

inline constexpr std::string_view kTargetHelp =
    "<target> is a database file, a URL (sqlite:/path/file.db, postgresql://user@host/database,\n"
    "mysql://user@host/database), or @name for a saved connection. What is missing, a password or whether an\n"
    "unknown SSH host is the right one, is asked at the terminal, where there is one.\n";
inline constexpr std::string_view kSourceHelp =
    "A SOURCE is usual (where the engine's own client looks), ask (the terminal), command:LINE (the first line that\n"
    "a program prints), environment:NAME (a variable), stored:ID (a stored secret, see dbvis secrets), or fd:N (the\n"
    "first line of file descriptor N; fd:0 is the input). No secret is ever an argument.\n";

/// The actions on saved connections, on stored secrets, on committed changes, on backups and their schedules.
[[nodiscard]] std::span<const VerbRule> connectionVerbs();
[[nodiscard]] std::span<const VerbRule> secretVerbs();
[[nodiscard]] std::span<const VerbRule> undoVerbs();
[[nodiscard]] std::span<const VerbRule> backupVerbs();
[[nodiscard]] std::span<const VerbRule> scheduleVerbs();
[[nodiscard]] std::span<const VerbRule> timerVerbs();
[[nodiscard]] std::span<const VerbRule> jobVerbs();
[[nodiscard]] std::span<const VerbRule> runVerbs();

} // namespace dbv::cli
