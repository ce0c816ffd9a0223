// SPDX-License-Identifier: Apache-2.0
#include "schedules/cron_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace dbv::schedules {

namespace {

constexpr auto kMonthNames = std::to_array<std::string_view>(
    {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"});
constexpr auto kWeekdayNames = std::to_array<std::string_view>({"sun", "mon", "tue", "wed", "thu", "fri", "sat"});
constexpr auto kMonthLengths = std::to_array<unsigned>({31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31});

/// What may stand in a field.
struct FieldKind {
    std::string_view name;
    unsigned lowest;
    unsigned highest;
    /// The first is for `lowest`.
    std::span<const std::string_view> names;
};

const std::array<FieldKind, 5> kFields{{{"minute", 0, 59, {}},
                                        {"hour", 0, 23, {}},
                                        {"day", 1, 31, {}},
                                        {"month", 1, 12, kMonthNames},
                                        {"weekday", 0, 7, kWeekdayNames}}};

/// A piece of the text, which knows where it stands.
struct Piece {
    std::string_view text;
    std::size_t begin;

    [[nodiscard]] Piece part(std::size_t from, std::size_t size = std::string_view::npos) const {
        return {text.substr(from, size), begin + from};
    }
};

std::unexpected<Error> wrongField(const FieldKind& kind, const Piece& piece, const std::string& how) {
    Error error = makeError(
        ErrorKind::InvalidInput,
        "In the " + std::string(kind.name) + " of the schedule, \"" + std::string(piece.text) + "\" " + how + ".",
        "A " + std::string(kind.name) + " is a star or a number from " + std::to_string(kind.lowest) + " to " +
            std::to_string(kind.highest) + "; 1-5, 1,3 and */2 are several.");
    error.where = TextSpan{piece.begin, piece.begin + std::max<std::size_t>(piece.text.size(), 1)};
    return std::unexpected(error);
}

std::string inSmallLetters(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return small;
}

std::optional<unsigned> wholeNumberOf(std::string_view text) {
    unsigned number = 0;
    const char* const begin = std::to_address(text.begin());
    const auto [stopped, failure] = std::from_chars(begin, begin + text.size(), number);
    return failure == std::errc() && stopped == begin + text.size() ? std::optional(number) : std::nullopt;
}

Result<unsigned> numberIn(const FieldKind& kind, const Piece& piece) {
    const std::string small = inSmallLetters(piece.text);
    if (const auto name = std::ranges::find(kind.names, small); name != kind.names.end()) {
        return kind.lowest + static_cast<unsigned>(name - kind.names.begin());
    }
    const std::optional<unsigned> number = wholeNumberOf(piece.text);
    if (!number) {
        return wrongField(kind, piece, "is no number");
    }
    if (*number < kind.lowest || *number > kind.highest) {
        return wrongField(kind, piece, "is none of its numbers");
    }
    return *number;
}

template <std::size_t Size>
Result<void> readPart(const FieldKind& kind, const Piece& part, std::bitset<Size>& into) {
    const std::size_t slash = part.text.find('/');
    const Piece range = part.part(0, slash);
    unsigned step = 1;
    if (slash != std::string_view::npos) {
        const Piece steps = part.part(slash + 1);
        step = wholeNumberOf(steps.text).value_or(0);
        if (step == 0 || step > kind.highest) {
            return wrongField(kind, steps, "is no step");
        }
    }
    const std::size_t hyphen = range.text.find('-');
    unsigned first = kind.lowest;
    unsigned last = kind.highest;
    if (range.text != "*") {
        const Result<unsigned> from = numberIn(kind, range.part(0, hyphen));
        if (!from) {
            return std::unexpected(from.error());
        }
        first = *from;
        // A number with a step goes on to the end.
        last = slash == std::string_view::npos ? first : kind.highest;
        if (hyphen != std::string_view::npos) {
            const Result<unsigned> to = numberIn(kind, range.part(hyphen + 1));
            if (!to) {
                return std::unexpected(to.error());
            }
            last = *to;
        }
        if (last < first) {
            return wrongField(kind, range, "goes backwards");
        }
    }
    for (unsigned number = first; number <= last; number += step) {
        // A week has two Sundays here.
        into.set(Size == 7 ? number % 7 : number);
    }
    return {};
}

template <std::size_t Size>
Result<void> readField(std::size_t index, const Piece& field, std::bitset<Size>& into) {
    std::size_t begin = 0;
    while (begin <= field.text.size()) {
        const std::size_t end = std::min(field.text.find(',', begin), field.text.size());
        if (Result<void> read = readPart(kFields.at(index), field.part(begin, end - begin), into); !read) {
            return read;
        }
        begin = end + 1;
    }
    return {};
}

std::vector<Piece> fieldsOf(std::string_view text) {
    std::vector<Piece> fields;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(" \t", at);
        if (begin == std::string_view::npos) {
            break;
        }
        const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
        fields.push_back({text.substr(begin, end - begin), begin});
        at = end;
    }
    return fields;
}

std::optional<std::string_view> meaningOf(std::string_view nickname) {
    static constexpr auto kNicknames =
        std::to_array<std::pair<std::string_view, std::string_view>>({{"@hourly", "0 * * * *"},
                                                                      {"@daily", "0 0 * * *"},
                                                                      {"@midnight", "0 0 * * *"},
                                                                      {"@weekly", "0 0 * * 0"},
                                                                      {"@monthly", "0 0 1 * *"},
                                                                      {"@yearly", "0 0 1 1 *"},
                                                                      {"@annually", "0 0 1 1 *"}});
    const auto* const found =
        std::ranges::find(kNicknames, nickname, &std::pair<std::string_view, std::string_view>::first);
    return found == kNicknames.end() ? std::nullopt : std::optional(found->second);
}

/// Whether there is ever such a day: not the 30th of February alone.
bool hasADay(const CronText& cron) {
    if (!cron.anyWeekday) {
        return true;
    }
    for (unsigned month = 1; month <= kMonthLengths.size(); ++month) {
        for (unsigned day = 1; cron.months.test(month) && day <= kMonthLengths.at(month - 1); ++day) {
            if (cron.days.test(day)) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

bool CronText::fitsDay(unsigned month, unsigned day, unsigned weekday) const {
    const bool fitsDayOfMonth = days.test(day);
    const bool fitsWeekday = weekdays.test(weekday);
    return months.test(month) && (anyDay || anyWeekday ? fitsDayOfMonth && fitsWeekday : fitsDayOfMonth || fitsWeekday);
}

Result<CronText> parseCron(std::string_view text) {
    std::vector<Piece> fields = fieldsOf(text);
    if (fields.size() == 1 && fields.front().text.starts_with('@')) {
        const std::optional<std::string_view> meaning = meaningOf(inSmallLetters(fields.front().text));
        if (!meaning) {
            Error error =
                makeError(ErrorKind::InvalidInput, "\"" + std::string(fields.front().text) + "\" is no schedule.",
                          "Use @hourly, @daily, @weekly, @monthly or @yearly, or five fields.");
            error.where = TextSpan{fields.front().begin, fields.front().begin + fields.front().text.size()};
            return std::unexpected(error);
        }
        fields = fieldsOf(*meaning);
    }
    if (fields.size() != kFields.size()) {
        Error error =
            makeError(ErrorKind::InvalidInput,
                      "A schedule of cron has five fields (minute, hour, day, month, weekday), this one has " +
                          std::to_string(fields.size()) + ".",
                      "Write \"0 2 * * 1-5\" for every weekday at 2:00.");
        const std::size_t begin = fields.size() > kFields.size() ? fields[kFields.size()].begin : text.size();
        error.where = TextSpan{begin, std::max(text.size(), begin + 1)};
        return std::unexpected(error);
    }
    CronText cron;
    Result<void> read = readField(0, fields[0], cron.minutes);
    read = read ? readField(1, fields[1], cron.hours) : read;
    read = read ? readField(2, fields[2], cron.days) : read;
    read = read ? readField(3, fields[3], cron.months) : read;
    read = read ? readField(4, fields[4], cron.weekdays) : read;
    if (!read) {
        return std::unexpected(read.error());
    }
    const auto isStar = [&fields](std::size_t index) { return fields[index].text.starts_with('*'); };
    cron.anyDay = isStar(2);
    cron.anyWeekday = isStar(4);
    cron.isInterval = isStar(0) || isStar(1);
    if (!hasADay(cron)) {
        return wrongField(kFields[2], fields[2], "is a day that there never is in these months");
    }
    return cron;
}

} // namespace dbv::schedules
