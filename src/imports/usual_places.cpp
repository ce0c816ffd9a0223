// SPDX-License-Identifier: Apache-2.0
#include "imports/usual_places.h"

#include <algorithm>
#include <array>
#include <string>
#include <system_error>
#include <utility>

#include "imports/importers.h"
#include "imports/pasted_text.h"
#include "secrets/pg_service.h"
#include "settings/file_paths.h"

namespace dbv::imports {

namespace {

namespace fs = std::filesystem;

struct ProgramNames {
    ForeignProgram program;
    std::string_view shown;
    /// As it is typed, without signs between the words.
    std::string_view typed;
    /// The file with its connections; several where it has had several.
    std::array<const char*, 2> files;
};

constexpr auto kForeignPrograms = std::to_array<ProgramNames>({
    {ForeignProgram::DBeaver, "DBeaver", "dbeaver", {"data-sources.json", ".dbeaver/data-sources.json"}},
    {ForeignProgram::DataGrip, "DataGrip", "datagrip", {"dataSources.xml", ".idea/dataSources.xml"}},
    {ForeignProgram::TablePlus, "TablePlus", "tableplus", {"Connections.plist", "Data/Connections.plist"}},
    {ForeignProgram::Beekeeper, "Beekeeper Studio", "beekeeper", {"app.db", "app.db"}},
    {ForeignProgram::DbGate, "DbGate", "dbgate", {"connections.jsonl", "connections.jsonl"}},
    {ForeignProgram::HeidiSql, "HeidiSQL", "heidisql", {"portable_settings.txt", "portable_settings.txt"}},
    {ForeignProgram::PgAdmin, "pgAdmin", "pgadmin", {"pgadmin4.db", "servers.json"}},
    {ForeignProgram::Workbench, "MySQL Workbench", "workbench", {"connections.xml", "connections.xml"}},
    {ForeignProgram::PgService, "pg_service.conf", "pgservice", {"pg_service.conf", ".pg_service.conf"}},
    {ForeignProgram::OptionFile, "my.cnf", "mycnf", {".my.cnf", "my.cnf"}},
    {ForeignProgram::SshConfig, "ssh", "ssh", {"config", ".ssh/config"}},
});

const ProgramNames& namesOf(ForeignProgram program) {
    return *std::ranges::find(kForeignPrograms, program, &ProgramNames::program);
}

bool isFile(const fs::path& path) {
    std::error_code unknown;
    return fs::is_regular_file(path, unknown);
}

/// What is in a folder, by name; nothing when it can not be listed.
std::vector<fs::path> contentOf(const fs::path& folder) {
    std::vector<fs::path> paths;
    std::error_code failed;
    for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
        paths.push_back(at->path());
    }
    std::ranges::sort(paths);
    return paths;
}

/// Collects the files that are there.
class SourceSearch {
public:
    SourceSearch(const secrets::UserPlaces& places, Platform platform) : m_places(places), m_platform(platform) {}

    std::vector<FoundSource> run() {
        searchDBeaver();
        searchDataGrip();
        if (m_platform == Platform::MacOs) {
            for (const char* edition : {"com.tinyapp.TablePlus", "com.tinyapp.TablePlus-setapp"}) {
                add(ForeignProgram::TablePlus, applications() / edition / "Data" / "Connections.plist");
            }
        }
        for (const fs::path& folder : homesOf("beekeeper-studio")) {
            add(ForeignProgram::Beekeeper, folder / "app.db");
        }
        add(ForeignProgram::DbGate, home() / ".dbgate" / "connections.jsonl");
        add(ForeignProgram::PgAdmin, m_platform == Platform::Windows ? applications() / "pgAdmin" / "pgadmin4.db"
                                                                     : home() / ".pgadmin" / "pgadmin4.db");
        add(ForeignProgram::Workbench, m_platform == Platform::Linux
                                           ? home() / ".mysql" / "workbench" / "connections.xml"
                                           : applications() / "MySQL" / "Workbench" / "connections.xml");
        for (const fs::path& file : secrets::pgServiceFiles(m_places)) {
            add(ForeignProgram::PgService, file);
        }
        add(ForeignProgram::OptionFile, home() / ".my.cnf");
        add(ForeignProgram::SshConfig, home() / ".ssh" / "config");
        return std::move(m_found);
    }

private:
    [[nodiscard]] const fs::path& home() const { return m_places.home; }
    /// Where programs keep what is theirs.
    [[nodiscard]] fs::path applications() const {
        if (m_platform == Platform::MacOs) {
            return home() / "Library" / "Application Support";
        }
        const char* variable = m_platform == Platform::Windows ? "APPDATA" : "XDG_CONFIG_HOME";
        const std::optional<std::string> folder = secrets::setVariable(m_places, variable);
        return folder                            ? fs::path(*folder)
               : m_platform == Platform::Windows ? home() / "AppData" / "Roaming"
                                                 : home() / ".config";
    }
    /// The folders of a program, installed in any of the usual ways.
    [[nodiscard]] std::vector<fs::path> homesOf(const std::string& program) const {
        std::vector<fs::path> folders = {applications() / program};
        if (m_platform == Platform::Linux) {
            folders.push_back(home() / "snap" / program / "current" / ".config" / program);
        }
        return folders;
    }
    void add(ForeignProgram program, const fs::path& file) {
        if (!home().empty() && isFile(file)) {
            m_found.push_back({program, file});
        }
    }

