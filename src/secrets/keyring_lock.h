// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dbv::secrets {

/// Whether the desktop's keyring says that it is locked: what is not found in it may be in it all the same. False where
/// nobody says so, and on systems that have no such service.
///
/// Thread: any. Blocks: a second at most. Source: the Secret Service API.
[[nodiscard]] bool keyringIsLocked();

} // namespace dbv::secrets
