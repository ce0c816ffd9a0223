// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <QJsonArray>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rpc/call.h"
#include "rpc/error_json.h"
#include "support/rpc_pipes.h"

namespace {

using namespace dbv::protocol;
using dbv::RequestId;
using dbv::support::FakeEngine;
using dbv::support::RpcPipes;

class RpcMessages : public testing::Test {
protected:
    RpcMessages() {
        m_engine.on<Hello>([this](RequestId id, const Hello&) {
            HelloAnswered answer;
            answer.version = "1.2.3";
            answer.connectors = {{.id = "sqlite", .displayName = "SQLite", .version = "3"}};
            m_engine.finish(id, answer);
        });
    }

    /// Code and message of the error that a line gets.
    std::string errorOf(std::string_view line) {
        m_rpc.send(line);
        const QJsonObject message = m_rpc.message();
        const QJsonObject error = message[QStringLiteral("error")].toObject();
        return std::to_string(error[QStringLiteral("code")].toInt()) + " " +
               error[QStringLiteral("message")].toString().toStdString();
    }
    /// The line that answers a line.
    std::string answerTo(std::string_view line) {
        m_rpc.send(line);
        return m_rpc.line();
    }
    void expectStillAlive() {
        const std::string answer = answerTo(R"({"jsonrpc":"2.0","id":"alive","method":"hello"})");
        EXPECT_NE(answer.find(R"("id":"alive")"), std::string::npos) << answer;
        EXPECT_NE(answer.find(R"("protocol":1)"), std::string::npos) << answer;
    }

    FakeEngine m_engine;
    RpcPipes m_rpc{m_engine};
};

TEST_F(RpcMessages, HelloSaysWhoAnswersAndWhatIsInstalled) {
    EXPECT_EQ(
        answerTo(R"({"jsonrpc":"2.0","id":1,"method":"hello"})"),
        R"({"jsonrpc":"2.0","id":1,"result":{"connectors":[{"displayName":"SQLite","id":"sqlite","version":"3"}],)"
        R"("name":"DB Visualizer","protocol":1,"refused":[],"version":"1.2.3"}})");
}

TEST_F(RpcMessages, IdsComeBackAsTheyWere) {
    for (const char* id : {"1", "-7", "\"text\"", "9007199254740993", "-9223372036854775808", "1.5",
                           "\"-9223372036854775809\"", "\"\xC3\xA4\\n\""}) {
        const std::string answer = answerTo(std::string(R"({"jsonrpc":"2.0","method":"hello","id":)") + id + "}");
        EXPECT_EQ(answer.find(std::string(R"({"jsonrpc":"2.0","id":)") + id + ","), 0U) << answer;
    }
}

TEST_F(RpcMessages, AnIdThatCouldNotComeBackAsItWasIsRefused) {
    for (const char* id :
         {"9223372036854775808", "18446744073709551616", "-1e30", "-9223372036854775809", "-10000000000000000000"}) {
        EXPECT_EQ(errorOf(std::string(R"({"jsonrpc":"2.0","method":"hello","id":)") + id + "}").substr(0, 7),
                  "-32600 ");
    }
}

TEST_F(RpcMessages, AMemberThatNoRequestHasIsRefused) {
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"hello","x":1})"),
              "-32600 A request has no member x, only jsonrpc, id, method and params.");
    const std::string batch = answerTo(R"([{"jsonrpc":"2.0","id":1,"method":"hello","Params":{}}])");
    EXPECT_NE(batch.find("A request has no member Params"), std::string::npos) << batch;
    EXPECT_NE(batch.find(R"("id":1)"), std::string::npos) << batch;
    expectStillAlive();
}

TEST_F(RpcMessages, AMemberThatIsThereTwiceIsRefused) {
    for (const char* line : {R"({"jsonrpc":"2.0","id":7,"id":8,"method":"hello"})",
                             R"({"jsonrpc":"2.0","id":7,"\u0069d":7,"method":"hello"})",
                             R"({"jsonrpc":"2.0","id":7,"method":"runQuery","params":{"sql":"a:b","sql":"c"}})",
                             R"([{"jsonrpc":"2.0","id":7,"method":"hello","params":{"a":{"b":[{"c":1,"c":2}]}}}])"}) {
        EXPECT_EQ(errorOf(line), "-32600 An object has a member twice, of which only one would count.") << line;
    }
    expectStillAlive();
}

