// SPDX-License-Identifier: Apache-2.0
#include "ssh_lab.h"

namespace dbv::ssh {

using support::SshServer;

class SshRoute : public SshLab {
protected:
    ConfigPlace place(std::string_view text) const {
        ConfigPlace place = usualConfigPlace();
        place.userFile = m_folder.write("config", text);
        place.systemFile.clear();
        place.home = m_folder.path("home");
        place.environment.clear();
        return place;
    }
    static std::string hops(const Result<TunnelSpec>& spec) {
        if (!spec) {
            return spec.error().message;
        }
        std::string text;
        for (std::size_t hop = 0; hop < spec->hops.size(); ++hop) {
            text += (hop == 0 ? "" : " > ") + hopName(*spec, hop).substr(8);
        }
        return text;
    }
};

TEST_F(SshRoute, OpensATunnelFromTheConfigurationAlone) {
    const std::string key = makeUserKey();
    const SshServer bastion({.authorizedKeys = key});
    const SshServer inner({.authorizedKeys = key});
    know(bastion.knownHostLine());
    know(inner.knownHostLine());
    const std::string text = "Host *\n User " + SshServer::user() + "\n IdentityFile " +
                             m_folder.path("user").string() + "\n UserKnownHostsFile " +
                             m_folder.path("known_hosts").string() + "\n HostName 127.0.0.1\nHost bastion\n Port " +
                             std::to_string(bastion.port()) + "\nHost inner\n ProxyJump bastion\n Port " +
                             std::to_string(inner.port()) + "\n";
    auto spec = tunnelTo(place(text), {"inner", {}, 0});
    ASSERT_TRUE(spec);
    EXPECT_EQ(spec->hops.size(), 2U);
    auto tunnel = open(*spec);
    ASSERT_TRUE(tunnel) << told(tunnel.error());
    expectEcho(**tunnel);
}

TEST_F(SshRoute, JumpsAreThoseThatSshWouldTake) {
    const std::string text = "Host *\n User me\nHost a\n ProxyJump z\nHost b\n ProxyJump y\n"
                             "Host target\n ProxyJump you@a:2200,ssh://b:2300\nHost alone\n ProxyJump none\n"
                             "Host six\n ProxyJump [::1]:24\n";
    EXPECT_EQ(hops(tunnelTo(place(text), {"target", {}, 0})), "me@z:22 > you@a:2200 > me@b:2300 > me@target:22");
    EXPECT_EQ(hops(tunnelTo(place(text), {"alone", "root", 23})), "root@alone:23");
    EXPECT_EQ(hops(tunnelTo(place(text), {"six", {}, 0})), "me@[::1]:24 > me@six:22");
}

TEST_F(SshRoute, JumpsInACircleEnd) {
    auto spec = tunnelTo(place("Host a\n ProxyJump b\nHost b\n ProxyJump a\n"), {"a", {}, 0});
    ASSERT_FALSE(spec);
    EXPECT_EQ(spec.error().kind, ErrorKind::InvalidInput);
    EXPECT_NE(spec.error().message.find("circle"), std::string::npos);
}

TEST_F(SshRoute, AJumpThatCanNotBeReadIsSaid) {
    for (const std::string_view jump : {"me@:22", "host:port", "[::1", "[::1]x", "host:70000"}) {
        auto spec = tunnelTo(place("Host a\n ProxyJump " + std::string(jump) + "\n"), {"a", {}, 0});
        ASSERT_FALSE(spec) << jump;
        EXPECT_EQ(spec.error().kind, ErrorKind::InvalidInput);
    }
}

TEST_F(SshRoute, NamesThatAShellWouldRunAreRefusedWhereverTheyComeFrom) {
    const std::string text =
        "Host direct*\n ProxyCommand nc.py %h %p\nHost a\n ProxyJump $(id)@b\nHost c\n ProxyJump b;id\n"
        "Host d\n HostName %h.$(id)\nHost e\n User `id`\n";
    for (const ConfigQuestion& asked : std::vector<ConfigQuestion>{{"direct.$(id)", {}, 0},
                                                                   {"direct", "`id`", 0},
                                                                   {"-oProxyCommand=id", {}, 0},
                                                                   {"a", {}, 0},
                                                                   {"c", {}, 0},
                                                                   {"d", {}, 0},
                                                                   {"e", {}, 0}}) {
        const auto spec = tunnelTo(place(text), asked);
        ASSERT_FALSE(spec) << asked.host;
        EXPECT_EQ(spec.error().kind, ErrorKind::InvalidInput);
        EXPECT_NE(spec.error().message.find("for SSH: it"), std::string::npos) << spec.error().message;
    }
    EXPECT_TRUE(tunnelTo(place(text), {"direct", "ann", 0}));
}

TEST_F(SshRoute, NoNameRunsACommandOfThisMachine) {
    const std::string mark = m_folder.path("ran").string();
    for (const Transport transport : {Transport::Automatic, Transport::SystemSsh}) {
        for (const int place : {0, 1, 2}) {
            HostSettings hop = hopTo(1);
            hop.proxyCommand = "true %n %h %r";
            (place == 0 ? hop.alias : place == 1 ? hop.hostName : hop.user) = "x$(touch " + mark + ")";
            const auto tunnel = open({hop}, transport);
            ASSERT_FALSE(tunnel);
            EXPECT_EQ(tunnel.error().kind, ErrorKind::InvalidInput) << told(tunnel.error());
            EXPECT_FALSE(std::filesystem::exists(mark)) << place;
        }
    }
}

} // namespace dbv::ssh
