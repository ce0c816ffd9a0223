// SPDX-License-Identifier: Apache-2.0
#include "engine/script_format.h"

#include <string>
#include <utility>

#include "sql/formatter.h"

namespace dbv::engine {

namespace {

sql::FormatStyle styleOf(const protocol::FormatOptions& options) {
    sql::FormatStyle style{.indent = options.indent, .width = options.width};
    switch (options.layout) {
    case protocol::FormatLayout::Standard: style.layout = sql::FormatLayout::Standard; break;
    case protocol::FormatLayout::Compact: style.layout = sql::FormatLayout::Compact; break;
    case protocol::FormatLayout::River: style.layout = sql::FormatLayout::River; break;
    }
    switch (options.keywordCase) {
    case protocol::KeywordCase::Upper: style.keywordCase = sql::KeywordCase::Upper; break;
    case protocol::KeywordCase::Lower: style.keywordCase = sql::KeywordCase::Lower; break;
    case protocol::KeywordCase::Keep: style.keywordCase = sql::KeywordCase::Keep; break;
    }
    switch (options.commas) {
    case protocol::CommaPlace::Trailing: style.commas = sql::CommaPlace::Trailing; break;
    case protocol::CommaPlace::Leading: style.commas = sql::CommaPlace::Leading; break;
    }
    return style;
}

} // namespace

Result<protocol::ScriptFormatted> formatScript(const protocol::FormatScript& command, const std::stop_token& stop) {
    const protocol::FormatOptions& options = command.options;
    if (options.indent > protocol::kMostFormatIndent) {
        return fail(ErrorKind::InvalidInput,
                    "indent is a number from 0 to " + std::to_string(protocol::kMostFormatIndent) + ".", "Use 4.");
    }
    if (options.width < protocol::kLeastFormatWidth || options.width > protocol::kMostFormatWidth) {
        return fail(ErrorKind::InvalidInput,
                    "width is a number from " + std::to_string(protocol::kLeastFormatWidth) + " to " +
                        std::to_string(protocol::kMostFormatWidth) + ".",
                    "Use 100.");
    }
    Result<std::string> written = sql::format(command.sql, command.grammar, styleOf(options), stop);
    if (!written) {
        return std::unexpected(std::move(written.error()));
    }
    return protocol::ScriptFormatted{*std::move(written)};
}

} // namespace dbv::engine
