// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/diagnosis_text.h"

#include <QCoreApplication>

#include <gtest/gtest.h>

#include "bus/command_bus.h"
#include "support/fake_engine.h"
#include "viewmodel/connection_form.h"
#include "viewmodel/error_text.h"

namespace dbv::viewmodel {
namespace {

std::vector<Secret> secretsOf(std::initializer_list<std::string_view> texts) {
    std::vector<Secret> secrets;
    for (const std::string_view text : texts) {
        secrets.emplace_back(text);
    }
    return secrets;
}

DiagnosisReport failure() {
    DiagnosisReport report;
    report.programVersion = "0.3";
    report.config.connector = "postgres";
    report.config.host = "db.example";
    report.config.port = 5433;
    report.config.user = "anna";
    report.config.database = "shop";
    report.config.ssh.target.host = "bastion.example";
    report.steps = {{"resolve", true, "db.example is 10.0.0.1.", 1.25}, {"tcp", false, "Nobody listens.", 3}};
    report.error = makeError(ErrorKind::ConnectionFailed, "Nobody listens.", "Start the server.");
    report.error->detail = "Connection refused";
    report.error->nativeCode = 111;
    return report;
}

TEST(ErrorText, NamesTheKeyThatReconnects) {
    const auto said = [](const char* hint, Damage damage) {
        return errorSentence(makeError(ErrorKind::ConnectionLost, "Gone.", hint, damage)).toStdString();
    };
    EXPECT_EQ(said("Reconnect, and look.", Damage::Session), "Gone. Reconnect (Ctrl+R), and look.");
    EXPECT_EQ(said("It is undone: reconnect and run it again.", Damage::Session),
              "Gone. It is undone: reconnect (Ctrl+R) and run it again.");
    EXPECT_EQ(said("Reconnect.", Damage::Transaction), "Gone. Reconnect.");
    EXPECT_EQ(said("Look at the server.", Damage::Session), "Gone. Look at the server.");
}

TEST(DiagnosisText, TellsWhereItWentWhatItFoundAndWhatToDo) {
    const QString text = diagnosisText(failure(), {});
    EXPECT_TRUE(text.startsWith(QStringLiteral("DB Visualizer 0.3, Qt 6"))) << text.toStdString();
    for (const char* part : {"Connector: postgres\n", "Host: db.example\n", "Port: 5433\n", "User: anna\n",
                             "SSH: bastion.example\n", "ok      resolve (1.3 ms): db.example is 10.0.0.1.\n",
                             "FAILED  tcp (3.0 ms): Nobody listens.\n", "Error (connectionFailed): Nobody listens.\n",
                             "Detail: Connection refused\n", "Next step: Start the server.\n", "Code: 111\n"}) {
        EXPECT_TRUE(text.contains(QString::fromUtf8(part))) << part << "\n" << text.toStdString();
    }
}

TEST(DiagnosisText, TellsWhatWorks) {
    DiagnosisReport report = failure();
    report.error.reset();
    report.serverVersion = "PostgreSQL 15.2";
    EXPECT_TRUE(diagnosisText(report, {}).endsWith(QStringLiteral("\nIt works: PostgreSQL 15.2\n")));
}

TEST(DiagnosisText, HoldsNoSecretWhoeverSaysIt) {
    const std::vector<std::string> given{"correct horse battery",
                                         "pa's\"s\\w`o;rd%",
                                         "ümlaut-pässword",
                                         "two\nlines of it",
                                         "a",
                                         "hunter2",
                                         "postgres",
                                         "%%%%%%%%",
                                         "••••••••••"};
    for (const std::string& secret : given) {
        DiagnosisReport report = failure();
        report.config.url = "postgres://anna:" + secret + "@db.example/shop";
        report.config.options["token"] = secret;
        report.config.user = secret;
        report.steps = {{"authenticate", false, "FATAL: wrong password \"" + secret + "\" for anna", 1}};
        report.error = makeError(ErrorKind::AuthenticationFailed, "you said " + secret, "not " + secret + "!");
        report.error->detail = "at " + secret + secret + " again";
        const std::string text = diagnosisText(report, secretsOf({secret})).toStdString();
        // Of the short one there are many that are nobody's secret: those of the report's own words.
        if (secret.size() > 1 && secret != "postgres") {
            EXPECT_EQ(text.find(secret), std::string::npos) << text;
        }
        EXPECT_EQ(text.find("wrong password \"" + secret), std::string::npos) << text;
        EXPECT_EQ(text.find("you said " + secret), std::string::npos) << text;
        EXPECT_EQ(text.find("not " + secret), std::string::npos) << text;
        EXPECT_EQ(text.find("User: " + secret), std::string::npos) << text;
    }
}

TEST(DiagnosisText, KnowsASecretAsUrlsSqlAndJsonWriteIt) {
    const auto secrets = secretsOf({"o'Neil \"x\"\\ä/9", "second secret"});
    for (const char* echoed :
         {"o%27Neil%20%22x%22%5C%C3%A4%2F9", "o%27neil", "o''Neil \"x\"\\ä/9", "o\\'Neil \"x\"\\\\ä/9",
          "o'Neil \\\"x\\\"\\\\ä/9", "o%27Neil+%22x%22%5C%C3%A4%2F9", "o%27Neil%20%22x%22%5c%c3%a4%2f9"}) {
        const std::string masked = withoutSecrets(std::string("say ") + echoed + " and second secret.", secrets);
        EXPECT_EQ(masked.find("second secret"), std::string::npos);
        if (std::string_view(echoed) != "o%27neil") {
            EXPECT_EQ(masked, "say ••• and •••.") << echoed;
        }
    }
}

TEST(DiagnosisText, LeavesNoGapsThatTellAShortSecret) {
    const std::string masked = withoutSecrets("The database has no table named that.", secretsOf({"tab"}));
    EXPECT_EQ(masked.find("•••"), std::string::npos);
    EXPECT_EQ(masked.find("le named"), std::string::npos);
    EXPECT_NE(masked.find("left out"), std::string::npos);
}

TEST(DiagnosisText, MasksWhatLooksLikeAPasswordThatNobodyToldOf) {
    const std::string masked = withoutSecrets(
        "host=h password=hunter2 user=u mysql://root:t0psecret@h/d Passphrase: 'open \\' sesame', token=abc&x=1", {});
    EXPECT_EQ(masked, "host=h password=••• user=u mysql://root:•••@h/d Passphrase: •••, token=•••&x=1");
    EXPECT_EQ(withoutSecrets("The server wants a password, and none was given.", {}),
              "The server wants a password, and none was given.");
}

TEST(DiagnosisText, OfAFormHoldsNoSecretOfTheAttempt) {
    support::FakeEngine engine;
    bus::CommandBus bus(engine);
    ConnectionList connections(bus);
    engine.on<protocol::TestConnection>([&](RequestId id, const protocol::TestConnection& command) {
        const std::string said =
            "Not \"" + std::string(bus.secrets()->copyOf(command.target.secrets.password).reveal()) + "\".";
        engine.finish(id, protocol::RequestFailed{makeError(ErrorKind::AuthenticationFailed, said, "Look."),
                                                  {{"resolve", true, "found", 1}, {"authenticate", false, said, 2}}});
    });
    ConnectionForm form(bus, connections);
    EXPECT_EQ(form.diagnosis(), QString());
    form.setLine(QStringLiteral("postgresql://me@db.example.com/shop"));
    form.setSecret(&protocol::SecretSources::password, Secret("swordfish-4711"));
    form.test();
    for (int i = 0; i < 8; ++i) {
        QCoreApplication::sendPostedEvents();
    }
    const std::string text = form.diagnosis().toStdString();
    EXPECT_EQ(text.find("swordfish"), std::string::npos) << text;
    EXPECT_NE(text.find("FAILED  authenticate (2.0 ms): Not \"•••\"."), std::string::npos) << text;
    // With another password it would not be true any more.
    form.setSecret(&protocol::SecretSources::password, Secret("another one"));
    EXPECT_EQ(form.diagnosis(), QString());
}

} // namespace
} // namespace dbv::viewmodel
