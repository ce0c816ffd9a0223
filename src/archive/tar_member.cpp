// SPDX-License-Identifier: Apache-2.0
#include "archive/tar_member.h"

#include <algorithm>
#include <numeric>

namespace dbv::archive {

namespace {

/// A field of the block: where it begins, and how long it is.
struct Field {
    std::size_t begin;
    std::size_t size;
};

constexpr Field kName{0, 100};
constexpr Field kMode{100, 8};
constexpr Field kUser{108, 8};
constexpr Field kGroup{116, 8};
constexpr Field kSize{124, 12};
constexpr Field kTime{136, 12};
constexpr Field kSum{148, 8};
constexpr Field kType{156, 1};
constexpr Field kMagic{257, 8};

constexpr std::string_view kUstar("ustar\00000", 8);
constexpr char kPlainFile = '0';
constexpr std::uint64_t kOwnerReadsAndWrites = 0600;

void putText(std::array<char, kTarBlock>& block, Field field, std::string_view text) {
    std::ranges::copy(text.substr(0, field.size), block.begin() + static_cast<std::ptrdiff_t>(field.begin));
}

/// In octal digits, with zeros in front and one NUL behind.
void putNumber(std::array<char, kTarBlock>& block, Field field, std::uint64_t number) {
    for (std::size_t digit = field.size - 1; digit > 0; --digit) {
        block[field.begin + digit - 1] = static_cast<char>('0' + (number & 7U));
        number >>= 3U;
    }
}

/// The sum of all bytes, where the sum itself counts as blanks.
std::uint64_t sumOf(std::span<const char, kTarBlock> block) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < block.size(); ++i) {
        const bool isSum = i >= kSum.begin && i < kSum.begin + kSum.size;
        sum += isSum ? static_cast<unsigned char>(' ') : static_cast<unsigned char>(block[i]);
    }
    return sum;
}

std::string_view fieldOf(std::span<const char, kTarBlock> block, Field field) {
    return {block.data() + field.begin, field.size};
}

std::optional<std::uint64_t> numberOf(std::string_view digits) {
    std::uint64_t number = 0;
    std::size_t at = 0;
    for (; at < digits.size() && digits[at] >= '0' && digits[at] <= '7'; ++at) {
        number = number * 8 + static_cast<std::uint64_t>(digits[at] - '0');
    }
    const bool ends = at > 0 && digits.find_first_not_of(std::string_view("\0 ", 2), at) == std::string_view::npos;
    return ends ? std::optional(number) : std::nullopt;
}

} // namespace

std::array<char, kTarBlock> tarBlockOf(const TarMember& member) {
    std::array<char, kTarBlock> block{};
    putText(block, kName, member.name);
    putNumber(block, kMode, kOwnerReadsAndWrites);
    putNumber(block, kUser, 0);
    putNumber(block, kGroup, 0);
    putNumber(block, kSize, member.size);
    putNumber(block, kTime, 0);
    block[kType.begin] = kPlainFile;
    putText(block, kMagic, kUstar);
    // As POSIX has it: six digits, a NUL and a blank.
    putNumber(block, {kSum.begin, kSum.size - 1}, sumOf(block));
    block[kSum.begin + kSum.size - 1] = ' ';
    return block;
}

std::expected<std::optional<TarMember>, std::string> readTarBlock(std::span<const char, kTarBlock> block) {
    if (std::ranges::all_of(block, [](char byte) { return byte == '\0'; })) {
        return std::nullopt;
    }
    if (numberOf(fieldOf(block, kSum)) != sumOf(block)) {
        return std::unexpected("the sum of a member's block is wrong");
    }
    const std::string_view name = fieldOf(block, kName);
    const std::size_t end = name.find('\0');
    const std::optional<std::uint64_t> size = numberOf(fieldOf(block, kSize));
    if (end == 0 || end == std::string_view::npos || !size || fieldOf(block, kMagic) != kUstar ||
        block[kType.begin] != kPlainFile) {
        return std::unexpected("a member is not of the kind that a backup is made of");
    }
    return TarMember{std::string(name.substr(0, end)), *size};
}

} // namespace dbv::archive
