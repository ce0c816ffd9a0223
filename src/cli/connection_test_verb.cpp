// SPDX-License-Identifier: Apache-2.0
// `dbvis connections test`: the way to a server, step by step.
#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

#include "cli/config_text.h"
#include "cli/login.h"
#include "cli/step_task.h"
#include "cli/terminal_text.h"
#include "cli/verb_tasks.h"
#include "rpc/connection_json.h"
#include "rpc/error_json.h"
#include "rpc/message.h"

namespace dbv::cli {

namespace {

std::string millisecondsText(double time) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f ms", time);
    return text.data();
}

/// `text` in lines that begin below its first one.
std::string indented(const std::string& text, std::size_t width) {
    std::string lines;
    for (const char c : text) {
        lines += c;
        if (c == '\n') {
            lines.append(width, ' ');
        }
    }
    return lines;
}

std::string padded(std::string text, std::size_t width) {
    text.append(width - std::min(width, text.size()), ' ');
    return text;
}

std::string stepsText(const std::vector<protocol::DiagnosisStep>& steps) {
    constexpr std::size_t kResult = 8;
    constexpr std::size_t kTime = 11;
    std::size_t widest = 0;
    for (const protocol::DiagnosisStep& step : steps) {
        widest = std::max(widest, step.step.size());
    }
    std::string text;
    for (const protocol::DiagnosisStep& step : steps) {
        const std::string time = millisecondsText(step.timeMs);
        text += padded(step.ok ? "ok" : "FAILED", kResult) + padded(step.step, widest) +
                std::string(kTime - std::min(kTime, time.size()), ' ') + time + "  " +
                indented(step.message, kResult + widest + kTime + 2) + "\n";
    }
    return text;
}

std::string successText(const protocol::ConnectionTested& tested) {
    std::string text = "It works: " + tested.serverVersion;
    text += tested.tls.version.empty() ? "" : ", " + tested.tls.version;
    text += tested.ssh.empty() ? "" : ", " + tested.ssh;
    return text + ", opened in " + millisecondsText(tested.latencyMs) + ".\n";
}

class TestTask final : public StepTask {
public:
    TestTask(const Surroundings& around, Console& console, Login login, bool maybeName, bool json, Done done)
        : StepTask(around, console, std::move(done)),
          m_login(desk(), std::move(login)),
          m_maybeName(maybeName),
          m_json(json) {}

    void start() override {
        m_login.prepare([this](const Result<protocol::ConnectionTarget>& target) {
            target ? findName(*target) : failed(target.error(), {});
        });
    }

private:
    /// A word may be the name of a saved connection or a file; the name goes first.
    void findName(const protocol::ConnectionTarget& target) {
        if (!m_maybeName) {
            test(target);
            return;
        }
        ask(protocol::ListSavedConnections{}, [this, target](const protocol::SavedConnectionsListed& listed) {
            protocol::ConnectionTarget meant = target;
            const auto isMeant = [&](const protocol::SavedConnection& saved) {
                return saved.name == target.config.url;
            };
            if (std::ranges::any_of(listed.connections, isMeant)) {
                meant.saved = std::exchange(meant.config.url, {});
            }
            test(std::move(meant));
        });
    }

    void test(protocol::ConnectionTarget target) {
        target.canAnswer = desk().canAsk();
        hold(bus().send(protocol::TestConnection{std::move(target)}, [this](const protocol::Event& event, bool last) {
            if (const auto* raised = std::get_if<protocol::QuestionRaised>(&event)) {
                desk().answer(request(), raised->question);
            }
            if (!last) {
                return;
            }
            desk().withdraw();
            if (const auto* tested = std::get_if<protocol::ConnectionTested>(&event)) {
                works(*tested);
            } else if (const auto* failure = std::get_if<protocol::RequestFailed>(&event)) {
                failed(failure->error, failure->diagnosis);
            }
        }));
    }

    void works(const protocol::ConnectionTested& tested) {
        if (m_json) {
            QJsonObject json = rpc::testedJson(tested);
            json.insert(QLatin1String("ok"), true);
            finish(rpc::jsonText(json) + "\n");
            return;
        }
        for (const Notice& notice : tested.notices) {
            console().note("dbvis: " + notice.message);
        }
        finish(terminalText(stepsText(tested.diagnosis) + successText(tested)));
    }

    void failed(const Error& error, const std::vector<protocol::DiagnosisStep>& steps) {
        if (m_json) {
            const QJsonObject json{{QLatin1String("ok"), false},
                                   {QLatin1String("error"), rpc::errorJson(error, nullptr, steps)}};
            finish(rpc::jsonText(json) + "\n", kExitConnection);
            return;
        }
        const int written = console().out(terminalText(stepsText(steps)));
        console().error(m_login.explained(error));
        finish({}, written == kExitOk ? kExitConnection : written);
    }

    LoginDesk m_login;
    bool m_maybeName;
    bool m_json;
};

} // namespace

Result<std::unique_ptr<Task>> makeConnectionTestTask(const Surroundings& around, const Arguments& arguments,
                                                     Console& console, Task::Done done) {
    const std::string& word = arguments.operands[0];
    Result<Login> login = loginOf(word, arguments);
    if (!login) {
        return std::unexpected(std::move(login.error()));
    }
    const bool maybeName = login->target.saved.empty() && !around.notKept;
    return std::make_unique<TestTask>(around, console, *std::move(login), maybeName,
                                      arguments.value("--format") == "json", std::move(done));
}

} // namespace dbv::cli
