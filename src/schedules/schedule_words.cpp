// SPDX-License-Identifier: Apache-2.0
#include "schedules/schedule_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <vector>

namespace dbv::schedules {

namespace {

using namespace std::chrono_literals;

constexpr auto kDayNames =
    std::to_array<std::string_view>({"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"});
constexpr std::string_view kOnStart = "on start";
constexpr std::string_view kBeforeDestruction = "before destruction";
constexpr unsigned kDaysOfMonth = 31;

/// A word of the text, in small letters.
struct Word {
    std::string text;
    std::size_t begin = 0;
    std::size_t end = 0;
};

std::vector<Word> wordsOf(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t begin = text.find_first_not_of(" \t,", at);
        if (begin == std::string_view::npos) {
            break;
        }
        const std::size_t end = std::min(text.find_first_of(" \t,", begin), text.size());
        Word word{std::string(text.substr(begin, end - begin)), begin, end};
        std::ranges::transform(word.text, word.text.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
        words.push_back(std::move(word));
        at = end;
    }
    return words;
}

std::optional<unsigned> wholeNumber(std::string_view text) {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = failure == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}

/// A time of the day.
struct TimeOfDay {
    unsigned hour = 0;
    unsigned minute = 0;

    friend auto operator<=>(const TimeOfDay&, const TimeOfDay&) = default;
};

std::optional<TimeOfDay> timeOfDay(std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::optional<unsigned> hour = wholeNumber(text.substr(0, colon));
    const std::optional<unsigned> minute =
        colon == std::string_view::npos ? std::nullopt : wholeNumber(text.substr(colon + 1));
    const bool isTime = hour && minute && *hour < 24 && *minute < 60 && text.size() - colon == 3;
    return isTime ? std::optional(TimeOfDay{*hour, *minute}) : std::nullopt;
}

/// Reads the words one behind the other.
class ScheduleReader {
public:
    ScheduleReader(std::string_view text, const QTimeZone& zone, Seconds from)
        : m_text(text), m_words(wordsOf(text)), m_zone(zone), m_from(from) {}

    Result<Schedule> read() {
        if (takes("on") && takes("start")) {
            return atEnd(ByEvent::Start);
        }
        if (takes("before") && takes("destruction")) {
            return atEnd(ByEvent::BeforeDestruction);
        }
        if (!takes("every")) {
            return unknown();
        }
        if (const std::optional<unsigned> number =
                m_at < m_words.size() ? wholeNumber(m_words[m_at].text) : std::nullopt) {
            ++m_at;
            return *number > 0 ? interval(*number) : unknown(m_at - 1);
        }
        if (takes("hour")) {
            return atEnd(byCron("0 * * * *"));
        }
        if (takes("minute")) {
            return atEnd(byCron("* * * * *"));
        }
        return days();
    }

private:
    bool takes(std::string_view word) {
        const bool is = m_at < m_words.size() && m_words[m_at].text == word;
        m_at += is ? 1 : 0;
        return is;
    }

    [[nodiscard]] std::unexpected<Error> unknown() const { return unknown(m_at); }
    [[nodiscard]] std::unexpected<Error> unknown(std::size_t index) const {
        const bool isEnd = index >= m_words.size();
        Error error =
            makeError(ErrorKind::InvalidInput,
                      isEnd ? "The schedule is not at its end yet."
                            : "\"" + m_words[index].text + "\" is not understood in the schedule.",
                      "Write for example \"every weekday at 02:00\", \"every 6 hours\", \"on start\", or five "
                      "fields as in cron: \"0 2 * * 1-5\".");
        error.where =
            isEnd ? TextSpan{m_text.size(), m_text.size() + 1} : TextSpan{m_words[index].begin, m_words[index].end};
        return std::unexpected(error);
    }

    Result<Schedule> atEnd(Schedule schedule) const {
        return m_at == m_words.size() ? Result<Schedule>(std::move(schedule)) : unknown();
    }

    [[nodiscard]] Schedule byCron(std::string text) const {
        // What is put together here is right.
        const Result<CronText> times = parseCron(text);
        return ByCron{.text = std::move(text), .times = times.value_or(CronText{}), .zone = m_zone};
    }

