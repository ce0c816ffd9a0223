// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <QDir>

#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::imports::importDataGrip;

constexpr const char* kDataSources = R"(<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="DataSourceManagerImpl" format="xml" multifile-model="true">
    <data-source source="LOCAL" name="Prod PG" uuid="u-1" group="Prod" read-only="true">
      <driver-ref>postgresql</driver-ref>
      <synchronize>true</synchronize>
      <jdbc-driver>org.postgresql.Driver</jdbc-driver>
      <jdbc-url>jdbc:postgresql://pg.corp:5433/app</jdbc-url>
      <working-dir>$ProjectFileDir$</working-dir>
    </data-source>
    <data-source source="LOCAL" name="Shop &amp; Co" uuid="u-2">
      <driver-ref>mysql.8</driver-ref>
      <jdbc-url>jdbc:mysql://my.corp:3306/shop</jdbc-url>
    </data-source>
    <data-source source="LOCAL" name="Local" uuid="u-3">
      <driver-ref>sqlite.xerial</driver-ref>
      <jdbc-url>jdbc:sqlite:$USER_HOME$/app.db</jdbc-url>
    </data-source>
    <data-source source="LOCAL" name="Orders" uuid="u-4">
      <driver-ref>oracle</driver-ref>
      <jdbc-url>jdbc:oracle:thin:@//o.corp:1521/svc</jdbc-url>
    </data-source>
    <data-source source="LOCAL" name="Own driver" uuid="u-5">
      <driver-ref>2d0a-own</driver-ref>
      <auth-provider>pgpass</auth-provider>
      <jdbc-url>jdbc:postgresql://own/d?sslmode=require</jdbc-url>
    </data-source>
  </component>
</project>)";

constexpr const char* kLocal = R"(<project version="4"><component name="dataSourceStorageLocal">
  <data-source name="Prod PG" uuid="u-1">
    <secret-storage>master_key</secret-storage><user-name>ann</user-name>
    <ssh-properties><enabled>true</enabled><ssh-config-id>s-1</ssh-config-id></ssh-properties>
    <ssl-config><ca-cert>$USER_HOME$/ca.pem</ca-cert><client-cert/><client-key/><enabled>true</enabled>
      <mode>VERIFY_CA</mode></ssl-config>
  </data-source>
  <data-source name="Shop" uuid="u-2"><user-name>shopper</user-name>
    <ssh-properties><enabled>true</enabled><ssh-config-id>gone</ssh-config-id></ssh-properties></data-source>
</component></project>)";

constexpr const char* kSsh = R"(<application><component name="SshConfigs"><configs>
  <sshConfig authType="KEY_PAIR" host="bastion.corp" id="s-1" keyPath="$USER_HOME$/.ssh/id_rsa" port="2222"
             username="deploy" useOpenSSHConfig="true"/>
</configs></component></application>)";

TEST(ImportDataGrip, SourcesAreReadWithTheirLocalHalfAndTheirTunnels) {
    const auto report = importDataGrip(fileOf(kDataSources), fileOf(kLocal), fileOf(kSsh));
    EXPECT_EQ(shown(report), std::string("Prod | Prod PG: postgres ann@pg.corp:5433 /app verify-ca ca=~/ca.pem via "
                                         "deploy@bastion.corp:2222 key ~/.ssh/id_rsa (partly)\n"
                                         "Shop & Co: mysql shopper@my.corp:3306 /shop (partly)\n") +
                                 "Local: sqlite  /" + QDir::homePath().toStdString() +
                                 "/app.db\n"
                                 "Orders: refused\n"
                                 "Own driver: postgres own /d require\n");
    EXPECT_EQ(report->items[0].connection.config.safety, dbv::Safety::ReadOnly);
    EXPECT_NE(remarks(report, 0).find("IDE's own store"), std::string::npos);
    EXPECT_NE(remarks(report, 1).find("sshConfigs.xml of the IDE does not have it"), std::string::npos);
    EXPECT_NE(remarks(report, 3).find("oracle"), std::string::npos);
    EXPECT_NE(remarks(report, 4).find(".pgpass"), std::string::npos);
}

TEST(ImportDataGrip, EntityBombsDeepNestingAndCutFilesAreErrorsWithTheirPlace) {
    const std::string bomb =
        "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n"
        "<!ENTITY lol2 \"&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;\">\n]>\n<project>&lol2;</project>";
    EXPECT_NE(errorOf(importDataGrip(fileOf(bomb), {}, {})).message.find("it declares entities"), std::string::npos);
    EXPECT_NE(errorOf(importDataGrip(fileOf("<a>&what;</a>"), {}, {})).message.find("/home/ann/list, line 1"),
              std::string::npos);
    std::string deep;
    for (int i = 0; i < 5000; ++i) {
        deep += "<a>\n";
    }
    EXPECT_EQ(errorOf(importDataGrip(fileOf(deep), {}, {})).message,
              "/home/ann/list, line 65: it is nested too deeply.");
    const auto cut = errorOf(importDataGrip(fileOf(std::string(kDataSources).substr(0, 900)), {}, {}));
    EXPECT_NE(cut.message.find("it is not XML"), std::string::npos);
    EXPECT_NE(cut.message.find(", line "), std::string::npos);
    EXPECT_FALSE(importDataGrip(fileOf("<project/>"), {}, {}));
    EXPECT_FALSE(importDataGrip(fileOf(""), {}, {}));
    EXPECT_FALSE(importDataGrip(fileOf(std::string("<a>\0</a>", 8)), {}, {}));
    EXPECT_FALSE(importDataGrip(fileOf("<a>\xff</a>"), {}, {}));
    EXPECT_FALSE(importDataGrip(fileOf(kDataSources), fileOf("<a>"), {}));
    std::string many = "<a>";
    for (int i = 0; i < 300000; ++i) {
        many += "<b/>";
    }
    EXPECT_NE(errorOf(importDataGrip(fileOf(many + "</a>"), {}, {})).message.find("too many elements"),
              std::string::npos);
}

} // namespace