TEST_F(RpcMessages, LinesThatAreNotJsonAreParseErrors) {
    EXPECT_EQ(errorOf("{\"jsonrpc\":"), "-32700 The line is not JSON: unterminated object at byte 12.");
    EXPECT_EQ(errorOf("garbage").substr(0, 28), "-32700 The line is not JSON:");
    EXPECT_EQ(errorOf("{\"id\":1} {}").substr(0, 28), "-32700 The line is not JSON:");
    EXPECT_EQ(errorOf("{\"id\":\"\xFF\"}"), "-32700 The line is not JSON: it is not valid UTF-8.");
    EXPECT_EQ(errorOf(std::string_view("{\"id\":\0}", 8)), "-32700 The line is not JSON: there is a NUL at byte 7.");
    EXPECT_EQ(errorOf("{\"id\":\t\"a\tb\"}"), "-32700 The line is not JSON: there is a control character at byte 10, "
                                              "which is written \\u0009 in a string.");
    EXPECT_EQ(errorOf("\xEF\xBB\xBF{}"), "-32700 The line is not JSON: it begins with a byte order mark.");
    EXPECT_EQ(errorOf(std::string(100000, '[')).substr(0, 28), "-32700 The line is not JSON:");
    expectStillAlive();
}

TEST_F(RpcMessages, WhatIsNoRequestIsAnInvalidRequest) {
    EXPECT_EQ(errorOf("{}").substr(0, 7), "-32600 ");
    EXPECT_EQ(errorOf("[]").substr(0, 7), "-32600 ");
    for (const char* scalar : {"5", "-1.5e3", "\"text\"", " null ", "true"}) {
        EXPECT_EQ(errorOf(scalar), "-32600 A request is a JSON object.") << scalar;
    }
    EXPECT_EQ(errorOf("1,2").substr(0, 7), "-32700 ");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"1.0","id":1,"method":"hello"})").substr(0, 7), "-32600 ");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":5})").substr(0, 7), "-32600 ");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":[],"method":"hello"})"),
              "-32600 The id of a request is a string or a number, an integer of at most 64 bits.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":"\ud800","method":"hello"})"),
              "-32600 The id of a request is a string or a number, an integer of at most 64 bits.");
    expectStillAlive();
}

TEST_F(RpcMessages, UnknownMethodsAndWrongParamsAreNamed) {
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"fly"})"), "-32601 There is no method fly.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"hello","params":[1]})"),
              "-32602 params must be an object with named members.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1,"sql":5}})"),
              "-32602 sql must be a string, not the number 5.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":-1,"sql":""}})"),
              "-32602 connectionId must be an integer from 0 to 9007199254740991, not the number -1.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1}})"),
              "-32602 The member sql is missing; it must be a string.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"listSchemas","params":{"connectionId":1,"x":2}})"),
              "-32602 There is no member x; known are: connectionId.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"connect","params":{"config":{"port":"x"}}})"),
              "-32602 config.port must be an integer from 0 to 9007199254740991, not a string.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"connect","params":{}})"),
              "-32602 Give exactly one of config, an object, and saved, a string.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1,"sql":"\udc00"}})"),
              "-32602 sql has half of a surrogate pair in it, which is no character.");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"splitScript","params":{"dialect":"x","sql":""}})"),
              "-32602 dialect must be one of postgresql, mysql, mariadb, sqlite.");
    expectStillAlive();
}

TEST_F(RpcMessages, TellsTheSafetyThatIsInForce) {
    m_engine.on<OpenConnection>([this](RequestId id, const OpenConnection& open) {
        m_engine.finish(id, ConnectionOpened{{.safety = open.target.config.safety}});
    });
    for (const char* mode : {"off", "confirm", "sandbox", "readOnly"}) {
        const std::string named = std::string(R"("safety":")") + mode + '"';
        const std::string answer = answerTo(
            R"({"jsonrpc":"2.0","id":1,"method":"connect","params":{"config":{"url":"sqlite:a.db",)" + named + "}}}");
        EXPECT_NE(answer.find(named), std::string::npos) << answer;
    }
}

