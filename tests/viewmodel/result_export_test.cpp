// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/result_export.h"

#include <QSignalSpy>
#include <QTest>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"

namespace dbv::viewmodel {

namespace {

class ResultExports : public ::testing::Test {
protected:
    ResultExports() {
        engine.on<protocol::ExportRows>([this](RequestId id, const protocol::ExportRows&) {
            engine.finish(id, protocol::ExportFinished{7, 100, 5});
        });
    }
    QString lastWord(bool isWhole) {
        ResultExport exporting(bus);
        QSignalSpy ended(&exporting, &ResultExport::ended);
        exporting.start(ResultId{1}, QStringLiteral("/tmp/a.csv"), isWhole);
        EXPECT_TRUE(QTest::qWaitFor([&ended] { return ended.count() == 1; }));
        return ended.isEmpty() ? QString() : ended[0][0].toString();
    }

    support::FakeEngine engine;
    bus::CommandBus bus{engine};
};

TEST_F(ResultExports, SayHowManyRowsWereWritten) {
    EXPECT_TRUE(lastWord(true).startsWith(QStringLiteral("Exported 7 rows to /tmp/a.csv")));
    EXPECT_FALSE(lastWord(true).contains(QStringLiteral("not the whole result")));
}

TEST_F(ResultExports, SayWhenTheResultHasMoreThanWasWritten) {
    EXPECT_TRUE(lastWord(false).contains(QStringLiteral("not the whole result")));
}

} // namespace

} // namespace dbv::viewmodel
