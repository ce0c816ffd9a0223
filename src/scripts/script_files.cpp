// SPDX-License-Identifier: Apache-2.0
#include "scripts/script_files.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "scripts/copy_line.h"

namespace dbv::scripts {

namespace {

/// Deeper than anybody nests scripts: one that includes itself is found.
constexpr std::size_t kDeepest = 50;

EncodingRules encodingRulesOf(DialectId dialect) {
    const bool mySql = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    return mySql ? EncodingRules::AnyBytes : EncodingRules::Strict;
}

/// A database that a line names by itself or in a connection string (`-reuse-previous=on "dbname='shop'"`).
std::string databaseIn(const std::vector<std::string>& arguments) {
    std::string_view last = arguments.back();
    if (const std::size_t at = last.find("dbname="); at != std::string_view::npos) {
        last = last.substr(at + 7);
        const char quote = last.starts_with('\'') ? '\'' : ' ';
        last.remove_prefix(quote == '\'' ? 1U : 0U);
        last = last.substr(0, last.find(quote));
    }
    return std::string(last);
}

/// Why a line is not obeyed that goes on in another database.
std::unexpected<Error> elsewhere(const ClientLine& line, const std::string& place) {
    std::string text = line.name;
    for (const std::string& word : line.arguments) {
        text += " " + word;
    }
    return fail(ErrorKind::InvalidInput,
                text + " in " + place + " goes on in another database, and a script stays in that of its connection.",
                "Run the script from this line on by itself, on a connection to that database.", Damage::Statement);
}

/// `\set AUTOCOMMIT` with anything that does not say yes.
bool turnsAutocommitOff(const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments.front() != "AUTOCOMMIT") {
        return false;
    }
    return arguments.size() != 2 || !readTruth(arguments[1]).value_or(false);
}

} // namespace

ScriptFiles::ScriptFiles(ScriptRules rules, std::stop_token stop, Tell tell)
    : m_rules(std::move(rules)), m_stop(std::move(stop)), m_tell(std::move(tell)) {}

Result<std::unique_ptr<ScriptFiles>> ScriptFiles::open(const ScriptOrigin& origin, ScriptRules rules,
                                                       std::stop_token stop, Tell tell) {
    std::unique_ptr<ScriptFiles> files(new ScriptFiles(std::move(rules), std::move(stop), std::move(tell)));
    if (Result<void> opened = files->push(origin, true); !opened) {
        return std::unexpected(std::move(opened.error()));
    }
    return files;
}

Result<void> ScriptFiles::push(const ScriptOrigin& origin, bool isMain) {
    const TextRules text{isMain ? m_rules.encoding : std::nullopt, encodingRulesOf(m_rules.dialect)};
    Result<TextSource> source = TextSource::open(origin, text, m_stop);
    if (!source) {
        return std::unexpected(std::move(source.error()));
    }
    if (Result<void> admitted = admit(*source, origin.path); !admitted) {
        return std::unexpected(std::move(admitted.error()));
    }
    m_open.push_back(std::make_unique<StatementReader>(std::move(*source), origin.path, m_rules.limits));
    m_readWhole = nullptr;
    return {};
}

Result<void> ScriptFiles::admit(const TextSource& source, const std::string& path) {
    if (m_rules.allowed && !m_rules.allowed->contains(source.identity())) {
        return fail(ErrorKind::InvalidInput,
                    path + " is not what it was when the script was confirmed. Nothing of it was sent.",
                    "Run the script again, to be asked again.");
    }
    m_identities.insert(source.identity());
    return {};
}

Result<void> ScriptFiles::checkUnchanged(const TextSource& source, const std::string& path) {
    if (!source.hasChanged()) {
        return {};
    }
    return fail(ErrorKind::IoError, path + " was changed while it was read, so nothing more of it was sent.",
                "What has run may be of either version: look at it, then run the script again from a file that stays.");
}

std::string ScriptFiles::where() const {
    return "line " + std::to_string(place().line) + " of " + file();
}