    Result<Schedule> interval(unsigned number) {
        constexpr unsigned kMost = 100'000;
        const std::string step = "*/" + std::to_string(number);
        if (number > kMost) {
            return unknown(m_at - 1);
        }
        if (takes("minutes") || takes("minute")) {
            return atEnd(60 % number == 0 ? byCron(step + " * * * *") : Schedule(ByInterval{number * 1min, m_from}));
        }
        if (takes("hours") || takes("hour")) {
            return atEnd(24 % number == 0 ? byCron("0 " + step + " * * *")
                                          : Schedule(ByInterval{number * 60min, m_from}));
        }
        if (takes("days") || takes("day")) {
            return atEnd(ByInterval{number * 24 * 60min, m_from});
        }
        return unknown();
    }

    Result<Schedule> days() {
        std::string dayOfMonth = "*";
        std::string weekdays = "*";
        if (takes("weekday")) {
            weekdays = "1-5";
        } else if (takes("weekend")) {
            weekdays = "0,6";
        } else if (takes("month")) {
            const Result<std::string> day = dayInMonth();
            if (!day) {
                return std::unexpected(day.error());
            }
            dayOfMonth = *day;
        } else if (!takes("day")) {
            const Result<std::string> named = namedDays();
            if (!named) {
                return std::unexpected(named.error());
            }
            weekdays = *named;
        }
        const Result<std::string> times = timesOfDay();
        if (!times) {
            return std::unexpected(times.error());
        }
        return atEnd(byCron(*times + " " + dayOfMonth + " * " + weekdays));
    }

    Result<std::string> dayInMonth() {
        if (!takes("on") || !takes("the") || m_at == m_words.size()) {
            return unknown();
        }
        std::string_view word = m_words[m_at].text;
        const bool isNth = word.size() > 2 && (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") ||
                                               word.ends_with("th"));
        word.remove_suffix(isNth ? 2 : 0);
        const std::optional<unsigned> day = wholeNumber(word);
        if (!day || *day < 1 || *day > kDaysOfMonth) {
            return unknown();
        }
        ++m_at;
        return std::to_string(*day);
    }

    Result<std::string> namedDays() {
        std::vector<std::size_t> days;
        while (m_at < m_words.size() && m_words[m_at].text != "at") {
            const auto* const day = std::ranges::find(kDayNames, m_words[m_at].text);
            const bool isAnd = !days.empty() && m_words[m_at].text == "and";
            if (day == kDayNames.end() && !isAnd) {
                return unknown();
            }
            if (!isAnd) {
                days.push_back(static_cast<std::size_t>(day - kDayNames.begin()));
            }
            ++m_at;
        }
        if (days.empty()) {
            return unknown();
        }
        std::ranges::sort(days);
        std::string field;
        for (const std::size_t day : days) {
            field += (field.empty() ? "" : ",") + std::to_string(day);
        }
        return field;
    }

    /// Minutes and hours. All times of a day have to be of the same minute: cron has no others.
    Result<std::string> timesOfDay() {
        if (!takes("at")) {
            return unknown();
        }
        std::vector<TimeOfDay> times;
        while (m_at < m_words.size()) {
            const std::optional<TimeOfDay> time = timeOfDay(m_words[m_at].text);
            const bool isAnd = !times.empty() && m_words[m_at].text == "and";
            if ((!time && !isAnd) || (time && !times.empty() && time->minute != times.front().minute)) {
                return unknown();
            }
            if (time) {
                times.push_back(*time);
            }
            ++m_at;
        }
        if (times.empty()) {
            return unknown();
        }
        std::ranges::sort(times);
        std::string hours;
        for (const TimeOfDay& time : times) {
            hours += (hours.empty() ? "" : ",") + std::to_string(time.hour);
        }
        return std::to_string(times.front().minute) + " " + hours;
    }

