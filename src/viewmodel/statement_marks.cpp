// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/statement_marks.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dbv::viewmodel {
namespace {

std::size_t markEnd(const StatementMark& mark) {
    return mark.span.end;
}

std::size_t markBegin(const StatementMark& mark) {
    return mark.span.begin;
}

} // namespace

void StatementMarks::set(TextSpan span, StatementState state) {
    // Marks stand in their order and never overlap, so that a long script finds each place at once.
    auto first = std::ranges::upper_bound(m_marks, span.begin, {}, markEnd);
    while (first != m_marks.begin() && std::prev(first)->span == span) {
        --first;
    }
    if (first != m_marks.end() && first->span == span) {
        first->state = std::move(state);
        return;
    }
    auto last = first;
    while (last != m_marks.end() && last->span.begin < span.end) {
        ++last;
    }
    const auto place = m_marks.erase(first, last);
    m_marks.insert(place, {span, std::move(state)});
}

const StatementMark* StatementMarks::at(std::size_t position) const {
    const auto mark = std::ranges::upper_bound(m_marks, position, {}, markEnd);
    return mark != m_marks.end() && mark->span.begin <= position ? &*mark : nullptr;
}

std::span<const StatementMark> StatementMarks::within(TextSpan range) const {
    const auto first = std::ranges::upper_bound(m_marks, range.begin, {}, markEnd);
    const auto last = std::ranges::lower_bound(first, m_marks.end(), range.end, {}, markBegin);
    return {first, last};
}

void StatementMarks::textEdited(std::size_t position, std::size_t removed, std::size_t added) {
    const std::size_t editEnd = position + removed;
    const auto touched = [position, editEnd](const StatementMark& mark) {
        // An edit at either end leaves the statement's text alone; whether it became part of it, the splitter tells.
        return position < mark.span.end && mark.span.begin < editEnd;
    };
    const auto splitInside = [position](const StatementMark& mark) {
        return mark.span.begin < position && position < mark.span.end;
    };
    std::erase_if(m_marks, [&](const StatementMark& mark) { return touched(mark) || splitInside(mark); });
    for (StatementMark& mark : m_marks) {
        if (mark.span.begin >= editEnd) {
            mark.span.begin = mark.span.begin - removed + added;
            mark.span.end = mark.span.end - removed + added;
        }
    }
}

void StatementMarks::keepOnly(const KnownStatements& statements) {
    std::erase_if(m_marks, [&](const StatementMark& mark) {
        const std::optional<sql::Statement> found = statements.at(mark.span.begin);
        return !found || found->span != mark.span;
    });
}

} // namespace dbv::viewmodel
