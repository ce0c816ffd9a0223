// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme.h"

#include <algorithm>
#include <cmath>

#include <QApplication>

#include "ui/theme/own_style.h"

namespace dbv::ui {
namespace {

EditorColors lightEditor() {
    return {.background = QColor(0xFFFFFF),
            .currentLine = QColor(0xE9F0F9),
            .statement = QColor(0xF4F8FD),
            .bracket = QColor(0xCFE3FA),
            .gutter = QColor(0xF6F7F9),
            .text = QColor(0x1B1F24),
            .keyword = QColor(0x0A48A8),
            .string = QColor(0x14602A),
            .number = QColor(0x8A3500),
            .comment = QColor(0x525B66),
            .parameter = QColor(0x701A9C),
            .quotedName = QColor(0x0A5663),
            .invalid = QColor(0xA8001E),
            .annotation = QColor(0x5A6470),
            .lineNumber = QColor(0x66707C),
            .currentLineNumber = QColor(0x1B1F24),
            .statementBar = QColor(0x4C8FE0),
            .succeeded = QColor(0x2B8A3E),
            .failed = QColor(0xC92A2A),
            .running = QColor(0xB97500)};
}

EditorColors darkEditor() {
    return {.background = QColor(0x1E2126),
            .currentLine = QColor(0x2C323B),
            .statement = QColor(0x242930),
            .bracket = QColor(0x2B435D),
            .gutter = QColor(0x23262C),
            .text = QColor(0xDDE2E8),
            .keyword = QColor(0x8DBEFF),
            .string = QColor(0x97D6A5),
            .number = QColor(0xF3BA88),
            .comment = QColor(0xA9B3BF),
            .parameter = QColor(0xDDB6F8),
            .quotedName = QColor(0x83D8E1),
            .invalid = QColor(0xFFA3A3),
            .annotation = QColor(0x9DA8B5),
            .lineNumber = QColor(0x8D97A4),
            .currentLineNumber = QColor(0xDDE2E8),
            .statementBar = QColor(0x4C8FE0),
            .succeeded = QColor(0x51B866),
            .failed = QColor(0xF06A6A),
            .running = QColor(0xE0A93B)};
}

/// The colours of a palette that are not greys made from each other.
struct PaletteColors {
    QColor window;
    QColor base;
    QColor alternate;
    QColor button;
    QColor text;
    QColor disabled;
    QColor placeholder;
    QColor selection;
    QColor link;
    QColor tip;
};

QPalette makePalette(const PaletteColors& colors) {
    // Derives bevels and shadows from the button's colour.
    QPalette palette(colors.button, colors.window);
    const auto set = [&palette](QPalette::ColorRole role, const QColor& color, const QColor& disabled) {
        palette.setColor(QPalette::Active, role, color);
        palette.setColor(QPalette::Inactive, role, color);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, colors.window, colors.window);
    set(QPalette::Base, colors.base, colors.window);
    set(QPalette::AlternateBase, colors.alternate, colors.alternate);
    set(QPalette::Button, colors.button, colors.button);
    set(QPalette::ToolTipBase, colors.tip, colors.tip);
    set(QPalette::Highlight, colors.selection, colors.selection);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText}) {
        set(role, colors.text, colors.disabled);
    }
    set(QPalette::HighlightedText, Qt::white, Qt::white);
    set(QPalette::BrightText, Qt::white, Qt::white);
    set(QPalette::PlaceholderText, colors.placeholder, colors.disabled);
    set(QPalette::Link, colors.link, colors.disabled);
    set(QPalette::LinkVisited, colors.link, colors.disabled);
    return palette;
}

QPalette lightPalette() {
    return makePalette({.window = QColor(0xF3F4F6),
                        .base = QColor(0xFFFFFF),
                        .alternate = QColor(0xF8F9FB),
                        .button = QColor(0xE9EBEE),
                        .text = QColor(0x1B1F24),
                        .disabled = QColor(0x5F6873),
                        .placeholder = QColor(0x66707C),
                        .selection = QColor(0x1B62B8),
                        .link = QColor(0x0A48A8),
                        .tip = QColor(0xFFFFFF)});
}

QPalette darkPalette() {
    return makePalette({.window = QColor(0x25282E),
                        .base = QColor(0x1E2126),
                        .alternate = QColor(0x22252B),
                        .button = QColor(0x30343B),
                        .text = QColor(0xDDE2E8),
                        .disabled = QColor(0x98A2AE),
                        .placeholder = QColor(0x98A2AE),
                        .selection = QColor(0x24599B),
                        .link = QColor(0x8DBEFF),
                        .tip = QColor(0x30343B)});
}

