// SPDX-License-Identifier: Apache-2.0
// Secrets are taken out of a line before it is read as JSON, which must read as before without them.
#include <string>

#include <gtest/gtest.h>

#include "rpc/line_secrets.h"
#include "rpc/message.h"

namespace {

using dbv::WipedText;
using dbv::rpc::LineSecrets;
using dbv::rpc::RequestSecrets;

/// What is taken from the first request of a line, and what is left of the line.
std::string takenFrom(std::string_view text, std::size_t number = 0) {
    WipedText line(text);
    LineSecrets secrets = LineSecrets::takenFrom(line);
    std::string all;
    for (const auto& [place, secret] : secrets.takeRequest(number)) {
        all += place + "=" + std::string(secret.reveal()) + "; ";
    }
    EXPECT_EQ(line.size(), text.size()) << "places in it are told to its writer";
    return all + std::string(line);
}

std::string request(const std::string& config) {
    return R"({"method":"connect","params":{"config":{)" + config + "}}}";
}

TEST(RpcLineSecrets, EachSecretOfARequestIsTakenAndAsterisksStay) {
    EXPECT_EQ(takenFrom(request(R"("user":"u","password":"abc","tls":{"keyPassword":"de"},)"
                                R"("ssh":{"password": "f","passphrase"	:	"ghi"})")),
              "config.password=abc; config.ssh.passphrase=ghi; config.ssh.password=f; config.tls.keyPassword=de; " +
                  request(R"("user":"u","password":"***","tls":{"keyPassword":"**"},)"
                          R"("ssh":{"password": "*","passphrase"	:	"***"})"));
}

TEST(RpcLineSecrets, EscapesMeanWhatTheyMeanInJson) {
    EXPECT_EQ(takenFrom(request(R"("password":"\"\\\/\b\f\n\r\t\u0041\u00e4\u20AC\ud83d\uDE00ä")")),
              "config.password=\"\\/\b\f\n\r\tA\u00e4\u20ac\U0001F600\u00e4; " +
                  request("\"password\":\"" + std::string(48, '*') + "\""));
    EXPECT_EQ(takenFrom(request(R"("p\u0061ssword":"a")")), "config.password=a; " + request(R"("p\u0061ssword":"*")"));
}

TEST(RpcLineSecrets, BothOfTwoAreTakenOutOfALineThatIsRefused) {
    EXPECT_EQ(takenFrom(request(R"("password":"first","password":"last")")),
              "config.password=last; " + request(R"("password":"*****","password":"****")"));
    const auto read = dbv::rpc::parseLine(R"({"a":"first","a":"last"})");
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error()[QStringLiteral("code")].toInt(), -32600);
}

TEST(RpcLineSecrets, TheRequestsOfAnArrayHaveTheirOwn) {
    const std::string line = "[" + request(R"("password":"a")") + ",5," + request(R"("password":"b")") + "]";
    EXPECT_TRUE(takenFrom(line, 0).starts_with("config.password=a; [{"));
    EXPECT_TRUE(takenFrom(line, 1).starts_with("[{"));
    EXPECT_TRUE(takenFrom(line, 2).starts_with("config.password=b; [{"));
}

TEST(RpcLineSecrets, AreTakenFromAllMethodsThatHaveThem) {
    EXPECT_EQ(
        takenFrom(R"({"method":"connect","params":{"saved":"x","secrets":{"password":"ab","sshPassphrase":"c"}}})"),
        "secrets.password=ab; secrets.sshPassphrase=c; "
        R"({"method":"connect","params":{"saved":"x","secrets":{"password":"**","sshPassphrase":"*"}}})");
    EXPECT_EQ(takenFrom(R"({"method":"keepSecret","params":{"name":"x","secret":"ab"}})"),
              R"(secret=ab; {"method":"keepSecret","params":{"name":"x","secret":"**"}})");
    EXPECT_EQ(takenFrom(R"({"method":"unlockSecrets","params":{"password":"ab"}})"),
              R"(password=ab; {"method":"unlockSecrets","params":{"password":"**"}})");
    EXPECT_EQ(takenFrom(R"({"params":{"connection":{"config":{"ssh":{"password":"ab"}}}}})"),
              R"(connection.config.ssh.password=ab; {"params":{"connection":{"config":{"ssh":{"password":"**"}}}}})");
}

TEST(RpcLineSecrets, WhatIsCalledAPasswordElsewhereStays) {
    for (const std::string& line :
         {std::string(R"({"method":"runQuery","params":{"params":{"password":"a","config":"b"}}})"),
          std::string(R"({"password":"a","params":{"sql":"password"}})"), request(R"("options":{"password":"a"})"),
          request(R"("password":["a"])"), request(R"("password":{"password":"a"})"), request(R"("password":7)"),
          std::string(R"({"params":[{"config":{"password":"a"}}]})"), request(R"("user":"password","host":"a")"),
          request(R"("user":"\"password\":\"a\"")")}) {
        EXPECT_EQ(takenFrom(line), line);
    }
}

TEST(RpcLineSecrets, WhatIsNotValidIsLeftForItsReaderToRefuse) {
    EXPECT_EQ(takenFrom(request(R"("password":"ab\qc")")), request(R"("password":"**\qc")"));
    EXPECT_EQ(takenFrom(request(R"("password":"ab\ud800c")")), request(R"("password":"**\ud800c")"));
    EXPECT_EQ(takenFrom(request("\"password\":\"ab\xFF\"")), request("\"password\":\"ab\xFF\""));
    for (const std::string_view line :
         {R"({"params":{"config":{"password":"abc)", R"({"params":{"config":{"password":"ab\)",
          R"({"params":{"config":{"password":"ab\u00)", R"({"params":{"config":{"password":)", "]]}}", "\"",
          "{\"a\\"}) {
        EXPECT_EQ(takenFrom(line).find("\"ab"), std::string::npos) << line;
    }
}

TEST(RpcLineSecrets, AnyDepthIsWalkedThrough) {
    const std::string deep(100'000, '[');
    EXPECT_EQ(takenFrom(deep), deep);
    std::string line = request(R"("password":"a")");
    line.insert(1, R"("id":)" + std::string(50, '[') + std::string(50, ']') + ",");
    EXPECT_TRUE(takenFrom(line).starts_with("config.password=a; "));
}

} // namespace