    void searchDBeaver() {
        std::vector<fs::path> homes;
        if (m_platform == Platform::Linux) {
            const std::optional<std::string> dataHome = secrets::setVariable(m_places, "XDG_DATA_HOME");
            homes = {dataHome ? fs::path(*dataHome) : home() / ".local" / "share",
                     home() / "snap" / "dbeaver-ce" / "current" / ".local" / "share",
                     home() / ".var" / "app" / "io.dbeaver.DBeaverCommunity" / "data"};
        } else {
            homes = {m_platform == Platform::MacOs ? home() / "Library" : applications()};
        }
        for (const fs::path& folder : homes) {
            for (const fs::path& project : contentOf(folder / "DBeaverData" / "workspace6")) {
                for (const fs::path& file : contentOf(project / ".dbeaver")) {
                    const std::string name = settings::shownPath(file.filename());
                    if (name.starts_with("data-sources") && name.ends_with(".json")) {
                        add(ForeignProgram::DBeaver, file);
                    }
                }
            }
        }
    }

    void searchDataGrip() {
        for (const fs::path& ide : contentOf(applications() / "JetBrains")) {
            add(ForeignProgram::DataGrip, ide / "options" / "dataSources.xml");
            for (const fs::path& project : contentOf(ide / "projects")) {
                add(ForeignProgram::DataGrip, project / ".idea" / "dataSources.xml");
            }
        }
        for (const fs::path& project : contentOf(home() / "DataGripProjects")) {
            add(ForeignProgram::DataGrip, project / ".idea" / "dataSources.xml");
        }
    }

