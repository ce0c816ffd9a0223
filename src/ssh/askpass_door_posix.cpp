// SPDX-License-Identifier: Apache-2.0
#include "ssh/askpass_door.h"

#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

constexpr const char* kScriptName = "ask";
constexpr const char* kQuestionsName = "questions";

// All words in it are the shell's own, so that nothing is handed to another program. The pipe for the answer is held open
// at both ends, so that neither side has to wait for the other.
constexpr std::string_view kAskScript = R"(#!/bin/sh
umask 077
cd "${0%/*}" || exit 1
[ "$SSH_ASKPASS_PROMPT" = none ] && exit 0
mkfifo "answer.$$" || exit 1
exec 4<>"answer.$$" || exit 1
printf '%s\n' "$1" > "question.$$"
printf '%s\n' "$$" > questions
IFS= read -r answer <&4
rm -f "answer.$$" "question.$$"
case $answer in
+*) printf '%s\n' "${answer#+}" ;;
!) kill "$PPID"; exit 1 ;;
*) exit 1 ;;
esac)";

std::unexpected<Error> noDoor(const std::filesystem::path& path) {
    return fail(ErrorKind::IoError,
                "Could not make " + path.string() + ": " + std::generic_category().message(errno) + ".",
                "Check the space that is left, and that TMPDIR names a folder that you may write.");
}

} // namespace

Result<AskpassDoor> AskpassDoor::open(const std::filesystem::path& folder) {
    const std::filesystem::path script = folder / kScriptName;
    if (auto written = appendLine(script, kAskScript); !written) {
        return std::unexpected(written.error());
    }
    if (::chmod(script.c_str(), S_IRWXU) != 0) {
        return noDoor(script);
    }
    const std::filesystem::path pipe = folder / kQuestionsName;
    if (::mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR) != 0) {
        return noDoor(pipe);
    }
    // Both ends, so that who asks never waits for a reader, and the pipe never ends.
    Descriptor questions(::open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!questions) {
        return noDoor(pipe);
    }
    return AskpassDoor(folder, std::move(questions));
}

std::vector<std::string> AskpassDoor::variables() const {
    return {"SSH_ASKPASS=" + (m_folder / kScriptName).string(), "SSH_ASKPASS_REQUIRE=force"};
}

std::vector<AskpassDoor::Asked> AskpassDoor::take() {
    std::array<char, 512> bytes{};
    while (true) {
        const ssize_t count = ::read(m_questions.get(), bytes.data(), bytes.size());
        if (count <= 0 && errno != EINTR) {
            break;
        }
        m_heard.append(bytes.data(), count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    std::vector<Asked> asked;
    for (std::size_t end = m_heard.find('\n'); end != std::string::npos; end = m_heard.find('\n')) {
        Asked each{m_heard.substr(0, end), {}};
        m_heard.erase(0, end + 1);
        auto text = readTextFile(m_folder / ("question." + each.id));
        if (text) {
            each.text = text->substr(0, text->empty() ? 0 : text->size() - 1);
        }
        asked.push_back(std::move(each));
    }
    return asked;
}

void AskpassDoor::write(const Asked& asked, std::initializer_list<std::string_view> parts) const {
    const Descriptor pipe(::open((m_folder / ("answer." + asked.id)).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC));
    for (const std::string_view part : parts) {
        // Who asked may be gone; then nothing waits for this.
        if (!pipe || ::write(pipe.get(), part.data(), part.size()) != static_cast<ssize_t>(part.size())) {
            return;
        }
    }
}

void AskpassDoor::answer(const Asked& asked, const Secret& secret) const {
    // A line end would be the end of the answer, as it is for ssh.
    write(asked, {"+", secret.reveal().substr(0, secret.reveal().find('\n')), "\n"});
}

void AskpassDoor::refuse(const Asked& asked) const {
    write(asked, {"-\n"});
}

void AskpassDoor::end(const Asked& asked) const {
    write(asked, {"!\n"});
}

} // namespace dbv::ssh
