// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include <QTextBlock>
#include <QTextCharFormat>

#include "sql/lexer.h"
#include "ui/theme/theme.h"

namespace dbv::ui {

/// Colours the tokens of single lines.
class LineColors {
public:
    LineColors() = default;
    explicit LineColors(const EditorColors& colors);

    /// Colours a line of a document that is not being edited right now. Neither the text nor its undo history change.
    /// Limits: the first 64 Ki code units of a line; the rest stays plain.
    void apply(QTextBlock& block, DialectId dialect, sql::LexerState start) const;

private:
    static constexpr std::size_t kKinds = static_cast<std::size_t>(sql::TokenKind::End) + 1;
    std::array<QTextCharFormat, kKinds> m_formats;
};

} // namespace dbv::ui