    const secrets::UserPlaces& m_places;
    Platform m_platform;
    std::vector<FoundSource> m_found;
};

using Companion = Result<std::optional<ForeignFile>>;

/// `data-sources-2.json` has its secrets in `credentials-config-2.json`.
Companion credentialsOf(const fs::path& sources) {
    std::string name = settings::shownPath(sources.filename());
    if (name.starts_with("data-sources")) {
        name.replace(0, std::string_view("data-sources").size(), "credentials-config");
    }
    return readForeignFileIfThere(sources.parent_path() / name);
}

/// `options/sshConfigs.xml` of the IDE, in whose folder the project may lie.
Companion sshConfigsOf(const fs::path& sources) {
    constexpr int kFurthest = 5;
    fs::path folder = sources.parent_path();
    for (int i = 0; i < kFurthest; ++i) {
        for (const fs::path& file : {folder / "sshConfigs.xml", folder / "options" / "sshConfigs.xml"}) {
            if (isFile(file)) {
                return readForeignFileIfThere(file);
            }
        }
        folder = folder.parent_path();
    }
    return std::nullopt;
}

using Importer = Result<ImportReport> (*)(const ForeignFile&, const std::optional<ForeignFile>&);

Result<ImportReport> withCompanion(const fs::path& file, const Companion& companion, Importer importer) {
    const Result<ForeignFile> read = readForeignFile(file);
    if (!read || !companion) {
        return std::unexpected(read ? companion.error() : read.error());
    }
    return importer(*read, *companion);
}

Result<ImportReport> dataGripFrom(const fs::path& file) {
    const Result<ForeignFile> sources = readForeignFile(file);
    const Companion local = readForeignFileIfThere(file.parent_path() / "dataSources.local.xml");
    const Companion ssh = sshConfigsOf(file);
    if (!sources || !local || !ssh) {
        return std::unexpected(!sources ? sources.error() : !local ? local.error() : ssh.error());
    }
    return importDataGrip(*sources, *local, *ssh);
}

Result<ImportReport> plainFrom(const fs::path& file, Result<ImportReport> (*importer)(const ForeignFile&)) {
    const Result<ForeignFile> read = readForeignFile(file);
    return read ? importer(*read) : std::unexpected(read.error());
}

Result<ImportReport> importFile(ForeignProgram program, const fs::path& file) {
    const auto beside = [&](const char* name) { return readForeignFileIfThere(file.parent_path() / name); };
    switch (program) {
    case ForeignProgram::DBeaver: return withCompanion(file, credentialsOf(file), importDBeaver);
    case ForeignProgram::DataGrip: return dataGripFrom(file);
    case ForeignProgram::TablePlus: return withCompanion(file, beside("ConnectionGroups.plist"), importTablePlus);
    case ForeignProgram::DbGate: return withCompanion(file, beside(".key"), importDbGate);
    case ForeignProgram::HeidiSql: return plainFrom(file, importHeidiSql);
    case ForeignProgram::Workbench: return plainFrom(file, importWorkbench);
    case ForeignProgram::PgAdmin:
        return lowerCase(settings::shownPath(file.extension())) == ".json" ? plainFrom(file, importPgAdmin)
                                                                           : importPgAdminDatabase(file);
    case ForeignProgram::PgService: return importPgServices(file);
    case ForeignProgram::OptionFile: return importOptionFile(file);
    case ForeignProgram::Beekeeper: {
        const Companion key = beside(".key");
        return key ? importBeekeeper(file, *key) : std::unexpected(key.error());
    }
    case ForeignProgram::SshConfig: {
        ssh::ConfigPlace place = ssh::usualConfigPlace();
        place.userFile = file;
        place.systemFile.clear();
        return importSshHosts(place);
    }
    }
    return fail(ErrorKind::Internal, "There is no such program to import from.", "Please report this.");
}

} // namespace

const std::vector<ForeignProgram>& foreignPrograms() {
    static const std::vector<ForeignProgram> kPrograms = [] {
        std::vector<ForeignProgram> all;
        all.reserve(kForeignPrograms.size());
        for (const ProgramNames& names : kForeignPrograms) {
            all.push_back(names.program);
        }
        return all;
    }();
    return kPrograms;
}

std::string_view programName(ForeignProgram program) {
    return namesOf(program).shown;
}

std::optional<ForeignProgram> programNamed(std::string_view name) {
    std::string typed = plainWord(name);
    std::erase(typed, '.');
    const auto found = std::ranges::find_if(kForeignPrograms, [&](const ProgramNames& names) {
        std::string shown = plainWord(names.shown);
        std::erase(shown, '.');
        return typed == names.typed || typed == shown;
    });
    return found == kForeignPrograms.end() ? std::nullopt : std::optional(found->program);
}

Platform thisPlatform() {
#if defined(_WIN32)
    return Platform::Windows;
#elif defined(__APPLE__)
    return Platform::MacOs;
#else
    return Platform::Linux;
#endif
}

std::vector<FoundSource> findSources(const secrets::UserPlaces& places, Platform platform) {
    return SourceSearch(places, platform).run();
}

Result<ImportReport> importFrom(ForeignProgram program, const std::filesystem::path& path) {
    std::error_code unknown;
    if (!fs::is_directory(path, unknown)) {
        return isFile(path) ? importFile(program, path)
                            : fail(ErrorKind::NotFound, "There is no file " + settings::shownPath(path) + ".",
                                   "Choose another file or folder.");
    }
    const ProgramNames& names = namesOf(program);
    for (const char* file : names.files) {
        if (isFile(path / file)) {
            return importFile(program, path / file);
        }
    }
    return fail(ErrorKind::NotFound,
                "There are no connections of " + std::string(names.shown) + " in the folder " +
                    settings::shownPath(path) + ": no " + names.files.front() + ".",
                "Choose the file itself.");
}

} // namespace dbv::imports