TEST_F(RpcMessages, SaysWhatWouldHaveToBeConfirmed) {
    m_engine.on<RunQuery>([this](RequestId id, const RunQuery& run) {
        EXPECT_EQ(run.confirm, "t1");
        dbv::protocol::ClassifiedStatement statement{.statement = 2, .span = {}, .found = {}};
        statement.found = {.kind = dbv::StatementClass::Destructive,
                           .effects = {{dbv::StatementClass::Destructive, dbv::EffectReason::Drops, "TABLE"}},
                           .target = "t"};
        statement.affectedRows = 7;
        statement.targetSize = dbv::ObjectSize{.estimatedRows = 3, .bytes = 16384};
        m_engine.finish(id, RequestFailed{.error = dbv::makeError(dbv::ErrorKind::ConfirmationRequired, "sure?"),
                                          .confirmation = dbv::protocol::Confirmation{"abc", {statement}, 1}});
    });
    EXPECT_EQ(
        answerTo(
            R"({"jsonrpc":"2.0","id":1,"method":"runQuery","params":{"connectionId":1,"sql":"x","confirm":"t1"}})"),
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32009,"data":{"kind":"confirmationRequired","more":1,)"
        R"("statements":[{"affectedRows":7,"class":"destructive","index":2,"reasons":["drops"],"target":"t",)"
        R"("targetBytes":16384,"targetRows":3}],"token":"abc"},"message":"sure?"}})");
}

TEST_F(RpcMessages, ClassifiesEachStatement) {
    m_engine.on<ClassifyScript>([this](RequestId id, const ClassifyScript& asked) {
        EXPECT_EQ(asked.dialect, dbv::DialectId::MySql);
        m_engine.finish(id, ScriptClassified{{{.statement = 0, .span = {}, .found = {}}}});
    });
    EXPECT_EQ(answerTo(R"({"jsonrpc":"2.0","id":1,"method":"classify","params":{"dialect":"mysql","sql":"select 1"}})"),
              R"({"jsonrpc":"2.0","id":1,"result":{"statements":[{"class":"read","reasons":[]}]}})");
}

TEST_F(RpcMessages, CompletesAtACharacterAndTellsWhatItReplacesInCharacters) {
    using namespace dbv::protocol;
    m_engine.on<Complete>([this](RequestId id, const Complete& asked) {
        EXPECT_EQ(asked.connection, dbv::ConnectionId{1});
        EXPECT_EQ(asked.cursor, 12U);
        EXPECT_TRUE(asked.waits);
        EXPECT_FALSE(asked.automatic);
        m_engine.finish(id, CompletionFound{.items = {{"name", CompletionKind::Column, "text · t"}},
                                            .replaces = {11, 12},
                                            .whole = true});
    });
    EXPECT_EQ(
        answerTo(
            R"({"jsonrpc":"2.0","id":1,"method":"complete","params":{"connectionId":1,"sql":"select 'é'n","cursor":11}})"),
        R"({"jsonrpc":"2.0","id":1,"result":{"items":[{"detail":"text · t","kind":"column","text":"name"}],)"
        R"("replaces":{"end":11,"start":10}}})");
    EXPECT_THAT(
        answerTo(R"({"jsonrpc":"2.0","id":1,"method":"complete","params":{"connectionId":1,"sql":"é","cursor":2}})"),
        testing::HasSubstr("behind the end of sql"));
}

TEST_F(RpcMessages, FormatsAScriptByItsOptions) {
    m_engine.on<FormatScript>([this](RequestId id, const FormatScript& asked) {
        EXPECT_EQ(asked.grammar, dbv::Grammar(dbv::DialectId::MySql));
        EXPECT_EQ(asked.options, (dbv::protocol::FormatOptions{.layout = dbv::protocol::FormatLayout::River,
                                                               .keywordCase = dbv::protocol::KeywordCase::Lower,
                                                               .commas = dbv::protocol::CommaPlace::Leading,
                                                               .indent = 2,
                                                               .width = 80}));
        m_engine.finish(id, ScriptFormatted{asked.sql + "!"});
    });
    EXPECT_EQ(
        answerTo(R"({"jsonrpc":"2.0","id":1,"method":"format","params":{"dialect":"mysql","sql":"select 1","options":)"
                 R"({"style":"river","keywordCase":"lower","indent":2,"width":80,"commas":"leading"}}})"),
        R"({"jsonrpc":"2.0","id":1,"result":{"sql":"select 1!"}})");
}

