// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "sqlite_child_process.h"
#include "store/sql_connection.h"
#include "store_workshop.h"

namespace {

using Qt::Literals::StringLiterals::operator""_s;

namespace fs = std::filesystem;
using dbv::protocol::WorkspaceState;
using dbv::sqlite::workshop::ParkedChild;
using dbv::store::ApplicationStore;
using dbv::store::SqlConnection;

class StoreProcessesTest : public dbv::store::workshop::StoreTest {
protected:
    /// A running program that has one tab of this text, or none for an empty text.
    [[nodiscard]] auto program(std::string text) const {
        return [this, text = std::move(text)] {
            static std::optional<ApplicationStore> store;
            store.emplace(folder());
            const auto state = store->openWorkspace();
            const bool saved =
                state && (text.empty() || store->saveDraft({.id = "tab", .text = QString::fromStdString(text)}));
            if (!saved) {
                _exit(7);
            }
        };
    }
    [[nodiscard]] WorkspaceState start() const {
        const auto state = ApplicationStore(folder()).openWorkspace();
        EXPECT_TRUE(state) << state.error().message;
        return state.value_or(WorkspaceState{});
    }
};

TEST_F(StoreProcessesTest, TwoProgramsHaveAWorkspaceEach) {
    const ParkedChild running(program("of the first"));
    ApplicationStore second(folder());
    const auto state = second.openWorkspace();
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_TRUE(state->tabs.empty());
    ASSERT_TRUE(second.saveDraft({.id = "tab", .text = u"of the second"_s}));
    ASSERT_TRUE(second.saveConnection({.name = "shared", .config = {}}));
    EXPECT_EQ(second.openWorkspace()->tabs.at(0).text, u"of the second"_s);
}

TEST_F(StoreProcessesTest, TheTabsOfAKilledProgramComeBackAtOnce) {
    ParkedChild running(program("of the killed"));
    EXPECT_TRUE(start().tabs.empty());
    running.end();
    const WorkspaceState state = start();
    ASSERT_EQ(state.tabs.size(), 1U);
    EXPECT_EQ(state.tabs[0].text, u"of the killed"_s);
}

TEST_F(StoreProcessesTest, TheTabsOfAProgramThatIsStillEndingComeWhenItHasEnded) {
    ParkedChild running(program("of the killed"));
    ApplicationStore second(folder());
    const auto state = second.openWorkspace();
    ASSERT_TRUE(state) << state.error().message;
    EXPECT_EQ(state->tabsElsewhere, 1U);
    const auto early = second.takeAbandoned();
    ASSERT_TRUE(early) << early.error().message;
    EXPECT_TRUE(early->tabs.empty());
    EXPECT_EQ(early->tabsElsewhere, 1U);
    ASSERT_TRUE(second.saveDraft({.id = "own", .text = u"typed meanwhile"_s, .position = 0}));
    running.end();
    const auto taken = second.takeAbandoned();
    ASSERT_TRUE(taken) << taken.error().message;
    ASSERT_EQ(taken->tabs.size(), 1U);
    EXPECT_EQ(taken->tabs[0].text, u"of the killed"_s);
    EXPECT_EQ(taken->tabs[0].position, 1);
    EXPECT_TRUE(second.takeAbandoned()->tabs.empty()) << "they are here already";
    EXPECT_EQ(second.openWorkspace()->tabs.size(), 2U);
    EXPECT_EQ(second.openWorkspace()->tabsElsewhere, 0U);
    EXPECT_EQ(filesNamed(".lock"), 2) << "one for opening, one for this program";
}

TEST_F(StoreProcessesTest, WhoHasTabsOfTheirOwnMissesNone) {
    const ParkedChild other(program("of another"));
    leaveSomething();
    EXPECT_EQ(start().tabsElsewhere, 0U);
}

TEST_F(StoreProcessesTest, TheTabsOfSeveralAbandonedWorkspacesComeTogetherTheNewestInFront) {
    {
        const ParkedChild old(program("old"));
        const ParkedChild empty(program(""));
        const ParkedChild recent(program("recent"));
        const ParkedChild emptyToo(program(""));
        EXPECT_EQ(filesNamed(".lock"), 5);
    }
    ApplicationStore one(folder());
    const auto state = one.openWorkspace();
    ASSERT_TRUE(state) << state.error().message;
    ASSERT_EQ(state->tabs.size(), 2U);
    EXPECT_EQ(state->tabs[0].text, u"recent"_s);
    EXPECT_EQ(state->tabs[1].text, u"old"_s);
    // One for opening, one for this workspace: those it was made of and the empty ones are gone.
    EXPECT_EQ(filesNamed(".lock"), 2);
    ApplicationStore two(folder());
    EXPECT_TRUE(two.openWorkspace()->tabs.empty());
}

TEST_F(StoreProcessesTest, TheTabsOfAKilledAndOfAnEndedWindowAreAllThereOnceEachInTheirOrder) {
    {
        const auto saveTabs = [](ApplicationStore& store, const std::string& window) {
            bool saved = store.openWorkspace().has_value();
            // In the order that they have, not the one that they were made in.
            for (const int position : {2, 0, 1}) {
                const std::string name = window + std::to_string(position);
                saved = saved && store.saveDraft({.id = "tab" + std::to_string(position),
                                                  .text = QString::fromStdString(name),
                                                  .position = position});
            }
            return saved;
        };
        const ParkedChild killed([this, &saveTabs] {
            static std::optional<ApplicationStore> store;
            store.emplace(folder());
            if (!saveTabs(*store, "a")) {
                _exit(7);
            }
        });
        ApplicationStore ended(folder());
        ASSERT_TRUE(saveTabs(ended, "b"));
        ASSERT_TRUE(ended.saveLayout("layout of b"));
    }
    for (int starts = 0; starts < 2; ++starts) {
        const WorkspaceState state = start();
        QStringList texts;
        for (const protocol::DraftTab& tab : state.tabs) {
            texts << tab.text.joined();
        }
        EXPECT_EQ(texts, (QStringList{u"b0"_s, u"b1"_s, u"b2"_s, u"a0"_s, u"a1"_s, u"a2"_s})) << "start " << starts;
        EXPECT_EQ(state.layout, "layout of b");
    }
}

TEST_F(StoreProcessesTest, AnEmptyWorkspaceIsUsedAgainWithItsLayout) {
    {
        ApplicationStore store(folder());
        ASSERT_TRUE(store.openWorkspace());
        ASSERT_TRUE(store.saveLayout("wide"));
    }
    EXPECT_EQ(start().layout, "wide");
    EXPECT_EQ(start().layout, "wide");
    EXPECT_EQ(filesNamed(".lock"), 2);
}

TEST_F(StoreProcessesTest, ALockWithoutAWorkspaceIsTakenAway) {
    leaveSomething();
    put(folder() / "workspaces" / "77.lock", "");
    EXPECT_EQ(start().tabs.size(), 1U);
    EXPECT_EQ(filesNamed("77.lock"), 0);
}

TEST_F(StoreProcessesTest, ManyStartsAtOnceEachGetAWorkspaceOfTheirOwn) {
    constexpr int kPrograms = 6;
    std::vector<pid_t> children;
    for (int i = 0; i < kPrograms; ++i) {
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            program("text " + std::to_string(i))();
            _exit(0);
        }
        children.push_back(child);
    }
    for (const pid_t child : children) {
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
    }
    EXPECT_EQ(filesNamed(".broken-"), 0);
    EXPECT_EQ(start().notices.size(), 0U);
}

