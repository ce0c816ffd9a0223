// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/fuzzy_match.h"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

namespace dbv::viewmodel {

namespace {

constexpr int kMatchWorth = 16;
constexpr int kFirstLetterWorth = 12;
constexpr int kWordStartWorth = 9;
constexpr int kAsideWorth = -8;
constexpr int kFollowsWorth = 10;
constexpr int kGapCost = 3;
constexpr int kGapLetterCost = 1;
constexpr int kMostLeadCost = 6;
// Low enough to lose against every real score, high enough to be added to.
constexpr int kNoMatch = std::numeric_limits<int>::min() / 4;

QString foldedLetters(QStringView text) {
    QString folded(text.size(), Qt::Uninitialized);
    // One unit at a time: folding a whole string may change its length, and places would be off.
    std::ranges::transform(text, folded.begin(), [](QChar letter) { return letter.toCaseFolded(); });
    return folded;
}

bool startsWord(QStringView text, qsizetype at) {
    const QChar letter = text[at];
    const QChar before = text[at - 1];
    return (letter.isLetterOrNumber() && !before.isLetterOrNumber()) || (letter.isUpper() && before.isLower()) ||
           (letter.isDigit() && !before.isDigit());
}

bool isSubsequence(QStringView word, QStringView letters) {
    qsizetype found = 0;
    for (const QChar letter : letters) {
        if (letter != word[found]) {
            continue;
        }
        ++found;
        if (found == word.size()) {
            return true;
        }
    }
    return false;
}

/// What one more letter of a word makes of the scores that end at each place of the text.
/// `before` are those of the letter before; for the first letter it is empty.
void scoreLetter(QChar letter, QStringView letters, std::span<const std::int8_t> worth, std::span<const int> before,
                 std::span<int> scores) {
    int afterGap = kNoMatch;
    for (std::size_t at = 0; at < scores.size(); ++at) {
        int reached = -std::min(static_cast<int>(at), kMostLeadCost);
        if (!before.empty()) {
            afterGap -= kGapLetterCost;
            if (at >= 2) {
                afterGap = std::max(afterGap, before[at - 2] - kGapCost);
            }
            reached = std::max(afterGap, at >= 1 ? before[at - 1] + kFollowsWorth : kNoMatch);
        }
        const bool matches = letters[static_cast<qsizetype>(at)] == letter && reached > kNoMatch / 2;
        scores[at] = matches ? reached + kMatchWorth + worth[at] : kNoMatch;
    }
}

/// The scores after each letter of a word, one row a letter. The text holds the word as a subsequence.
std::vector<int> scoreRows(QStringView word, QStringView letters, std::span<const std::int8_t> worth) {
    const auto width = static_cast<std::size_t>(letters.size());
    std::vector<int> rows(width * static_cast<std::size_t>(word.size()));
    std::span<const int> before;
    for (std::size_t row = 0; row < static_cast<std::size_t>(word.size()); ++row) {
        const std::span<int> scores = std::span(rows).subspan(row * width, width);
        scoreLetter(word[static_cast<qsizetype>(row)], letters, worth, before, scores);
        before = scores;
    }
    return rows;
}

/// The same as the best of the last row, without keeping the rows.
int bestScore(QStringView word, QStringView letters, std::span<const std::int8_t> worth) {
    std::array<std::array<int, FuzzyText::kMostLetters>, 2> rows{};
    const auto width = static_cast<std::size_t>(letters.size());
    std::span<const int> before;
    for (qsizetype row = 0; row < word.size(); ++row) {
        const std::span<int> scores = std::span(rows[static_cast<std::size_t>(row % 2)]).first(width);
        scoreLetter(word[row], letters, worth, before, scores);
        before = scores;
    }
    return *std::ranges::max_element(before);
}

} // namespace

FuzzyText::FuzzyText(QStringView text, QStringView aside) {
    QString whole = text.first(std::min(text.size(), kMostLetters)).toString();
    const qsizetype own = whole.size();
    if (!aside.isEmpty()) {
        whole += QLatin1Char(' ');
        whole += aside;
        whole.truncate(kMostLetters);
    }
    m_letters = foldedLetters(whole);
    m_worth.resize(static_cast<std::size_t>(whole.size()), 0);
    for (qsizetype at = 0; at < whole.size(); ++at) {
        const int worth = at == 0 ? kFirstLetterWorth : startsWord(whole, at) ? kWordStartWorth : 0;
        m_worth[static_cast<std::size_t>(at)] = static_cast<std::int8_t>(worth + (at > own ? kAsideWorth : 0));
    }
}

FuzzyPattern::FuzzyPattern(QStringView typed) {
    QString word;
    const auto endWord = [this, &word] {
        if (!word.isEmpty()) {
            m_words << word.left(kMostLetters);
            word.clear();
        }
    };
    for (const QChar letter : typed) {
        if (letter.isSpace() || letter == QLatin1Char('.')) {
            endWord();
        } else {
            word += letter.toCaseFolded();
        }
    }
    endWord();
}

std::optional<int> FuzzyPattern::score(const FuzzyText& text) const {
    if (!std::ranges::all_of(m_words, [&](const QString& word) { return isSubsequence(word, text.m_letters); })) {
        return std::nullopt;
    }
    int sum = 0;
    for (const QString& word : m_words) {
        sum += bestScore(word, text.m_letters, text.m_worth);
    }
    return sum;
}

std::vector<int> FuzzyPattern::places(const FuzzyText& text) const {
    std::vector<int> all;
    const auto width = static_cast<std::size_t>(text.m_letters.size());
    for (const QString& word : m_words) {
        if (!isSubsequence(word, text.m_letters)) {
            return {};
        }
        const std::vector<int> rows = scoreRows(word, text.m_letters, text.m_worth);
        auto row = static_cast<std::size_t>(word.size());
        std::size_t end = width;
        int wanted = 0;
        while (row-- > 0) {
            const auto scores = std::span(rows).subspan(row * width, end);
            const bool last = row + 1 == static_cast<std::size_t>(word.size());
            // The way back takes the letter before, or the one whose score less the gap gives what was reached.
            auto at = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
            for (std::size_t back = 0; !last && back < end; ++back) {
                const int gap = back == 0 ? kFollowsWorth : -kGapCost - kGapLetterCost * static_cast<int>(back - 1);
                if (scores[end - 1 - back] + gap == wanted) {
                    at = end - 1 - back;
                    break;
                }
            }
            wanted = scores[at] - kMatchWorth - text.m_worth[at];
            all.push_back(static_cast<int>(at));
            end = at;
        }
    }
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

} // namespace dbv::viewmodel
