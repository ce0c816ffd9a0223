// SPDX-License-Identifier: Apache-2.0
#include "ssh/blowfish.h"

#include <cstddef>

namespace dbv::ssh {

namespace {

/// A number between 0 and 16 in fixed point: the word before the point, then those behind it. Words beyond what is needed
/// take up the rounding.
constexpr std::size_t kGuard = 4;
using Fixed = std::array<std::uint32_t, 1 + Blowfish::kWords + kGuard>;

/// Divides in place; words before `from` are known to be zero. Gives the first word that is not.
std::size_t divide(Fixed& number, std::uint32_t by, std::size_t from) {
    std::uint64_t rest = 0;
    for (std::size_t i = from; i < number.size(); ++i) {
        const std::uint64_t value = (rest << 32U) | number[i];
        number[i] = static_cast<std::uint32_t>(value / by);
        rest = value % by;
    }
    while (from < number.size() && number[from] == 0) {
        ++from;
    }
    return from;
}

/// `sum += number` or `sum -= number`, where the words of `number` before `from` are zero.
void add(Fixed& sum, const Fixed& number, std::size_t from, bool negative) {
    std::uint64_t carry = negative ? 1 : 0;
    const std::uint32_t mask = negative ? 0xFFFFFFFFU : 0U;
    for (std::size_t i = sum.size(); i-- > 0;) {
        if (i < from && carry == (negative ? 1U : 0U)) {
            return;
        }
        const std::uint32_t word = i < from ? 0U : number[i];
        const std::uint64_t value = std::uint64_t{sum[i]} + (word ^ mask) + carry;
        sum[i] = static_cast<std::uint32_t>(value);
        carry = value >> 32U;
    }
}

/// Adds `factor * arctan(1 / x)`.
void addArctan(Fixed& sum, std::uint32_t factor, std::uint32_t x, bool negative) {
    Fixed power{};
    power[0] = factor;
    std::size_t first = divide(power, x, 0);
    for (std::uint32_t odd = 1; first < power.size(); odd += 2) {
        Fixed term = power;
        const std::size_t from = divide(term, odd, first);
        add(sum, term, from, negative);
        negative = !negative;
        first = divide(power, x * x, first);
    }
}

std::array<std::uint32_t, Blowfish::kWords> digitsOfPi() {
    // Machin: pi = 16 arctan(1/5) - 4 arctan(1/239).
    Fixed pi{};
    addArctan(pi, 16, 5, false);
    addArctan(pi, 4, 239, true);
    std::array<std::uint32_t, Blowfish::kWords> words{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = pi[i + 1];
    }
    return words;
}

/// The bytes of a key, over and over, as words.
class KeyWords {
public:
    explicit KeyWords(std::string_view key) : m_key(key) {}
    std::uint32_t next() {
        std::uint32_t word = 0;
        for (int i = 0; i < 4; ++i) {
            word = (word << 8U) | static_cast<std::uint8_t>(m_key[m_at]);
            m_at = m_at + 1 == m_key.size() ? 0 : m_at + 1;
        }
        return word;
    }

private:
    std::string_view m_key;
    std::size_t m_at = 0;
};

constexpr std::size_t kRounds = 16;
constexpr std::size_t kBoxes = kRounds + 2;

} // namespace

Blowfish::Blowfish() {
    static const std::array<std::uint32_t, kWords> kDigits = digitsOfPi();
    m_state = kDigits;
}

void Blowfish::encryptPair(std::uint32_t& left, std::uint32_t& right) const {
    const std::uint32_t* const box = m_state.data() + kBoxes;
    std::uint32_t l = left ^ m_state[0];
    std::uint32_t r = right;
    const auto mix = [box](std::uint32_t x) {
        return ((box[x >> 24U] + box[256 + ((x >> 16U) & 0xFFU)]) ^ box[512 + ((x >> 8U) & 0xFFU)]) +
               box[768 + (x & 0xFFU)];
    };
    for (std::size_t round = 1; round <= kRounds; round += 2) {
        r ^= mix(l) ^ m_state[round];
        l ^= mix(r) ^ m_state[round + 1];
    }
    left = r ^ m_state[kRounds + 1];
    right = l;
}

void Blowfish::encrypt(std::span<std::uint32_t> words) const {
    for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
        encryptPair(words[i], words[i + 1]);
    }
}

void Blowfish::mixKey(std::string_view key) {
    KeyWords words(key);
    for (std::size_t i = 0; i < kBoxes; ++i) {
        m_state[i] ^= words.next();
    }
}

void Blowfish::expand(std::string_view salt, std::string_view key) {
    mixKey(key);
    KeyWords salts(salt);
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    for (std::size_t i = 0; i < kWords; i += 2) {
        left ^= salts.next();
        right ^= salts.next();
        encryptPair(left, right);
        m_state[i] = left;
        m_state[i + 1] = right;
    }
}

void Blowfish::expand(std::string_view key) {
    mixKey(key);
    std::uint32_t left = 0;
    std::uint32_t right = 0;
    for (std::size_t i = 0; i < kWords; i += 2) {
        encryptPair(left, right);
        m_state[i] = left;
        m_state[i + 1] = right;
    }
}

} // namespace dbv::ssh
