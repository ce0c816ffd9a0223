// SPDX-License-Identifier: Apache-2.0
#include "ui/shell/secret_edit.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <QSignalBlocker>

namespace dbv::ui {

namespace {

// For private use; whoever types one types it once more.
constexpr QChar kStandIn(0xE3A5);
constexpr char32_t kNoCharacter = 0xFFFD;

bool isStandIn(QChar c) {
    return c == kStandIn;
}

/// The characters of a text, one by one.
template <class Take>
void eachCharacter(QStringView text, const Take& take) {
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool pair = text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate();
        if (pair) {
            take(QChar::surrogateToUcs4(text[i], text[i + 1]));
            ++i;
        } else {
            take(text[i].isSurrogate() ? kNoCharacter : char32_t{text[i].unicode()});
        }
    }
}

std::size_t utf8Size(char32_t c) {
    return c < 0x80 ? 1U : c < 0x800 ? 2U : c < 0x10000 ? 3U : 4U;
}

char* writeUtf8(char32_t c, char* at) {
    const std::size_t size = utf8Size(c);
    if (size == 1) {
        *at = static_cast<char>(c);
        return at + 1;
    }
    constexpr std::array<unsigned, 5> kHeads{0, 0, 0xC0, 0xE0, 0xF0};
    for (std::size_t i = 0; i < size; ++i) {
        const auto bits = static_cast<unsigned>(c >> 6U * (size - 1 - i));
        at[i] = static_cast<char>(i == 0 ? kHeads[size] | bits : 0x80U | (bits & 0x3FU));
    }
    return at + size;
}

std::span<char32_t> charactersIn(LockedMemory& memory) {
    // NOLINTNEXTLINE(bugprone-casting-through-void): pages begin where a character may
    auto* first = reinterpret_cast<char32_t*>(static_cast<void*>(memory.bytes().data()));
    return {first, memory.bytes().size() / sizeof(char32_t)};
}

} // namespace

SecretEdit::SecretEdit(QWidget* parent) : QLineEdit(parent) {
    setEchoMode(QLineEdit::Password);
    connect(this, &QLineEdit::textChanged, this, &SecretEdit::takeIn);
}

std::span<const char32_t> SecretEdit::characters() const {
    // NOLINTNEXTLINE(bugprone-casting-through-void): pages begin where a character may
    const auto* first = reinterpret_cast<const char32_t*>(static_cast<const void*>(m_memory.bytes().data()));
    return {first, m_count};
}

Secret SecretEdit::secret() const {
    std::size_t size = 0;
    for (const char32_t c : characters()) {
        size += utf8Size(c);
    }
    return Secret::filled(size, [this](std::span<char> bytes) {
        char* at = bytes.data();
        for (const char32_t c : characters()) {
            at = writeUtf8(c, at);
        }
    });
}

void SecretEdit::forget() {
    const QSignalBlocker quiet(this);
    clear();
    m_memory = LockedMemory();
    m_count = 0;
}

void SecretEdit::takeIn() {
    QString now = text();
    const QStringView view(now);
    const auto* const first = std::ranges::find_if_not(view, isStandIn);
    const auto* last = view.end();
    while (last != first && isStandIn(*(last - 1))) {
        --last;
    }
    // Nothing new: what is gone stood at the cursor.
    const bool isNew = first != view.end();
    const auto cursor = static_cast<std::size_t>(cursorPosition());
    const std::size_t before = std::min(isNew ? static_cast<std::size_t>(first - view.begin()) : cursor, m_count);
    const std::size_t behind =
        std::min(isNew ? static_cast<std::size_t>(view.end() - last) : static_cast<std::size_t>(view.size()) - before,
                 m_count - before);
    const QStringView typed = isNew ? QStringView(first, last) : QStringView();
    std::size_t added = 0;
    eachCharacter(typed, [&added](char32_t) { ++added; });

    LockedMemory memory((before + added + behind) * sizeof(char32_t));
    const std::span<const char32_t> old = characters();
    char32_t* at = std::ranges::copy(old.first(before), charactersIn(memory).data()).out;
    eachCharacter(typed, [&at](char32_t c) { *at++ = c; });
    std::ranges::copy(old.last(behind), at);
    m_memory = std::move(memory);
    m_count = before + added + behind;
    if (isNew || static_cast<std::size_t>(view.size()) != m_count) {
        const QSignalBlocker quiet(this);
        setText(QString(static_cast<qsizetype>(m_count), kStandIn));
        setCursorPosition(static_cast<int>(before + added));
        // Whoever called holds it still.
        m_seen.add(std::move(now));
        QMetaObject::invokeMethod(this, [this] { m_seen.wipeAll(); }, Qt::QueuedConnection);
    }
    Q_EMIT secretEdited();
}

} // namespace dbv::ui
