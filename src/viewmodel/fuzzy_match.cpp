// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/fuzzy_match.h"

#include <algorithm>
#include <span>
#include <string_view>

#include "catalog/fuzzy_score.h"

namespace dbv::viewmodel {

namespace {

namespace fuzzy = catalog::fuzzy;

constexpr int kAsideWorth = -8;

std::u16string_view unitsOf(QStringView text) {
    return {text.utf16(), static_cast<std::size_t>(text.size())};
}

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

/// The scores after each letter of a word, one row a letter. The text holds the word as a subsequence.
std::vector<int> scoreRows(QStringView word, QStringView letters, std::span<const std::int8_t> worth) {
    const auto width = static_cast<std::size_t>(letters.size());
    std::vector<int> rows(width * static_cast<std::size_t>(word.size()));
    std::span<const int> before;
    for (std::size_t row = 0; row < static_cast<std::size_t>(word.size()); ++row) {
        const std::span<int> scores = std::span(rows).subspan(row * width, width);
        fuzzy::scoreLetter(unitsOf(word)[row], unitsOf(letters), worth, before, scores);
        before = scores;
    }
    return rows;
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
        const int worth = at == 0 ? fuzzy::kFirstLetterWorth : startsWord(whole, at) ? fuzzy::kWordStartWorth : 0;
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
    if (!std::ranges::all_of(m_words, [&](const QString& word) {
            return fuzzy::isSubsequence(unitsOf(word), unitsOf(text.m_letters));
        })) {
        return std::nullopt;
    }
    int sum = 0;
    for (const QString& word : m_words) {
        sum += fuzzy::bestScore(unitsOf(word), unitsOf(text.m_letters), text.m_worth);
    }
    return sum;
}

std::vector<int> FuzzyPattern::places(const FuzzyText& text) const {
    std::vector<int> all;
    const auto width = static_cast<std::size_t>(text.m_letters.size());
    for (const QString& word : m_words) {
        if (!fuzzy::isSubsequence(unitsOf(word), unitsOf(text.m_letters))) {
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
                const int gap = back == 0 ? fuzzy::kFollowsWorth
                                          : -fuzzy::kGapCost - fuzzy::kGapLetterCost * static_cast<int>(back - 1);
                if (scores[end - 1 - back] + gap == wanted) {
                    at = end - 1 - back;
                    break;
                }
            }
            wanted = scores[at] - fuzzy::kMatchWorth - text.m_worth[at];
            all.push_back(static_cast<int>(at));
            end = at;
        }
    }
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    return all;
}

} // namespace dbv::viewmodel
