// SPDX-License-Identifier: Apache-2.0
#include "results/spool_file.h"

#include <cerrno>
#include <system_error>

namespace dbv::results {

Error spoolIoError(const std::string& what, const std::string& folder, int systemCode) {
    Error error =
        makeError(ErrorKind::IoError,
                  what + " the temporary folder " + folder + ": " + std::system_category().message(systemCode) + ".",
                  systemCode == ENOENT || systemCode == ENOTDIR
                      ? "Make the folder again, or choose another temporary folder in the settings."
                  : systemCode == EACCES || systemCode == EPERM || systemCode == EROFS
                      ? "Allow writing to it, or choose another temporary folder in the settings."
                      : "Free some space there, choose another temporary folder in the settings, or fetch fewer rows.",
                  Damage::Statement);
    error.nativeCode = systemCode;
    return error;
}

} // namespace dbv::results
