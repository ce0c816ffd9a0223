// SPDX-License-Identifier: Apache-2.0
#include "ssh/system_ssh.h"

#include <algorithm>
#include <array>
#include <list>
#include <thread>

#include <poll.h>

#include "ssh/askpass_door.h"
#include "ssh/child_process.h"
#include "ssh/dialing.h"
#include "ssh/door_board.h"
#include "ssh/private_folder.h"
#include "ssh/system_ssh_errors.h"
#include "ssh/system_ssh_talk.h"
#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

constexpr std::string_view kReady = "dbvis-ready";

/// The words that reach the running ssh of a tunnel.
std::vector<std::string> words(const PrivateFolder& folder, std::vector<std::string> more) {
    std::vector<std::string> all{"ssh", "-F", (folder.path() / "config").string(), "-S",
                                 (folder.path() / "control").string()};
    all.insert(all.end(), more.begin(), more.end());
    all.emplace_back(kSystemSshHost);
    return all;
}

/// Serves the doors: each connection gets an ssh of its own, which hands the socket over to the one that holds the tunnel.
///
/// Thread: its own, all of it.
class SystemService {
public:
    SystemService(const PrivateFolder& folder, DoorBoard& board, ChildProcess master, std::string hop,
                  std::vector<std::string> secretVariables)
        : m_folder(folder),
          m_board(board),
          m_master(std::move(master)),
          m_hop(std::move(hop)),
          m_secretVariables(std::move(secretVariables)) {}

    Error run(const std::stop_token& stop) {
        const std::stop_callback wakeUp(stop, [this] { m_board.wakePipe().wake(); });
        while (!stop.stop_requested()) {
            m_board.wakePipe().drain();
            for (auto& door : m_board.takeAdded()) {
                m_doors.push_back(std::move(door));
            }
            DoorBoard::dropClosed(m_doors);
            m_master.listen();
            if (m_master.ended()) {
                Error error = systemSshError(m_master.errors(), m_hop);
                error.kind = ErrorKind::ConnectionLost;
                error.damage = Damage::Session;
                error.hint = "The next use opens the tunnel again.";
                return error;
            }
            reap();
            wait();
        }
        return makeError(ErrorKind::ConnectionLost, "The tunnel was closed.", "Open it again.", Damage::Session);
    }

private:
    struct Passage {
        ChildProcess process;
        std::shared_ptr<ServedDoor> door;
    };

    void reap() {
        std::erase_if(m_passages, [this](Passage& passage) {
            const bool speaks = passage.process.listen();
            if (speaks) {
                return false;
            }
            const std::string& errors = passage.process.errors();
            const bool refused = !errors.empty();
            passage.door->setRefusal(
                refused
                    ? std::optional(makeError(ErrorKind::ConnectionFailed, m_hop + ": the system's ssh says: " + errors,
                                              "Check the host and port as the last server sees them."))
                    : std::nullopt);
            return true;
        });
    }

    void wait() {
        std::vector<pollfd> polled{
            {m_board.wakePipe().fd(), POLLIN, 0}, {m_master.outputFd(), POLLIN, 0}, {m_master.errorsFd(), POLLIN, 0}};
        for (const auto& door : m_doors) {
            polled.push_back({door->door().fd(), POLLIN, 0});
        }
        for (const Passage& passage : m_passages) {
            polled.push_back({passage.process.errorsFd(), POLLIN, 0});
        }
        // A process that has closed its pipes is gone a moment later.
        const bool ending = m_master.outputFd() < 0;
        constexpr std::chrono::milliseconds kMoment{20};
        constexpr std::chrono::hours kLong{1};
        if (pollUntil(polled, ending ? deadlineIn(kMoment) : deadlineIn(kLong)) <= 0) {
            return;
        }
        constexpr std::size_t kFixed = 3;
        for (std::size_t i = 0; i < m_doors.size(); ++i) {
            if (polled[kFixed + i].revents != 0) {
                admit(m_doors[i]);
            }
        }
    }