TEST_F(RpcMessages, RefusesOptionsOfFormatThatThereAreNot) {
    const auto refusal = [this](const std::string& options) {
        return answerTo(
            R"({"jsonrpc":"2.0","id":1,"method":"format","params":{"dialect":"mysql","sql":"x","options":)" + options +
            "}}");
    };
    EXPECT_THAT(refusal(R"({"colour":"red"})"), testing::HasSubstr("style, keywordCase, indent, width, commas"));
    EXPECT_THAT(refusal(R"({"style":"wide"})"), testing::HasSubstr("standard, compact, river"));
    EXPECT_THAT(refusal(R"({"commas":"none"})"), testing::HasSubstr("trailing, leading"));
    EXPECT_THAT(refusal(R"({"keywordCase":1})"), testing::HasSubstr("options.keywordCase must be a string"));
}

TEST_F(RpcMessages, AByteOrderMarkAtTheStartOfATextIsPartOfIt) {
    m_engine.on<SplitScript>([this](RequestId id, const SplitScript& split) {
        EXPECT_EQ(split.sql, "\xEF\xBB\xBF"
                             "select 1");
        m_engine.finish(id, ScriptSplit{{}});
    });
    for (const char* mark : {"\xEF\xBB\xBF", "\\ufeff"}) {
        EXPECT_NE(
            answerTo(std::string(R"({"jsonrpc":"2.0","id":1,"method":"splitScript","params":{"dialect":"sqlite",)") +
                     R"("sql":")" + mark + R"(select 1"}})")
                .find("statements"),
            std::string::npos);
    }
    EXPECT_EQ(dbv::rpc::toText("\xEF\xBB\xBF\xEF\xBB\xBF"
                               "a")
                  .size(),
              3);
}

