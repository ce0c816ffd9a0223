// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <string>

#include <QDir>
#include <QFile>
#include <QLibrary>
#include <QLibraryInfo>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <dbv/connector/plugin.h>

#include "engine/connector_registry.h"
#include "support/fake_connector.h"
#include "support/qt_printers.h"

namespace dbv::testing {

namespace {

using engine::ConnectorRegistry;

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    EXPECT_TRUE(file.open(QIODevice::ReadOnly)) << path.toStdString();
    return file.readAll();
}

QString firstLibraryIn(const QString& folder, const QString& name = QStringLiteral("*")) {
    for (const QFileInfo& file : QDir(folder).entryInfoList({name}, QDir::Files, QDir::Name)) {
        if (QLibrary::isLibrary(file.filePath())) {
            return file.filePath();
        }
    }
    ADD_FAILURE() << "no library in " << folder.toStdString();
    return {};
}

/// Folders with real module files: the SQLite connector as it was built, and what became of copies of it.
class Registry : public ::testing::Test {
protected:
    [[nodiscard]] std::filesystem::path path(const char* name) const {
        return m_folder.filePath(QString::fromLatin1(name)).toStdString();
    }
    /// Writes a module file into one of the test's folders.
    std::filesystem::path write(const char* folder, const char* name, const QByteArray& bytes) const {
        std::filesystem::create_directories(path(folder));
        const std::filesystem::path at = path(folder) / (std::string(name) + m_ending);
        QFile file(QString::fromStdString(at.string()));
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        EXPECT_EQ(file.write(bytes), bytes.size());
        return at;
    }
    /// The one sentence about the modules that are not used.
    [[nodiscard]] static std::string reason(ConnectorRegistry& registry) {
        const auto refused = registry.refused();
        EXPECT_EQ(refused.size(), 1U);
        return refused.empty() ? std::string() : refused.front();
    }
    /// The built module with one part of its description exchanged for another of the same length.
    [[nodiscard]] QByteArray moduleWith(const QByteArray& part, const QByteArray& other) const {
        QByteArray bytes = m_module;
        EXPECT_EQ(bytes.count(part), 1) << "the description is not where it was";
        return bytes.replace(part, other);
    }

    QTemporaryDir m_folder;
    QString m_modulePath = firstLibraryIn(QStringLiteral(DBV_CONNECTOR_DIR), QStringLiteral("dbv_sqlite.*"));
    QByteArray m_module = bytesOf(m_modulePath);
    std::string m_ending = "." + QFileInfo(m_modulePath).suffix().toStdString();
};

TEST_F(Registry, FindsAndLoadsAConnector) {
    write("good", "dbv_sqlite", m_module);
    ConnectorRegistry registry({path("good")});
    ASSERT_EQ(registry.connectors().size(), 1U);
    EXPECT_EQ(registry.connectors()[0].id, "sqlite");
    EXPECT_FALSE(registry.connectors()[0].schemes.empty());
    EXPECT_TRUE(registry.refused().empty());
    const auto first = registry.load("sqlite");
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(*first, *registry.load("sqlite"));
}

TEST_F(Registry, RefusesAFileThatIsNoModule) {
    const auto at = write("bad", "text", "this is not a library");
    ConnectorRegistry registry({path("bad")});
    EXPECT_TRUE(registry.connectors().empty());
    EXPECT_NE(reason(registry).find(at.string() + " is not used: it is not a plugin, or its file is damaged"),
              std::string::npos);
}

TEST_F(Registry, RefusesAModuleThatIsCutShort) {
    write("bad", "short", m_module.first(4096));
    ConnectorRegistry registry({path("bad")});
    // Whether the scan notices or the loading of its code depends on what is missing.
    const auto loaded = registry.load("sqlite");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::Unsupported);
    EXPECT_FALSE(loaded.error().hint.empty());
    EXPECT_NE(reason(registry).find("short"), std::string::npos);
}

TEST_F(Registry, RefusesAPluginForSomethingElse) {
    const QString platforms = QLibraryInfo::path(QLibraryInfo::PluginsPath) + QStringLiteral("/platforms");
    write("foreign", "foreign", bytesOf(firstLibraryIn(platforms)));
    ConnectorRegistry registry({path("foreign")});
    EXPECT_TRUE(registry.connectors().empty());
    EXPECT_NE(reason(registry).find("it is a plugin for something else (org.qt-project."), std::string::npos);
}

TEST_F(Registry, RefusesAModuleForAnotherVersionOfTheInterface) {
    write("old", "old",
          moduleWith(QByteArray("\x63"
                                "abi\x0d",
                                5),
                     QByteArray("\x63"
                                "abi\x0e",
                                5)));
    ConnectorRegistry registry({path("old")});
    EXPECT_TRUE(registry.connectors().empty());
    EXPECT_NE(reason(registry).find("built for version 14 of the connector interface, this program has " +
                                    std::to_string(kConnectorAbi)),
              std::string::npos);
}

TEST_F(Registry, RefusesAModuleThatNamesNoId) {
    write("nameless", "nameless",
          moduleWith(QByteArray("\x62"
                                "id\x66"
                                "sqlite",
                                10),
                     QByteArray("\x62"
                                "ix\x66"
                                "sqlite",
                                10)));
    ConnectorRegistry registry({path("nameless")});
    EXPECT_NE(reason(registry).find("names no id"), std::string::npos);
}

TEST_F(Registry, UsesTheFirstOfTwoModulesWithOneId) {
    const auto first = write("first", "dbv_sqlite", m_module);
    const auto second = write("second", "dbv_sqlite", m_module);
    ConnectorRegistry registry({path("first"), path("second")});
    EXPECT_EQ(registry.connectors().size(), 1U);
    const std::string why = reason(registry);
    EXPECT_NE(why.find(second.string() + " is not used"), std::string::npos);
    EXPECT_NE(why.find(first.string() + " was found first"), std::string::npos);
}

TEST_F(Registry, GoesOnWithoutAFolderAndWithoutWhatIsBroken) {
    write("mixed", "aaa", "rubbish");
    write("mixed", "dbv_sqlite", m_module);
    ConnectorRegistry registry({path("nowhere"), path("mixed")});
    EXPECT_EQ(registry.connectors().size(), 1U);
    EXPECT_EQ(registry.refused().size(), 1U);
    EXPECT_TRUE(registry.load("sqlite"));
}

TEST_F(Registry, SaysWhatThereIsWhenAConnectorIsMissing) {
    ConnectorRegistry empty({path("nowhere")});
    const auto none = empty.load("sqlite");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::Unsupported);
    EXPECT_NE(none.error().hint.find("connectors folder"), std::string::npos);
    write("good", "dbv_sqlite", m_module);
    ConnectorRegistry registry({path("good")});
    EXPECT_NE(registry.load("oracle").error().hint.find("sqlite"), std::string::npos);
}

TEST_F(Registry, PrefersAConnectorOfTheProgramItself) {
    write("good", "dbv_sqlite", m_module);
    ConnectorRegistry registry({path("good")});
    const auto own = std::make_shared<FakeConnector>(std::make_shared<FakeServer>());
    registry.add({.id = "sqlite", .displayName = "Own", .version = "1"}, own);
    ASSERT_EQ(registry.connectors().size(), 1U);
    EXPECT_EQ(registry.connectors()[0].displayName, "Own");
    EXPECT_EQ(*registry.load("sqlite"), own);
    EXPECT_EQ(registry.refused().size(), 1U);
}

} // namespace

} // namespace dbv::testing
