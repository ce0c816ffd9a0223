// SPDX-License-Identifier: Apache-2.0
// Schedules as JSON has them.
#include <QJsonDocument>

#include <gmock/gmock.h>

#include "schedules/schedule_json.h"

namespace {

using dbv::ErrorKind;
using dbv::protocol::DrillPace;
using dbv::protocol::RunOutcome;
using dbv::protocol::ScheduleConfig;
using dbv::protocol::ScheduleState;
using dbv::protocol::SecretOrigin;
using dbv::schedules::scheduleConfigFrom;
using dbv::schedules::scheduleConfigJson;
using dbv::schedules::scheduleStateFrom;
using dbv::schedules::scheduleStateJson;
using ::testing::HasSubstr;

ScheduleConfig fullConfig() {
    return {.name = "nightly ü",
            .connection = "shop",
            .scope = {.schemas = {"public"}, .owners = false, .roles = true},
            .allDatabases = true,
            .except = {"trial \"2\"", "größe"},
            .when = "every day at 02:00",
            .zone = "Europe/Berlin",
            .destination = "/backups",
            .compression = "gzip",
            .level = 6,
            .encrypted = true,
            .passphrase = {SecretOrigin::Command, "pass show backup"},
            .verify = false,
            .drill = DrillPace::Monthly,
            .drillConnection = "trial",
            .keep = {.newest = 1, .days = 2, .daily = 3, .weekly = 4, .monthly = 5, .yearly = 6},
            .retries = 7,
            .waitsForPower = true,
            .enabled = false};
}

QJsonObject parsed(const char* text) {
    const QJsonDocument document = QJsonDocument::fromJson(text);
    EXPECT_TRUE(document.isObject()) << text;
    return document.object();
}

TEST(ScheduleJson, IsReadBackAsItWas) {
    EXPECT_EQ(scheduleConfigFrom(scheduleConfigJson(fullConfig())), fullConfig());
    EXPECT_EQ(scheduleConfigFrom(scheduleConfigJson(ScheduleConfig())), ScheduleConfig());
    ScheduleState state{.lastDue = 1'795'000'000'123,
                        .lastBegun = 2,
                        .lastEnded = 3,
                        .outcome = RunOutcome::Interrupted,
                        .trouble = "why",
                        .failures = 4,
                        .lastSuccess = 5,
                        .lastDrill = 6,
                        .backup = "b",
                        .backups = {"a", "b"},
                        .missed = 7};
    EXPECT_EQ(scheduleStateFrom(scheduleStateJson(state)), state);
}

TEST(ScheduleJson, NamesWhatIsNotAsItShould) {
    const auto trouble = [](const char* json) {
        const auto read = scheduleConfigFrom(parsed(json));
        EXPECT_FALSE(read) << json;
        return read ? std::string() : read.error().message;
    };
    EXPECT_THAT(trouble(R"({"colour": "red"})"), HasSubstr("\"colour\" of a schedule is not known"));
    EXPECT_THAT(trouble(R"({"name": 5})"), HasSubstr("\"name\" of a schedule is no text"));
    EXPECT_THAT(trouble(R"({"verify": "yes"})"), HasSubstr("\"verify\" of a schedule is not true or false"));
    EXPECT_THAT(trouble(R"({"allDatabases": 1})"), HasSubstr("\"allDatabases\" of a schedule is not true or false"));
    EXPECT_THAT(trouble(R"({"except": "a"})"), HasSubstr("\"except\" of a schedule is no list of names"));
    EXPECT_THAT(trouble(R"({"except": ["a", 3]})"), HasSubstr("\"except\" of a schedule is no list of names"));
    EXPECT_THAT(trouble(R"({"except": [""]})"), HasSubstr("\"except\" of a schedule is no list of names"));
    EXPECT_THAT(trouble(R"({"retries": -1})"), HasSubstr("\"retries\""));
    EXPECT_THAT(trouble(R"({"retries": 1.5})"), HasSubstr("\"retries\""));
    EXPECT_THAT(trouble(R"({"retries": 1e300})"), HasSubstr("\"retries\""));
    EXPECT_THAT(trouble(R"({"keep": {"hourly": 1}})"), HasSubstr("\"keep.hourly\" of a schedule is not known"));
    EXPECT_THAT(trouble(R"({"scope": 3})"), HasSubstr("\"scope\" of a schedule is no object"));
    EXPECT_THAT(trouble(R"({"scope": {"roles": 3}})"), HasSubstr("\"roles\" of a scope is not true or false"));
    EXPECT_THAT(trouble(R"({"keep": 3})"), HasSubstr("\"keep\" of a schedule is no object"));
    EXPECT_THAT(trouble(R"({"drill": "daily"})"), HasSubstr("\"drill\""));
    EXPECT_THAT(trouble(R"({"passphrase": {"from": "ask", "what": ""}})"), HasSubstr("\"passphrase\""));
    EXPECT_THAT(trouble(R"({"passphrase": "secret"})"), HasSubstr("\"passphrase\""));
}

TEST(ScheduleJson, AStateThatIsGarbageIsThatOfANewSchedule) {
    EXPECT_EQ(scheduleStateFrom(parsed(R"({"outcome": 7, "lastDue": "x", "failures": []})")), ScheduleState());
}

} // namespace
