// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bench/measurement.h"
#include "ssh/tunnel.h"
#include "support/ssh_server.h"
#include "support/tcp_peers.h"

namespace dbv::bench {

namespace {

using support::ChildProgram;
using support::SshFolder;
using support::SshServer;
using support::TcpServer;
using support::TestSocket;

/// Servers to go through, keys to go with, and somebody who sends much as soon as he is dialled.
class TunnelRig {
public:
    TunnelRig(std::size_t hops, std::size_t bytes)
        : m_bytes(bytes), m_source([bytes](TestSocket& guest) {
              const std::string block(1U << 20U, 'x');
              for (std::size_t sent = 0; sent < bytes && guest.send(block); sent += block.size()) {
              }
          }) {
        m_folder.makeKey("user", {"-t", "ed25519"});
        std::string known;
        for (std::size_t hop = 0; hop < hops; ++hop) {
            m_servers.push_back(
                std::make_unique<SshServer>(support::SshServerSetup{.authorizedKeys = m_folder.read("user.pub")}));
            known += m_servers.back()->knownHostLine();
        }
        m_folder.write("known_hosts", known);
    }

    /// Unit: seconds for all bytes.
    double ours() {
        ssh::TunnelSpec spec;
        for (const auto& server : m_servers) {
            ssh::HostSettings hop;
            hop.hostName = "127.0.0.1";
            hop.port = server->port();
            hop.user = SshServer::user();
            hop.identityFiles = {m_folder.path("user").string()};
            hop.userKnownHostsFiles = {m_folder.path("known_hosts").string()};
            hop.authentications = {"publickey"};
            spec.hops.push_back(hop);
        }
        auto tunnel = ssh::openTunnel(spec, {}, {});
        if (!tunnel) {
            giveUp(tunnel.error().message + "\n" + tunnel.error().detail);
        }
        auto forward = (*tunnel)->forward("127.0.0.1", m_source.port(), ssh::DoorKind::Loopback);
        if (!forward) {
            giveUp(forward.error().message);
        }
        return readAll((*forward)->address(), (*forward)->port());
    }

    /// The same through `ssh -L`.
    double theirs() {
        const std::string door = m_folder.path("door").string();
        std::filesystem::remove(door);
        std::string jumps;
        for (std::size_t hop = 0; hop + 1 < m_servers.size(); ++hop) {
            jumps +=
                (jumps.empty() ? "" : ",") + SshServer::user() + "@127.0.0.1:" + std::to_string(m_servers[hop]->port());
        }
        m_folder.write("config", "Host *\nIdentityFile " + m_folder.path("user").string() + "\nUserKnownHostsFile " +
                                     m_folder.path("known_hosts").string() +
                                     "\nBatchMode yes\nCompression no\nPermitLocalCommand yes\n");
        std::vector<std::string> words{"-F",
                                       m_folder.path("config").string(),
                                       "-N",
                                       "-L",
                                       door + ":127.0.0.1:" + std::to_string(m_source.port()),
                                       "-o",
                                       "LocalCommand=echo ready",
                                       "-p",
                                       std::to_string(m_servers.back()->port())};
        if (!jumps.empty()) {
            words.insert(words.end(), {"-J", jumps});
        }
        words.push_back(SshServer::user() + "@127.0.0.1");
        ChildProgram ssh;
        if (!ssh.start("/usr/bin/ssh", words) || ssh.lineWith("ready") == ChildProgram::kNothingCame) {
            giveUp("ssh does not open its tunnel");
        }
        return readAll(door, 0);
    }

private:
    [[nodiscard]] double readAll(const std::string& address, std::uint16_t port) const {
        const auto socket = TestSocket::dial(address, port);
        const Stopwatch watch;
        constexpr std::size_t kPiece = 1U << 20U;
        std::size_t got = 0;
        while (got < m_bytes) {
            const std::size_t size = socket.receive(std::min(kPiece, m_bytes - got)).size();
            if (size == 0) {
                giveUp("the tunnel ended after " + std::to_string(got) + " bytes");
            }
            got += size;
        }
        return watch.milliseconds() / 1000;
    }

    std::size_t m_bytes;
    SshFolder m_folder;
    std::vector<std::unique_ptr<SshServer>> m_servers;
    TcpServer m_source;
};

void measure(const char* line, std::size_t hops, int rounds) {
    constexpr std::size_t kMegabytes = 256;
    TunnelRig rig(hops, kMegabytes << 20U);
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int round = 0; round < rounds; ++round) {
        theirs.push_back(rig.theirs());
        ours.push_back(rig.ours());
    }
    const auto rate = [](const std::vector<double>& times) {
        return shortNumber(kMegabytes / median(times), 0) + " MiB/s";
    };
    tell(line, medianRatio(ours, theirs),
         std::to_string(hops) + " hops, " + std::to_string(rounds) + " rounds of " + std::to_string(kMegabytes) +
             " MiB: ssh -L " + rate(theirs) + ", ours " + rate(ours));
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    ::testing::InitGoogleTest(&argc, argv);
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
    if (rounds < 1) {
        dbv::bench::giveUp("usage: bench_tunnel [rounds]");
    }
    dbv::bench::measure("tunnel.one", 1, rounds);
    dbv::bench::measure("tunnel.three", 3, rounds);
    return 0;
}
