// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include <QtCore/QString>
#include <QtCore/QStringView>

namespace dbv {

/// A text in pieces that its copies share: to copy a long one, to edit it, and to compare it with what it was cost as much as what has
/// changed, not as the whole.
/// Unit: UTF-16 code units, from 0.
/// Thread: any, one at a time for each copy.
class PiecedText {
public:
    PiecedText() = default;
    // A text is a text.
    explicit(false) PiecedText(const QString& text) : m_size(text.size()) {
        if (!text.isEmpty()) {
            m_pieces.push_back(text);
        }
    }

    [[nodiscard]] qsizetype size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    /// As one. Shape: copies a text of several pieces.
    [[nodiscard]] QString joined() const {
        if (m_pieces.size() == 1) {
            return m_pieces.front();
        }
        QString all;
        all.reserve(m_size);
        for (const QString& piece : m_pieces) {
            all += piece;
        }
        return all;
    }

    /// Puts another text in the place of [position, position + removed), which lies within the text.
    void replace(qsizetype position, qsizetype removed, const QString& added) {
        const auto first = split(position);
        const auto last = split(position + removed);
        std::vector<QString> between;
        for (qsizetype at = 0; at < added.size(); at += kPiece) {
            between.push_back(added.mid(at, kPiece));
        }
        const auto at = m_pieces.erase(begin(first), begin(last));
        m_pieces.insert(at, between.begin(), between.end());
        m_size += added.size() - removed;
        join(first == 0 ? 0 : first - 1, first + between.size() + 1);
    }

    /// How much of the start of two texts is the same, and then of their ends.
    [[nodiscard]] std::pair<qsizetype, qsizetype> sameEnds(const PiecedText& other) const {
        const qsizetype shorter = std::min(m_size, other.m_size);
        const qsizetype head = sameHead(other, shorter);
        const qsizetype tail =
            sameFrom(m_pieces.rbegin(), m_pieces.rend(), other.m_pieces.rbegin(), other.m_pieces.rend(), shorter - head,
                     [](QStringView text, qsizetype at) { return text[text.size() - 1 - at]; });
        return {head, tail};
    }

    friend bool operator==(const PiecedText& left, const PiecedText& right) {
        return left.m_size == right.m_size && left.sameHead(right, left.m_size) == left.m_size;
    }

private:
    /// So much is copied at an edit.
    static constexpr qsizetype kPiece = qsizetype{32} * 1024;

    [[nodiscard]] std::vector<QString>::iterator begin(std::size_t piece) {
        return m_pieces.begin() + static_cast<std::ptrdiff_t>(piece);
    }

    /// The piece that begins at a place, which is made where there is none.
    std::size_t split(qsizetype place) {
        std::size_t piece = 0;
        while (piece < m_pieces.size() && place >= m_pieces[piece].size()) {
            place -= m_pieces[piece].size();
            ++piece;
        }
        if (place == 0) {
            return piece;
        }
        const QString whole = m_pieces[piece];
        // A text that came as one is cut into many the first time.
        std::vector<QString> parts;
        const auto cut = [&parts, &whole](qsizetype from, qsizetype to) {
            for (qsizetype at = from; at < to; at += kPiece) {
                parts.push_back(whole.mid(at, std::min(kPiece, to - at)));
            }
        };
        cut(0, place);
        const std::size_t before = parts.size();
        cut(place, whole.size());
        m_pieces.insert(m_pieces.erase(begin(piece)), parts.begin(), parts.end());
        return piece + before;
    }

    /// Makes one of small pieces that stand together in [from, to).
    void join(std::size_t from, std::size_t to) {
        for (std::size_t at = from; at + 1 < std::min(to, m_pieces.size());) {
            if (m_pieces[at].size() + m_pieces[at + 1].size() > kPiece) {
                ++at;
                continue;
            }
            m_pieces[at] += m_pieces[at + 1];
            m_pieces.erase(begin(at + 1));
            --to;
        }
    }

    /// How many units of the start of two texts are the same, of at most so many.
    [[nodiscard]] qsizetype sameHead(const PiecedText& other, qsizetype most) const {
        return sameFrom(m_pieces.begin(), m_pieces.end(), other.m_pieces.begin(), other.m_pieces.end(), most,
                        [](QStringView text, qsizetype at) { return text[at]; });
    }

    /// How many units are the same, of at most so many. `unit` tells one of them, in the order in which they are looked at.
    template <class Pieces, class Unit>
    static qsizetype sameFrom(Pieces left, const Pieces& leftEnd, Pieces right, const Pieces& rightEnd, qsizetype most,
                              Unit unit) {
        qsizetype same = 0;
        qsizetype inLeft = 0;
        qsizetype inRight = 0;
        while (same < most && left != leftEnd && right != rightEnd) {
            const qsizetype both = std::min({left->size() - inLeft, right->size() - inRight, most - same});
            const bool shared = inLeft == 0 && inRight == 0 && left->constData() == right->constData() &&
                                left->size() == right->size() && both == left->size();
            qsizetype here = shared ? both : 0;
            while (here < both && unit(*left, inLeft + here) == unit(*right, inRight + here)) {
                ++here;
            }
            same += here;
            if (here < both) {
                break;
            }
            inLeft += here;
            inRight += here;
            if (inLeft == left->size()) {
                ++left;
                inLeft = 0;
            }
            if (inRight == right->size()) {
                ++right;
                inRight = 0;
            }
        }
        return same;
    }

    std::vector<QString> m_pieces;
    qsizetype m_size = 0;
};

} // namespace dbv
