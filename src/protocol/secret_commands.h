// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/core/ids.h>

#include "protocol/connection_config.h"
#include "protocol/on_drop.h"
#include "protocol/secrets.h"

namespace dbv::protocol {

/// Answers the question of an opening, or refuses to: the opening then ends as cancelled.
struct AnswerQuestion {
    using Answer = QuestionAnswered;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    RequestId opening;
    bool refused = false;
    /// One for each prompt.
    std::vector<SecretId> answers;
};
/// Gets a secret from where a source says, for a front end that needs it for something else than an opening.
struct FetchSecret {
    using Answer = SecretFetched;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Stored, a command, or a variable of the environment.
    SecretSource source;
};
/// A store that is locked is not opened for this, but one in the keychain is, which may ask.
struct ListSecrets {
    using Answer = SecretsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
/// Keeps a secret, under a new id where that is empty. One that is there keeps its name, or its value, where no other is
/// given.
struct KeepSecret {
    using Answer = SecretKept;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
    std::string name;
    SecretId secret;
};
struct RemoveSecret {
    using Answer = SecretsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    std::string id;
};
/// Opens the store by its master password; where there is none, it is made under this one.
struct UnlockSecrets {
    using Answer = SecretsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    SecretId password;
};
struct LockSecrets {
    using Answer = SecretsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// Only when nobody has asked it for anything for as long as the settings say.
    bool onlyIfIdle = false;
};
/// Changes what opens the store: to a new master password, or to the keychain where there is none.
struct ChangeSecretsKey {
    using Answer = SecretsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// The master password so far; nothing where the keychain held the key.
    SecretId current;
    SecretId next;
};

} // namespace dbv::protocol
