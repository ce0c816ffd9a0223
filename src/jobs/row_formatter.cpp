// SPDX-License-Identifier: Apache-2.0
#include "jobs/row_formatter.h"

#include <array>
#include <string>
#include <utility>

#include "jobs/formatters.h"

namespace dbv::jobs {

namespace {

Result<void> checkOptions(protocol::ExportFormat format, const protocol::ExportOptions& options) {
    if (options.lineEnd != "\n" && options.lineEnd != "\r\n") {
        return fail(ErrorKind::InvalidInput, "The line end must be a line feed, or a carriage return and a line feed.",
                    R"(Use "\n" or "\r\n".)");
    }
    const char delimiter = options.delimiter;
    if (format == protocol::ExportFormat::Csv &&
        (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || delimiter == '\0' ||
         static_cast<unsigned char>(delimiter) >= 0x80U)) {
        return fail(ErrorKind::InvalidInput,
                    "The delimiter must be one ASCII character other than a quote, a line end and NUL.",
                    "Use a comma, a semicolon or a tab.");
    }
    const std::string_view forbidden = format == protocol::ExportFormat::Tsv ? "\t\n\r" : "\"\n\r";
    const bool broken = options.nullText.find_first_of(forbidden) != std::string::npos ||
                        (format == protocol::ExportFormat::Csv && options.nullText.contains(delimiter));
    if (broken) {
        return fail(ErrorKind::InvalidInput, "The text for NULL would break the lines of the file.",
                    "Leave quotes, delimiters and line ends out of it.");
    }
    return {};
}

} // namespace

Result<std::unique_ptr<RowFormatter>> makeRowFormatter(protocol::ExportFormat format,
                                                       const protocol::ExportOptions& options) {
    const bool json = format == protocol::ExportFormat::Json || format == protocol::ExportFormat::NdJson;
    if (json) {
        return makeJsonFormatter(format == protocol::ExportFormat::NdJson ? JsonLayout::ObjectsALine
                                                                          : JsonLayout::Array);
    }
    if (Result<void> checked = checkOptions(format, options); !checked) {
        return std::unexpected(checked.error());
    }
    return format == protocol::ExportFormat::Csv ? makeCsvFormatter(options) : makeTsvFormatter(options);
}

std::optional<protocol::ExportFormat> exportFormatNamed(std::string_view name) {
    using enum protocol::ExportFormat;
    constexpr std::array kNames{std::pair("csv", Csv), std::pair("tsv", Tsv), std::pair("json", Json),
                                std::pair("ndjson", NdJson)};
    for (const auto& [known, format] : kNames) {
        if (name == known) {
            return format;
        }
    }
    return std::nullopt;
}

protocol::ExportOptions usualOptions(protocol::ExportFormat format) {
    protocol::ExportOptions options;
    if (format == protocol::ExportFormat::Tsv) {
        options.nullText = "\\N";
        options.delimiter = '\t';
    }
    return options;
}

} // namespace dbv::jobs
