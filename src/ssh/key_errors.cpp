// SPDX-License-Identifier: Apache-2.0
#include "ssh/key_errors.h"

namespace dbv::ssh {

namespace {

std::string sentence(std::string_view name, std::string_view what) {
    return "The key " + std::string(name) + " " + std::string(what) + ".";
}

} // namespace

KeyError keyDamaged(std::string_view name, std::string_view why) {
    return {KeyTrouble::Damaged,
            makeError(ErrorKind::InvalidInput, sentence(name, "can not be read: " + std::string(why)),
                      "Check the file with `ssh-keygen -y -f`, or choose another key.")};
}

KeyError keyNeedsPassphrase(std::string_view name) {
    return {KeyTrouble::NeedsPassphrase, makeError(ErrorKind::WrongPassphrase, sentence(name, "is encrypted"),
                                                   "Give its passphrase, or add it to the agent with `ssh-add`.")};
}

KeyError keyWrongPassphrase(std::string_view name) {
    return {KeyTrouble::WrongPassphrase,
            makeError(ErrorKind::WrongPassphrase, sentence(name, "can not be decrypted with this passphrase"),
                      "Type the passphrase again.")};
}

KeyError keyNeedsSystemSsh(std::string_view name, std::string_view type) {
    return {KeyTrouble::NeedsSystemSsh,
            makeError(ErrorKind::Unsupported, sentence(name, "is of the type " + std::string(type)),
                      "Only the system's ssh can use it.")};
}

} // namespace dbv::ssh
