// SPDX-License-Identifier: Apache-2.0
// What the engine does with text files that are read in parts.
#include <chrono>
#include <functional>
#include <utility>

#include "concurrency/clock.h"
#include "engine/engine_handler.h"
#include "scripts/paged_search.h"

namespace dbv::engine {

namespace {

Result<scripts::PagedText> openPaged(const std::string& path, const std::string& encoding,
                                     const std::stop_token& stop) {
    const std::optional<scripts::TextEncoding> named = scripts::encodingNamed(encoding);
    if (!encoding.empty() && !named) {
        return fail(ErrorKind::InvalidInput, "No encoding is called \"" + encoding + "\" here.",
                    "Give " + std::string(scripts::kEncodingNames) + ".");
    }
    return scripts::PagedText::open(path, named, stop);
}

protocol::FileFacts factsOf(const scripts::PagedText& text) {
    return {.size = text.size(),
            .identity = text.identity(),
            .encoding = std::string(scripts::encodingName(text.encoding())),
            .doubt = text.doubt(),
            .start = text.start()};
}

/// Where a match stands in the row that it begins in.
Result<protocol::FileMatch> placedMatch(scripts::PagedText& text, const scripts::TextMatch& match) {
    protocol::FileMatch placed{.offset = match.offset, .bytes = match.bytes, .row = match.offset};
    const Result<std::vector<scripts::TextRow>> rows = text.rowsAround(match.offset, 0, 0);
    if (!rows) {
        return std::unexpected(rows.error());
    }
    for (const scripts::TextRow& row : *rows) {
        if (row.offset > match.offset || row.offset + row.bytes <= match.offset) {
            continue;
        }
        placed.row = row.offset;
        const std::uint64_t end = std::min(match.offset + match.bytes, row.offset + row.bytes);
        const Result<std::string_view> bytes = text.bytesAt(row.offset, static_cast<std::size_t>(end - row.offset));
        if (!bytes) {
            return std::unexpected(bytes.error());
        }
        const auto before = static_cast<std::size_t>(match.offset - row.offset);
        placed.column = static_cast<std::uint32_t>(scripts::textOf(bytes->substr(0, before), text.encoding()).size());
        placed.length = static_cast<std::uint32_t>(
            scripts::textOf(bytes->substr(std::min(before, bytes->size())), text.encoding()).size());
    }
    return placed;
}

/// Tells how far a scan is, not too often.
class ScanReport {
public:
    ScanReport(Emit emit, std::uint64_t size) : m_emit(std::move(emit)), m_size(size) {}

    void tell(std::uint64_t offset, std::uint64_t line) {
        constexpr std::chrono::milliseconds kEvery{100};
        const concurrency::TimePoint now = std::chrono::steady_clock::now();
        if (now >= m_next) {
            m_next = now + kEvery;
            m_emit(protocol::FileScanProgressed{offset, m_size, line});
        }
    }

private:
    Emit m_emit;
    std::uint64_t m_size;
    concurrency::TimePoint m_next = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
};

Result<protocol::Event> readPart(const protocol::ReadFilePart& command, const std::stop_token& stop) {
    Result<scripts::PagedText> text = openPaged(command.path, command.encoding, stop);
    if (!text) {
        return std::unexpected(std::move(text.error()));
    }
    protocol::FilePartRead part{factsOf(*text), {}};
    if (command.before == 0 && command.behind == 0) {
        return part;
    }
    Result<std::vector<scripts::TextRow>> rows = text->rowsAround(command.offset, command.before, command.behind);
    if (!rows) {
        return std::unexpected(std::move(rows.error()));
    }
    for (scripts::TextRow& row : *rows) {
        part.rows.push_back({row.offset, row.bytes, row.beginsLine, std::move(row.text)});
    }
    return part;
}

Result<protocol::Event> searchFile(const protocol::SearchFile& command, const std::stop_token& stop, Emit emit) {
    Result<scripts::PagedText> text = openPaged(command.path, command.encoding, stop);
    if (!text) {
        return std::unexpected(std::move(text.error()));
    }
    ScanReport report(std::move(emit), text->size());
    Result<std::optional<scripts::TextMatch>> found =
        scripts::findText(*text, {command.pattern, command.matchCase, command.regex}, {command.from, command.until},
                          command.backward, stop, [&report](std::uint64_t offset) { report.tell(offset, 0); });
    if (!found) {
        return std::unexpected(std::move(found.error()));
    }
    protocol::FileSearched searched{factsOf(*text), std::nullopt};
    if (*found) {
        const Result<protocol::FileMatch> placed = placedMatch(*text, **found);
        if (!placed) {
            return std::unexpected(placed.error());
        }
        searched.match = *placed;
    }
    return searched;
}

Result<protocol::Event> countFileLines(const protocol::CountFileLines& command, const std::stop_token& stop,
                                       Emit emit) {
    Result<scripts::PagedText> text = openPaged(command.path, command.encoding, stop);
    if (!text) {
        return std::unexpected(std::move(text.error()));
    }
    ScanReport report(std::move(emit), text->size());
    const Result<scripts::KnownLine> line =
        scripts::countLines(*text, {command.fromOffset, command.fromLine}, {command.toOffset, command.toLine}, stop,
                            [&report](const scripts::KnownLine& known) { report.tell(known.offset, known.line); });
    if (!line) {
        return std::unexpected(line.error());
    }
    const bool isThere = command.toOffset < text->size() || line->line >= command.toLine;
    return protocol::FileLinesCounted{factsOf(*text), line->line, line->offset, !isThere};
}

} // namespace

void EngineHandler::handle(protocol::ReadFilePart command) {
    m_engine.onLane(m_id, m_engine.m_lanes->reading,
                    [command = std::move(command)](const std::stop_token& stop) { return readPart(command, stop); });
}

// Whole files are gone through on the lane of long work, so that what is only to be shown never waits for it.
void EngineHandler::handle(protocol::SearchFile command) {
    m_engine.onLane(m_id, m_engine.m_lanes->jobs,
                    [command = std::move(command), emit = m_engine.m_requests.emitFor(m_id)](
                        const std::stop_token& stop) { return searchFile(command, stop, emit); });
}

void EngineHandler::handle(protocol::CountFileLines command) {
    m_engine.onLane(m_id, m_engine.m_lanes->jobs,
                    [command = std::move(command), emit = m_engine.m_requests.emitFor(m_id)](
                        const std::stop_token& stop) { return countFileLines(command, stop, emit); });
}

} // namespace dbv::engine
