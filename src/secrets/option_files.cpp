// SPDX-License-Identifier: Apache-2.0
#include "secrets/option_files.h"

#include <algorithm>
#include <cctype>
#include <system_error>
#include <utility>
#include <variant>

#include "secrets/secret_text.h"
#include "settings/file_paths.h"

namespace dbv::secrets {

namespace {

constexpr int kDeepestInclude = 11;

std::string lineOf(const std::filesystem::path& file, int line) {
    return settings::shownPath(file) + ", line " + std::to_string(line);
}

/// The files of a folder that `!includedir` means, by name. Errors: IoError.
Result<std::vector<std::filesystem::path>> includedFiles(const std::filesystem::path& folder,
                                                         const std::string& origin) {
    std::vector<std::filesystem::path> files;
    std::error_code failed;
    for (std::filesystem::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        const std::string name = at->path().filename().string();
        if (name.ends_with(".cnf") || (std::filesystem::path::preferred_separator == '\\' && name.ends_with(".ini"))) {
            files.push_back(at->path());
        }
    }
    if (failed) {
        return fail(ErrorKind::IoError,
                    origin + ": could not read the folder " + settings::shownPath(folder) + ": " + failed.message() +
                        ".",
                    "Make the folder, or take the line away.");
    }
    std::ranges::sort(files);
    return files;
}

/// Reads one file after the other into one list.
class OptionFileReader {
public:
    [[nodiscard]] Result<void> read(const std::filesystem::path& file, int depth) {
        if (isWritableByAll(file)) {
            m_result.warnings.push_back("The option file " + settings::shownPath(file) +
                                        " was passed over: everybody may write it.");
            return {};
        }
        const Result<std::optional<Secret>> text = readSecretText(file);
        if (!text) {
            return std::unexpected(text.error());
        }
        OptionText parsed = parseOptions(*text ? (*text)->reveal() : std::string_view());
        for (auto& line : parsed.lines) {
            if (auto* option = std::get_if<OptionLine>(&line); option != nullptr) {
                m_result.options.push_back({.option = std::move(*option), .file = file});
            } else if (Result<void> included = include(std::get<OptionInclude>(line), file, depth); !included) {
                return included;
            }
        }
        if (parsed.trouble) {
            return fail(ErrorKind::InvalidInput, lineOf(file, parsed.trouble->line) + ": " + parsed.trouble->why + ".",
                        "Mend the file: the programs of the server can not read it either.");
        }
        return {};
    }
    [[nodiscard]] FiledOptions take() { return std::move(m_result); }

private:
    [[nodiscard]] Result<void> include(const OptionInclude& include, const std::filesystem::path& file, int depth) {
        const std::string origin = lineOf(file, include.line);
        if (depth >= kDeepestInclude) {
            m_result.warnings.push_back(origin + " was passed over: files include each other too deeply.");
            return {};
        }
        if (!include.isFolder) {
            return read(include.path, depth + 1);
        }
        const Result<std::vector<std::filesystem::path>> files = includedFiles(include.path, origin);
        if (!files) {
            return std::unexpected(files.error());
        }
        for (const std::filesystem::path& inside : *files) {
            if (Result<void> done = read(inside, depth + 1); !done) {
                return done;
            }
        }
        return {};
    }

    FiledOptions m_result;
};

} // namespace

std::vector<std::filesystem::path> optionFiles(const UserPlaces& places) {
    std::vector<std::filesystem::path> files;
#ifdef _WIN32
    for (const char* variable : {"SYSTEMROOT", "WINDIR"}) {
        if (const std::optional<std::string> folder = setVariable(places, variable)) {
            files.push_back(std::filesystem::path(*folder) / "my.ini");
            files.push_back(std::filesystem::path(*folder) / "my.cnf");
        }
    }
    files.emplace_back("C:\\my.ini");
    files.emplace_back("C:\\my.cnf");
#else
    files.emplace_back("/etc/my.cnf");
    files.emplace_back("/etc/mysql/my.cnf");
#endif
    for (const char* variable : {"MARIADB_HOME", "MYSQL_HOME"}) {
        if (const std::optional<std::string> folder = setVariable(places, variable)) {
            files.push_back(std::filesystem::path(*folder) / "my.cnf");
            break;
        }
    }
    if (!places.home.empty()) {
        files.push_back(places.home / ".my.cnf");
    }
    return files;
}

Result<FiledOptions> readOptionFiles(const std::vector<std::filesystem::path>& files) {
    OptionFileReader reader;
    for (const std::filesystem::path& file : files) {
        if (Result<void> read = reader.read(file, 1); !read) {
            return std::unexpected(std::move(read.error()));
        }
    }
    return reader.take();
}

bool isOfGroups(const OptionLine& option, const std::vector<std::string>& groups) {
    const auto sameLetter = [](unsigned char left, unsigned char right) {
        return std::tolower(left) == std::tolower(right);
    };
    return std::ranges::any_of(
        groups, [&](const std::string& group) { return std::ranges::equal(group, option.group, sameLetter); });
}

MergedOptions mergedOptions(const FiledOptions& options, const std::vector<std::string>& groups) {
    MergedOptions merged;
    for (const FiledOption& filed : options.options) {
        if (!isOfGroups(filed.option, groups)) {
            continue;
        }
        const std::string name = plainOptionName(filed.option.name);
        if (name == "password" || name == "pass") {
            merged.password = filed.option.secret.clone();
            merged.passwordOrigin = lineOf(filed.file, filed.option.line);
        } else if (name == "ssl-passphrase" || name == "tls-passphrase") {
            merged.keyPassword = filed.option.secret.clone();
        } else if (!isSecretOption(name)) {
            merged.values.insert_or_assign(name, filed.option.value.value_or(std::string()));
        }
    }
    return merged;
}

std::vector<std::string> clientGroups(const UserPlaces& places) {
    std::vector<std::string> groups = {"client", "client-server", "client-mariadb", "mysql", "mariadb-client"};
    if (const std::optional<std::string> suffix = setVariable(places, "MYSQL_GROUP_SUFFIX")) {
        const std::vector<std::string> plain = groups;
        groups.reserve(plain.size() * 2);
        for (const std::string& group : plain) {
            groups.push_back(group + *suffix);
        }
    }
    return groups;
}

} // namespace dbv::secrets