Result<std::optional<ScriptStatement>> ScriptFiles::next(const Grammar& grammar) {
    m_copied.reset();
    m_cell.reset();
    while (true) {
        if (!m_cells.empty()) {
            return generated(grammar);
        }
        Result<std::optional<ReadStatement>> read = m_open.back()->next(grammar);
        if (!read) {
            return std::unexpected(std::move(read.error()));
        }
        // A statement at the end of a file that was cut short may be a part of one.
        const StatementReader* const reader = m_open.back().get();
        if (!*read || (reader->source().isAtEnd() && std::exchange(m_readWhole, reader) != reader)) {
            if (Result<void> same = checkUnchanged(reader->source(), file()); !same) {
                return std::unexpected(std::move(same.error()));
            }
        }
        if (!*read) {
            if (Result<void> ended = endFile(); !ended) {
                return std::unexpected(std::move(ended.error()));
            }
            if (m_open.size() == 1) {
                return std::nullopt;
            }
            m_open.pop_back();
            continue;
        }
        if ((*read)->kind != sql::StatementKind::Meta) {
            if (runs()) {
                return found(**read, grammar);
            }
            continue;
        }
        const ClientLine line = readClientLine((*read)->text, m_rules.dialect);
        if ((*read)->dropsHints && runs()) {
            tellNotObeyed("The hint in front of " + line.name,
                          "a line for the client is no statement; write it right in front of its statement");
        }
        if (line.deed == ClientDeed::CopyFrom && runs()) {
            Result<ScriptStatement> copy = copyFrom(**read);
            return copy ? std::move(copy) : failedLine(**read, std::move(copy.error()));
        }
        if (std::optional<Error> wrong = wrongDelimiter((*read)->text, m_rules.dialect); wrong && runs()) {
            return failedLine(**read, *std::move(wrong));
        }
        if (line.deed == ClientDeed::SetFromRow || line.deed == ClientDeed::RunCells) {
            if (Result<void> used = runs() ? useRowsBy(line) : Result<void>(); !used) {
                return failedLine(**read, std::move(used.error()));
            }
            continue;
        }
        Result<bool> obeyed = obey(line);
        if (!obeyed) {
            return failedLine(**read, std::move(obeyed.error()));
        }
        if (!*obeyed) {
            return found(**read, grammar);
        }
    }
}

Result<ScriptStatement> ScriptFiles::copyFrom(const ReadStatement& read) {
    Result<CopyLine> line = readCopyLine(read.text);
    if (!line) {
        line.error().message = where() + ": " + line.error().message;
        return std::unexpected(std::move(line.error()));
    }
    std::filesystem::path path(line->file);
    if (path.is_relative()) {
        path = std::filesystem::path(file()).parent_path() / path;
    }
    TextRules rules{std::nullopt, encodingRulesOf(m_rules.dialect)};
    if (line->saysEncoding) {
        rules.encoding = TextEncoding::Bytes;
    }
    Result<TextSource> source = TextSource::open({path.string()}, rules, m_stop);
    Result<void> admitted = source ? admit(*source, path.string()) : std::unexpected(std::move(source.error()));
    if (!admitted) {
        admitted.error().message = "Copied in " + where() + ": " + admitted.error().message;
        return std::unexpected(std::move(admitted.error()));
    }
    m_copied.emplace(*std::move(source), path.string(), std::string());
    m_changedText = std::move(line->statement);
    return ScriptStatement{
        .text = m_changedText, .copyFollows = true, .unclosed = {}, .begin = read.begin, .changed = true};
}

Result<std::string_view> ScriptFiles::copyBlock() {
    if (!m_copied) {
        return m_open.back()->copyBlock();
    }
    m_copied->block.clear();
    if (Result<void> read = m_copied->source.append(m_copied->block, m_rules.limits.window); !read) {
        read.error().message = m_copied->path + ": " + read.error().message;
        return std::unexpected(std::move(read.error()));
    }
    if (m_copied->block.empty()) {
        if (Result<void> same = checkUnchanged(m_copied->source, m_copied->path); !same) {
            return std::unexpected(std::move(same.error()));
        }
    }
    return m_copied->block;
}

Result<bool> ScriptFiles::rowsFollow() {
    return m_copied ? Result<bool>(true) : m_open.back()->rowsFollow();
}

std::pair<std::string, std::uint64_t> ScriptFiles::rowsBegin() const {
    return m_copied ? std::pair(m_copied->path, std::uint64_t{1}) : std::pair(file(), place().line);
}

ScriptStatement ScriptFiles::found(const ReadStatement& read, const Grammar& grammar) {
    ScriptStatement statement{.text = read.text,
                              .kind = read.kind,
                              .copyFollows = read.copyFollows,
                              .unclosed = read.unclosed,
                              .callsNothing = read.callsNothing,
                              .begin = read.begin};
    statement.rowUse = read.endedBy == "gset"    ? RowUse::Variables
                       : read.endedBy == "gexec" ? RowUse::Statements
                                                 : RowUse::None;
    m_rows.reset();
    m_usedBy = statement.rowUse == RowUse::None ? std::nullopt : std::optional(read.begin);
    if (m_rules.dialect == DialectId::PostgreSql && read.kind == sql::StatementKind::Sql) {
        if (std::optional<std::string> text = m_variables.putInto(read.text, grammar)) {
            m_changedText = std::move(*text);
            statement.text = m_changedText;
            statement.changed = true;
            statement.unclosed.reset();
            statement.callsNothing = false;
        }
    }
    return statement;
}

Result<ScriptStatement> ScriptFiles::failedLine(const ReadStatement& read, Error error) {
    // What is behind other slips would be another script.
    if (error.kind != ErrorKind::IoError && error.kind != ErrorKind::SqlError && error.damage != Damage::Statement) {
        return std::unexpected(std::move(error));
    }
    error.damage = Damage::Statement;
    return ScriptStatement{
        .text = read.text, .kind = read.kind, .unclosed = {}, .begin = read.begin, .failure = std::move(error)};
}

