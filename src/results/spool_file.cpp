// SPDX-License-Identifier: Apache-2.0
#include "results/spool_file.h"

#include <system_error>

namespace dbv::results {

Error spoolIoError(const std::string& what, const std::string& folder, int systemCode) {
    Error error =
        makeError(ErrorKind::IoError,
                  what + " the temporary folder " + folder + ": " + std::system_category().message(systemCode) + ".",
                  "Free some space there, choose another temporary folder in the settings, or fetch fewer rows.",
                  Damage::Statement);
    error.nativeCode = systemCode;
    return error;
}

} // namespace dbv::results
