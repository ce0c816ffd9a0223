// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <QColor>
#include <QPalette>

class QApplication;

namespace dbv::ui {

/// Whether a window is dark on light or light on dark.
enum class ColorScheme : std::uint8_t { Light, Dark };

/// What the user asks for.
enum class SchemeChoice : std::uint8_t { FollowSystem, Light, Dark };

/// What a connection is used for, as the user has said it.
enum class Environment : std::uint8_t { None, Local, Test, Staging, Production };
inline constexpr std::size_t kEnvironmentCount = 5;

/// The colours of the SQL editor.
struct EditorColors {
    QColor background;
    QColor currentLine;
    QColor statement;
    QColor bracket;
    QColor gutter;

    QColor text;
    QColor keyword;
    QColor string;
    QColor number;
    QColor comment;
    QColor parameter;
    QColor quotedName;
    QColor invalid;
    QColor annotation;
    QColor lineNumber;
    QColor currentLineNumber;

    /// The bar beside the current statement and the marks of how statements ended. Not text.
    QColor statementBar;
    QColor succeeded;
    QColor failed;
    QColor running;
};

/// A fill and the text upon it.
struct ColorPair {
    QColor background;
    QColor text;

    friend bool operator==(const ColorPair&, const ColorPair&) = default;
};

/// Everything that decides how a window is coloured.
struct Theme {
    ColorScheme scheme = ColorScheme::Light;
    QPalette palette;
    EditorColors editor;
    /// One for each `Environment`.
    std::array<ColorPair, kEnvironmentCount> environments;

    [[nodiscard]] const ColorPair& of(Environment environment) const {
        return environments[static_cast<std::size_t>(environment)];
    }
};

/// The colours of one scheme.
[[nodiscard]] Theme makeTheme(ColorScheme scheme);

/// The scheme that a desktop uses, judged by how light the windows of its palette are.
[[nodiscard]] ColorScheme schemeOf(const QPalette& palette);

/// The choice that the setting `theme` names.
[[nodiscard]] SchemeChoice schemeNamed(std::string_view name);

/// The scheme that a choice comes to. `system` is the application's palette before `applyTheme` changed it.
[[nodiscard]] ColorScheme resolve(SchemeChoice choice, const QPalette& system);

/// Gives the application the Fusion style and the colours of a theme.
void applyTheme(QApplication& application, const Theme& theme);

/// A pair of colours that text is painted in somewhere, with the name of the place.
struct NamedPair {
    std::string_view name;
    ColorPair colors;
};

/// Every text colour of a theme with every background that it can stand on.
[[nodiscard]] std::vector<NamedPair> textPairs(const Theme& theme);

/// How far two opaque colours differ in lightness, from 1 to 21, as WCAG 2 defines it.
[[nodiscard]] double contrastRatio(const QColor& one, const QColor& other);

} // namespace dbv::ui
