// SPDX-License-Identifier: Apache-2.0
#include "ssh/ssh_prompts.h"

namespace dbv::ssh {

Error hostKeyUnknownError(const HostKeyQuestion& question) {
    Error error =
        makeError(ErrorKind::HostKeyUnknown,
                  question.hop + ": the host key is not known: " + question.type + " " + question.fingerprint + ".",
                  "Compare the fingerprint with one that you trust, and accept the key.");
    error.detail = question.type + " " + question.fingerprint + "\n" + question.md5Fingerprint;
    for (const StoredHostKey& key : question.otherKeys) {
        error.detail += "\nknown instead: " + key.type + " " + key.fingerprint + " (" + key.file + ":" +
                        std::to_string(key.line) + ")";
    }
    return error;
}

Result<HostKeyAnswer> SshPrompts::hostKey(const HostKeyQuestion& question) {
    return std::unexpected(hostKeyUnknownError(question));
}

Result<Secret> SshPrompts::password(const PasswordQuestion& question) {
    return fail(ErrorKind::AuthenticationFailed,
                question.hop + (question.attempt == 1 ? ": a password is wanted and none is there."
                                                      : ": the server did not accept the password that was given."),
                "Give the password of " + question.user + " on " + question.host + ".");
}

Result<Secret> SshPrompts::passphrase(const PassphraseQuestion& question) {
    return fail(ErrorKind::WrongPassphrase,
                "The key " + question.keyFile +
                    (question.attempt == 1 ? " is encrypted and no passphrase is there."
                                           : " can not be decrypted with the passphrase that was given."),
                "Give its passphrase, or add it to the agent with `ssh-add`.");
}

Result<std::vector<Secret>> SshPrompts::interactive(const InteractiveQuestion& question) {
    return fail(ErrorKind::AuthenticationFailed, question.hop + ": the server asks questions and nobody answers.",
                "Open the connection where questions can be answered.");
}

} // namespace dbv::ssh
