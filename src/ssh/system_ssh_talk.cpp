// SPDX-License-Identifier: Apache-2.0
#include "ssh/system_ssh_talk.h"

#include <algorithm>
#include <charconv>

#include "ssh/host_key_algorithms.h"
#include "ssh/host_key_judgement.h"
#include "ssh/key_print.h"
#include "ssh/system_ssh.h"
#include "ssh/system_ssh_errors.h"
#include "ssh/text_file.h"

namespace dbv::ssh {

namespace {

std::string_view wordOf(std::string_view& line) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    return word;
}

/// ssh tells which file it puts new keys into; that one is only lent to it.
std::string withoutOwnFile(std::string_view output) {
    std::string kept;
    while (!output.empty()) {
        const std::string_view line = output.substr(0, output.find('\n'));
        output.remove_prefix(std::min(line.size() + 1, output.size()));
        if (!line.starts_with("Warning: Permanently added")) {
            kept.append(line).append("\n");
        }
    }
    return kept;
}

} // namespace

std::vector<SystemSshTalk::Shown> SystemSshTalk::shown() const {
    std::vector<Shown> all;
    const auto text = readTextFile(m_folder / kShownKeysName);
    std::string_view left = text ? std::string_view(*text) : std::string_view();
    while (!left.empty()) {
        std::string_view line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(line.size() + 1, left.size()));
        const std::string_view number = wordOf(line);
        std::size_t hop = 0;
        const auto read = std::from_chars(number.data(), number.data() + number.size(), hop);
        auto blob = decodedBase64(line);
        if (read.ec == std::errc() && hop < m_spec.hops.size() && blob && !keyTypeOf(*blob).empty()) {
            all.push_back({hop, std::move(*blob)});
        }
    }
    return all;
}

std::size_t SystemSshTalk::currentHop() const {
    const std::vector<Shown> all = shown();
    return all.empty() ? m_spec.hops.size() - 1 : all.back().hop;
}

HostKeyCheck SystemSshTalk::check(const Shown& key) const {
    const HostSettings& settings = m_spec.hops[key.hop];
    return knownHostsOf(settings).check(hostKeyName(settings), hostKeyPort(settings), key.blob);
}

SystemSshTalk::Answer SystemSshTalk::answer(std::string_view text) {
    // What a server says has its name in front (OpenSSH 8.5), so that it can not be taken for a question of ssh itself.
    if (text.starts_with("The authenticity of host ") && text.contains("(yes/no")) {
        return hostKey(text);
    }
    if (const auto file = keyFileIn(text)) {
        return passphrase(*file);
    }
    const std::size_t hop = currentHop();
    const HostSettings& settings = m_spec.hops[hop];
    const std::string name = hopName(m_spec, hop);
    if (!text.starts_with('(') && text.ends_with("'s password: ")) {
        const int attempt = ++m_attempts[name];
        return given(m_prompts.password({name, settings.user, settings.hostName, attempt}), true);
    }
    const std::size_t end = text.starts_with('(') ? text.find(") ") : std::string_view::npos;
    const std::string_view words = end == std::string_view::npos ? text : text.substr(end + 2);
    // Whether an answer may be seen is not told, so none is.
    auto answers = m_prompts.interactive({name, {}, {}, {{std::string(words), false}}});
    if (!answers) {
        return given(std::unexpected(std::move(answers.error())), true);
    }
    return given(answers->empty() ? Secret() : std::move(answers->front()), true);
}

SystemSshTalk::Answer SystemSshTalk::hostKey(std::string_view text) {
    const std::vector<Shown> all = shown();
    if (all.empty()) {
        m_refusal = systemSshError("Host key verification failed.", hopName(m_spec, m_spec.hops.size() - 1));
        m_refusal->detail = text;
        return {.over = true};
    }
    const Shown& key = all.back();
    const HostSettings& settings = m_spec.hops[key.hop];
    const std::string name = hopName(m_spec, key.hop);
    const HostKeyCheck checked = check(key);
    if (checked.verdict == HostKeyVerdict::Changed || checked.verdict == HostKeyVerdict::Revoked) {
        m_refusal = hostKeyRefusal(settings, checked, key.blob);
        m_refusal->message = name + ": " + m_refusal->message;
        return {.over = true};
    }
    const HostKeyQuestion question = hostKeyQuestion(name, settings, checked, key.blob);
    const auto answered = m_prompts.hostKey(question);
    if (!answered || *answered == HostKeyAnswer::Refuse) {
        m_refusal = answered ? hostKeyUnknownError(question) : answered.error();
        return {.over = true};
    }
    if (*answered == HostKeyAnswer::AcceptAndKeep) {
        m_kept += "; the host key " + question.type + " " + question.fingerprint + " is new" +
                  keepHostKey(settings, key.blob);
    }
    return {.secret = Secret("yes")};
}

