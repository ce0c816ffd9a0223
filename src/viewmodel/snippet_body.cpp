// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/snippet_body.h"

#include <algorithm>
#include <map>
#include <optional>

namespace dbv::viewmodel {

namespace {

constexpr int kHighestPlace = 999;

/// Reads places within places.
class SnippetReader {
public:
    explicit SnippetReader(const QString& body) : m_body(body) {}

    /// The texts that places of a number have, from the first one that has any.
    [[nodiscard]] std::map<int, QString> texts() {
        read(false, nullptr);
        return m_texts;
    }
    [[nodiscard]] SnippetBody expand(const std::map<int, QString>& texts) {
        m_at = 0;
        m_result = {};
        read(false, &texts);
        return m_result;
    }

private:
    /// Up to the end, or to the brace that ends a place.
    void read(bool inPlace, const std::map<int, QString>* texts) {
        while (m_at < m_body.size()) {
            const QChar unit = m_body[m_at];
            const QChar next = m_at + 1 < m_body.size() ? m_body[m_at + 1] : QChar();
            if (unit == u'\\' && (next == u'$' || (inPlace && (next == u'}' || next == u'\\')))) {
                m_result.text += next;
                m_at += 2;
            } else if (inPlace && unit == u'}') {
                return;
            } else if (unit == u'$' && readPlace(texts)) {
            } else {
                m_result.text += unit;
                ++m_at;
            }
        }
    }

    bool readPlace(const std::map<int, QString>* texts) {
        const bool braced = m_at + 1 < m_body.size() && m_body[m_at + 1] == u'{';
        qsizetype end = m_at + (braced ? 2 : 1);
        const qsizetype digits = end;
        while (end < m_body.size() && m_body[end] >= u'0' && m_body[end] <= u'9') {
            ++end;
        }
        bool isNumber = false;
        const int number = m_body.mid(digits, end - digits).toInt(&isNumber);
        const QChar behind = end < m_body.size() ? m_body[end] : QChar();
        if (!isNumber || number > kHighestPlace || (!braced && (number != 0 || end - digits != 1)) ||
            (braced && behind != u'}' && behind != u':' && behind != u'|')) {
            return false;
        }
        const qsizetype start = m_at;
        const qsizetype length = m_result.text.size();
        const std::size_t known = m_result.places.size();
        const auto begin = static_cast<std::size_t>(length);
        m_result.places.push_back({number, {begin, begin}});
        m_at = braced ? end + 1 : end;
        if (behind == u':' && braced) {
            read(true, texts);
            if (m_at == m_body.size()) {
                // It does not end, so it is none.
                m_at = start;
                m_result.text.truncate(length);
                m_result.places.resize(known);
                return false;
            }
            ++m_at;
        } else if (behind == u'|' && braced && !readChoice()) {
            m_at = start;
            m_result.places.resize(known);
            return false;
        }
        const QString own = m_result.text.mid(length);
        if (!own.isEmpty()) {
            m_texts.try_emplace(number, own);
        } else if (texts != nullptr && texts->contains(number)) {
            m_result.text += texts->at(number);
        }
        m_result.places[known].span.end = static_cast<std::size_t>(m_result.text.size());
        return true;
    }

    bool readChoice() {
        const qsizetype end = m_body.indexOf(QLatin1String("|}"), m_at);
        if (end < 0) {
            return false;
        }
        m_result.text += m_body.mid(m_at, end - m_at).section(u',', 0, 0);
        m_at = end + 2;
        return true;
    }

    const QString& m_body;
    qsizetype m_at = 0;
    SnippetBody m_result;
    std::map<int, QString> m_texts;
};

} // namespace

std::vector<int> SnippetBody::numbers() const {
    std::vector<int> numbers(places.size());
    std::ranges::transform(places, numbers.begin(), &SnippetPlace::number);
    // The one with the number 0 is the last.
    std::ranges::sort(numbers, {}, [](int number) { return number == 0 ? kHighestPlace + 1 : number; });
    const auto twice = std::ranges::unique(numbers);
    numbers.erase(twice.begin(), twice.end());
    return numbers;
}

SnippetBody readSnippetBody(QString body, const QString& indent) {
    body.replace(u'\n', u'\n' + indent);
    SnippetReader reader(body);
    const std::map<int, QString> texts = reader.texts();
    SnippetBody read = reader.expand(texts);
    if (std::ranges::find(read.places, 0, &SnippetPlace::number) == read.places.end()) {
        const auto end = static_cast<std::size_t>(read.text.size());
        read.places.push_back({0, {end, end}});
    }
    return read;
}

} // namespace dbv::viewmodel