Result<void> ScriptFiles::endFile() {
    if (!m_branches.empty() && m_branches.back().depth == depth()) {
        m_branches.clear();
        return fail(ErrorKind::InvalidInput, file() + " ends before an \\endif that belongs to one of its \\if lines.",
                    "Add the \\endif.");
    }
    return {};
}

Result<bool> ScriptFiles::obey(const ClientLine& line) {
    switch (line.deed) {
    case ClientDeed::If:
    case ClientDeed::ElseIf:
    case ClientDeed::Else:
    case ClientDeed::EndIf: return branch(line);
    default: break;
    }
    if (!runs()) {
        return true;
    }
    switch (line.deed) {
    case ClientDeed::Include:
    case ClientDeed::IncludeBeside: return include(line);
    case ClientDeed::Echo: {
        std::string text;
        for (const std::string& word : line.arguments) {
            text += (text.empty() ? "" : " ") + m_variables.valueOf(word);
        }
        m_tell({"info", std::move(text)});
        return true;
    }
    case ClientDeed::Set:
        if (turnsAutocommitOff(line.arguments)) {
            return false;
        }
        m_variables.set(line.arguments);
        return true;
    case ClientDeed::Unset:
        if (!line.arguments.empty()) {
            m_variables.unset(line.arguments.front());
        }
        return true;
    case ClientDeed::StopOnError: return setsStop(line);
    case ClientDeed::Quit: {
        if (std::ranges::any_of(m_branches, &Branch::unsure)) {
            return true;
        }
        // What is open in this file ends with it.
        std::erase_if(m_branches, [this](const Branch& open) { return open.depth == depth(); });
        m_open.back()->skipToEnd();
        return true;
    }
    case ClientDeed::Connect:
        return databaseIn(line.arguments) == m_rules.database ? Result<bool>(true) : elsewhere(line, where());
    case ClientDeed::Display:
        tellNotObeyed(line.name, "it shapes what a shell shows, and rows are not shown here");
        return true;
    case ClientDeed::Nothing: return true;
    default: return false;
    }
}

bool ScriptFiles::setsStop(const ClientLine& line) {
    const std::optional<bool> on = readTruth(line.arguments.empty() ? "on" : line.arguments.back());
    if (on.value_or(false)) {
        m_stopsOnError = true;
    } else {
        tellNotObeyed(line.name, "whether the script goes on behind a failure is for who runs it to say");
    }
    return true;
}

void ScriptFiles::tellNotObeyed(const std::string& name, std::string_view why) {
    constexpr std::size_t kMostTold = 100;
    if (m_told.size() < kMostTold && m_told.insert(name).second) {
        m_tell({"info", name + " in " + where() + " is not obeyed: " + std::string(why) + "."});
    }
}

Result<bool> ScriptFiles::include(const ClientLine& line) {
    if (isUnsure(line)) {
        // Which file that is, only the run will tell; it is not one of those that were looked through.
        return true;
    }
    std::filesystem::path path(m_variables.valueOf(line.arguments.front()));
    if (line.deed == ClientDeed::IncludeBeside && path.is_relative()) {
        path = std::filesystem::path(file()).parent_path() / path;
    }
    if (m_open.size() > kDeepest) {
        return fail(ErrorKind::InvalidInput, "Scripts include each other without end: " + where() + ".",
                    "Remove the line that includes " + path.string() + ".");
    }
    const std::string place = where();
    if (Result<void> opened = push({path.string()}, false); !opened) {
        opened.error().message = "Included in " + place + ": " + opened.error().message;
        return std::unexpected(std::move(opened.error()));
    }
    return true;
}

Result<bool> ScriptFiles::branch(const ClientLine& line) {
    const bool opens = line.deed == ClientDeed::If;
    if (!opens && (m_branches.empty() || m_branches.back().depth != depth())) {
        return fail(ErrorKind::InvalidInput, line.name + " in " + where() + " belongs to no \\if.",
                    "Remove the line, or add the \\if.");
    }
    if (opens) {
        m_branches.push_back({.around = runs(), .depth = depth()});
    }
    Branch& open = m_branches.back();
    if (line.deed == ClientDeed::EndIf) {
        m_branches.pop_back();
        return true;
    }
    if (line.deed != ClientDeed::Else && isUnsure(line)) {
        open.unsure = true;
    }
    // What is not looked at needs not be true or false.
    bool holds = open.around && !open.taken;
    if (open.unsure) {
        open.runs = open.around;
        return true;
    }
    if (holds && line.deed != ClientDeed::Else) {
        const std::optional<bool> truth =
            line.arguments.size() == 1 ? readTruth(m_variables.valueOf(line.arguments.front())) : std::nullopt;
        if (!truth) {
            return fail(ErrorKind::InvalidInput, line.name + " in " + where() + " is neither true nor false.",
                        "Write true, false, or a variable that is one of them.");
        }
        holds = *truth;
    }
    open.runs = holds;
    open.taken = open.taken || holds;
    return true;
}

} // namespace dbv::scripts
