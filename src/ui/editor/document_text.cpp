// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/document_text.h"

#include <algorithm>

#include <QTextBlock>

namespace dbv::ui {

std::size_t DocumentText::size() const {
    return static_cast<std::size_t>(m_document.characterCount() - 1);
}

QString DocumentText::piece(std::size_t begin, std::size_t end) const {
    // Copying all at once is several times faster than line by line.
    if (end - begin > size() / 2) {
        return all().mid(static_cast<qsizetype>(begin), static_cast<qsizetype>(end - begin));
    }
    QString text;
    text.reserve(static_cast<qsizetype>(end - begin));
    const int from = static_cast<int>(begin);
    const int to = static_cast<int>(end);
    for (QTextBlock block = m_document.findBlock(from); block.isValid() && block.position() < to;
         block = block.next()) {
        const QString line = block.text();
        const int first = std::max(0, from - block.position());
        const int last = to - block.position();
        text.append(QStringView(line).mid(first, std::min<qsizetype>(last, line.size()) - first));
        if (last > line.size()) {
            text.append(u'\n');
        }
    }
    return text;
}

std::size_t DocumentText::lineStart(std::size_t position) const {
    return static_cast<std::size_t>(m_document.findBlock(static_cast<int>(position)).position());
}

std::size_t DocumentText::lineEnd(std::size_t position) const {
    const QTextBlock block = m_document.findBlock(static_cast<int>(position));
    return static_cast<std::size_t>(block.position() + block.length() - 1);
}

void DocumentText::edited(int position, int added) {
    // A document counts its last, invisible line end in some edits; the lengths tell what really happened.
    const auto length = static_cast<qsizetype>(size());
    const qsizetype begin = std::min<qsizetype>(position, length);
    const qsizetype end = std::min<qsizetype>(begin + added, length);
    const qsizetype removed = end - begin + m_shared.size() - length;
    m_shared.replace(begin, removed, piece(static_cast<std::size_t>(begin), static_cast<std::size_t>(end)));
}

QString DocumentText::all() const {
    QString text = m_document.toRawText();
    text.replace(QChar::ParagraphSeparator, u'\n');
    return text;
}

} // namespace dbv::ui