TEST_F(RpcMessages, ASplitSaysWhatIsNeverClosed) {
    m_engine.on<SplitScript>([this](RequestId id, const SplitScript&) {
        m_engine.finish(id, ScriptSplit{.statements = {}, .unclosed = dbv::TextSpan{4, 9}});
    });
    EXPECT_NE(answerTo(std::string(R"({"jsonrpc":"2.0","id":1,"method":"splitScript","params":{"dialect":"sqlite",)") +
                       R"("sql":"\u00e4;\n/* b;"}})")
                  .find(R"("statements":[],"unclosed":{"start":3,"line":2})"),
              std::string::npos);
}

TEST_F(RpcMessages, ALineOverTheLimitIsThrownAwayAndTheNextOneIsAnswered) {
    std::string lines;
    dbv::rpc::LineSplitter splitter(
        [&lines](const dbv::WipedText& line, bool tooLong) {
            lines += (tooLong ? "<too long>" : std::string(line)) + "|";
        },
        10);
    splitter.feed("0123456789\n");
    splitter.feed("01234567890");
    splitter.feed("more and more");
    splitter.feed("\nnext\r\n\nlast");
    splitter.finish();
    EXPECT_EQ(lines, "0123456789|<too long>|next\r||last|");
}

TEST_F(RpcMessages, AnArrayOfTooManyRequestsIsRefusedAsAWhole) {
    std::string line = "[1";
    for (int i = 0; i < 1000; ++i) {
        line += ",1";
    }
    m_rpc.send(line + "]");
    const std::string answer = m_rpc.line();
    EXPECT_NE(answer.find("-32600"), std::string::npos) << answer;
    EXPECT_NE(answer.find("1001 requests"), std::string::npos) << answer;
}

TEST_F(RpcMessages, ABatchIsAnsweredTogetherAndNotificationsNotAtAll) {
    const std::string answer =
        answerTo(R"([{"jsonrpc":"2.0","id":1,"method":"hello"},{"jsonrpc":"2.0","method":"hello"},5,)"
                 R"({"jsonrpc":"2.0","id":2,"method":"no"}])");
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray::fromStdString(answer));
    ASSERT_TRUE(json.isArray()) << answer;
    EXPECT_EQ(json.array().size(), 3);
    expectStillAlive();
}

TEST_F(RpcMessages, AnIdThatIsStillRunningIsRefused) {
    m_rpc.send(R"({"jsonrpc":"2.0","id":1,"method":"listSchemas","params":{"connectionId":1}})");
    EXPECT_EQ(errorOf(R"({"jsonrpc":"2.0","id":1,"method":"hello"})"),
              "-32600 A request with the id 1 is still running.");
    // The same digits as a string are another id.
    EXPECT_NE(answerTo(R"({"jsonrpc":"2.0","id":"1","method":"hello"})").find("protocol"), std::string::npos);
}

TEST_F(RpcMessages, TheEndOfTheInputEndsItWhenAllIsAnswered) {
    RequestId listing;
    m_engine.on<ListSchemas>([&listing](RequestId id, const ListSchemas&) { listing = id; });
    m_rpc.sendBytes(R"({"jsonrpc":"2.0","id":1,"method":"listSchemas","params":{"connectionId":1}})");
    m_rpc.closeInput();
    ASSERT_TRUE(m_rpc.waitUntil([&listing] { return bool(listing); }));
    m_engine.finish(listing, SchemasListed{{{.name = "main", .isDefault = true}}});
    EXPECT_EQ(
        m_rpc.line(),
        R"({"jsonrpc":"2.0","id":1,"result":{"schemas":[{"default":true,"location":"","name":"main","system":false}]}})");
    EXPECT_EQ(m_rpc.exitCode(), 0);
}

TEST_F(RpcMessages, OpenConnectionsAreClosedAtTheEnd) {
    m_engine.on<OpenConnection>([this](RequestId id, const OpenConnection& open) {
        EXPECT_EQ(open.target.config.safety, dbv::Safety::Confirm);
        ConnectionOpened opened;
        opened.facts.connection = {7};
        opened.facts.safety = open.target.config.safety;
        m_engine.finish(id, opened);
    });
    const std::string answer =
        answerTo(R"({"jsonrpc":"2.0","id":1,"method":"connect","params":{"config":{"url":"sqlite:a.db"}}})");
    EXPECT_NE(answer.find(R"("safety":"confirm")"), std::string::npos) << answer;
    m_rpc.closeInput();
    EXPECT_EQ(m_rpc.exitCode(), 0);
    ASSERT_EQ(m_engine.commands<CloseConnection>().size(), 1U);
    EXPECT_EQ(m_engine.commands<CloseConnection>()[0].connection.value, 7U);
}

/// A listing that never ends by itself, and what is asked of it.
class RpcReaderGone : public RpcMessages {
protected:
    RpcReaderGone() {
        m_engine.on<ListSchemas>([this](RequestId id, const ListSchemas&) { m_listing = id; });
        m_engine.on<CancelRequest>([this](RequestId id, const CancelRequest& cancel) {
            // What has been answered meanwhile may be asked to stop too; that is no news to it.
            const bool runs = cancel.target == m_listing;
            if (runs) {
                ++m_listingCancels;
                m_engine.finish(cancel.target, RequestFailed{dbv::makeError(dbv::ErrorKind::Cancelled, "stopped"), {}});
            }
            m_engine.finish(id, CancelConfirmed{runs, 1});
        });
        m_rpc.send(R"({"jsonrpc":"2.0","id":1,"method":"listSchemas","params":{"connectionId":1}})");
        EXPECT_TRUE(m_rpc.waitUntil([this] { return bool(m_listing); }));
    }

    void expectStopped() {
        EXPECT_EQ(m_rpc.exitCode(), dbv::rpc::Server::kExitOutputGone);
        EXPECT_EQ(m_listingCancels, 1);
    }

private:
    RequestId m_listing;
    int m_listingCancels = 0;
};

TEST_F(RpcReaderGone, IsNoticedWhenAnAnswerIsDue) {
    m_rpc.closeOutput();
    m_rpc.send(R"({"jsonrpc":"2.0","id":2,"method":"hello"})");
    expectStopped();
}

TEST_F(RpcReaderGone, IsNoticedWhileNothingIsWritten) {
    // As when the program that asked is gone: its end of both pipes is closed, and no answer is due.
    m_rpc.closeInput();
    m_rpc.closeOutput();
    expectStopped();
}

TEST(RpcPosition, CountsCharactersFromOne) {
    const auto at = [](std::string_view text, std::size_t byte) { return dbv::rpc::CharacterCounter(text).at(byte); };
    EXPECT_EQ(at("abc", 0), 1U);
    EXPECT_EQ(at("\xC3\xA4\xF0\x9F\x98\x80x", 6), 3U);
    EXPECT_EQ(at("\xC3\xA4x", 1), 1U);
    EXPECT_EQ(at("ab", 99), 3U);
    dbv::rpc::CharacterCounter counter("\xC3\xA4\xC3\xA4x");
    EXPECT_EQ(counter.at(2), 2U);
    EXPECT_EQ(counter.at(3), 2U);
    EXPECT_EQ(counter.at(4), 3U);
    EXPECT_EQ(counter.at(0), 1U);
}

} // namespace
