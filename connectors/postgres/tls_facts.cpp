// SPDX-License-Identifier: Apache-2.0
#include "postgres/tls_facts.h"

#include <openssl/ssl.h>

#include "network/certificates.h"

namespace dbv::postgres {

namespace {

std::string attributeOf(PGconn* connection, const char* name) {
    const char* value = PQsslAttribute(connection, name);
    return value == nullptr ? "" : value;
}

} // namespace

TlsFacts tlsFactsOf(PGconn* connection, TlsMode mode) {
    TlsFacts facts;
    if (PQsslInUse(connection) == 0) {
        return facts;
    }
    facts.version = attributeOf(connection, "protocol");
    facts.cipher = attributeOf(connection, "cipher");
    facts.mode = mode;
    auto* tls = static_cast<SSL*>(PQsslStruct(connection, "OpenSSL"));
    if (tls == nullptr) {
        return facts;
    }
    facts.chain = network::chainOf(tls);
    return facts;
}

std::string sentenceAbout(const TlsFacts& facts) {
    return network::sentenceAbout(facts.version.empty() ? "" : facts.version + ", " + facts.cipher, facts.mode,
                                  facts.chain);
}

} // namespace dbv::postgres
