// SPDX-License-Identifier: Apache-2.0
#include "app/standard_descriptors.h"

#ifndef _WIN32
#include <array>
#include <utility>

#include <fcntl.h>
#include <unistd.h>
#endif

namespace dbv::app {

void fillStandardDescriptors() {
#ifndef _WIN32
    // Opened for reading, the output fails at the first write, so nobody takes lost rows for written ones.
    constexpr std::array kModes{std::pair{STDIN_FILENO, O_RDONLY}, std::pair{STDOUT_FILENO, O_RDONLY},
                                std::pair{STDERR_FILENO, O_WRONLY}};
    for (const auto& [fd, mode] : kModes) {
        if (::fcntl(fd, F_GETFD) == -1) {
            // The lowest free number is given, which is this one.
            static_cast<void>(::open("/dev/null", mode));
        }
    }
#endif
}

} // namespace dbv::app
