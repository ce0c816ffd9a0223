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
    // Opened the wrong way round, input and output fail at their first use, so nobody takes an input that is not there for
    // an empty one, or lost rows for written ones.
    constexpr std::array kModes{std::pair{STDIN_FILENO, O_WRONLY}, std::pair{STDOUT_FILENO, O_RDONLY},
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
