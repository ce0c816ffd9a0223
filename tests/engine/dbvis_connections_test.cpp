// SPDX-License-Identifier: Apache-2.0
// What `dbvis connections` and `dbvis secrets` do with real files, and with a person at a terminal.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include <QTemporaryDir>

#include <gtest/gtest.h>

#include "support/child_program.h"
#include "support/terminal_program.h"

namespace {

using dbv::support::ChildProgram;
using dbv::support::TerminalProgram;

constexpr const char* kCommandLine = DBV_PROGRAM_DIR "/dbvis";

class DbvisConnections : public testing::Test {
protected:
    [[nodiscard]] std::string path(const std::string& name) const { return m_home.path().toStdString() + "/" + name; }
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
        std::ofstream(path(name)) << text;
    }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::ifstream file(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    /// Runs a line of the shell, in which `dbvis` is the program. Of two variables with one name a shell takes which it likes,
    /// so each is said once more.
    int shell(const std::string& line) {
        std::string script = "dbvis() { '" + std::string(kCommandLine) + "' \"$@\"; }; ";
        for (const std::string& variable : surroundings()) {
            const std::size_t value = variable.find('=') + 1;
            script += "export " + variable.substr(0, value) + "'" + variable.substr(value) + "'; ";
        }
        EXPECT_TRUE(m_program.start("/bin/sh", {"-c", script + "cd \"$HOME\"; " + line}));
        m_program.closeInput();
        const int exitCode = m_program.wait();
        m_output = m_program.output();
        m_errors = m_program.errors();
        return exitCode;
    }
    int run(const std::vector<std::string>& arguments) {
        EXPECT_TRUE(m_program.start(kCommandLine, arguments));
        m_program.closeInput();
        const int exitCode = m_program.wait();
        m_output = m_program.output();
        m_errors = m_program.errors();
        return exitCode;
    }
    [[nodiscard]] bool shows(const std::string& text) const { return m_output.find(text) != std::string::npos; }
    [[nodiscard]] bool tells(const std::string& text) const { return m_errors.find(text) != std::string::npos; }

    /// A place for all that it reads and writes; no keychain of whoever runs the tests is touched.
    [[nodiscard]] std::vector<std::string> surroundings() const {
        return {"HOME=" + path("home"),
                "DBVIS_HOME=" + path("data"),
                "XDG_CONFIG_HOME=" + path("home/.config"),
                "XDG_DATA_HOME=" + path("home/.local/share"),
                "DBUS_SESSION_BUS_ADDRESS=unix:path=" + path("no-bus"),
                "PGSERVICEFILE=" + path("home/.pg_service.conf"),
                "MASTER=open sesame",
                "PHRASE=a long phrase"};
    }

    QTemporaryDir m_home;
    ChildProgram m_program{[this] {
        std::filesystem::create_directories(path("home"));
        return surroundings();
    }()};
    std::string m_output;
    std::string m_errors;
};

constexpr const char* kTwoServices =
    "[shop]\nhost=db.example\nport=5433\nuser=ann\ndbname=shop\npassword=s3cret-in-service\n\n"
    "[log]\nhost=log.example\ndbname=log\n";

TEST_F(DbvisConnections, AreListedWithAllThatIsKnownOfThem) {
    EXPECT_EQ(run({"connections", "add", "shop", "postgresql://ann@db.example/shop", "--group", "Work/EU",
                   "--environment", "production", "--favourite"}),
              0);
    EXPECT_EQ(run({"connections", "add", "mem", "sqlite::memory:"}), 0);
    EXPECT_EQ(run({"connections", "list"}), 0);
    EXPECT_EQ(m_output, "mem\tsqlite::memory:\t\t\t\t\t\n"
                        "shop\tpostgresql://ann@db.example/shop\tWork/EU\tproduction\tfavourite\t\tread-only\n");
    EXPECT_EQ(run({"query", "@mem", "select 1"}), 0);
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_TRUE(
        std::regex_search(m_output, std::regex(R"(mem\tsqlite::memory:\t\t\t\t20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ\t\n)")))
        << m_output;
    EXPECT_EQ(run({"connections", "list", "--format", "json"}), 0);
    EXPECT_TRUE(
        shows(R"("environment":"production","favourite":true,"group":"Work/EU","lastUsed":null,"name":"shop")"));
    EXPECT_TRUE(shows(R"("safety":"readOnly")"));
}

TEST_F(DbvisConnections, AreShownWithTheirWayAndTheirSources) {
    EXPECT_EQ(run({"connections", "add", "far", "mysql://ann@db/shop", "--environment", "production", "--writable",
                   "--ssh", "one:2222,bob@two", "--ssh-key", "~/.ssh/k", "--tls", "verify-ca", "--tls-ca", "ca.pem",
                   "--password-from", "command:pass show shop", "--ssh-passphrase-from", "environment:KEY"}),
              0)
        << m_errors;
    EXPECT_EQ(run({"connections", "show", "@far"}), 0);
    for (const char* line :
         {"name: far\n", "environment: production\n", "config.safety: confirm\n", "config.ssh.jump[0].host: one\n",
          "config.ssh.jump[0].port: 2222\n", "config.ssh.host: two\n", "config.ssh.user: bob\n",
          "config.ssh.keyFile: ~/.ssh/k\n", "config.ssh.passphraseFrom.from: environment\n",
          "config.tls.mode: verify-ca\n", "config.passwordFrom.what: pass show shop\n"}) {
        EXPECT_TRUE(shows(line)) << line << m_output;
    }
    EXPECT_EQ(run({"connections", "show", "near"}), 1);
    EXPECT_TRUE(tells("There is no saved connection \"near\"."));
    EXPECT_EQ(run({"connections", "add", "x", "mysql://h", "--password-from", "hunter22"}), 2);
    for (const char* url : {"postgresql://u@h/d?password=hunter22", "jdbc:mysql://h/d?user=u&password=hunter22"}) {
        EXPECT_NE(run({"connections", "add", "leak", url}), 0) << url;
        EXPECT_TRUE(tells("clear")) << m_output;
    }
    EXPECT_FALSE(tells("hunter22"));
}

TEST_F(DbvisConnections, AreTestedStepByStep) {
    EXPECT_EQ(run({"connections", "add", "x", "mysql://h", "--ask-above", "many"}), 2);
    EXPECT_EQ(run({"connections", "add", "mem", "sqlite::memory:", "--ask-above", "50"}), 0);
    EXPECT_EQ(run({"connections", "show", "mem"}), 0);
    EXPECT_TRUE(shows("config.askAbove: 50\n")) << m_output;
    for (const char* target : {"mem", "@mem", "sqlite::memory:"}) {
        EXPECT_EQ(run({"connections", "test", target}), 0) << m_errors;
        EXPECT_TRUE(std::regex_search(m_output, std::regex(R"(ok +resolve +\d+\.\d ms  SQLite opens)"))) << m_output;
        EXPECT_TRUE(shows("It works: ")) << m_output;
    }
    EXPECT_EQ(run({"connections", "test", "/no/such.db"}), 3);
    EXPECT_TRUE(std::regex_search(m_output, std::regex(R"(FAILED  database)"))) << m_output;
    EXPECT_TRUE(tells("/no/such.db")) << m_errors;
    EXPECT_EQ(run({"connections", "test", "mem", "--format", "json"}), 0);
    EXPECT_TRUE(shows(R"("ok":true)") && shows(R"("diagnosis":[{"message":)")) << m_output;
    EXPECT_EQ(run({"connections", "test", "/no/such.db", "--format", "json"}), 3);
    EXPECT_TRUE(shows(R"("ok":false)") && shows(R"("kind":"notFound")") && shows(R"("diagnosis":[)")) << m_output;
    EXPECT_EQ(run({"connections", "test", "@nobody"}), 3);
    EXPECT_TRUE(tells("There is no saved connection \"nobody\"."));
}

TEST_F(DbvisConnections, OfAnotherProgramAreFoundToldAndKept) {
    write("home/.pg_service.conf", kTwoServices);
    EXPECT_EQ(run({"connections", "import"}), 0);
    EXPECT_TRUE(shows("pg_service.conf\t" + path("home/.pg_service.conf") + "\n")) << m_output;
    EXPECT_EQ(run({"connections", "import", "pg_service", "--dry-run"}), 0) << m_errors;
    EXPECT_TRUE(shows("would keep  shop") && shows("2 would be kept.")) << m_output;
    EXPECT_EQ(run({"connections"}), 0);
    EXPECT_EQ(m_output, "");
    EXPECT_EQ(run({"connections", "import", "pg_service", "--master-from", "environment:MASTER"}), 0) << m_errors;
    EXPECT_TRUE(shows("its password is stored") && shows("2 kept.")) << m_output;
    EXPECT_EQ(run({"connections", "import", "--all", "--format", "json"}), 0) << m_errors;
    EXPECT_TRUE(shows(R"("fate":"known")") && !shows(R"("fate":"kept")")) << m_output;
    EXPECT_EQ(run({"secrets", "list", "--master-from", "environment:MASTER"}), 0) << m_errors;
    EXPECT_TRUE(std::regex_search(m_output, std::regex("\\tshop\\t.*\\tshop\n"))) << m_output;
    EXPECT_EQ(run({"connections", "import", "excel"}), 1);
    EXPECT_TRUE(tells("Known are DBeaver, DataGrip"));
    EXPECT_EQ(run({"connections", "import", "dbeaver"}), 1);
    EXPECT_TRUE(tells("No connections of dbeaver were found"));
}

TEST_F(DbvisConnections, AreImportedWithoutPasswordsThatCanNotBeStoredWhichIsTold) {
    write("home/.pg_service.conf", kTwoServices);
    EXPECT_EQ(run({"connections", "import", "pg_service"}), 1);
    EXPECT_TRUE(tells("--master-from")) << m_errors;
    EXPECT_TRUE(shows("2 kept.") && shows("Its password was not stored")) << m_output;
    EXPECT_EQ(run({"connections", "remove", "shop"}), 0);
    EXPECT_EQ(run({"connections", "import", "pg_service", "--without-secrets"}), 0) << m_errors;
    EXPECT_TRUE(shows("1 kept, 1 known already.")) << m_output;
}

TEST_F(DbvisConnections, TravelWithTheirPasswordsUnderAPassphrase) {
    EXPECT_EQ(shell("printf 's3cret-on-the-way\\n' | dbvis connections add shop postgresql://ann@db/shop "
                    "--password-from fd:0 --master-from environment:MASTER"),
              0)
        << m_errors;
    EXPECT_EQ(shell("dbvis connections export plain.json shop"), 0) << m_errors;
    EXPECT_TRUE(tells("1 connection written, with no passwords."));
    EXPECT_EQ(shell("dbvis connections export sealed.json --secrets --passphrase-from environment:PHRASE "
                    "--master-from environment:MASTER"),
              0)
        << m_errors;
    EXPECT_TRUE(tells("1 connection written, with 1 password."));
    EXPECT_EQ(read("home/sealed.json").find("s3cret"), std::string::npos);
    const auto own = std::filesystem::perms::owner_read | std::filesystem::perms::owner_write;
    EXPECT_EQ(std::filesystem::status(path("home/sealed.json")).permissions(), own);
    EXPECT_EQ(shell("dbvis connections export x.json nobody"), 1);
    EXPECT_TRUE(tells("There is no saved connection \"nobody\"."));
    EXPECT_FALSE(std::filesystem::exists(path("home/x.json")));
    EXPECT_EQ(shell("dbvis connections export x.json --secrets --master-from environment:MASTER"), 1);
    EXPECT_TRUE(tells("Nobody is there who could be asked.")) << m_errors;

    const std::string elsewhere = "dbvis --data-dir other ";
    EXPECT_EQ(shell("echo wrong | " + elsewhere + "connections import dbvis sealed.json --passphrase-from fd:0"), 1);
    EXPECT_TRUE(tells("passphrase")) << m_errors;
    EXPECT_EQ(shell("printf 'a long phrase' > phrase; " + elsewhere +
                    "connections import dbvis sealed.json --passphrase-from fd:7 --master-from environment:MASTER "
                    "7<phrase"),
              0)
        << m_errors;
    EXPECT_TRUE(shows("its password is stored") && shows("1 kept.")) << m_output;
    EXPECT_EQ(shell(elsewhere + "secrets list --master-from 'command:printf open\\ sesame'"), 0) << m_errors;
    EXPECT_TRUE(shows("\tshop\n")) << m_output;
    EXPECT_EQ(shell(elsewhere + "secrets list --master-from fd:63"), 1);
    EXPECT_TRUE(tells("The file descriptor 63 was not given to this program.")) << m_errors;
}

TEST_F(DbvisConnections, OfASchemeThatNothingOpensAreNotKept) {
    EXPECT_EQ(shell("dbvis connections add odd foo://host/db"), 2);
    EXPECT_TRUE(tells("No installed connector opens foo: URLs.")) << m_errors;
    EXPECT_TRUE(tells("postgresql:") && tells("mariadb:") && tells("sqlite:")) << m_errors;
    EXPECT_EQ(shell("dbvis connections list"), 0);
    EXPECT_EQ(m_output, "");
}

TEST_F(DbvisConnections, KeepAndShowNoPasswordInWhicheverForm) {
    for (const char* target :
         {" postgresql://u:hunter22@h/d", "postgresql:/u:hunter22@h", "mysql:u:hunter22@h", "host=h password=hunter22",
          "u:hunter22@h/d", "postgresql://u@h/d?p%61ssword=hunter22"}) {
        EXPECT_EQ(run({"connections", "add", "leak", target}), 2) << target << m_errors;
        EXPECT_FALSE(shows("hunter22") || tells("hunter22")) << m_errors;
        EXPECT_TRUE(tells("password")) << m_errors;
        for (const char* verb : {"query", "export"}) {
            EXPECT_NE(run({verb, target, verb == std::string("query") ? "SELECT 1" : "--query=SELECT 1"}), 0) << target;
            EXPECT_FALSE(shows("hunter22") || tells("hunter22")) << m_errors;
        }
        EXPECT_EQ(run({"connections", "test", target}), 3) << target;
        EXPECT_FALSE(shows("hunter22") || tells("hunter22")) << m_output << m_errors;
    }
    EXPECT_EQ(run({"connections", "add", "leak", "mysql://h/d", "--ssh", "me:hunter22@host"}), 2);
    EXPECT_TRUE(tells("me:***@host")) << m_errors;
    for (const char* config : {R"({"connector":"postgres","host":"h","ssh":{"host":"b","user":"me:hunter22"}})",
                               R"({"url":"mysql:u:hunter22@h"})", R"({"url":"postgresql://h/d?PASSWORD=hunter22"})"}) {
        const std::string call = R"('{"jsonrpc":"2.0","id":1,"method":"saveConnection","params":)"
                                 R"({"connection":{"name":"x","config":)" +
                                 std::string(config) + "}}}'";
        EXPECT_EQ(shell("echo " + call + " | dbvis rpc"), 0) << m_errors;
        EXPECT_TRUE(shows("invalidInput")) << m_output;
        EXPECT_FALSE(shows("hunter22") || tells("hunter22")) << m_output;
    }
    EXPECT_NE(run({"query", "@me:hunter22@h/d", "SELECT 1"}), 0);
    EXPECT_FALSE(tells("hunter22")) << m_errors;
    EXPECT_EQ(run({"connections", "add", "postgresql://u:hunter22@h/d", "shop"}), 2);
    EXPECT_FALSE(tells("hunter22")) << m_errors;
    EXPECT_EQ(run({"connections", "list"}), 0);
    EXPECT_EQ(m_output, "");
    EXPECT_EQ(read("data/dbvis.db").find("hunter22"), std::string::npos);
}

TEST_F(DbvisConnections, HaveNamesThatCanBeSeen) {
    for (const char* name : {"", " ", "\t", "\u00a0", "\u200b "}) {
        EXPECT_EQ(run({"connections", "add", name, "sqlite::memory:"}), 2) << name;
    }
    write("blank.json", R"({"format": "dbvis connections", "version": 1, "connections": [
        {"name": "  ", "config": {"url": "sqlite:a.db"}}, {"name": "b", "config": {"url": "sqlite:b.db"}}]})");
    EXPECT_EQ(run({"connections", "import", "dbvis", path("blank.json")}), 0) << m_errors;
    EXPECT_TRUE(shows("its name is blank")) << m_output << m_errors;
    EXPECT_EQ(run({"connections", "list"}), 0);
    EXPECT_EQ(m_output, "b\tsqlite:b.db\t\t\t\t\t\n");
}

