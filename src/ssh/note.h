// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace dbv::ssh {

/// Something in a file of ssh that was passed over, and why.
struct Note {
    std::string file;
    int line = 0;
    std::string text;

    friend bool operator==(const Note&, const Note&) = default;
};

} // namespace dbv::ssh
