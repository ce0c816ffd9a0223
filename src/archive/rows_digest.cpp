// SPDX-License-Identifier: Apache-2.0
#include "archive/rows_digest.h"

#include <array>

#include <sodium.h>

#include "secrets/sealing.h"

namespace dbv::archive {

namespace {

// Known to everybody, and never another.
constexpr std::string_view kRowKey = "dbv row digest 1";
static_assert(kRowKey.size() == crypto_shorthash_siphashx24_KEYBYTES);

using RowHash = std::array<unsigned char, crypto_shorthash_siphashx24_BYTES>;

std::uint64_t numberFrom(const RowHash& hash, std::size_t begin) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof(number); ++i) {
        number |= static_cast<std::uint64_t>(hash.at(begin + i)) << (8 * i);
    }
    return number;
}

void append(std::string& bytes, std::uint64_t number) {
    for (std::size_t i = 0; i < sizeof(number); ++i) {
        bytes += static_cast<char>(number >> (8 * i) & 0xFFU);
    }
}

} // namespace

void RowsDigest::add(std::string_view row) {
    RowHash hash{};
    crypto_shorthash_siphashx24(hash.data(), reinterpret_cast<const unsigned char*>(row.data()), row.size(),
                                reinterpret_cast<const unsigned char*>(kRowKey.data()));
    ++m_rows;
    add(numberFrom(hash, 0), numberFrom(hash, sizeof(std::uint64_t)));
}

void RowsDigest::add(const RowsDigest& other) {
    m_rows += other.m_rows;
    add(other.m_low, other.m_high);
}

void RowsDigest::add(std::uint64_t low, std::uint64_t high) {
    m_low += low;
    m_high += high + (m_low < low ? 1 : 0);
}

std::string RowsDigest::hexadecimal() const {
    std::string bytes;
    append(bytes, m_low);
    append(bytes, m_high);
    return secrets::hexadecimal(bytes);
}

} // namespace dbv::archive