TEST_F(DbvisConnections, GoToTheStandardOutputWhereThatIsNamed) {
    EXPECT_EQ(run({"connections", "add", "mem", "sqlite::memory:"}), 0);
    EXPECT_EQ(
        shell("dbvis connections export - > out.json && dbvis connections export - | grep -c '\"name\": \"mem\"'"), 0);
    EXPECT_EQ(m_output, "1\n");
    EXPECT_FALSE(std::filesystem::exists(path("home/-")));
    EXPECT_EQ(shell("dbvis connections remove mem && dbvis connections import dbvis out.json"), 0) << m_errors;
    EXPECT_EQ(shell("dbvis connections export ./- && test -f ./-"), 0);
    TerminalProgram terminal;
    std::string rest;
    ASSERT_TRUE(terminal.start(kCommandLine, {"connections", "export", "-", "--secrets"}, surroundings()));
    EXPECT_EQ(terminal.wait(rest), 2) << rest;
    EXPECT_NE(rest.find("Name a file"), std::string::npos) << rest;
}

TEST_F(DbvisConnections, InADamagedFileAreToldWhereTheyAreUntilOthersAreSaved) {
    EXPECT_EQ(shell("dbvis connections add shop sqlite:shop.db"), 0) << m_errors;
    write("data/dbvis.db", "this is no database any more");
    EXPECT_EQ(shell("dbvis connections list"), 1);
    const std::string aside = path("data/dbvis.db.broken-");
    EXPECT_TRUE(tells(aside)) << m_errors;
    for (const char* const later : {"query @shop 'SELECT 1'", "connections show shop", "connections remove shop",
                                    "connections export out.json shop", "connections list"}) {
        static_cast<void>(shell(std::string("dbvis ") + later));
        EXPECT_TRUE(tells(aside)) << later << ": " << m_errors;
    }
    EXPECT_EQ(shell("dbvis connections add other sqlite:other.db"), 0);
    EXPECT_EQ(shell("dbvis connections show shop"), 1);
    EXPECT_FALSE(tells(aside)) << m_errors;
}