    void admit(const std::shared_ptr<ServedDoor>& door) {
        if (door->closed()) {
            return;
        }
        auto guest = door->door().accept();
        if (!guest) {
            door->setRefusal(guest.error());
            return;
        }
        if (!*guest) {
            return;
        }
        const std::string& host = door->target().host;
        const std::string target =
            (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(door->target().port);
        door->setRefusal(std::nullopt);
        auto process = ChildProcess::start(
            {.words = words(m_folder, {"-o", "ControlMaster=no", "-o", "BatchMode=yes", "-W", target}),
             .socket = &*guest,
             .variables = {},
             .secretVariables = m_secretVariables,
             .folder = {}});
        if (!process) {
            door->setRefusal(process.error());
            return;
        }
        m_passages.push_back({std::move(*process), door});
    }

    const PrivateFolder& m_folder;
    DoorBoard& m_board;
    ChildProcess m_master;
    std::string m_hop;
    std::vector<std::string> m_secretVariables;
    std::vector<std::shared_ptr<ServedDoor>> m_doors;
    std::list<Passage> m_passages;
};

class SystemSshTunnel final : public Tunnel {
public:
    SystemSshTunnel(PrivateFolder folder, ChildProcess master, std::string description, std::string hop,
                    std::vector<std::string> secretVariables, std::function<void(const Error&)> broken)
        : m_folder(std::move(folder)),
          m_description(std::move(description)),
          m_board(std::make_shared<DoorBoard>()),
          m_thread([this, master = std::move(master), hop = std::move(hop), secrets = std::move(secretVariables),
                    broken = std::move(broken)](const std::stop_token& stop) mutable {
              SystemService service(m_folder, *m_board, std::move(master), std::move(hop), std::move(secrets));
              const Error trouble = service.run(stop);
              m_board->end(trouble);
              if (broken && !stop.stop_requested()) {
                  broken(trouble);
              }
          }) {}

    Result<std::unique_ptr<Forward>> forward(const std::string& host, std::uint16_t port, DoorKind kind) override {
        auto door = LocalDoor::open(kind, port);
        if (!door) {
            return std::unexpected(door.error());
        }
        auto served = std::make_shared<ServedDoor>(std::move(*door), RelayTarget{host, port});
        if (auto trouble = m_board->add(served)) {
            return std::unexpected(*trouble);
        }
        return std::make_unique<BoardForward>(std::move(served), m_board);
    }
    std::optional<Error> trouble() const override { return m_board->trouble(); }
    const std::string& description() const override { return m_description; }

private:
    PrivateFolder m_folder;
    std::string m_description;
    std::shared_ptr<DoorBoard> m_board;
    std::jthread m_thread;
};

/// Has ssh log in, answering what it asks.
class SystemOpening {
public:
    SystemOpening(const TunnelSpec& spec, SshPrompts& prompts, const PrivateFolder& folder, AskpassDoor& door,
                  const std::stop_token& stop)
        : m_spec(spec), m_talk(spec, prompts, folder.path()), m_door(door), m_stop(stop), m_onStop(stop, [this] {
              m_wake.wake();
          }) {}