    std::string_view m_text;
    std::vector<Word> m_words;
    std::size_t m_at = 0;
    QTimeZone m_zone;
    Seconds m_from;
};

std::string twoDigits(unsigned number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

/// Things in a row: "a", "a and b", "a, b and c".
std::string inARow(const std::vector<std::string>& things) {
    std::string row;
    for (std::size_t i = 0; i < things.size(); ++i) {
        row += (i == 0 ? "" : i + 1 == things.size() ? " and " : ", ") + things[i];
    }
    return row;
}

std::string ordinal(unsigned number) {
    const bool isTeen = number / 10 == 1;
    const unsigned last = number % 10;
    return std::to_string(number) + (isTeen || last > 3 || last == 0 ? "th"
                                     : last == 1                     ? "st"
                                     : last == 2                     ? "nd"
                                                                     : "rd");
}

std::optional<std::string> daysInWords(const CronText& times) {
    constexpr unsigned long kWorkdays = 0b0111110;
    constexpr unsigned long kWeekend = 0b1000001;
    if (times.months.count() != 12) {
        return std::nullopt;
    }
    if (times.anyDay && times.anyWeekday) {
        return times.days.count() == kDaysOfMonth && times.weekdays.all() ? std::optional<std::string>("day")
                                                                          : std::nullopt;
    }
    if (times.anyWeekday && times.days.count() == 1) {
        unsigned day = 1;
        while (!times.days.test(day)) {
            ++day;
        }
        return "month on the " + ordinal(day);
    }
    if (!times.anyDay || times.days.count() != kDaysOfMonth) {
        return std::nullopt;
    }
    if (times.weekdays.to_ulong() == kWorkdays) {
        return "weekday";
    }
    if (times.weekdays.to_ulong() == kWeekend) {
        return "weekend";
    }
    std::vector<std::string> days;
    for (std::size_t day = 0; day < kDayNames.size(); ++day) {
        if (times.weekdays.test(day)) {
            days.emplace_back(kDayNames.at(day));
        }
    }
    return inARow(days);
}

/// Nothing for what has no words.
std::optional<std::string> cronInWords(const CronText& times) {
    const std::optional<std::string> days = daysInWords(times);
    if (!days || times.isInterval || times.minutes.count() != 1) {
        return std::nullopt;
    }
    unsigned minute = 0;
    while (!times.minutes.test(minute)) {
        ++minute;
    }
    std::vector<std::string> hours;
    for (unsigned hour = 0; hour < times.hours.size(); ++hour) {
        if (times.hours.test(hour)) {
            hours.push_back(twoDigits(hour) + ":" + twoDigits(minute));
        }
    }
    return "every " + *days + " at " + inARow(hours);
}

std::string intervalInWords(const ByInterval& interval) {
    const auto minutes = interval.every.count();
    constexpr auto kHour = 60;
    constexpr auto kDay = 24 * kHour;
    const auto [unit, name] = minutes % kDay == 0    ? std::pair(kDay, "day")
                              : minutes % kHour == 0 ? std::pair(kHour, "hour")
                                                     : std::pair(1, "minute");
    const auto number = minutes / unit;
    return "every " + std::to_string(number) + " " + name + (number == 1 ? "" : "s");
}

/// The words for so many times an hour or a day.
std::optional<std::string> timesInWords(const ByCron& cron, const QTimeZone& zone) {
    static constexpr auto kHours = std::to_array<unsigned>({2, 3, 4, 6, 8, 12});
    static constexpr auto kMinutes = std::to_array<unsigned>({2, 3, 4, 5, 6, 10, 12, 15, 20, 30});
    std::vector<std::string> words{"every hour", "every minute"};
    std::ranges::transform(kHours, std::back_inserter(words),
                           [](unsigned n) { return "every " + std::to_string(n) + " hours"; });
    std::ranges::transform(kMinutes, std::back_inserter(words),
                           [](unsigned n) { return "every " + std::to_string(n) + " minutes"; });
    for (const std::string& text : words) {
        const Result<Schedule> read = parseSchedule(text, zone, {});
        if (read && std::get<ByCron>(*read).times == cron.times) {
            return text;
        }
    }
    return std::nullopt;
}

} // namespace

Result<Schedule> parseSchedule(std::string_view text, const QTimeZone& zone, Seconds from) {
    const std::size_t first = text.find_first_not_of(" \t");
    const bool isCron = first != std::string_view::npos &&
                        (text[first] == '*' || text[first] == '@' || (text[first] >= '0' && text[first] <= '9'));
    if (!isCron) {
        return ScheduleReader(text, zone, from).read();
    }
    Result<CronText> times = parseCron(text);
    return times ? Result<Schedule>(ByCron{.text = std::string(text.substr(first)), .times = *times, .zone = zone})
                 : std::unexpected(times.error());
}

std::string scheduleText(const Schedule& schedule) {
    if (const auto* cron = std::get_if<ByCron>(&schedule)) {
        std::optional<std::string> words = cronInWords(cron->times);
        words = words ? words : timesInWords(*cron, cron->zone);
        return words.value_or(cron->text);
    }
    if (const auto* interval = std::get_if<ByInterval>(&schedule)) {
        return intervalInWords(*interval);
    }
    return std::string(std::get<ByEvent>(schedule) == ByEvent::Start ? kOnStart : kBeforeDestruction);
}

} // namespace dbv::schedules
