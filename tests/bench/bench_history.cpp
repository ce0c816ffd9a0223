// SPDX-License-Identifier: Apache-2.0
// Searching the history among a million statements of different words, as somebody types.
//
//   bench_history FOLDER [entries]
//
// The history is filled where the folder has none of this size. The line is the slowest of all searches, each of which is the
// median of three: the beginnings of words that stand in nearly every statement, of rare ones and of none, with the filters.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "bench/measurement.h"
#include "store/history_store.h"

namespace dbv::store {

namespace {

using protocol::HistoryEntry;
using protocol::HistoryOutcome;

constexpr std::int64_t kFirstMoment = 1'600'000'000'000;
constexpr std::int64_t kBetweenMs = 150'000;
constexpr std::uint64_t kEntries = 1'000'000;
constexpr std::uint64_t kAtOnce = 1000;

/// Writes statements of words that are made of few syllables, so that many begin alike.
class StatementMaker {
public:
    StatementMaker() {
        for (int i = 0; i < 4000; ++i) {
            m_words.push_back(syllable() + syllable() + (i % 2 == 0 ? syllable() : ""));
        }
    }
    [[nodiscard]] HistoryEntry next(std::uint64_t number) {
        HistoryEntry entry;
        entry.at = kFirstMoment + static_cast<std::int64_t>(number) * kBetweenMs;
        entry.connection = "connection " + std::to_string(m_random() % 40);
        entry.outcome = m_random() % 50 == 0 ? HistoryOutcome::Failed : HistoryOutcome::Done;
        entry.sql = number % 5 == 0 ? "UPDATE " + word() + " SET " + word() + " = " + std::to_string(m_random()) +
                                          " WHERE id = " + std::to_string(m_random() % 1'000'000)
                                    : "SELECT " + word() + ", " + word() + " FROM " + word() + " t JOIN " + word() +
                                          " u ON u.id = t." + word() + "_id WHERE t." + word() + " > '" + word() +
                                          "' ORDER BY " + word();
        return entry;
    }

private:
    [[nodiscard]] std::string syllable() {
        static constexpr std::array<std::string_view, 16> kSyllables = {"or",  "der",  "cus", "tom",  "in",   "voice",
                                                                        "pay", "ment", "pro", "duct", "ship", "line",
                                                                        "sta", "tus",  "am",  "se"};
        return std::string(kSyllables[m_random() % kSyllables.size()]);
    }
    [[nodiscard]] const std::string& word() { return m_words[m_random() % m_words.size()]; }

    std::mt19937 m_random{1};
    std::vector<std::string> m_words;
};

void fill(HistoryStore& history, std::uint64_t entries) {
    StatementMaker maker;
    for (std::uint64_t done = 0; done < entries; done += kAtOnce) {
        std::vector<HistoryEntry> batch;
        batch.reserve(kAtOnce);
        for (std::uint64_t i = 0; i < kAtOnce; ++i) {
            batch.push_back(maker.next(done + i));
        }
        if (const Result<void> recorded = history.record(batch); !recorded) {
            bench::giveUp(recorded.error().message);
        }
    }
}

double millisecondsOf(HistoryStore& history, const protocol::SearchHistory& asked) {
    std::vector<double> rounds;
    for (int i = 0; i < 3; ++i) {
        const bench::Stopwatch clock;
        const Result<protocol::HistoryFound> found = history.search(asked);
        rounds.push_back(clock.milliseconds());
        if (!found) {
            bench::giveUp(found.error().message);
        }
    }
    return bench::median(rounds);
}

int run(const std::filesystem::path& folder, std::uint64_t entries) {
    HistoryStore history(folder, {}, [] { return kFirstMoment; });
    const protocol::SearchHistory whole{.limit = 1};
    const Result<protocol::HistoryFound> last = history.search(whole);
    const std::int64_t lastMoment = kFirstMoment + static_cast<std::int64_t>(entries - 1) * kBetweenMs;
    if (!last) {
        bench::giveUp(last.error().message);
    }
    if (last->entries.empty() || last->entries.front().at != lastMoment) {
        fill(history, entries);
    }
    double slowest = 0;
    std::string which;
    std::size_t searches = 0;
    for (const std::string text :
         {"", "s", "se", "sel", "selec", "select", "custom", "order pay", "select zzz", "zzz", "7"}) {
        for (const std::optional<HistoryOutcome> outcome :
             {std::optional<HistoryOutcome>(), std::optional(HistoryOutcome::Failed)}) {
            for (const char* connection : {"", "connection 7"}) {
                const double took =
                    millisecondsOf(history, {.text = text, .connection = connection, .outcome = outcome});
                ++searches;
                if (took > slowest) {
                    slowest = took;
                    which = '"' + text + "\" " + connection + (outcome ? " failed" : "");
                }
            }
        }
    }
    bench::tell("history.search", slowest,
                std::to_string(searches) + " searches among " + std::to_string(entries) + ", the slowest " + which);
    return EXIT_SUCCESS;
}

} // namespace

} // namespace dbv::store

int main(int argc, char** argv) {
    if (argc < 2) {
        dbv::bench::giveUp("bench_history FOLDER [entries]");
    }
    return dbv::store::run(argv[1], argc > 2 ? std::strtoull(argv[2], nullptr, 10) : dbv::store::kEntries);
}
