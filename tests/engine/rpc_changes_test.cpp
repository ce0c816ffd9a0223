// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <QJsonArray>

#include <gtest/gtest.h>

#include "support/rpc_pipes.h"

namespace {

using namespace dbv::protocol;
using dbv::RequestId;
using dbv::support::FakeEngine;
using dbv::support::RpcPipes;

class RpcChanges : public testing::Test {
protected:
    FakeEngine m_engine;
    RpcPipes m_rpc{m_engine};
};

TEST_F(RpcChanges, TellWhatAChangeWouldDo) {
    PreviewChange asked;
    m_engine.on<PreviewChange>([&](RequestId id, const PreviewChange& command) {
        asked = command;
        MeasuredChange measured;
        measured.table = "t";
        measured.affectedRows = 2;
        measured.columns = {{.name = "id", .type = "int"}, {.name = "b", .type = "blob", .binary = true}};
        const SampleRow before{{.bytes = "1", .number = true}, {.bytes = std::string("\xff\0", 2), .binary = true}};
        const SampleRow after{{.bytes = "1", .number = true}, {}};
        measured.sample = {{before, after}, {after, std::nullopt}};
        measured.footprint.tables = {{.table = {"main", "t", {}}, .inserted = 0, .updated = 2, .deleted = 0}};
        measured.footprint.locks = {{"main.t", "Row"}};
        m_engine.finish(id, ChangePreviewed{measured});
    });
    m_rpc.send(
        R"({"jsonrpc":"2.0","id":1,"method":"previewChange","params":{"connectionId":1,"sql":"UPDATE t","sampleRows":5,)"
        R"("params":["x"]}})");
    const QJsonObject result = m_rpc.message().value(QLatin1String("result")).toObject();
    EXPECT_EQ(asked.sql, "UPDATE t");
    EXPECT_EQ(asked.sampleRows, 5U);
    EXPECT_EQ(asked.positional, (std::vector<dbv::ParameterValue>{std::string("x")}));
    EXPECT_EQ(result.value(QLatin1String("affectedRows")).toInt(), 2);
    const QJsonObject sample = result.value(QLatin1String("sample")).toObject();
    const QJsonArray rows = sample.value(QLatin1String("rows")).toArray();
    ASSERT_EQ(rows.size(), 2);
    const QJsonObject first = rows.at(0).toObject();
    EXPECT_EQ(first.value(QLatin1String("before")).toArray().at(0).toString(), QStringLiteral("1"));
    EXPECT_EQ(first.value(QLatin1String("before")).toArray().at(1).toObject().value(QLatin1String("b64")).toString(),
              QStringLiteral("/wA="));
    EXPECT_TRUE(first.value(QLatin1String("after")).toArray().at(1).isNull());
    EXPECT_TRUE(rows.at(1).toObject().value(QLatin1String("after")).isNull());
    const QJsonObject touched = result.value(QLatin1String("touched")).toObject();
    EXPECT_EQ(touched.value(QLatin1String("tables")).toArray().at(0).toObject().value(QLatin1String("updated")).toInt(),
              2);
    EXPECT_EQ(touched.value(QLatin1String("locks")).toArray().size(), 1);
}

TEST_F(RpcChanges, RefuseValuesThatAreNone) {
    m_rpc.send(
        R"({"jsonrpc":"2.0","id":1,"method":"previewChange","params":{"connectionId":1,"sql":"x","params":[true]}})");
    EXPECT_EQ(m_rpc.message().value(QLatin1String("error")).toObject().value(QLatin1String("code")).toInt(), -32602);
}

} // namespace
