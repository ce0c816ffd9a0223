// SPDX-License-Identifier: Apache-2.0
#include "postgres/dump_blocks.h"

#include <algorithm>

namespace dbv::postgres {

namespace {

constexpr char kRowsBlock = 1;
constexpr char kLargeBlock = 3;

} // namespace

DumpBlocks DumpBlocks::within(std::int64_t id, std::size_t numberSize) {
    DumpBlocks blocks(numberSize);
    blocks.m_id = id;
    blocks.m_state = State::Length;
    return blocks;
}

DumpBlocks::Step DumpBlocks::next(std::string_view& bytes) {
    while (!bytes.empty() && m_state != State::Unknown) {
        if (m_state == State::Kind) {
            m_isLarge = bytes.front() == kLargeBlock;
            m_state = m_isLarge || bytes.front() == kRowsBlock ? State::Id : State::Unknown;
            bytes.remove_prefix(m_state == State::Id ? 1 : 0);
        } else if (m_state == State::Bytes) {
            const std::string_view some =
                bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(m_left, bytes.size())));
            bytes.remove_prefix(some.size());
            m_left -= some.size();
            m_state = m_left == 0 ? State::Length : State::Bytes;
            return {What::Bytes, some};
        } else if (const std::optional<std::int64_t> whole = number(bytes)) {
            if (const Step step = takeNumber(*whole); step.what != What::Nothing) {
                return step;
            }
        }
    }
    return {m_state == State::Unknown ? What::Unknown : What::Nothing, {}};
}

std::optional<std::int64_t> DumpBlocks::number(std::string_view& bytes) {
    const std::size_t size = 1 + m_numberSize;
    if (m_digits.empty() && bytes.size() >= size) {
        const std::int64_t whole = dumpNumber(bytes.substr(0, size));
        bytes.remove_prefix(size);
        return whole;
    }
    const std::string_view some = bytes.substr(0, size - m_digits.size());
    m_digits += some;
    bytes.remove_prefix(some.size());
    if (m_digits.size() < size) {
        return std::nullopt;
    }
    const std::int64_t whole = dumpNumber(m_digits);
    m_digits.clear();
    return whole;
}

DumpBlocks::Step DumpBlocks::takeNumber(std::int64_t number) {
    switch (m_state) {
    case State::Id:
        m_id = number;
        m_state = m_isLarge ? State::LargeObject : State::Length;
        return {What::Begins, {}};
    case State::LargeObject:
        m_state = number == 0 ? State::Kind : State::Length;
        return {number == 0 ? What::Ends : What::Nothing, {}};
    default: break;
    }
    if (number < 0) {
        m_state = State::Unknown;
        return {What::Unknown, {}};
    }
    if (number > 0) {
        m_left = static_cast<std::uint64_t>(number);
        m_state = State::Bytes;
        return {};
    }
    m_state = m_isLarge ? State::LargeObject : State::Kind;
    return {m_isLarge ? What::Nothing : What::Ends, {}};
}

std::string dumpNumberText(std::int64_t number, std::size_t numberSize) {
    std::string text(1, number < 0 ? '\1' : '\0');
    const auto size = static_cast<std::uint64_t>(number < 0 ? -number : number);
    for (std::size_t i = 0; i < numberSize; ++i) {
        text += static_cast<char>(size >> (8 * i) & 0xFFU);
    }
    return text;
}

std::string emptyRowsBlock(std::int64_t id, std::size_t numberSize) {
    return kRowsBlock + dumpNumberText(id, numberSize) + endOfRowsBlock(numberSize);
}

std::string endOfRowsBlock(std::size_t numberSize) {
    const std::string end = std::string(kRowsEnd) + "\n\n\n";
    return dumpNumberText(static_cast<std::int64_t>(end.size()), numberSize) + end + dumpNumberText(0, numberSize);
}

} // namespace dbv::postgres
