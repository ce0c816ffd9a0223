// SPDX-License-Identifier: Apache-2.0
#include "engine/undo_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "secrets/byte_fields.h"
#include "secrets/sealing.h"

namespace dbv::engine {

namespace {

constexpr std::string_view kMagic = "DBVUNDO\n";
constexpr std::uint16_t kVersion = 1;
constexpr std::size_t kPartSize = std::size_t{1} << 20U;

std::string headBytes(const UndoFileHead& head) {
    secrets::FieldWriter out;
    out.raw(kMagic);
    out.number(kVersion);
    out.number(static_cast<std::uint8_t>(head.key));
    out.text(head.id);
    return out.take();
}

/// In which a part is sealed: this file, this place.
std::string contextOf(const UndoFileHead& head, std::uint64_t place) {
    secrets::FieldWriter out;
    out.raw(headBytes(head));
    out.number(place);
    return out.take();
}

std::unexpected<Error> damagedUndo() {
    return fail(ErrorKind::IoError, "What was kept of the change is damaged, or was sealed under another key.",
                "It can not be used; remove the file when it is not wanted any more.", Damage::None);
}

struct OpenedUndo {
    protocol::UndoEntry entry;
    std::uint64_t parts = 0;
};

Result<OpenedUndo> openEntry(secrets::FieldReader& in, const UndoFileHead& head, const Secret& key) {
    const std::string_view sealed = in.text();
    const std::optional<Secret> plain = in.failed() ? std::nullopt : secrets::unseal(key, sealed, contextOf(head, 0));
    if (!plain) {
        return damagedUndo();
    }
    secrets::FieldReader fields(plain->reveal());
    const auto parts = fields.number<std::uint64_t>();
    std::optional<protocol::UndoEntry> entry = decodeUndoEntry(fields.text());
    if (!entry || fields.failed()) {
        return damagedUndo();
    }
    entry->id = head.id;
    return OpenedUndo{std::move(*entry), parts};
}

void skipHead(secrets::FieldReader& in) {
    static_cast<void>(in.raw(kMagic.size() + sizeof kVersion + sizeof(std::uint8_t)));
    static_cast<void>(in.text());
}

} // namespace

std::string encodeUndoFile(const UndoFileHead& head, const protocol::UndoEntry& entry, const UndoImage& image,
                           const Secret& key) {
    const std::string body = encodeUndoImage(image);
    const std::uint64_t parts = (body.size() + kPartSize - 1) / kPartSize;
    secrets::FieldWriter told;
    told.number(parts);
    told.text(encodeUndoEntry(entry));
    secrets::FieldWriter out;
    out.raw(headBytes(head));
    out.text(secrets::seal(key, told.take(), contextOf(head, 0)));
    for (std::uint64_t part = 0; part < parts; ++part) {
        out.text(
            secrets::seal(key, std::string_view(body).substr(part * kPartSize, kPartSize), contextOf(head, part + 1)));
    }
    return out.take();
}

Result<UndoFileHead> readUndoHead(std::string_view bytes) {
    secrets::FieldReader in(bytes);
    if (in.raw(kMagic.size()) != kMagic) {
        return damagedUndo();
    }
    if (const auto version = in.number<std::uint16_t>(); version != kVersion && !in.failed()) {
        return fail(ErrorKind::VersionMismatch, "A newer version of the program has kept this change.",
                    "Undo it with that version.", Damage::None);
    }
    const auto source = in.number<std::uint8_t>();
    UndoFileHead head{static_cast<UndoKeySource>(source), std::string(in.text())};
    const bool known = head.key == UndoKeySource::Secrets || head.key == UndoKeySource::File;
    return in.failed() || !known ? Result<UndoFileHead>(damagedUndo()) : Result<UndoFileHead>(std::move(head));
}

Result<protocol::UndoEntry> readUndoEntry(std::string_view bytes, const Secret& key) {
    const Result<UndoFileHead> head = readUndoHead(bytes);
    if (!head) {
        return std::unexpected(head.error());
    }
    secrets::FieldReader in(bytes);
    skipHead(in);
    Result<OpenedUndo> opened = openEntry(in, *head, key);
    if (!opened) {
        return std::unexpected(std::move(opened.error()));
    }
    opened->entry.bytes = bytes.size();
    return std::move(opened->entry);
}

Result<UndoImage> readUndoImage(std::string_view bytes, const Secret& key) {
    const Result<UndoFileHead> head = readUndoHead(bytes);
    if (!head) {
        return std::unexpected(head.error());
    }
    secrets::FieldReader in(bytes);
    skipHead(in);
    const Result<OpenedUndo> opened = openEntry(in, *head, key);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    std::string body;
    for (std::uint64_t part = 0; part < opened->parts; ++part) {
        const std::string_view sealed = in.text();
        const std::optional<Secret> plain =
            in.failed() ? std::nullopt : secrets::unseal(key, sealed, contextOf(*head, part + 1));
        if (!plain) {
            return damagedUndo();
        }
        body += plain->reveal();
    }
    std::optional<UndoImage> image = in.left() == 0 ? decodeUndoImage(body) : std::nullopt;
    return image ? Result<UndoImage>(std::move(*image)) : Result<UndoImage>(damagedUndo());
}

} // namespace dbv::engine
