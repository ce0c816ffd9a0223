// SPDX-License-Identifier: Apache-2.0
// Whose password in ~/.pgpass goes through a tunnel.
#include <fstream>
#include <string>

#include <QFile>
#include <QTemporaryDir>
#include <QtGlobal>

#include <gtest/gtest.h>

#include "engine/usual_password.h"

namespace dbv::testing {

namespace {

class UsualPassword : public ::testing::Test {
protected:
    UsualPassword() : m_homeBefore(qgetenv("HOME")) {
        qputenv("HOME", m_home.path().toUtf8());
        qunsetenv("PGPASSWORD");
        qunsetenv("PGPASSFILE");
    }
    ~UsualPassword() override { qputenv("HOME", m_homeBefore); }

    void keep(const std::string& lines) const {
        const QString file = m_home.filePath(QStringLiteral(".pgpass"));
        QFile::remove(file);
        std::ofstream(file.toStdString()) << lines;
        QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    }
    /// What is taken for a host behind a bastion, or what is said of that.
    [[nodiscard]] static std::string foundFor(const std::string& host) {
        ConnectParams params;
        params.host = host;
        params.user = "ann";
        params.database = "shop";
        protocol::SshConfig ssh;
        ssh.target.host = "bastion";
        ConnectorInfo info;
        info.defaultPort = 5432;
        info.passwordFiles = "postgres";
        const std::string note = engine::addUsualPassword(info, ssh, params);
        return params.password.empty() ? note : std::string(params.password.reveal());
    }

    QTemporaryDir m_home;
    QByteArray m_homeBefore;
};

TEST_F(UsualPassword, BehindATunnelIsThatOfTheServerItself) {
    keep("db.example.com:5432:shop:ann:of-the-server\nlocalhost:*:*:ann:of-this-machine\n");
    EXPECT_EQ(foundFor("db.example.com"), "of-the-server");
    keep("127.0.0.1:*:*:ann:of-this-machine\nlocalhost:*:*:ann:of-this-machine\n");
    EXPECT_EQ(foundFor("db.example.com"), "In ~/.pgpass there is no line for db.example.com, port 5432.");
}

TEST_F(UsualPassword, OfThisMachineGoesToNoOtherOneHoweverThatIsWritten) {
    keep("127.0.0.1:*:*:ann:of-this-machine\nlocalhost:*:*:ann:of-this-machine\n127.1:*:*:ann:of-this-machine\n"
         "::ffff\\:127.0.0.1:*:*:ann:of-this-machine\nlocalhost.:*:*:ann:of-this-machine\n");
    for (const char* host : {"localhost", "localhost.", "127.0.0.1", "127.1", "::ffff:127.0.0.1", "", "0"}) {
        EXPECT_EQ(foundFor(host), "What ~/.pgpass keeps for localhost is for this machine, and is not given to the "
                                  "localhost of bastion.")
            << host;
    }
    keep("*:*:*:ann:of-any\n");
    EXPECT_EQ(foundFor("127.1"), "of-any");
}

} // namespace

} // namespace dbv::testing
