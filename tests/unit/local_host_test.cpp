// SPDX-License-Identifier: Apache-2.0
// Which hosts are this machine, held against the system's own reading of addresses.
#include <array>
#include <memory>
#include <string>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include <dbv/connector/local_host.h>

namespace dbv {

namespace {

/// Whether the system takes a text for an address, without asking anybody, and whether that is its loopback.
enum class Read { NoAddress, Elsewhere, Loopback };

Read readBySystem(const char* text) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (getaddrinfo(text, nullptr, &hints, &found) != 0) {
        return Read::NoAddress;
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> list(found, &freeaddrinfo);
    std::array<char, NI_MAXHOST> shown{};
    EXPECT_EQ(getnameinfo(list->ai_addr, list->ai_addrlen, shown.data(), shown.size(), nullptr, 0, NI_NUMERICHOST), 0);
    const std::string_view address(shown.data());
    const bool here = address.starts_with("127.") || address.starts_with("::ffff:127.") || address == "::1" ||
                      address == "0.0.0.0" || address == "::" || address == "::ffff:0.0.0.0";
    return here ? Read::Loopback : Read::Elsewhere;
}

TEST(LocalHost, IsReadFromAnAddressAsTheSystemReadsIt) {
    for (const char* text : {"127.0.0.1",
                             "127.1",
                             "127.0.1",
                             "127.255.255.254",
                             "127.16777215",
                             "127.16777216",
                             "2130706433",
                             "2130706432",
                             "2147483648",
                             "0x7f000001",
                             "0X7F.1",
                             "017700000001",
                             "0177.0.0.1",
                             "127.0.0.08",
                             "127.0.0.0x1",
                             "0",
                             "00",
                             "0.0.0.0",
                             "0.0.0.1",
                             "4294967295",
                             "4294967296",
                             "10.0.0.1",
                             "128.1",
                             "1.2.3.4.5",
                             "127.",
                             "127..1",
                             "127.0.0.1.",
                             ".127.0.0.1",
                             "0x",
                             "127.0.0.256",
                             "::1",
                             "::",
                             "::0",
                             "0::1",
                             "0:0:0:0:0:0:0:1",
                             "0000:0000:0000:0000:0000:0000:0000:0001",
                             "::00001",
                             "::ffff:127.0.0.1",
                             "::FFFF:7f00:1",
                             "::ffff:0.0.0.0",
                             "::ffff:127.1",
                             "0:0:0:0:0:ffff:127.0.0.1",
                             "::ffff:10.0.0.1",
                             "::ffff:0:127.0.0.1",
                             "64:ff9b::127.0.0.1",
                             "::127.0.0.1",
                             "::2",
                             "2001:db8::1",
                             "1:2:3:4:5:6:7:8",
                             "1:2:3:4:5:6:7::",
                             "::2:3:4:5:6:7:8",
                             "1:2:3:4:5:6:7:8:9",
                             "1::2::3",
                             ":::1",
                             ":1",
                             "1:",
                             "::1:",
                             "::g",
                             "127.example.com",
                             "db.example.com"}) {
        const Read expected = readBySystem(text);
        const bool isAddress = ipv4Address(text) || ipv6Groups(text);
        EXPECT_EQ(isAddress ? (isLoopbackAddress(text) ? Read::Loopback : Read::Elsewhere) : Read::NoAddress, expected)
            << text;
        EXPECT_EQ(isLocalHost(text), expected == Read::Loopback) << text;
    }
}

TEST(LocalHost, IsAlsoASocketNoHostAtAllAndItsName) {
    for (const char* local : {"", "/run/postgresql", "@abstract", "localhost", "LocalHost", "localhost.", "::1%lo"}) {
        EXPECT_TRUE(isLocalHost(local)) << local;
    }
    for (const char* far : {"localhost..", "localhost.example.com", "notlocalhost", "local", ".", "localhos",
                            "127.0.0.1.example.com", "fe80::1%lo", "127.0.0.1,db.example.com"}) {
        EXPECT_FALSE(isLocalHost(far)) << far;
    }
}

} // namespace

} // namespace dbv
