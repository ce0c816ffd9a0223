// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "imports/usual_places.h"
#include "imports_encryption.h"
#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::imports::findSources;
using dbv::imports::ForeignProgram;
using dbv::imports::foreignPrograms;
using dbv::imports::importFrom;
using dbv::imports::Platform;
using dbv::imports::programName;
using dbv::imports::programNamed;

/// What is found in a home folder, a line each.
std::string foundIn(const Folder& folder, Platform platform) {
    const dbv::secrets::UserPlaces places{.variable =
                                              [](const char* name) {
                                                  return std::string_view(name) == "PGSYSCONFDIR"
                                                             ? std::optional<std::string>("/no")
                                                             : std::nullopt;
                                              },
                                          .home = folder.path()};
    std::string text;
    for (const auto& source : findSources(places, platform)) {
        text += std::string(programName(source.program)) + " " +
                source.file.lexically_relative(folder.path()).generic_string() + "\n";
    }
    return text;
}

TEST(UsualPlaces, OnLinuxTheFilesOfAllProgramsAreFound) {
    const Folder folder;
    for (const char* file :
         {".local/share/DBeaverData/workspace6/General/.dbeaver/data-sources.json",
          ".local/share/DBeaverData/workspace6/General/.dbeaver/data-sources-2.json",
          ".local/share/DBeaverData/workspace6/General/.dbeaver/credentials-config.json",
          ".config/JetBrains/DataGrip2025.1/projects/default/.idea/dataSources.xml", ".config/beekeeper-studio/app.db",
          "snap/beekeeper-studio/current/.config/beekeeper-studio/app.db", ".dbgate/connections.jsonl",
          ".pgadmin/pgadmin4.db", ".mysql/workbench/connections.xml", ".pg_service.conf", ".my.cnf", ".ssh/config"}) {
        folder.put(file, "x");
    }
    EXPECT_EQ(foundIn(folder, Platform::Linux),
              "DBeaver .local/share/DBeaverData/workspace6/General/.dbeaver/data-sources-2.json\n"
              "DBeaver .local/share/DBeaverData/workspace6/General/.dbeaver/data-sources.json\n"
              "DataGrip .config/JetBrains/DataGrip2025.1/projects/default/.idea/dataSources.xml\n"
              "Beekeeper Studio .config/beekeeper-studio/app.db\n"
              "Beekeeper Studio snap/beekeeper-studio/current/.config/beekeeper-studio/app.db\n"
              "DbGate .dbgate/connections.jsonl\n"
              "pgAdmin .pgadmin/pgadmin4.db\n"
              "MySQL Workbench .mysql/workbench/connections.xml\n"
              "pg_service.conf .pg_service.conf\n"
              "my.cnf .my.cnf\n"
              "ssh .ssh/config\n");
}

TEST(UsualPlaces, OtherSystemsHaveOtherFolders) {
    const Folder folder;
    for (const char* file : {"Library/DBeaverData/workspace6/General/.dbeaver/data-sources.json",
                             "Library/Application Support/com.tinyapp.TablePlus/Data/Connections.plist",
                             "Library/Application Support/MySQL/Workbench/connections.xml",
                             "AppData/Roaming/DBeaverData/workspace6/General/.dbeaver/data-sources.json",
                             "AppData/Roaming/pgAdmin/pgadmin4.db"}) {
        folder.put(file, "x");
    }
    EXPECT_EQ(foundIn(folder, Platform::MacOs),
              "DBeaver Library/DBeaverData/workspace6/General/.dbeaver/data-sources.json\n"
              "TablePlus Library/Application Support/com.tinyapp.TablePlus/Data/Connections.plist\n"
              "MySQL Workbench Library/Application Support/MySQL/Workbench/connections.xml\n");
    EXPECT_EQ(foundIn(folder, Platform::Windows),
              "DBeaver AppData/Roaming/DBeaverData/workspace6/General/.dbeaver/data-sources.json\n"
              "pgAdmin AppData/Roaming/pgAdmin/pgadmin4.db\n");
    EXPECT_EQ(foundIn(Folder(), Platform::Linux), "");
    EXPECT_TRUE(
        findSources({.variable = [](const char*) { return std::optional<std::string>(); }, .home = {}}).empty());
}

