// SPDX-License-Identifier: Apache-2.0
#include "cli/scope_options.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace dbv::cli {

namespace {

constexpr std::uint32_t kMostJobs = 64;

std::unexpected<Error> notAName(std::string_view option, std::string_view text) {
    return fail(ErrorKind::InvalidInput, std::string(option) + " is not a name: " + std::string(text) + ".",
                "Write schema.name or name; what holds dots or quotes stands in double quotes.");
}

/// The parts of a name between its dots. Errors: InvalidInput.
Result<std::vector<std::string>> partsOfName(std::string_view option, std::string_view text) {
    std::vector<std::string> parts(1);
    bool isQuoted = false;
    bool hasEnded = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (isQuoted && c == '"' && at + 1 < text.size() && text[at + 1] == '"') {
            parts.back() += c;
            ++at;
        } else if (c == '"' && (isQuoted || parts.back().empty())) {
            hasEnded = isQuoted;
            isQuoted = !isQuoted;
        } else if (c == '.' && !isQuoted) {
            parts.emplace_back();
            hasEnded = false;
        } else if (hasEnded || (c == '"' && !isQuoted)) {
            return notAName(option, text);
        } else {
            parts.back() += c;
        }
    }
    for (const std::string& part : parts) {
        if (part.empty()) {
            return notAName(option, text);
        }
    }
    return isQuoted ? notAName(option, text) : Result<std::vector<std::string>>(std::move(parts));
}

Result<std::vector<DumpObject>> objectsOf(const Arguments& arguments) {
    std::vector<DumpObject> objects;
    for (const std::string_view text : arguments.values("--table")) {
        Result<std::vector<std::string>> parts = partsOfName("--table", text);
        if (!parts) {
            return std::unexpected(std::move(parts.error()));
        }
        if (parts->size() > 2) {
            return notAName("--table", text);
        }
        DumpObject object{parts->size() == 2 ? parts->front() : std::string(), parts->back()};
        if (std::ranges::find(objects, object) == objects.end()) {
            objects.push_back(std::move(object));
        }
    }
    return objects;
}

/// Errors: InvalidInput.
Result<DumpContent> contentOf(const Arguments& arguments) {
    const bool structure = arguments.has("--structure-only");
    const bool rows = arguments.has("--rows-only");
    if (structure && rows) {
        return fail(ErrorKind::InvalidInput, "--structure-only and --rows-only exclude each other.",
                    "Leave out both for all of it.");
    }
    return structure ? DumpContent::Structure : rows ? DumpContent::Rows : DumpContent::All;
}

std::string countOf(std::size_t count, std::string_view thing) {
    return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

} // namespace

Result<DumpScope> scopeOf(const Arguments& arguments) {
    DumpScope scope;
    for (const std::string_view text : arguments.values("--schema")) {
        Result<std::vector<std::string>> parts = partsOfName("--schema", text);
        if (!parts) {
            return std::unexpected(std::move(parts.error()));
        }
        if (parts->size() != 1) {
            return notAName("--schema", text);
        }
        scope.schemas.push_back(std::move(parts->front()));
    }
    Result<std::vector<DumpObject>> objects = objectsOf(arguments);
    const Result<DumpContent> content = objects ? contentOf(arguments) : std::unexpected(objects.error());
    if (!content) {
        return std::unexpected(content.error());
    }
    scope.objects = *std::move(objects);
    scope.content = *content;
    scope.owners = !arguments.has("--no-owners");
    scope.roles = arguments.has("--roles");
    return scope;
}

Result<RestoreWish> wishOf(const Arguments& arguments) {
    RestoreWish wish;
    Result<std::vector<DumpObject>> objects = objectsOf(arguments);
    const Result<DumpContent> content = objects ? contentOf(arguments) : std::unexpected(objects.error());
    if (!content) {
        return std::unexpected(content.error());
    }
    wish.objects = *std::move(objects);
    wish.content = *content;
    wish.owners = !arguments.has("--no-owners");
    const std::string_view jobs = arguments.value("--jobs", "1");
    const auto [end, failed] = std::from_chars(jobs.data(), jobs.data() + jobs.size(), wish.jobs);
    if (failed != std::errc() || end != jobs.data() + jobs.size() || wish.jobs == 0 || wish.jobs > kMostJobs) {
        return fail(ErrorKind::InvalidInput, "--jobs is no number from 1 to 64: " + std::string(jobs) + ".",
                    "One for each processor is a good choice.");
    }
    return wish;
}

std::string scopeInWords(const DumpScope& scope) {
    std::string words;
    const auto add = [&words](const std::string& word) { words += (words.empty() ? "" : ", ") + word; };
    if (!scope.schemas.empty()) {
        add(countOf(scope.schemas.size(), "schema"));
    }
    if (!scope.objects.empty()) {
        add(countOf(scope.objects.size(), "chosen object"));
    }
    if (scope.content != DumpContent::All) {
        add(scope.content == DumpContent::Structure ? "structure only" : "rows only");
    }
    if (!scope.owners) {
        add("no owners");
    }
    if (scope.roles) {
        add("with roles");
    }
    return words;
}

} // namespace dbv::cli
