// SPDX-License-Identifier: Apache-2.0
// Archives of hostile members. The first byte says whether the input is an archive as it is, or members, which get the blocks and the
// digest that fit: a name up to a line's end, two bytes for a size, and so many bytes.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/archive_reader.h"
#include "archive/archive_writer.h"
#include "archive/tar_member.h"

namespace {

using namespace dbv::archive;

class FuzzInput final : public ArchiveInput {
public:
    explicit FuzzInput(std::string_view bytes) : m_bytes(bytes) {}

    dbv::Result<std::size_t> read(std::span<char> into) override {
        const std::size_t some = std::min(into.size(), m_bytes.size());
        std::copy_n(m_bytes.data(), some, into.data());
        m_bytes.remove_prefix(some);
        return some;
    }
    dbv::Result<std::uint64_t> skip(std::uint64_t bytes) override {
        const std::size_t some = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, m_bytes.size()));
        m_bytes.remove_prefix(some);
        return some;
    }

private:
    std::string_view m_bytes;
};

void addMember(std::string& archive, std::string_view name, std::string_view bytes) {
    constexpr std::size_t kLongestName = 99;
    const auto block = tarBlockOf({std::string(name.substr(0, kLongestName)), bytes.size()});
    archive.append(block.data(), block.size()).append(bytes).append(tarPadding(bytes.size()), '\0');
}

std::string archiveFrom(std::string_view input) {
    std::string archive;
    while (!input.empty()) {
        const std::size_t end = input.find('\n');
        const std::string_view name = input.substr(0, end);
        input.remove_prefix(std::min(input.size(), end == std::string_view::npos ? end : end + 1));
        std::size_t size = 0;
        for (int i = 0; i < 2 && !input.empty(); ++i) {
            size = size * 256 + static_cast<unsigned char>(input.front());
            input.remove_prefix(1);
        }
        const std::string_view contents = input.substr(0, size);
        addMember(archive, name, contents);
        input.remove_prefix(contents.size());
    }
    ArchiveDigest digest;
    digest.add(archive);
    addMember(archive, kDigestName, digest.hexadecimal() + "  " + std::to_string(archive.size()) + "\n");
    return archive.append(2 * kTarBlock, '\0');
}

void readAll(std::string_view archive, Reading reading, bool contents) {
    FuzzInput input(archive);
    const auto reader = ArchiveReader::open(input, reading);
    // A key that takes long is not what is looked for here.
    if (!reader || ((*reader)->header().sealing && (*reader)->header().sealing->cost.memory > (1U << 20U))) {
        return;
    }
    static_cast<void>((*reader)->unlock(dbv::Secret("p")).has_value());
    constexpr std::size_t kMostUnpacked = std::size_t{4} << 20U;
    std::size_t unpacked = 0;
    std::array<char, 4096> some{};
    for (auto name = (*reader)->nextStream(true); name && *name; name = (*reader)->nextStream(true)) {
        if (!isStreamName(**name)) {
            std::abort();
        }
        for (auto read = (*reader)->read(some); contents && read && *read > 0; read = (*reader)->read(some)) {
            unpacked += *read;
            if (*read > some.size() || unpacked > kMostUnpacked) {
                break;
            }
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) {
        return 0;
    }
    const std::string_view input(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const std::string archive = bytes[0] % 2 == 0 ? std::string(input) : archiveFrom(input);
    for (const Reading reading : {Reading::Whole, Reading::OnlyWanted}) {
        readAll(archive, reading, true);
        readAll(archive, reading, false);
    }
    return 0;
}
