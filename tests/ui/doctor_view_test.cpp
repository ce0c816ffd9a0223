// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/doctor_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTextEdit>
#include <QToolButton>

#include <gtest/gtest.h>

#include "support/qt_printers.h"

namespace dbv::ui {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

class DoctorViewTest : public ::testing::Test {
protected:
    [[nodiscard]] QString text() const { return view.findChild<QTextEdit*>()->toPlainText(); }

    const std::vector<protocol::DiagnosisStep> way{{"resolve", true, "db is 192.0.2.1.", 1.5},
                                                   {"tcp", true, "Something listens.", 2},
                                                   {"hostKey", true, "known", 3},
                                                   {"tls", false, "The certificate has expired.", 1234.56}};
    DoctorView view{[] { return u"the report"_s; }};
};

TEST_F(DoctorViewTest, IsNotThereBeforeAnAttempt) {
    EXPECT_TRUE(view.isHidden());
    view.say(u"Connecting…"_s);
    EXPECT_FALSE(view.isHidden());
    view.clear();
    EXPECT_TRUE(view.isHidden());
}

TEST_F(DoctorViewTest, ShowsEachStepWithItsTimeAndWhatWasFound) {
    view.setSteps(way);
    view.say(u"The certificate has expired. Renew it."_s);
    const QString shown = text();
    for (const QString& part : {u"✓ Name"_s, u"db is 192.0.2.1."_s, u"✓ Connection"_s, u"✓ Host key"_s, u"✗ TLS"_s,
                                u"failed"_s, u"Renew it."_s}) {
        EXPECT_TRUE(shown.contains(part)) << part.toStdString() << " in\n" << shown.toStdString();
    }
    EXPECT_TRUE(shown.contains(QLocale().toString(1234.56, 'f', 1)));
    EXPECT_EQ(shown.count(u"The certificate has expired."_s), 1) << "why it failed is told once";
}

TEST_F(DoctorViewTest, ShowsWordsOfTheServerAsTheyAre) {
    std::vector<protocol::DiagnosisStep> hostile = way;
    hostile[0].message = "<img src=x> & \"quotes\"";
    view.setSteps(hostile);
    EXPECT_TRUE(text().contains(u"<img src=x> & \"quotes\""_s));
}

TEST_F(DoctorViewTest, CopiesTheReportAndNotWhatIsShown) {
    view.setSteps(way);
    view.findChild<QToolButton*>()->click();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), u"the report"_s);
}

} // namespace
} // namespace dbv::ui
