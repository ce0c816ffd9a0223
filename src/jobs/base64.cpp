// SPDX-License-Identifier: Apache-2.0
#include "jobs/base64.h"

#include <cstddef>
#include <cstdint>

namespace dbv::jobs {

namespace {

constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

void appendBase64(TextBuffer& out, std::string_view bytes) {
    char* to = out.room((bytes.size() + 2) / 3 * 4);
    const auto byteAt = [bytes](std::size_t at) -> std::uint32_t {
        return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0U;
    };
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::uint32_t group = (byteAt(at) << 16U) | (byteAt(at + 1) << 8U) | byteAt(at + 2);
        *to++ = kBase64Digits[group >> 18U];
        *to++ = kBase64Digits[(group >> 12U) & 63U];
        *to++ = at + 1 < bytes.size() ? kBase64Digits[(group >> 6U) & 63U] : '=';
        *to++ = at + 2 < bytes.size() ? kBase64Digits[group & 63U] : '=';
    }
    out.finishAt(to);
}

} // namespace dbv::jobs
