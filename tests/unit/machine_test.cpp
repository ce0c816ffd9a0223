// SPDX-License-Identifier: Apache-2.0
// What the machine does by itself.
#include <filesystem>
#include <fstream>

#include <QTemporaryDir>

#include <gmock/gmock.h>

#include "machine/login_entry.h"
#include "machine/power_source.h"
#include "machine/timer_entry.h"

namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

using dbv::machine::cronLine;
using dbv::machine::cronTable;
using dbv::machine::desktopEntry;
using dbv::machine::runsOnBatteryBy;
using dbv::machine::TimedCall;
using dbv::machine::Timer;
using dbv::machine::timerCommands;
using dbv::machine::timerFiles;
using dbv::machine::timerNamed;

TimedCall awkward() {
    return {
        "/opt/DB Visualizer/it's \"50 %\" $HOME\\dbvis", {"--data-dir", "/a & b/<c>", "schedule", "due"}, "timer-1"};
}

/// The power supplies of a machine, as Linux lays them out.
class Supplies {
public:
    void add(const std::string& name, const std::string& type, const std::string& member, const std::string& value) {
        const std::filesystem::path folder = path() / name;
        std::filesystem::create_directories(folder);
        std::ofstream(folder / "type") << type << "\n";
        std::ofstream(folder / member) << value << "\n";
    }
    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
};

TEST(PowerSource, IsTheBatteryOnlyWhereItDischargesAndNoSupplyIsThere) {
    EXPECT_FALSE(runsOnBatteryBy("/nowhere/at/all"));
    Supplies desktop;
    desktop.add("mouse", "Battery", "status", "Discharging");
    std::ofstream(desktop.path() / "mouse" / "scope") << "Device\n";
    EXPECT_FALSE(runsOnBatteryBy(desktop.path()));
    Supplies laptop;
    laptop.add("BAT0", "Battery", "status", "Discharging");
    EXPECT_TRUE(runsOnBatteryBy(laptop.path()));
    laptop.add("AC", "Mains", "online", "1");
    EXPECT_FALSE(runsOnBatteryBy(laptop.path()));
    laptop.add("AC", "Mains", "online", "0");
    EXPECT_TRUE(runsOnBatteryBy(laptop.path()));
    laptop.add("BAT0", "Battery", "status", "Charging");
    EXPECT_FALSE(runsOnBatteryBy(laptop.path()));
}

TEST(TimerEntry, OfCronIsOneLineThatAShellReadsAsMeant) {
    EXPECT_EQ(cronLine({"/usr/bin/dbvis", {"schedule", "due"}, "t"}),
              "*/5 * * * * '/usr/bin/dbvis' 'schedule' 'due' >/dev/null");
    const std::string line = cronLine(awkward());
    EXPECT_THAT(line,
                AllOf(HasSubstr(R"('/opt/DB Visualizer/it'\''s "50 \%" $HOME\dbvis')"), HasSubstr("'/a & b/<c>'")));
}

TEST(TimerEntry, OfCronLeavesTheRestOfTheTableAsItIs) {
    const TimedCall call{"/usr/bin/dbvis", {"schedule", "due"}, "t-1"};
    const std::string others = "# mine\n0 1 * * * true\n";
    const std::string with = cronTable(others, call.name, call);
    EXPECT_EQ(with, others + "# begin t-1\n" + cronLine(call) + "\n# end t-1\n");
    EXPECT_EQ(cronTable(with, call.name, call), with) << "once more is the same";
    EXPECT_EQ(cronTable(with + "@daily x\n", call.name, std::nullopt), others + "@daily x\n");
    const TimedCall other{"/usr/bin/dbvis", {}, "t-2"};
    const std::string both = cronTable(with, other.name, other);
    EXPECT_THAT(cronTable(both, call.name, std::nullopt), AllOf(HasSubstr("# begin t-2"), Not(HasSubstr("t-1"))));
    EXPECT_EQ(cronTable("no end of line", call.name, std::nullopt), "no end of line\n");
}

TEST(TimerEntry, OfSystemdQuotesWhatItWouldExpand) {
    const auto files = timerFiles(Timer::Systemd, awkward());
    ASSERT_EQ(files.size(), 2U);
    EXPECT_THAT(files[0].path.string(), HasSubstr("systemd/user/timer-1.service"));
    EXPECT_THAT(files[0].text,
                HasSubstr(R"(ExecStart="/opt/DB Visualizer/it's \"50 %%\" $$HOME\\dbvis" "--data-dir")"));
    EXPECT_THAT(files[1].text, AllOf(HasSubstr("OnCalendar=*:0/5"), HasSubstr("Persistent=true")));
    const auto commands = timerCommands(Timer::Systemd, awkward(), true);
    ASSERT_EQ(commands.size(), 2U);
    EXPECT_EQ(commands[1].join(QLatin1Char(' ')).toStdString(), "systemctl --user enable --now timer-1.timer");
}

TEST(TimerEntry, OfMacOsAndWindowsAreForTheirReaders) {
    const auto files = timerFiles(Timer::Launchd, awkward());
    ASSERT_EQ(files.size(), 1U);
    EXPECT_THAT(files[0].text,
                AllOf(HasSubstr("<string>/a &amp; b/&lt;c&gt;</string>"), HasSubstr("<integer>300</integer>")));
    const auto commands = timerCommands(Timer::TaskScheduler, {"C:\\Program Files\\dbvis.exe", {"due"}, "t"}, true);
    ASSERT_EQ(commands.size(), 1U);
    EXPECT_EQ(commands[0].last().toStdString(), R"("C:\Program Files\dbvis.exe" "due")");
    EXPECT_EQ(timerNamed("launchd"), Timer::Launchd);
    EXPECT_FALSE(timerNamed("at"));
}

TEST(LoginEntry, IsReadByADesktopAsMeant) {
    EXPECT_THAT(desktopEntry({"/usr/bin/db-visualizer", {"--tray"}}),
                HasSubstr("\nExec=\"/usr/bin/db-visualizer\" \"--tray\"\n"));
    // By the specification: the value of a string is unescaped first, and then the argument.
    EXPECT_THAT(desktopEntry({R"(/a "b" $c `d` \e 5%)", {}}), HasSubstr(R"(Exec="/a \\"b\\" \\$c \\`d\\` \\\\e 5%%")"));
}

} // namespace
