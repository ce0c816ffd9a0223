// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace dbv::ssh {

/// Blowfish with the expensive key set-up of bcrypt (Provos and Mazieres, 1999). OpenSSL's own can not be given a salt.
class Blowfish {
public:
    /// The digits of pi, where every key set-up begins.
    Blowfish();

    /// Mixes a key into the state, with a salt between the blocks. Neither may be empty.
    void expand(std::string_view salt, std::string_view key);
    /// The same with a salt of zeros.
    void expand(std::string_view key);
    /// Encrypts pairs of words in place.
    void encrypt(std::span<std::uint32_t> words) const;

    /// The words of the state as they begin: first the 18 of the rounds, then the 4 x 256 of the boxes.
    static constexpr std::size_t kWords = 18 + 4 * 256;

private:
    void encryptPair(std::uint32_t& left, std::uint32_t& right) const;
    void mixKey(std::string_view key);

    std::array<std::uint32_t, kWords> m_state{};
};

} // namespace dbv::ssh