TEST_F(DbvisConnections, ShareASecretThatIsChangedOnceAndNotRemovedByAccident) {
    EXPECT_EQ(shell("echo one-secret | dbvis secrets set team --from fd:0 --master-from environment:MASTER"), 0)
        << m_errors;
    const std::string id = m_output.substr(0, m_output.find('\n'));
    EXPECT_EQ(run({"connections", "add", "a", "postgresql://h/a", "--password-from", "stored:" + id}), 0) << m_errors;
    EXPECT_EQ(run({"connections", "add", "b", "postgresql://h/b", "--password-from", "stored:" + id}), 0) << m_errors;
    EXPECT_EQ(run({"connections", "add", "c", "postgresql://h/c", "--password-from", "stored:nosuch", "--master-from",
                   "environment:MASTER"}),
              2);
    EXPECT_TRUE(tells("There is no stored secret of the id") && tells(id + " (team)")) << m_errors;
    EXPECT_FALSE(tells("nosuch")) << m_errors;
    EXPECT_EQ(run({"connections", "show", "c"}), 1);
    EXPECT_EQ(shell("echo other-secret | dbvis secrets set team --from fd:0 --master-from environment:MASTER"), 0);
    EXPECT_EQ(m_output, id + "\n");
    EXPECT_EQ(run({"secrets", "list", "--master-from", "environment:MASTER", "--format", "json"}), 0);
    EXPECT_TRUE(shows(R"("users":["a","b"])")) << m_output;
    EXPECT_FALSE(shows("secret\":\"one") || shows("other-secret")) << m_output;
    EXPECT_EQ(run({"secrets", "remove", "team", "--master-from", "environment:MASTER"}), 1);
    EXPECT_TRUE(tells("is used by a, b")) << m_errors;
    EXPECT_EQ(run({"secrets", "list"}), 1);
    EXPECT_TRUE(tells("locked under a master password")) << m_errors;
    EXPECT_EQ(run({"secrets", "list", "--master-from", "environment:PHRASE"}), 1);
    EXPECT_EQ(run({"secrets", "change-key", "--master-from", "environment:MASTER", "--new-from", "environment:PHRASE"}),
              0)
        << m_errors;
    EXPECT_EQ(run({"secrets", "list", "--master-from", "environment:MASTER"}), 1);
    EXPECT_EQ(run({"secrets", "remove", id, "--force", "--master-from", "environment:PHRASE"}), 0) << m_errors;
    EXPECT_EQ(run({"secrets", "list", "--master-from", "environment:PHRASE"}), 0);
    EXPECT_EQ(m_output, "");
    EXPECT_EQ(run({"secrets", "remove", id, "--master-from", "environment:PHRASE"}), 1);
}

