// SPDX-License-Identifier: Apache-2.0
// The same for the window's program, with a connection that it opens as it starts.
#include <csignal>
#include <thread>

#include "secret_lab.h"

namespace dbv::testing {

namespace {

class SecretScanOfTheWindow : public SecretLab {
protected:
    void startWindow(const std::string& url) {
        std::filesystem::create_directories(data());
        m_program = std::make_unique<ChildProgram>(variables({"QT_QPA_PLATFORM=offscreen"}));
        ASSERT_TRUE(m_program->start(DBV_PROGRAM_DIR "/db-visualizer",
                                     {"--data-dir", data().string(), "--log-level", "trace", url}));
    }
    [[nodiscard]] std::string urlOf(const std::string& user) const {
        return "postgresql://" + user + "@127.0.0.1:" + std::to_string(servers().postgres().port()) + "/postgres";
    }
    /// Waits until the server has a session of this user that has done something.
    static void awaitSession(const std::string& user) {
        const std::string asked =
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle' AND usename = '" + user + "'";
        while (servers().postgres().run(asked) == "0") {
            std::this_thread::yield();
        }
    }
    void endWindow() {
        m_program->signal(SIGTERM);
        static_cast<void>(m_program->wait());
        Findings all = m_search.inText(m_program->output(), "the output");
        all.merge(m_search.inText(m_program->errors(), "the error output"));
        all.merge(m_search.inFolder(data()));
        EXPECT_EQ(all, kNothing);
    }
};

TEST_F(SecretScanOfTheWindow, APasswordThatItFindsByItselfIsNowhereElse) {
    const PlantedSecret& password = plant("that of .pgpass");
    const std::string user = servers().user(password);
    static_cast<void>(m_home.write(".pgpass", "*:*:*:" + user + ":" + password.text() + "\n"));
    startWindow(urlOf(user));
    awaitSession(user);
    // The explorer opens a session of its own meanwhile, whose login has to be over.
    constexpr int kMostLooks = 200;
    Findings found;
    for (int i = 0; i == 0 || (!found.empty() && i < kMostLooks); ++i) {
        found = m_search.inCoreImage(m_program->id());
        found.erase(password.name() + ": memory (UTF-8)");
        found.erase(password.name() + ": memory of [heap] (UTF-8)");
    }
    if (SecretSearch::kMemoryIsReused) {
        EXPECT_EQ(found, kNothing);
    }
    EXPECT_EQ(m_search.inShownParts(m_program->id()), kNothing);
    endWindow();
}

TEST_F(SecretScanOfTheWindow, APasswordOnItsCommandLineReachesNoFileAndNoLog) {
    const PlantedSecret& password = plant("that of the command line");
    const std::string user = servers().user(password);
    std::string url = urlOf(user);
    url.insert(url.find('@'), ":" + password.text());
    startWindow(url);
    // Restored, shown, and what was typed is kept within a second: then there is a first window in the file.
    while (!std::filesystem::exists(data() / "dbvis.db")) {
        std::this_thread::yield();
    }
    EXPECT_EQ(m_search.inFolder(data()), kNothing);
    endWindow();
}

} // namespace

} // namespace dbv::testing
