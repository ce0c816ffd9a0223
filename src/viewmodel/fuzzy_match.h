// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <QString>
#include <QStringList>
#include <QStringView>

namespace dbv::viewmodel {

/// A text that is searched by a few of its letters, prepared once.
///
/// Limits: letters beyond `kMostLetters` are not searched.
class FuzzyText {
public:
    static constexpr qsizetype kMostLetters = 512;

    /// `aside` stands behind the text, is searched too, and counts for less.
    explicit FuzzyText(QStringView text, QStringView aside = {});

private:
    friend class FuzzyPattern;

    /// Folded letter by letter, so that places in it are places in the text.
    QString m_letters;
    /// What a match of each letter is worth beyond being one.
    std::vector<std::int8_t> m_worth;
};

/// What somebody types to find a text: every word's letters in order, with others between them. Words are parted by
/// spaces or dots and may come in any order; upper and lower case are the same.
class FuzzyPattern {
public:
    /// Limits: a word's letters beyond `kMostLetters` are ignored.
    static constexpr qsizetype kMostLetters = 64;

    explicit FuzzyPattern(QStringView typed);

    /// Nothing is asked for: every text matches, with 0.
    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    /// How well a text matches, more is better; nothing when it does not. Starts of words and letters that follow each
    /// other count most.
    [[nodiscard]] std::optional<int> score(const FuzzyText& text) const;
    /// The letters of a text that the score came from, ascending; those in `aside` are counted on behind the text, with
    /// one letter between the two. Unit: UTF-16 code units.
    [[nodiscard]] std::vector<int> places(const FuzzyText& text) const;

private:
    QStringList m_words;
};

} // namespace dbv::viewmodel
