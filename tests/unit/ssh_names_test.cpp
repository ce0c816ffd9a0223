// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "ssh/plain_names.h"

namespace dbv::ssh {

TEST(SshNames, OrdinaryHostsAndUsersAreLetThrough) {
    for (const char* host : {"db.example", "10.0.0.1", "::1", "fe80::1%eth0", "under_score", "xn--bcher-kva.example",
                             "b\xc3\xbc"
                             "cher.example",
                             "web+1", "a--b"}) {
        EXPECT_TRUE(checkHostName(host)) << host;
    }
    for (const char* user : {"", "deploy", "CORP\\ann", "ann@corp.example", "machine$", "a user", "x-y"}) {
        EXPECT_TRUE(checkUserName(user)) << user;
    }
}

TEST(SshNames, WhatAShellWouldReadInAHostIsRefused) {
    EXPECT_FALSE(checkHostName(""));
    EXPECT_FALSE(checkHostName("-oProxyCommand=x"));
    for (const char c : std::string("'`\"$\\;&<>|(){}, \t\n\r\v\f\x01\x7f") + '\0') {
        const auto checked = checkHostName(std::string("db") + c + "x.corp.test");
        ASSERT_FALSE(checked) << static_cast<int>(c);
        EXPECT_EQ(checked.error().kind, ErrorKind::InvalidInput);
        EXPECT_EQ(checked.error().message.find('\n'), std::string::npos);
        EXPECT_EQ(checked.error().message.find('\x01'), std::string::npos);
    }
}

TEST(SshNames, WhatAShellWouldReadInAUserIsRefused) {
    for (const char c : std::string("'`\";&<>|(){}\t\n\r\x01\x7f") + '\0') {
        EXPECT_FALSE(checkUserName(std::string("de") + c + "ploy")) << static_cast<int>(c);
    }
    for (const char* user : {"-l", "a -oProxyCommand=x", "ends\\"}) {
        EXPECT_FALSE(checkUserName(user)) << user;
    }
}

} // namespace dbv::ssh
