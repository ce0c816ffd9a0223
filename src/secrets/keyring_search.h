// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace dbv::secrets {

/// Whether the desktop's keyring has an entry that it does not show, because it is locked and nobody unlocked it. False where
/// there is no such entry, where nobody says so, and on systems that have no such service.
///
/// Thread: any. Blocks: a second at most. Source: the Secret Service API; the attributes are those of QtKeychain.
[[nodiscard]] bool keyringHides(const std::string& service, const std::string& name);

} // namespace dbv::secrets