    /// Nothing when ssh has logged in.
    std::optional<Error> await(ChildProcess& master) {
        startClock();
        while (true) {
            const bool speaks = master.listen();
            if (master.output().find(kReady) != std::string::npos) {
                return std::nullopt;
            }
            if (m_stop.stop_requested()) {
                return tunnelCancelled();
            }
            if (!speaks || master.outputFd() < 0) {
                return m_talk.failure(master.errors());
            }
            for (const AskpassDoor::Asked& asked : m_door.take()) {
                if (!answer(asked)) {
                    return m_stop.stop_requested() ? tunnelCancelled() : m_talk.failure(master.errors());
                }
            }
            std::array<pollfd, 4> polled{{{master.outputFd(), POLLIN, 0},
                                          {master.errorsFd(), POLLIN, 0},
                                          {m_door.fd(), POLLIN, 0},
                                          {m_wake.fd(), POLLIN, 0}}};
            if (pollUntil(polled, m_deadline) <= 0) {
                return makeError(ErrorKind::TimedOut,
                                 hopName(m_spec, m_spec.hops.size() - 1) + ": the system's ssh does not get through.",
                                 "Check the host and port, firewalls, and the network.");
            }
        }
    }
    std::string keepNewKeys() { return m_talk.keepNewKeys(); }

private:
    /// ssh has its own limit for the first hop; this one is for the rest, and for a server that is let in and then says nothing.
    void startClock() {
        m_deadline = deadlineIn(std::chrono::milliseconds(m_spec.connectTimeoutMs) * 2 * m_spec.hops.size());
    }

    /// False when it is over.
    bool answer(const AskpassDoor::Asked& asked) {
        const SystemSshTalk::Answer answer = m_talk.answer(asked.text);
        // People may take their time.
        startClock();
        if (answer.secret) {
            m_door.answer(asked, *answer.secret);
        } else if (answer.over) {
            m_door.end(asked);
        } else {
            m_door.refuse(asked);
        }
        return !answer.over;
    }

    const TunnelSpec& m_spec;
    SystemSshTalk m_talk;
    AskpassDoor& m_door;
    const std::stop_token& m_stop;
    WakePipe m_wake;
    std::stop_callback<std::function<void()>> m_onStop;
    Deadline m_deadline;
};

} // namespace

Result<std::shared_ptr<Tunnel>> openSystemSshTunnel(const TunnelSpec& spec, const TunnelListener& listener,
                                                    const std::string& reason, const std::stop_token& stop) {
    const auto began = std::chrono::steady_clock::now();
    auto folder = PrivateFolder::make();
    if (!folder) {
        return std::unexpected(folder.error());
    }
    auto door = AskpassDoor::open(folder->path());
    if (!door) {
        return std::unexpected(door.error());
    }
    Result<void> written = appendLine(folder->path() / "config", systemSshConfig(spec, folder->path()));
    written = written ? appendLine(folder->path() / kNoteKeyName, kNoteKeyScript) : written;
    if (!written) {
        return std::unexpected(written.error());
    }
    std::error_code ignored;
    std::filesystem::permissions(folder->path() / kNoteKeyName, std::filesystem::perms::owner_all, ignored);
    const std::string said = "LocalCommand=echo " + std::string(kReady);
    auto master = ChildProcess::start(
        {.words = words(*folder, {"-N", "-T", "-o", "ControlMaster=yes", "-o", "PermitLocalCommand=yes", "-o", said}),
         .socket = nullptr,
         .variables = door->variables(),
         .secretVariables = spec.secretVariables,
         .folder = folder->path().string()});
    if (!master) {
        Error error = master.error();
        error.message = hopName(spec, spec.hops.size() - 1) + ": only the system's ssh can open this tunnel, because " +
                        reason + ". " + error.message;
        return std::unexpected(std::move(error));
    }
    SshPrompts nobody;
    SystemOpening opening(spec, listener.prompts != nullptr ? *listener.prompts : nobody, *folder, *door, stop);
    if (auto trouble = opening.await(*master)) {
        return std::unexpected(*trouble);
    }
    const std::size_t last = spec.hops.size() - 1;
    std::string description = "the system's ssh, because " + reason;
    const std::string kept = opening.keepNewKeys();
    if (listener.stepDone) {
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        listener.stepDone(
            {last, TunnelStep::Stage::Transport, description + kept, static_cast<std::uint32_t>(elapsed.count())});
    }
    return std::make_shared<SystemSshTunnel>(std::move(*folder), std::move(*master), std::move(description),
                                             hopName(spec, last), spec.secretVariables, listener.broken);
}

} // namespace dbv::ssh