double linear(float value) {
    const auto channel = static_cast<double>(value);
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

void addEditorPairs(const EditorColors& colors, std::vector<NamedPair>& pairs) {
    for (const QColor& background : {colors.background, colors.currentLine, colors.statement, colors.bracket}) {
        pairs.push_back({"editor text", {background, colors.text}});
        pairs.push_back({"editor keyword", {background, colors.keyword}});
        pairs.push_back({"editor string", {background, colors.string}});
        pairs.push_back({"editor number", {background, colors.number}});
        pairs.push_back({"editor comment", {background, colors.comment}});
        pairs.push_back({"editor parameter", {background, colors.parameter}});
        pairs.push_back({"editor quoted name", {background, colors.quotedName}});
        pairs.push_back({"editor invalid", {background, colors.invalid}});
    }
    for (const QColor& background : {colors.background, colors.currentLine, colors.statement}) {
        pairs.push_back({"editor annotation", {background, colors.annotation}});
    }
    pairs.push_back({"editor line number", {colors.gutter, colors.lineNumber}});
    pairs.push_back({"editor current line number", {colors.gutter, colors.currentLineNumber}});
}

void addPalettePairs(const QPalette& palette, std::vector<NamedPair>& pairs) {
    for (const QPalette::ColorGroup group : {QPalette::Active, QPalette::Inactive, QPalette::Disabled}) {
        const auto add = [&](std::string_view name, QPalette::ColorRole background, QPalette::ColorRole text) {
            pairs.push_back({name, {palette.color(group, background), palette.color(group, text)}});
        };
        add("window text", QPalette::Window, QPalette::WindowText);
        add("text", QPalette::Base, QPalette::Text);
        add("text on alternate rows", QPalette::AlternateBase, QPalette::Text);
        add("placeholder", QPalette::Base, QPalette::PlaceholderText);
        add("button", QPalette::Button, QPalette::ButtonText);
        add("selection", QPalette::Highlight, QPalette::HighlightedText);
        add("tool tip", QPalette::ToolTipBase, QPalette::ToolTipText);
        add("link", QPalette::Base, QPalette::Link);
        add("link on a window", QPalette::Window, QPalette::Link);
    }
}

} // namespace

Theme makeTheme(ColorScheme scheme) {
    if (scheme == ColorScheme::Dark) {
        return {.scheme = scheme,
                .palette = darkPalette(),
                .editor = darkEditor(),
                .environments = {
                    ColorPair{QColor(0x30343B), QColor(0xDDE2E8)}, ColorPair{QColor(0x2E7D50), QColor(0xFFFFFF)},
                    ColorPair{QColor(0x2F6EB5), QColor(0xFFFFFF)}, ColorPair{QColor(0xE0A93B), QColor(0x1B1F24)},
                    ColorPair{QColor(0xC23A38), QColor(0xFFFFFF)}}};
    }
    return {
        .scheme = scheme,
        .palette = lightPalette(),
        .editor = lightEditor(),
        .environments = {ColorPair{QColor(0xE9EBEE), QColor(0x1B1F24)}, ColorPair{QColor(0x2F6F4A), QColor(0xFFFFFF)},
                         ColorPair{QColor(0x1B62B8), QColor(0xFFFFFF)}, ColorPair{QColor(0xF2B01E), QColor(0x1B1F24)},
                         ColorPair{QColor(0xB3231F), QColor(0xFFFFFF)}}};
}

ColorScheme schemeOf(const QPalette& palette) {
    const double window = luminance(palette.color(QPalette::Active, QPalette::Window));
    const double text = luminance(palette.color(QPalette::Active, QPalette::WindowText));
    return window < text ? ColorScheme::Dark : ColorScheme::Light;
}

SchemeChoice schemeNamed(std::string_view name) {
    return name == "dark" ? SchemeChoice::Dark : name == "light" ? SchemeChoice::Light : SchemeChoice::FollowSystem;
}

ColorScheme resolve(SchemeChoice choice, const QPalette& system) {
    switch (choice) {
    case SchemeChoice::Light: return ColorScheme::Light;
    case SchemeChoice::Dark: return ColorScheme::Dark;
    case SchemeChoice::FollowSystem: break;
    }
    return schemeOf(system);
}

void applyTheme(QApplication& application, const Theme& theme) {
    application.setStyle(new OwnStyle);
    application.setPalette(theme.palette);
}

std::vector<NamedPair> textPairs(const Theme& theme) {
    std::vector<NamedPair> pairs;
    addPalettePairs(theme.palette, pairs);
    addEditorPairs(theme.editor, pairs);
    for (const ColorPair& environment : theme.environments) {
        pairs.push_back({"environment", environment});
    }
    return pairs;
}

double contrastRatio(const QColor& one, const QColor& other) {
    const double first = luminance(one);
    const double second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

} // namespace dbv::ui
