// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/script_format.h"

#include <string_view>
#include <utility>

#include "viewmodel/utf8_text.h"

namespace dbv::viewmodel {

namespace {

std::u16string_view unitsOf(const QString& text) {
    return {reinterpret_cast<const char16_t*>(text.utf16()), static_cast<std::size_t>(text.size())};
}

Error placedInText(Error error, const QString& text) {
    if (error.where) {
        Utf16Cursor cursor(unitsOf(text));
        const std::size_t begin = cursor.advanceToByte(error.where->begin);
        error.where = TextSpan{begin, cursor.advanceToByte(error.where->end)};
    }
    return error;
}

} // namespace

protocol::FormatOptions formatOptionsFrom(const settings::SettingsSnapshot& settings) {
    protocol::FormatOptions options;
    const std::string style = settings.value(settings::kFormatStyle);
    options.layout = style == "river"     ? protocol::FormatLayout::River
                     : style == "compact" ? protocol::FormatLayout::Compact
                                          : protocol::FormatLayout::Standard;
    const std::string letters = settings.value(settings::kFormatKeywordCase);
    options.keywordCase = letters == "keep"    ? protocol::KeywordCase::Keep
                          : letters == "lower" ? protocol::KeywordCase::Lower
                                               : protocol::KeywordCase::Upper;
    options.commas = settings.value(settings::kFormatCommas) == "leading" ? protocol::CommaPlace::Leading
                                                                          : protocol::CommaPlace::Trailing;
    options.indent = static_cast<std::size_t>(settings.value(settings::kFormatIndent));
    options.width = static_cast<std::size_t>(settings.value(settings::kFormatWidth));
    return options;
}

ScriptFormat::ScriptFormat(bus::CommandBus& bus, QObject* parent) : QObject(parent), m_bus(bus) {}

void ScriptFormat::format(const QString& text, DialectId dialect, const Done& done) {
    if (const std::size_t half = findLoneSurrogate(text); half != static_cast<std::size_t>(text.size())) {
        Error error = makeError(ErrorKind::InvalidInput,
                                tr("The text holds half of a character. Nothing was changed.").toStdString(),
                                tr("Delete what is shown as a box there.").toStdString());
        error.where = TextSpan{half, half + 1};
        done(std::unexpected(std::move(error)));
        return;
    }
    protocol::FormatScript command;
    command.grammar = dialect;
    command.sql = text.toStdString();
    command.options = m_options;
    m_request = m_bus.ask(
        std::move(command),
        [done](const protocol::ScriptFormatted& formatted) { done(QString::fromStdString(formatted.sql)); },
        [done, text](const Error& error) { done(std::unexpected(placedInText(error, text))); });
}

} // namespace dbv::viewmodel
