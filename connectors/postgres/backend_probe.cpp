// SPDX-License-Identifier: Apache-2.0
#include "postgres/backend_probe.h"

#include <string>

namespace dbv::postgres {

namespace {

/// How often two lines are compared: another client may have taken the process in between.
constexpr int kComparisons = 4;

Result<std::string> processOf(Line& line) {
    const Result<PgResult> asked = line.query("SELECT pg_catalog.pg_backend_pid()");
    if (!asked) {
        return std::unexpected(asked.error());
    }
    return PQntuples(asked->get()) == 1 ? std::string(textAt(asked->get(), 0, 0)) : std::string();
}

} // namespace

Result<BackendFinding> probeBackend(Line& line, std::string_view process, const OpenAnother& another) {
    BackendFinding finding;
    const int greeted = PQbackendPID(line.handle());
    // A server without such numbers answers 0 or less, or not at all.
    if (greeted == 0 || process.empty() || process.starts_with('-') || process == "0") {
        return finding;
    }
    if (process == std::to_string(greeted)) {
        finding.sessionState = Ability::Yes;
        return finding;
    }
    finding.behindPooler = true;
    const Result<std::unique_ptr<Line>> second = another();
    if (!second) {
        return second.error().kind == ErrorKind::Cancelled ? Result<BackendFinding>(std::unexpected(second.error()))
                                                           : finding;
    }
    std::string before(process);
    for (int i = 0; i < kComparisons; ++i) {
        const Result<std::string> others = processOf(**second);
        if (!others) {
            // The pooler may have no process left for a second line; then nothing is known.
            return finding;
        }
        const Result<std::string> own = processOf(line);
        if (!own) {
            return std::unexpected(own.error());
        }
        if (*others == before || *others == *own || *own != before) {
            finding.sessionState = Ability::No;
            return finding;
        }
        before = *own;
    }
    finding.sessionState = Ability::Yes;
    return finding;
}

} // namespace dbv::postgres
