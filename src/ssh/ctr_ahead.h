// SPDX-License-Identifier: Apache-2.0
#pragma once

struct ossl_lib_ctx_st;

namespace dbv::ssh {

/// While it lives, ciphers in counter mode (AES-CTR) that this thread sets up by OpenSSL reckon their key stream some kilobytes
/// ahead. libssh2 decrypts 16 bytes at a call, for which AES is reckoned one block after the other; ahead, the processor
/// reckons eight at once. What comes out is the same to the byte.
///
/// It gives the thread an OpenSSL context of its own, in which only these ciphers differ. Where the system wants ciphers that
/// are certified (FIPS), and where OpenSSL refuses, it does nothing.
/// Thread: made and destroyed in the same one, the last made first. The ciphers may then be used in any.
class CtrAhead {
public:
    CtrAhead();
    CtrAhead(const CtrAhead&) = delete;
    CtrAhead& operator=(const CtrAhead&) = delete;
    ~CtrAhead();

    /// True when ciphers are different here.
    [[nodiscard]] bool works() const { return m_works; }

private:
    ossl_lib_ctx_st* m_before = nullptr;
    bool m_works = false;
};

} // namespace dbv::ssh