SystemSshTalk::Answer SystemSshTalk::passphrase(const std::string& file) {
    const int attempt = ++m_attempts["key " + file];
    return given(m_prompts.passphrase({hopName(m_spec, currentHop()), file, attempt}), false);
}

SystemSshTalk::Answer SystemSshTalk::given(Result<Secret> secret, bool lastWay) {
    if (secret) {
        return {.secret = std::move(*secret)};
    }
    // ssh takes no answer for an empty one: another key may follow, but nothing empty goes to a server.
    const bool over = lastWay || secret.error().kind == ErrorKind::Cancelled;
    (secret.error().kind == ErrorKind::Cancelled ? m_refusal : m_unanswered) = std::move(secret.error());
    return {.over = over};
}

std::optional<std::string> SystemSshTalk::keyFileIn(std::string_view text) const {
    constexpr std::string_view kBegin = "Enter passphrase for key '";
    const std::size_t end = text.rfind('\'');
    if (!text.starts_with(kBegin) || end < kBegin.size()) {
        return std::nullopt;
    }
    // A long name is cut off.
    const std::string_view named = text.substr(kBegin.size(), end - kBegin.size());
    for (const HostSettings& settings : m_spec.hops) {
        const auto file = std::ranges::find_if(settings.identityFiles, [named](const std::string& each) {
            return named.size() < 100 ? each == named : each.starts_with(named);
        });
        if (file != settings.identityFiles.end()) {
            return *file;
        }
    }
    return std::nullopt;
}

std::string SystemSshTalk::keepNewKeys() {
    for (const Shown& key : shown()) {
        const HostSettings& settings = m_spec.hops[key.hop];
        const bool takesNew =
            settings.hostKeyPolicy == HostKeyPolicy::AcceptNew || settings.hostKeyPolicy == HostKeyPolicy::Off;
        if (takesNew && check(key).verdict == HostKeyVerdict::Unknown) {
            m_kept += "; the host key " + keyTypeOf(key.blob) + " " + fingerprintOf(key.blob) + " is new" +
                      keepHostKey(settings, key.blob);
        }
    }
    return m_kept;
}

Error SystemSshTalk::failure(std::string_view output) const {
    if (m_refusal) {
        return *m_refusal;
    }
    const std::vector<Shown> all = shown();
    const std::string name = hopName(m_spec, currentHop());
    Error error = systemSshError(withoutOwnFile(output), name);
    const bool aboutKey = error.kind == ErrorKind::HostKeyUnknown || error.kind == ErrorKind::HostKeyChanged;
    if (aboutKey && !all.empty()) {
        const HostSettings& settings = m_spec.hops[all.back().hop];
        const HostKeyCheck checked = check(all.back());
        if (checked.verdict == HostKeyVerdict::Unknown) {
            return strictlyUnknown(hostKeyQuestion(name, settings, checked, all.back().blob));
        }
        if (checked.verdict != HostKeyVerdict::Known) {
            Error refusal = hostKeyRefusal(settings, checked, all.back().blob);
            refusal.message = name + ": " + refusal.message;
            return refusal;
        }
    }
    if (m_unanswered) {
        error.kind = ErrorKind::AuthenticationFailed;
        error.message = name + ": the server accepts none of the ways to log in.";
        error.detail += (error.detail.empty() || error.detail.ends_with('\n') ? "" : "\n") + m_unanswered->message;
        error.hint = m_unanswered->hint;
    }
    return error;
}

} // namespace dbv::ssh