TEST_F(DbvisConnections, AskAPersonWithoutShowingWhatIsTyped) {
    TerminalProgram terminal;
    ASSERT_TRUE(terminal.start(kCommandLine,
                               {"connections", "add", "shop", "postgresql://h/shop", "--password-from", "stored"},
                               surroundings()));
    std::string shown = terminal.until("New master password: ");
    EXPECT_NE(shown.find("under a master password"), std::string::npos) << shown;
    terminal.type("open sesame");
    shown = terminal.until("Once more: ");
    terminal.type("open says me");
    shown += terminal.until("New master password: ");
    EXPECT_NE(shown.find("The two were not the same."), std::string::npos) << shown;
    terminal.type("open sesame");
    shown += terminal.until("Once more: ");
    terminal.type("open sesame");
    shown += terminal.until("Password: ");
    terminal.type("typed-s3cret");
    std::string rest;
    EXPECT_EQ(terminal.wait(rest), 0) << rest;
    shown += rest;
    for (const char* secret : {"sesame", "says me", "s3cret"}) {
        EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
    }
    ASSERT_TRUE(terminal.start(kCommandLine, {"secrets", "list"}, surroundings()));
    EXPECT_NE(terminal.until("Master password: "), "");
    terminal.type("wrong");
    EXPECT_NE(terminal.until("That was not the master password.").find("\n"), std::string::npos);
    EXPECT_NE(terminal.until("Master password: "), "");
    terminal.type("open sesame");
    EXPECT_EQ(terminal.wait(rest), 0) << rest;
    EXPECT_NE(rest.find("USED BY"), std::string::npos) << rest;
}

