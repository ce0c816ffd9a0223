// SPDX-License-Identifier: Apache-2.0
// Archives that are not what they were, by accident or by somebody's will.
#include <array>

#include <gmock/gmock.h>

#include "archive/tar_member.h"
#include "archive_workshop.h"

namespace dbv::archive {

namespace {

using testing::HasSubstr;

struct Member {
    std::string name;
    std::string bytes;
};

/// The members of an archive but its digest.
std::vector<Member> membersOf(std::string_view archive) {
    std::vector<Member> members;
    while (true) {
        const auto member = readTarBlock(std::span(archive).first<kTarBlock>());
        archive.remove_prefix(kTarBlock);
        if ((*member)->name == kDigestName) {
            return members;
        }
        const std::size_t size = static_cast<std::size_t>((*member)->size);
        members.push_back(Member{(*member)->name, std::string(archive.substr(0, size))});
        archive.remove_prefix(size + tarPadding(size));
    }
}

/// An archive of these members, with the digest that fits: what somebody can make who has no key.
std::string archiveOfMembers(const std::vector<Member>& members) {
    std::string archive;
    const auto add = [&archive](const Member& member) {
        const auto block = tarBlockOf({member.name, member.bytes.size()});
        archive.append(block.data(), block.size()).append(member.bytes).append(tarPadding(member.bytes.size()), '\0');
    };
    std::ranges::for_each(members, add);
    ArchiveDigest digest;
    digest.add(archive);
    add({std::string(kDigestName), digest.hexadecimal() + "  " + std::to_string(archive.size()) + "\n"});
    return archive.append(2 * kTarBlock, '\0');
}

std::string messageOf(const Result<Streams>& read) {
    return read ? "read" : read.error().kind == ErrorKind::CorruptBackup ? read.error().message : "another kind";
}

TEST(DamagedArchive, IsFoundWhereverOneBitIsWrong) {
    const Secret passphrase("p");
    for (const Compression compression : {Compression::None, Compression::Gzip, Compression::Zstd}) {
        for (const bool sealed : {false, true}) {
            const std::string whole =
                archiveOf({{"dump", someBytes(300)}, {"manifest", "{}"}}, {.compression = compression},
                          sealed ? std::optional(byPassphrase("p")) : std::nullopt);
            for (std::size_t at = 0; at < whole.size(); ++at) {
                std::string damaged = whole;
                damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
                EXPECT_FALSE(streamsOf(damaged, &passphrase)) << at << " of " << whole.size();
            }
        }
    }
}

TEST(DamagedArchive, IsFoundWhereverItIsCutOffOrGoesOn) {
    const std::string whole = archiveOf({{"dump", someBytes(300)}, {"manifest", "{}"}});
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const Result<Streams> read = streamsOf(whole.substr(0, size));
        ASSERT_FALSE(read) << size;
        EXPECT_EQ(read.error().kind, ErrorKind::CorruptBackup) << size;
    }
    EXPECT_THAT(messageOf(streamsOf(whole + '\0')), HasSubstr("behind its end"));
    EXPECT_THAT(messageOf(streamsOf(whole.substr(0, whole.size() - 1))), HasSubstr("cut off"));
}

TEST(DamagedArchive, IsNotTakenForOneWhenItIsSomethingElse) {
    const std::string tar = archiveOfMembers({{"etc/passwd", "root"}});
    for (const std::string& other : {std::string(), std::string("SQLite format 3"), std::string(4096, '\0'), tar}) {
        EXPECT_THAT(messageOf(streamsOf(other)), HasSubstr("no backup"));
    }
}

TEST(DamagedArchive, KeepsToItsShapeWhoeverMadeItsDigest) {
    std::vector<Member> members =
        membersOf(archiveOf({{"dump", someBytes(9'000'000)}, {"manifest", "{}"}}, {.compression = Compression::None}));
    ASSERT_EQ(members.size(), 5U);
    EXPECT_TRUE(streamsOf(archiveOfMembers(members)));

    const auto changed = [&members](auto change) {
        std::vector<Member> other = members;
        change(other);
        return messageOf(streamsOf(archiveOfMembers(other)));
    };
    EXPECT_THAT(changed([](auto& all) { all.erase(all.begin() + 2); }), HasSubstr("missing"));
    EXPECT_THAT(changed([](auto& all) { std::swap(all[1], all[2]); }), HasSubstr("no place"));
    EXPECT_THAT(changed([](auto& all) { std::swap(all[2], all[3]); }), HasSubstr("another place"));
    EXPECT_THAT(changed([](auto& all) { all.push_back(all[1]); }), HasSubstr("too many"));
    EXPECT_THAT(changed([](auto& all) { all.push_back({"../../etc/cron.d/x", "x"}); }), HasSubstr("no place"));
    EXPECT_THAT(changed([](auto& all) { all.push_back({"roles/00000002", "x"}); }), HasSubstr("no place"));
    EXPECT_THAT(changed([](auto& all) { all.push_back({"roles/00000001", std::string(kPartSize + 1, 'x')}); }),
                HasSubstr("larger"));
    EXPECT_THAT(changed([](auto& all) { all[0].bytes = "{}"; }), HasSubstr("version"));
    EXPECT_THAT(changed([](auto& all) { all[0].bytes = "no json"; }), HasSubstr("head"));
    EXPECT_THAT(changed([](auto& all) { all[0].bytes.resize(70'000, ' '); }), HasSubstr("no backup"));
    EXPECT_THAT(changed([](auto& all) {
                    for (int i = 0; i < 100; ++i) {
                        all.push_back({"s" + std::to_string(i) + "/00000001", ""});
                    }
                }),
                HasSubstr("too many"));
}

TEST(DamagedArchive, OfLaterVersionsIsToldApart) {
    for (const char* header : {R"({"format": 2})", R"({"format": 1, "compression": "lzip"})",
                               R"({"format": 1, "compression": "none", "encryption": {"cipher": "rot13"}})",
                               R"({"format": 1, "compression": "none", "digests": "nowhere"})"}) {
        const Result<Streams> read = streamsOf(archiveOfMembers({{std::string(kHeaderName), header}}));
        ASSERT_FALSE(read) << header;
        EXPECT_EQ(read.error().kind, ErrorKind::VersionMismatch) << header;
    }
}

TEST(DamagedArchive, IsOneThatIsPackedAndHasNoDigestsOfItsStreams) {
    const auto read = [](const char* header) { return decodeHeader(header); };
    EXPECT_TRUE(read(R"({"format": 1, "compression": "none", "digests": "file"})")->hasOneDigest);
    EXPECT_FALSE(read(R"({"format": 1, "compression": "none"})")->hasOneDigest);
    EXPECT_EQ(read(R"({"format": 1, "compression": "zstd", "digests": "file"})").error().kind,
              ErrorKind::CorruptBackup);
    std::string sealed = archiveOf({{"dump", "abc"}}, {.compression = Compression::None}, byPassphrase("x"));
    std::string header = membersOf(sealed)[0].bytes;
    EXPECT_FALSE(decodeHeader(header)->hasOneDigest);
    header.replace(header.rfind('}'), 1, R"(, "digests": "file"})");
    EXPECT_EQ(decodeHeader(header).error().kind, ErrorKind::CorruptBackup);
}

TEST(DamagedArchive, IsNotReadWhereSomebodyWithoutTheKeyHasChangedIt) {
    const Secret passphrase("p");
    const auto sealed = [](std::size_t size, const char* stream) {
        return membersOf(archiveOf({{stream, someBytes(size)}, {"manifest", "{}"}}, {.compression = Compression::None},
                                   byPassphrase("p")));
    };
    const std::vector<Member> members = sealed(9'000'000, "dump");
    ASSERT_TRUE(streamsOf(archiveOfMembers(members), &passphrase));
    const auto changed = [&](auto change) {
        std::vector<Member> other = members;
        change(other);
        return messageOf(streamsOf(archiveOfMembers(other), &passphrase));
    };
    EXPECT_THAT(changed([](auto& all) { all[2].bytes[1000] ^= 1; }), HasSubstr("changed"));
    EXPECT_THAT(changed([](auto& all) { std::swap(all[1].bytes, all[2].bytes); }), HasSubstr("not what it was"));
    EXPECT_THAT(changed([](auto& all) { all.erase(all.begin() + 3); }), HasSubstr("left out"));
    EXPECT_THAT(changed([](auto& all) { all[3].bytes.resize(all[3].bytes.size() - 1); }), HasSubstr("changed"));
    EXPECT_THAT(changed([](auto& all) { all[3].bytes.clear(); }), HasSubstr("left out"));
    EXPECT_THAT(changed([](auto& all) { all[1].bytes.resize(10); }), HasSubstr("not what it was"));
    EXPECT_THAT(changed([](auto& all) { all[3].bytes += "more"; }), HasSubstr("not what it was"));
    // Streams belong to their place, to their name, and to their archive.
    EXPECT_THAT(changed([](auto& all) { all[4].name = "other/00000001"; }), HasSubstr("changed"));
    EXPECT_THAT(changed([](auto& all) { all.insert(all.begin() + 1, {"first/00000001", ""}); }),
                HasSubstr("beginning is missing"));
    EXPECT_THAT(changed([&](auto& all) { all[4] = sealed(10, "dump")[2]; }), HasSubstr("changed"));
    // And to its head.
    EXPECT_THAT(changed([](auto& all) {
                    const std::size_t at = all[0].bytes.find("2026");
                    all[0].bytes[at] = '3';
                }),
                HasSubstr("changed"));
}

TEST(DamagedArchive, AsksForNoMoreWorkThanAnyKeyIsWorth) {
    std::vector<Member> members = membersOf(archiveOf({{"dump", "x"}}, {}, byPassphrase("p")));
    const std::size_t at = members[0].bytes.find("8192");
    ASSERT_NE(at, std::string::npos);
    members[0].bytes.replace(at, 4, "99999999999999");
    const Secret passphrase("p");
    EXPECT_THAT(messageOf(streamsOf(archiveOfMembers(members), &passphrase)), HasSubstr("passphrase can not be read"));
}

} // namespace

} // namespace dbv::archive
