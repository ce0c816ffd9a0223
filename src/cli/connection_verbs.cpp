// SPDX-License-Identifier: Apache-2.0
// What the verbs about connections and secrets are called, and what they know.
#include <array>

#include "cli/verb_options.h"

namespace dbv::cli {

namespace {

constexpr OptionRule kPassphraseFrom{"--passphrase-from", "", "SOURCE",
                                     "Where the passphrase of the file comes from; the terminal by default.", ""};

constexpr std::array kReportOnly{kReportFormat};
constexpr std::array kOwnAddOptions{
    OptionRule{"--group", "", "NAME", "The folder to keep it in; / divides folders in folders.", ""},
    OptionRule{"--environment", "", "NAME", "What the server is for; production is read-only unless --writable.",
               "local|test|staging|production"},
    OptionRule{"--favourite", "", "", "Keep it among the favourites.", ""},
    OptionRule{"--writable", "", "", "Let a production server be written to.", ""},
    OptionRule{"--ask-above", "", "ROWS",
               "Ask about a change of more rows, which is measured first; 0 asks about each.", ""},
    kReadOnlyOption,
};
constexpr auto kAddOptions = joined(kOwnAddOptions, joined(kWayOptions, std::array{kMasterFrom}));
constexpr auto kTestOptions = joined(std::array{kReportFormat, kReadOnlyOption}, kLoginOptions);
constexpr std::array kImportOptions{
    OptionRule{"--dry-run", "", "", "Only tell what would be kept.", ""},
    OptionRule{"--all", "", "", "Import from every file that is found.", ""},
    OptionRule{"--without-secrets", "", "", "Leave the passwords out.", ""},
    kPassphraseFrom,
    kMasterFrom,
    kReportFormat,
};
constexpr std::array kExportOptions{
    OptionRule{"--secrets", "", "", "Let the stored passwords go along, sealed by a passphrase.", ""},
    kPassphraseFrom,
    kMasterFrom,
};

constexpr std::string_view kListDetails =
    "On a terminal a table; elsewhere a line apiece with tabs between: name, target, group, environment, favourite,\n"
    "last use (UTC), read-only.\n";
constexpr std::string_view kAddDetails =
    "Adds a connection, or replaces the one of that name. <target> is a file or a URL without a password.\n"
    "A password source of stored reads the password now, from the terminal, and stores it encrypted; fd:N does the\n"
    "same from a file descriptor. All other sources are looked at whenever the connection is opened.\n";
constexpr std::string_view kTestDetails =
    "Goes the way to the server step by step and tells the result and the time of each, and what to do about the one\n"
    "that failed. Give the name of a saved connection, with or without @, or a target as for dbvis query.\n";
constexpr std::string_view kImportDetails =
    "Without a program: lists the files that were found in their usual places. With one: reads its connections from\n"
    "the file that was found, or from the one that is given, and tells of each what became of it. A connection that "
    "is\n"
    "kept already, exactly so, is passed over; another one of the same name gets a number.\n"
    "Programs: dbeaver, datagrip, tableplus, beekeeper, dbgate, heidisql, pgadmin, workbench, pg_service, my.cnf, "
    "ssh,\n"
    "and dbvis for a file that dbvis connections export has written.\n";
constexpr std::string_view kExportDetails =
    "Writes connections, all of them or those that are named, to a file that travels (docs/connections-file.md); - is\n"
    "the standard output.\n"
    "Passwords stay out of it, unless with --secrets.\n";

constexpr std::array kConnectionVerbs{
    VerbRule{"connections list", "", 0, 0, "List them: name, target, group, environment, favourite, last use.",
             kListDetails, kReportOnly},
    VerbRule{"connections show", "<name>", 1, 1, "Show everything about one, except secrets.", "", kReportOnly},
    VerbRule{"connections add", "<name> <target>", 2, 2, "Add one, or replace it.", kAddDetails, kAddOptions},
    VerbRule{"connections remove", "<name>", 1, 1, "Remove one; its stored passwords stay.", "", {}},
    VerbRule{"connections test", "<name or target>", 1, 1, "Find out, step by step, whether it works, and why not.",
             kTestDetails, kTestOptions},
    VerbRule{"connections import", "[<program> [<file>]]", 0, 2, "Take connections over from another program.",
             kImportDetails, kImportOptions},
    VerbRule{"connections export", "<file> [<name>...]", 1, 10000, "Write connections to a file for another machine.",
             kExportDetails, kExportOptions},
};

constexpr std::array kSecretListOptions{kReportFormat, kMasterFrom};
constexpr std::array kSetOptions{
    OptionRule{"--from", "", "SOURCE", "Where the secret comes from; the terminal by default.", ""},
    kMasterFrom,
};
constexpr std::array kRemoveOptions{
    OptionRule{"--force", "", "", "Remove it even if connections refer to it.", ""},
    kMasterFrom,
};
constexpr std::array kChangeKeyOptions{
    OptionRule{"--to-keychain", "", "", "Let the system's keychain hold the key from now on.", ""},
    OptionRule{"--new-from", "", "SOURCE", "Where the new master password comes from; the terminal by default.", ""},
    kMasterFrom,
};

constexpr std::array kSecretVerbs{
    VerbRule{"secrets list", "", 0, 0, "List the stored secrets: id, name, last use, age, who uses them.",
             "The secrets themselves are never shown.\n", kSecretListOptions},
    VerbRule{
        "secrets set", "<id or name>", 1, 1, "Store a secret, or change it for all who use it.",
        "Changes the stored secret of this id or name; where there is none, stores a new one of this name and says\n"
        "its id, for --password-from stored:ID.\n",
        kSetOptions},
    VerbRule{"secrets remove", "<id or name>", 1, 1, "Remove a stored secret.", "", kRemoveOptions},
    VerbRule{"secrets change-key", "", 0, 0, "Change the master password, or move to the keychain and back.",
             "The stored secrets lie in one encrypted file, which a master password or the system's keychain opens.\n",
             kChangeKeyOptions},
};

} // namespace

std::span<const VerbRule> connectionVerbs() {
    return kConnectionVerbs;
}

std::span<const VerbRule> secretVerbs() {
    return kSecretVerbs;
}

} // namespace dbv::cli
