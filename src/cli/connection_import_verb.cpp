// SPDX-License-Identifier: Apache-2.0
// `dbvis connections import`: connections of other programs, and of a file of ours.
#include <algorithm>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>

#include "cli/import_task.h"
#include "cli/verb_tasks.h"

namespace dbv::cli {

namespace {

/// Letters and digits in lower case, so that `MySQL Workbench` and `pg_service.conf` may be typed in many ways.
std::string plainWord(std::string_view text) {
    std::string plain;
    for (const char c : text) {
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
            plain += c;
        } else if (c >= 'A' && c <= 'Z') {
            plain += static_cast<char>(c - 'A' + 'a');
        }
    }
    return plain;
}

} // namespace

Result<std::string> programNamed(std::string_view word, const std::vector<protocol::ImportSource>& known) {
    const std::string typed = plainWord(word);
    std::vector<std::string> fitting;
    std::string names;
    for (const protocol::ImportSource& source : known) {
        const bool own = source.program == protocol::kOwnConnections;
        const std::string name = own ? "dbvis" : plainWord(source.name);
        if (typed == name || typed == plainWord(source.program)) {
            return source.program;
        }
        if (!typed.empty() && name.find(typed) != std::string::npos) {
            fitting.push_back(source.program);
        }
        names += (names.empty() ? "" : ", ") + (own ? name : source.name);
    }
    if (fitting.size() == 1) {
        return fitting.front();
    }
    return fail(ErrorKind::InvalidInput, "\"" + std::string(word) + "\" is none of the programs that can be read.",
                "Known are " + names + ".");
}

Result<std::unique_ptr<Task>> makeConnectionImportTask(const Surroundings& around, const Arguments& arguments,
                                                       Console& console, Task::Done done) {
    if (around.notKept && !arguments.has("--dry-run")) {
        return std::unexpected(*around.notKept);
    }
    const std::vector<std::string>& words = arguments.operands;
    if (arguments.has("--all") && !words.empty()) {
        return fail(ErrorKind::InvalidInput, "--all is for every file that is found; leave the program out.",
                    "See dbvis connections import --help.");
    }
    const Result<SecretWord> passphrase = wordNow(arguments, "--passphrase-from");
    const Result<SecretWord> master = wordNow(arguments, "--master-from");
    if (!passphrase || !master) {
        return std::unexpected(!passphrase ? passphrase.error() : master.error());
    }
    ImportPlan plan{.program = words.empty() ? std::string() : words[0],
                    .file = {},
                    .all = arguments.has("--all"),
                    .dryRun = arguments.has("--dry-run"),
                    .withSecrets = !arguments.has("--without-secrets"),
                    .json = arguments.value("--format") == "json",
                    .passphrase = arguments.has("--passphrase-from") ? std::optional(*passphrase) : std::nullopt,
                    .master = *master};
    if (words.size() == 2) {
        std::error_code unknown;
        plan.file = std::filesystem::absolute(words[1], unknown).string();
    }
    return std::make_unique<ImportTask>(around, console, std::move(plan), std::move(done));
}

} // namespace dbv::cli
