// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "mysql/open_plan.h"

namespace {

using dbv::ConnectParams;
using dbv::ErrorKind;
using dbv::TlsMode;
using dbv::mysql::planOpening;

TEST(MysqlOpenPlan, ASocketBesideTheHostOfAnotherMachineIsRefused) {
    ConnectParams params;
    params.host = "10.9.9.9";
    params.options = {{"socket", "/path/s.sock"}};
    const auto plan = planOpening(params);
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::InvalidInput);
    EXPECT_EQ(plan.error().message, "The connection names two places: the host \"10.9.9.9\" and the socket "
                                    "\"/path/s.sock\" of this machine.");
}

TEST(MysqlOpenPlan, ASocketOfThisMachineIsOpened) {
    for (const char* host :
         {"", "localhost", "localhost.", "127.0.0.1", "127.1", "2130706433", "::ffff:127.0.0.1", "0"}) {
        ConnectParams params;
        params.host = host;
        params.options = {{"socket", "/path/s.sock"}};
        const auto plan = planOpening(params);
        ASSERT_TRUE(plan) << host << plan.error().message;
        EXPECT_EQ(plan->socketPath, "/path/s.sock");
        EXPECT_EQ(plan->tlsMode, TlsMode::Prefer);
    }
}

} // namespace