TEST(UsualPlaces, ProgramsAreKnownByTheirNames) {
    for (const ForeignProgram program : foreignPrograms()) {
        EXPECT_EQ(programNamed(programName(program)), program);
    }
    EXPECT_EQ(programNamed("HeidiSQL"), ForeignProgram::HeidiSql);
    EXPECT_EQ(programNamed("pg_service"), ForeignProgram::PgService);
    EXPECT_EQ(programNamed("my.cnf"), ForeignProgram::OptionFile);
    EXPECT_EQ(programNamed("navicat"), std::nullopt);
}

TEST(ImportFrom, AFolderGivesItsFilesAndThoseThatBelongToThem) {
    const Folder folder;
    folder.put(".dbeaver/data-sources.json", R"({"connections": {"a": {"provider": "mysql", "name": "A",
                                                 "configuration": {"host": "h"}}}})");
    folder.put(".dbeaver/credentials-config.json",
               dbeaverEncrypted(R"({"a": {"#connection": {"user": "u", "password": "p"}}})"));
    EXPECT_EQ(shown(importFrom(ForeignProgram::DBeaver, folder.path())), "A: mysql u@h | p\n");
    EXPECT_EQ(shown(importFrom(ForeignProgram::DBeaver, folder.path() / ".dbeaver" / "data-sources.json")),
              "A: mysql u@h | p\n");
    folder.put("connections.jsonl", R"({"engine":"mysql@x","server":"h","displayName":"D"})");
    EXPECT_EQ(shown(importFrom(ForeignProgram::DbGate, folder.path())), "D: mysql h\n");
    folder.put("servers.json", R"({"Servers": {"1": {"Name": "P", "Host": "h"}}})");
    EXPECT_EQ(shown(importFrom(ForeignProgram::PgAdmin, folder.path())), "P: postgres h\n");
    folder.put("IDE/options/sshConfigs.xml", "<a><sshConfig id='s' host='b' authType='KEY_PAIR' keyPath='/k'/></a>");
    folder.put(
        "IDE/projects/p/.idea/dataSources.xml",
        "<project><component><data-source name='S' uuid='1'><driver-ref>sqlite</driver-ref><ssh-properties><enabled>"
        "true</enabled><ssh-config-id>s</ssh-config-id></ssh-properties><jdbc-url>jdbc:postgresql://h/d</jdbc-url>"
        "</data-source></component></project>");
    EXPECT_EQ(shown(importFrom(ForeignProgram::DataGrip, folder.path() / "IDE/projects/p")),
              "S: postgres h /d via b key /k\n");
    folder.put("portable_settings.txt", "Servers\\X\\Host<|||>1<|||>h\n");
    EXPECT_EQ(shown(importFrom(ForeignProgram::HeidiSql, folder.path())), "X: mysql h\n");
    folder.put(".ssh/config", "Host b\n");
    EXPECT_EQ(shown(importFrom(ForeignProgram::SshConfig, folder.path())), "b:   via b (partly)\n");
}

TEST(ImportFrom, WhatIsNotThereOrTooLargeIsNamed) {
    const Folder folder;
    for (const ForeignProgram program : foreignPrograms()) {
        EXPECT_EQ(errorOf(importFrom(program, folder.path())).kind, dbv::ErrorKind::NotFound) << programName(program);
        EXPECT_EQ(errorOf(importFrom(program, folder.path() / "no")).kind, dbv::ErrorKind::NotFound);
        const auto garbage = folder.put("garbage", std::string("\x01\xff\0<[{", 6));
        EXPECT_FALSE(importFrom(program, garbage)) << programName(program);
        const auto empty = folder.put("empty", "");
        EXPECT_FALSE(importFrom(program, empty)) << programName(program);
    }
    const auto large = folder.put("large", "");
    std::filesystem::resize_file(large, 100 << 20);
    for (const ForeignProgram program : foreignPrograms()) {
        EXPECT_FALSE(importFrom(program, large)) << programName(program);
    }
    EXPECT_NE(errorOf(importFrom(ForeignProgram::DBeaver, large)).message.find("more than 16 MB"), std::string::npos);
}

} // namespace
