// SPDX-License-Identifier: Apache-2.0
#include "ui/editor/line_colors.h"

#include <algorithm>
#include <string_view>

#include <QTextDocument>
#include <QTextLayout>

namespace dbv::ui {
namespace {

constexpr qsizetype kColoredUnits = 65'536;

} // namespace

LineColors::LineColors(const EditorColors& colors) {
    const auto set = [this](sql::TokenKind kind, const QColor& color) {
        m_formats[static_cast<std::size_t>(kind)].setForeground(color);
    };
    set(sql::TokenKind::LineComment, colors.comment);
    set(sql::TokenKind::BlockComment, colors.comment);
    set(sql::TokenKind::Keyword, colors.keyword);
    set(sql::TokenKind::QuotedIdentifier, colors.quotedName);
    set(sql::TokenKind::String, colors.string);
    set(sql::TokenKind::BlobLiteral, colors.string);
    set(sql::TokenKind::Number, colors.number);
    set(sql::TokenKind::Parameter, colors.parameter);
    set(sql::TokenKind::Invalid, colors.invalid);
}

void LineColors::apply(QTextBlock& block, DialectId dialect, sql::LexerState start) const {
    const QString line = block.text().left(kColoredUnits);
    const std::u16string_view text(reinterpret_cast<const char16_t*>(line.utf16()),
                                   static_cast<std::size_t>(line.size()));
    QList<QTextLayout::FormatRange> ranges;
    sql::Lexer<char16_t> lexer(text, dialect, start);
    for (sql::Token token = lexer.next(); token.kind != sql::TokenKind::End; token = lexer.next()) {
        const QTextCharFormat& format = m_formats[static_cast<std::size_t>(token.kind)];
        if (format.hasProperty(QTextFormat::ForegroundBrush)) {
            ranges.append({static_cast<int>(token.span.begin), static_cast<int>(token.span.size()), format});
        }
    }
    QTextLayout* layout = block.layout();
    if (layout->formats() != ranges) {
        layout->setFormats(ranges);
        const_cast<QTextDocument*>(block.document())->markContentsDirty(block.position(), block.length());
    }
}

} // namespace dbv::ui
