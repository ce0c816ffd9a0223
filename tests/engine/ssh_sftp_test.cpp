// SPDX-License-Identifier: Apache-2.0
// Files of real servers, and of one that lies.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <thread>

#include <sys/stat.h>

#include "ssh/sftp.h"
#include "ssh_lab.h"

namespace dbv::ssh {

namespace {

using std::chrono::milliseconds;
using support::SshServer;

constexpr std::size_t kMegabyte = std::size_t{1} << 20U;

/// Bytes that are like no others.
std::string someBytes(std::size_t size) {
    std::string bytes(size, '\0');
    std::uint32_t state = 12345;
    for (char& byte : bytes) {
        state = state * 1664525U + 1013904223U;
        byte = static_cast<char>(state >> 24U);
    }
    return bytes;
}

std::string number(std::uint32_t value) {
    std::string bytes(4, '\0');
    for (int i = 0; i < 4; ++i) {
        bytes[static_cast<std::size_t>(i)] = static_cast<char>(value >> (24 - 8 * i));
    }
    return bytes;
}

std::string counted(std::string_view text) {
    return number(static_cast<std::uint32_t>(text.size())) + std::string(text);
}

} // namespace

class SshSftp : public SshLab {
protected:
    /// A server with a folder that its user may write to.
    std::unique_ptr<SshServer> server(const std::string& subsystem = "internal-sftp", const std::string& more = {}) {
        support::SshServerSetup setup;
        setup.authorizedKeys = makeUserKey();
        setup.config = "Subsystem sftp " + subsystem + "\n" + more;
        auto made = std::make_unique<SshServer>(setup);
        std::filesystem::create_directory(made->folder().path("files"));
        std::filesystem::permissions(made->folder().path("files"), std::filesystem::perms::all);
        return made;
    }
    Result<std::shared_ptr<Sftp>> sftp(const SshServer& server, milliseconds silence = milliseconds(20000)) {
        TunnelSpec spec;
        spec.hops = {knownHop(server)};
        TunnelListener listener;
        listener.prompts = &m_prompts;
        return openSftp(spec, listener, {silence}, m_stop.get_token());
    }
    static std::string at(const SshServer& server, const std::string& name) {
        return server.folder().path("files/" + name).string();
    }
    /// What a server says that answers each question, whatever it is, with the next of these.
    std::unique_ptr<SshServer> liar(const std::vector<std::string>& answers) {
        std::string said;
        for (const std::string& answer : answers) {
            said += counted(answer);
        }
        m_folder.write("said", said);
        std::filesystem::permissions(m_folder.path(), std::filesystem::perms::all);
        std::filesystem::permissions(m_folder.path("said"), std::filesystem::perms::all);
        return server("cat " + m_folder.path("said").string() + " -");
    }
    static std::string version() { return "\x02" + number(3); }
    static std::string handle(std::uint32_t id) { return "\x66" + number(id) + counted("h"); }
    static std::string status(std::uint32_t id, std::uint32_t code) {
        return "\x65" + number(id) + number(code) + counted("") + counted("");
    }
    static std::string names(std::uint32_t id, const std::vector<std::string>& names) {
        std::string packet = "\x68" + number(id) + number(static_cast<std::uint32_t>(names.size()));
        for (const std::string& name : names) {
            packet += counted(name) + counted("-rw-r--r-- " + name) + number(0);
        }
        return packet;
    }
};

TEST_F(SshSftp, WritesAndReadsFiles) {
    const auto server = this->server();
    const auto files = sftp(*server);
    ASSERT_TRUE(files) << told(files.error());
    const std::string bytes = someBytes(9 * kMegabyte + 17);
    {
        auto file = (*files)->create(at(*server, "a.partial"));
        ASSERT_TRUE(file) << told(file.error());
        for (std::size_t done = 0; done < bytes.size(); done += 100'000) {
            ASSERT_TRUE((*file)->write(std::string_view(bytes).substr(done, 100'000)));
        }
        ASSERT_TRUE((*file)->finish());
    }
    struct stat there{};
    ASSERT_EQ(::stat(at(*server, "a.partial").c_str(), &there), 0);
    EXPECT_EQ(there.st_mode & 0777U, 0600U);
    ASSERT_TRUE((*files)->rename(at(*server, "a.partial"), at(*server, "a")));
    auto file = (*files)->open(at(*server, "a"));
    ASSERT_TRUE(file) << told(file.error());
    EXPECT_EQ((*file)->size(), bytes.size());
    std::string read;
    std::vector<char> block(70'000);
    while (true) {
        const auto got = (*file)->read(block);
        ASSERT_TRUE(got) << told(got.error());
        if (*got == 0) {
            break;
        }
        read.append(block.data(), *got);
    }
    EXPECT_TRUE(read == bytes);
    for (const std::size_t place : {std::size_t{5}, 3 * kMegabyte, 3 * kMegabyte + 100, std::size_t{0}}) {
        (*file)->seek(place);
        const auto got = (*file)->read(std::span(block).first(40));
        ASSERT_TRUE(got) << told(got.error());
        EXPECT_EQ(std::string(block.data(), *got), bytes.substr(place, *got)) << place;
    }
}

TEST_F(SshSftp, GoesThroughJumps) {
    support::SshServerSetup setup;
    setup.authorizedKeys = makeUserKey("of the jump");
    const SshServer jump(setup);
    const auto server = this->server();
    TunnelSpec spec;
    spec.hops = {knownHop(jump, "of the jump"), knownHop(*server)};
    const auto files = openSftp(spec, {}, {}, m_stop.get_token());
    ASSERT_TRUE(files) << told(files.error());
    const std::string bytes = someBytes(3 * kMegabyte);
    auto file = (*files)->create(at(*server, "a"));
    ASSERT_TRUE(file) << told(file.error());
    ASSERT_TRUE((*file)->write(bytes));
    ASSERT_TRUE((*file)->finish());
    EXPECT_TRUE(server->folder().read("files/a") == bytes);
}

TEST_F(SshSftp, TellsWhatIsThere) {
    const auto server = this->server();
    const auto files = sftp(*server);
    ASSERT_TRUE(files) << told(files.error());
    EXPECT_FALSE(*(*files)->look(at(*server, "a")));
    ASSERT_TRUE((*files)->create(at(*server, "a")));
    ASSERT_TRUE((*files)->create(at(*server, "b\nc ü")));
    const auto facts = (*files)->look(at(*server, "a"));
    ASSERT_TRUE(facts && *facts);
    EXPECT_TRUE((*facts)->isFile);
    EXPECT_GT((*facts)->modified, 1'600'000'000);
    EXPECT_TRUE((*(*files)->look(at(*server, "")))->isFolder);
    const auto listed = (*files)->list(at(*server, ""));
    ASSERT_TRUE(listed) << told(listed.error());
    std::vector<std::string> names;
    std::ranges::transform(*listed, std::back_inserter(names), &SftpName::name);
    std::ranges::sort(names);
    EXPECT_EQ(names, (std::vector<std::string>{"a", "b\nc ü"}));
    const auto space = (*files)->freeSpace(at(*server, ""));
    ASSERT_TRUE(space && *space);
    EXPECT_GT(**space, 0U);
    EXPECT_TRUE((*files)->remove(at(*server, "a")));
    EXPECT_EQ((*files)->remove(at(*server, "a")).error().kind, ErrorKind::NotFound);
    EXPECT_EQ((*files)->open(at(*server, "a")).error().kind, ErrorKind::NotFound);
    EXPECT_EQ((*files)->list(at(*server, "none")).error().kind, ErrorKind::NotFound);
    EXPECT_EQ((*files)->open(at(*server, "")).error().kind, ErrorKind::InvalidInput) << "a folder";
}

TEST_F(SshSftp, ReplacesNothing) {
    const auto server = this->server();
    server->folder().write("files/there", "mine");
    const auto files = sftp(*server);
    ASSERT_TRUE(files) << told(files.error());
    EXPECT_FALSE((*files)->create(at(*server, "there")));
    ASSERT_TRUE((*files)->create(at(*server, "new")));
    EXPECT_FALSE((*files)->rename(at(*server, "new"), at(*server, "there")));
    EXPECT_EQ(server->folder().read("files/there"), "mine");
    EXPECT_TRUE(std::filesystem::exists(at(*server, "new")));
}

TEST_F(SshSftp, SaysWhatTheServerRefuses) {
    const auto server = this->server();
    std::filesystem::create_directory(server->folder().path("locked"));
    std::filesystem::permissions(server->folder().path("locked"), std::filesystem::perms::none);
    const auto files = sftp(*server);
    ASSERT_TRUE(files) << told(files.error());
    const auto refused = (*files)->create(server->folder().path("locked/a").string());
    if (::geteuid() == 0) {
        // The folder is root's, and the server is nobody's.
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::IoError);
        EXPECT_TRUE(refused.error().message.contains("does not permit")) << told(refused.error());
    }
    std::filesystem::permissions(server->folder().path("locked"), std::filesystem::perms::owner_all);
}

TEST_F(SshSftp, AServerThatFallsSilentEndsInTime) {
    const auto server = this->server();
    const auto files = sftp(*server, milliseconds(700));
    ASSERT_TRUE(files) << told(files.error());
    auto file = (*files)->create(at(*server, "a"));
    ASSERT_TRUE(file) << told(file.error());
    server->freeze();
    const std::string bytes = someBytes(kMegabyte);
    Result<void> written;
    for (int i = 0; i < 50 && written; ++i) {
        written = (*file)->write(bytes);
    }
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::TimedOut) << told(written.error());
    EXPECT_TRUE(written.error().message.contains("has not answered for 1 s")) << told(written.error());
    // It stays so, without another wait.
    EXPECT_EQ((*files)->look("/").error().kind, ErrorKind::TimedOut);
}

TEST_F(SshSftp, AStopEndsAWaitAtOnceAndLeavesTheLineToTidyUp) {
    const auto server = this->server();
    const auto files = sftp(*server);
    ASSERT_TRUE(files) << told(files.error());
    auto file = (*files)->create(at(*server, "a"));
    ASSERT_TRUE(file) << told(file.error());
    const std::string bytes = someBytes(kMegabyte);
    std::jthread stopper([this] {
        std::this_thread::sleep_for(milliseconds(200));
        m_stop.request_stop();
    });
    Result<void> written;
    while (written) {
        written = (*file)->write(bytes);
    }
    EXPECT_EQ(written.error().kind, ErrorKind::Cancelled) << told(written.error());
    (*files)->tidyUp(milliseconds(10'000));
    file->reset();
    const Result<void> removed = (*files)->remove(at(*server, "a"));
    EXPECT_TRUE(removed) << told(removed.error());
    EXPECT_FALSE(std::filesystem::exists(at(*server, "a")));
}

TEST_F(SshSftp, AStopEndsTheWaitForASilentServer) {
    const auto server = this->server();
    const auto files = sftp(*server);
    ASSERT_TRUE(files) << told(files.error());
    server->freeze();
    std::jthread stopper([this] {
        std::this_thread::sleep_for(milliseconds(100));
        m_stop.request_stop();
    });
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ((*files)->look("/").error().kind, ErrorKind::Cancelled);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

TEST_F(SshSftp, ALostServerIsSaid) {
    const auto server = this->server();
    const auto files = sftp(*server);
    ASSERT_TRUE(files) << told(files.error());
    server->kill();
    const auto looked = (*files)->look("/");
    ASSERT_FALSE(looked);
    EXPECT_EQ(looked.error().kind, ErrorKind::ConnectionLost) << told(looked.error());
}

TEST_F(SshSftp, AServerWithoutSftpIsSaid) {
    support::SshServerSetup setup;
    setup.authorizedKeys = makeUserKey();
    const SshServer server(setup);
    const auto files = sftp(server);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().kind, ErrorKind::Unsupported) << told(files.error());
    EXPECT_TRUE(files.error().message.contains("does not speak SFTP")) << told(files.error());
}

TEST_F(SshSftp, AChangedHostKeyIsRefused) {
    const auto server = this->server();
    makeUserKey("other");
    know("[127.0.0.1]:" + std::to_string(server->port()) + " " + m_folder.publicWord("other", 0) + " " +
         m_folder.publicWord("other", 1) + "\n");
    TunnelSpec spec;
    HostSettings hop = hopTo(server->port());
    hop.identityFiles = {m_folder.path("user").string()};
    spec.hops = {hop};
    const auto files = openSftp(spec, {}, {}, m_stop.get_token());
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().kind, ErrorKind::HostKeyChanged) << told(files.error());
}

TEST_F(SshSftp, AWayThatOnlyTheSystemsSshKnowsIsRefusedWithTheReason) {
    TunnelSpec spec;
    spec.hops = {hopTo(22)};
    spec.hops.front().proxyCommand = "nc %h %p";
    const auto files = openSftp(spec, {}, {}, m_stop.get_token());
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().kind, ErrorKind::Unsupported);
    EXPECT_TRUE(files.error().message.contains("ProxyCommand")) << told(files.error());
}

TEST_F(SshSftp, NamesThatNoEntryCanHaveAreLeftOut) {
    const auto server =
        liar({version(), handle(0),
              names(1, {"../up", "/etc/passwd", ".", "..", std::string("a\0b", 3), "line\nbreak", "plain"}),
              status(2, 1), status(3, 0)});
    const auto files = sftp(*server, milliseconds(5000));
    ASSERT_TRUE(files) << told(files.error());
    const auto listed = (*files)->list("/x");
    ASSERT_TRUE(listed) << told(listed.error());
    std::vector<std::string> names;
    std::ranges::transform(*listed, std::back_inserter(names), &SftpName::name);
    EXPECT_EQ(names, (std::vector<std::string>{"line\nbreak", "plain"}));
}

TEST_F(SshSftp, AListingWithoutAnEndIsRefused) {
    std::vector<std::string> answers{version(), handle(0)};
    for (std::uint32_t id = 1; id <= 250; ++id) {
        answers.push_back(names(id, std::vector<std::string>(1000, "name")));
    }
    const auto server = liar(answers);
    const auto files = sftp(*server, milliseconds(1000));
    ASSERT_TRUE(files) << told(files.error());
    const auto listed = (*files)->list("/x");
    ASSERT_FALSE(listed);
    EXPECT_TRUE(listed.error().message.contains("more than 200,000")) << told(listed.error());
}

TEST_F(SshSftp, NonsenseIsAnError) {
    const auto server = liar({version(), "\x67" + number(0) + "nonsense", "\x01"});
    const auto files = sftp(*server, milliseconds(1000));
    ASSERT_TRUE(files) << told(files.error());
    EXPECT_FALSE((*files)->open("/x"));
}

} // namespace dbv::ssh
