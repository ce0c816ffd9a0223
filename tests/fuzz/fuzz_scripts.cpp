// SPDX-License-Identifier: Apache-2.0
// A script on the disk is cut as its whole text is, whatever part of it is in memory; packed, in any encoding, or damaged it is read to
// its end or refused.
//
// Input: a byte that chooses the grammar, one that chooses the window, then the file.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <QtCore/QTemporaryDir>

#include "fuzz_grammar.h"
#include "scripts/statement_reader.h"
#include "sql/splitter.h"

namespace {

using dbv::Grammar;
using dbv::scripts::StatementReader;
using dbv::scripts::TextSource;
using dbv::test::foundBroken;

std::string fileWith(std::string_view bytes) {
    static const QTemporaryDir kFolder;
    const std::string path = kFolder.filePath(QStringLiteral("script")).toStdString();
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
}

/// All the text; empty where it can not be read.
std::string textOf(const std::string& path) {
    auto source = TextSource::open({path}, {}, {});
    std::string text;
    while (source && !source->isAtEnd()) {
        if (!source->append(text, 1U << 16U)) {
            return {};
        }
    }
    return text;
}

std::vector<std::string> cutWhole(std::string_view script, const Grammar& grammar) {
    std::vector<std::string> texts;
    for (const dbv::sql::Statement& each : dbv::sql::split(script, grammar)) {
        if (each.kind != dbv::sql::StatementKind::CopyData) {
            texts.emplace_back(script.substr(each.span.begin, each.span.size()));
        }
    }
    return texts;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    constexpr std::size_t kLargest = 1U << 16U;
    dbv::test::FuzzInput input(bytes, std::min(size, kLargest));
    const Grammar grammar = input.chooseGrammar();
    const std::size_t window = 1 + input.choose(256);
    const std::string path = fileWith(input.text());
    const std::string whole = textOf(path);
    auto source = TextSource::open({path}, {}, {});
    if (!source) {
        return 0;
    }
    StatementReader reader(std::move(*source), path, {.statement = std::size_t{1} << 26U, .window = window});
    // Where the text can not be read to its end, that is all that is known of how many there are.
    const std::size_t most = whole.empty() ? std::size_t{1} << 20U : whole.size() + 1;
    std::vector<std::string> texts;
    while (true) {
        const auto read = reader.next(grammar);
        if (!read) {
            // Cut off among the rows of a COPY, or not to be decoded: nothing to compare.
            return 0;
        }
        if (!*read) {
            break;
        }
        const auto& unclosed = (*read)->unclosed;
        if (unclosed && unclosed->kind == dbv::sql::TokenKind::BlockComment && unclosed->span.begin == 0) {
            // Told by the reader, so that somebody hears of it; of a whole text it is asked.
            continue;
        }
        texts.emplace_back((*read)->text);
        if (texts.size() > most) {
            foundBroken("statements are found without end, the last is \"" + texts.back() + "\"");
        }
    }
    const std::vector<std::string> wanted = cutWhole(whole, grammar);
    for (std::size_t i = 0; i < std::max(texts.size(), wanted.size()); ++i) {
        const std::string here = i < texts.size() ? texts[i] : "(none)";
        const std::string there = i < wanted.size() ? wanted[i] : "(none)";
        if (here != there) {
            foundBroken("statement " + std::to_string(i) + " in windows of " + std::to_string(window) + ":\n" + here +
                        "\n--- as a whole:\n" + there);
        }
    }
    return 0;
}