/// A program that types without pause: draft n has n at its begin and end. It reports each answered draft to `reports`.
[[noreturn]] void typeForever(const fs::path& folder, int reports) {
    ApplicationStore store(folder);
    auto state = store.openWorkspace();
    if (!state) {
        _exit(7);
    }
    std::uint64_t number = state->tabs.empty() ? 0 : std::stoull(state->tabs[0].text.joined().toStdString());
    while (true) {
        ++number;
        const std::string text =
            std::to_string(number) + std::string(100 + number * 977 % 60000, ' ') + std::to_string(number);
        if (!store.saveDraft({.id = "tab", .text = QString::fromStdString(text), .caret = number % 100}) ||
            !store.noteRecent(std::to_string(number)) || ::write(reports, &number, sizeof number) != sizeof number) {
            _exit(8);
        }
    }
}

/// Moves the moment of a kill about. A busy machine must not make it longer: each turn that is given away there takes
/// as long as the others like.
void letOthersRun(int steps) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::nanoseconds(300) * steps;
    while (std::chrono::steady_clock::now() < until) {
    }
}

/// Starts such a program, kills it after `drafts` answered ones, and returns the last one it reported.
std::uint64_t typeAndKill(const fs::path& folder, int drafts, int moment) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    const pid_t child = fork();
    EXPECT_GE(child, 0);
    if (child == 0) {
        ::close(ends[0]);
        typeForever(folder, ends[1]);
    }
    ::close(ends[1]);
    std::uint64_t last = 0;
    for (int i = 0; i < drafts; ++i) {
        EXPECT_EQ(::read(ends[0], &last, sizeof last), static_cast<ssize_t>(sizeof last)) << "the child has ended";
    }
    // The kill lands anywhere in the next drafts.
    letOthersRun(moment);
    kill(child, SIGKILL);
    std::uint64_t number = 0;
    while (::read(ends[0], &number, sizeof number) == static_cast<ssize_t>(sizeof number)) {
        last = number;
    }
    ::close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << status;
    return last;
}

TEST_F(StoreProcessesTest, FortyKillsWhileTypingLoseNoAnsweredDraftAndBreakNothing) {
    for (int round = 0; round < 40; ++round) {
        const std::uint64_t last = typeAndKill(folder(), 1 + round % 3, round * 137 % 5000);
        const WorkspaceState state = start();
        ASSERT_EQ(state.tabs.size(), 1U);
        EXPECT_TRUE(state.notices.empty());
        const std::uint64_t kept = std::stoull(state.tabs[0].text.joined().toStdString());
        EXPECT_GE(kept, last);
        EXPECT_LE(kept, last + 1) << "at most the one that was not yet answered";
        EXPECT_EQ(state.tabs[0].caret, kept % 100);
        EXPECT_TRUE(state.tabs[0].text.joined().endsWith(u' ' + QString::number(kept)));
    }
    EXPECT_EQ(filesNamed(".broken-"), 0);
    EXPECT_EQ(filesNamed(".lock"), 2);
    auto raw = SqlConnection::open(QString::fromStdString(file().string()), "raw");
    ASSERT_TRUE(raw);
    EXPECT_EQ((*raw)->value(QStringLiteral("PRAGMA integrity_check"))->toString(), QStringLiteral("ok"));
}

TEST_F(StoreProcessesTest, AKillDuringTheFirstStartLeavesABeginning) {
    for (int moment = 0; moment < 40; ++moment) {
        const fs::path fresh = folder() / std::to_string(moment);
        const pid_t child = fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ApplicationStore store(fresh);
            static_cast<void>(store.openWorkspace());
            _exit(0);
        }
        letOthersRun(moment * 700);
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        const auto state = ApplicationStore(fresh).openWorkspace();
        ASSERT_TRUE(state) << state.error().message;
        EXPECT_EQ(*state, WorkspaceState{});
    }
}

} // namespace
