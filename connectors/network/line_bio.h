// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include <openssl/bio.h>

#include "network/socket_io.h"

namespace dbv::network {

/// Frees what OpenSSL reads and writes through.
struct FreeBio {
    void operator()(BIO* bio) const { BIO_free_all(bio); }
};

/// Lets OpenSSL read and write on a line of ours. OpenSSL's own way would end the program (SIGPIPE) when it writes to a
/// server that is gone. The line outlives it. Null when there is no memory.
[[nodiscard]] std::unique_ptr<BIO, FreeBio> bioOn(const OwnLine& line);

} // namespace dbv::network