TEST_F(DbvisConnections, AQuestionIsEndedByASignalAndByTheEndOfTheInput) {
    TerminalProgram terminal;
    std::string rest;
    ASSERT_TRUE(
        terminal.start(kCommandLine, {"secrets", "set", "x", "--master-from", "environment:MASTER"}, surroundings()));
    EXPECT_NE(terminal.until("New secret for x: "), "");
    terminal.signal(SIGINT);
    EXPECT_EQ(terminal.wait(rest), 130) << rest;
    ASSERT_TRUE(
        terminal.start(kCommandLine, {"secrets", "set", "x", "--master-from", "environment:MASTER"}, surroundings()));
    EXPECT_NE(terminal.until("New secret for x: "), "");
    terminal.type("\x04");
    EXPECT_EQ(terminal.wait(rest), 1) << rest;
    EXPECT_NE(rest.find("Nothing was given"), std::string::npos) << rest;
}

TEST_F(DbvisConnections, CompletionKnowsTheActionsAndTheirOptions) {
    EXPECT_EQ(shell("dbvis completion bash > complete.bash"), 0);
    const auto completed = [this](const std::string& words, int at) {
        const std::string line = "source complete.bash; COMP_WORDS=(" + words + "); COMP_CWORD=" + std::to_string(at) +
                                 "; _dbvis; echo \"${COMPREPLY[*]}\"";
        EXPECT_EQ(shell("bash -c '" + line + "'"), 0) << m_errors;
        return m_output;
    };
    EXPECT_EQ(completed("dbvis conn", 1), "connections\n");
    EXPECT_EQ(completed("dbvis connections te", 2), "test\n");
    EXPECT_EQ(completed("dbvis connections import --dry", 3), "--dry-run\n");
    EXPECT_EQ(completed("dbvis connections list --format j", 4), "json\n");
    EXPECT_EQ(completed("dbvis connections add --environment st", 4), "staging\n");
    EXPECT_EQ(completed("dbvis secrets ch", 2), "change-key\n");
    EXPECT_EQ(completed("dbvis completion z", 2), "zsh\n");
}

} // namespace
