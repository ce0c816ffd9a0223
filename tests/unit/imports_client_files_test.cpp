// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "imports_files.h"

namespace {

using namespace dbv::imports::workshop;
using dbv::imports::importOptionFile;
using dbv::imports::importPgServices;
using dbv::imports::importSshHosts;
using dbv::imports::importWorkbench;

constexpr const char* kWorkbench = R"(<?xml version="1.0"?>
<data grt_format="2.0">
  <value _ptr_="0x1" type="list" content-type="object" content-struct-name="db.mgmt.Connection">
    <value type="object" struct-name="db.mgmt.Connection" id="a" struct-checksum="0x96ba47d8">
      <link type="object" struct-name="db.mgmt.Driver" key="driver">com.mysql.rdbms.mysql.driver.native</link>
      <value type="string" key="hostIdentifier">Mysql@db:3306</value>
      <value _ptr_="0x2" type="dict" key="parameterValues">
        <value type="string" key="hostName">db</value>
        <value type="string" key="password"></value>
        <value type="int" key="port">3306</value>
        <value type="string" key="schema">sakila</value>
        <value type="string" key="sslCA">/ca.pem</value>
        <value type="int" key="useSSL">4</value>
        <value type="string" key="userName">root</value>
      </value>
      <value type="string" key="name">Work/Shop</value>
    </value>
    <value type="object" struct-name="db.mgmt.Connection" id="b">
      <link type="object" struct-name="db.mgmt.Driver" key="driver">com.mysql.rdbms.mysql.driver.native_sshtun</link>
      <value type="dict" key="parameterValues">
        <value type="string" key="hostName">127.0.0.1</value>
        <value type="int" key="port">3306</value>
        <value type="string" key="userName">app</value>
        <value type="string" key="password">pw</value>
        <value type="string" key="sshHost">bastion:2222</value>
        <value type="string" key="sshUserName">deploy</value>
        <value type="string" key="sshKeyFile">/k</value>
      </value>
      <value type="string" key="name">Tunnel</value>
    </value>
    <value type="object" struct-name="db.mgmt.Connection" id="c">
      <link type="object" struct-name="db.mgmt.Driver" key="driver">com.mysql.rdbms.mysql.driver.native_socket</link>
      <value type="dict" key="parameterValues">
        <value type="string" key="hostName">localhost</value><value type="string" key="socket">/s.sock</value>
      </value>
      <value type="string" key="name">Tunnel</value>
    </value>
    <value type="object" struct-name="db.mgmt.Connection" id="d"><value type="string" key="name">Empty</value></value>
  </value>
</data>)";

TEST(ImportWorkbench, ConnectionsComeWithTlsTunnelsAndSockets) {
    const auto report = importWorkbench(fileOf(kWorkbench));
    EXPECT_EQ(shown(report), "Work | Shop: mysql root@db:3306 /sakila verify-full ca=/ca.pem (partly)\n"
                             "Tunnel: mysql app@127.0.0.1:3306 via deploy@bastion:2222 key /k | pw\n"
                             "Tunnel (2): mysql /s.sock (partly)\n"
                             "Empty: refused\n");
    EXPECT_NE(remarks(report, 0).find("keychain of MySQL Workbench"), std::string::npos);
    EXPECT_FALSE(importWorkbench(fileOf("<x/>")));
}

TEST(ImportClientFiles, ServicesOfPostgresComeWithTheirPasswords) {
    const Folder folder;
    const auto file =
        folder.put("pg_service.conf", "# mine\n[prod]\nhost=db\nport=5433\nuser=ann\ndbname=shop\n"
                                      "password=s3cret\nsslmode=verify-full\nsslrootcert=/ca.pem\n\n"
                                      "[many]\nhost=a,b\nport=1,2\nload_balance_hosts=random\nbad line\n");
    const auto report = importPgServices(file);
    EXPECT_EQ(shown(report), "prod: postgres ann@db:5433 /shop verify-full ca=/ca.pem | s3cret\n"
                             "many: postgres a,b port=1,2\n");
    ASSERT_EQ(report->remarks.size(), 1U);
    EXPECT_NE(report->remarks.front().find("line 15: there is no = in it"), std::string::npos);
    EXPECT_EQ(errorOf(importPgServices(folder.path() / "no")).kind, dbv::ErrorKind::NotFound);
    EXPECT_FALSE(importPgServices(folder.put("empty", "")));
}

TEST(ImportClientFiles, AnOptionFileGivesAConnectionForEachOfItsClientGroups) {
    const Folder folder;
    const auto file = folder.put(".my.cnf", "[client]\nhost=db\nuser=ann\npassword=s3cret\nssl-ca=/ca.pem\n"
                                            "[mysqld]\nport=9\n[client_unused]\nport=1\n"
                                            "[clientprod]\nhost=prod\nport=3307\nssl-mode=VERIFY_IDENTITY\n"
                                            "[mysql]\nprompt=x\ndatabase=shop\n");
    std::filesystem::permissions(file, std::filesystem::perms(0600));
    const auto report = importOptionFile(file);
    EXPECT_EQ(shown(report), "MySQL of .my.cnf: mysql ann@db /shop ca=/ca.pem | s3cret\n"
                             "prod: mysql ann@prod:3307 /shop verify-full ca=/ca.pem | s3cret\n");
    EXPECT_FALSE(importOptionFile(folder.put("server.cnf", "[mysqld]\nport=3306\n")));
    EXPECT_EQ(errorOf(importOptionFile(folder.path() / "no")).kind, dbv::ErrorKind::NotFound);
    EXPECT_FALSE(importOptionFile(folder.put("broken.cnf", "host=x\n")));
}

TEST(ImportClientFiles, HostsOfSshBecomeWays) {
    const Folder folder;
    dbv::ssh::ConfigPlace place;
    place.userFile =
        folder.put(".ssh/config", "Host bastion gate\n  HostName b.example.org\n  User deploy\nHost *.corp\n");
    place.home = folder.path();
    const auto report = importSshHosts(place);
    EXPECT_EQ(shown(report), "bastion:   via bastion (partly)\ngate:   via gate (partly)\n");
    EXPECT_EQ(remarks(report, 0), "It is only a way: say which database is reached through it.\n");
    place.userFile = folder.path() / "none";
    EXPECT_EQ(errorOf(importSshHosts(place)).kind, dbv::ErrorKind::NotFound);
}

TEST(ImportNames, AreUniqueAmongThoseThatAreTaken) {
    dbv::imports::ImportReport report;
    for (const char* name : {"Shop", "Shop (2)", "Shop"}) {
        report.items.emplace_back().connection.name = name;
    }
    const std::vector<std::string> taken = {"Shop"};
    dbv::imports::giveUniqueNames(report, taken);
    EXPECT_EQ(report.items[0].connection.name, "Shop (2)");
    EXPECT_EQ(report.items[1].connection.name, "Shop (2) (2)");
    EXPECT_EQ(report.items[2].connection.name, "Shop (3)");
}

} // namespace
