// SPDX-License-Identifier: Apache-2.0
#include "secrets/password_command.h"

namespace dbv::secrets {

Result<CommandOutcome> runCommand(const std::vector<std::string>& /*words*/, const PasswordCommand& /*command*/,
                                  const std::stop_token& /*stop*/) {
    return fail(ErrorKind::Unsupported, "A password from a command is not known on Windows yet.",
                "Store the password, or let it be asked for every time.");
}

} // namespace dbv::secrets
