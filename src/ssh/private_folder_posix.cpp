// SPDX-License-Identifier: Apache-2.0
#include "ssh/private_folder.h"

#include <cerrno>
#include <cstdlib>
#include <initializer_list>
#include <string>
#include <system_error>

#include <sys/un.h>
#include <unistd.h>

namespace dbv::ssh {

namespace {

/// What may come behind the folder in the path of a socket.
constexpr std::size_t kLongestName = 32;

} // namespace

Result<PrivateFolder> PrivateFolder::make() {
    int code = ENAMETOOLONG;
    for (const char* place :
         std::initializer_list<const char*>{std::getenv("XDG_RUNTIME_DIR"), std::getenv("TMPDIR"), "/tmp"}) {
        if (place == nullptr || *place != '/') {
            continue;
        }
        std::string path = std::string(place) + "/dbvis-XXXXXX";
        if (path.size() + kLongestName >= sizeof(sockaddr_un::sun_path)) {
            continue;
        }
        // Made with the rights 0700.
        if (::mkdtemp(path.data()) != nullptr) {
            return PrivateFolder(path);
        }
        code = errno;
    }
    return fail(ErrorKind::IoError,
                "Could not make a private folder for a socket: " + std::generic_category().message(code) + ".",
                "Check that TMPDIR names a folder that you may write.");
}

PrivateFolder::~PrivateFolder() {
    if (!m_path.empty()) {
        std::error_code code;
        std::filesystem::remove_all(m_path, code);
    }
}

} // namespace dbv::ssh
