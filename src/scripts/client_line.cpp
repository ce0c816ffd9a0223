// SPDX-License-Identifier: Apache-2.0
#include "scripts/client_line.h"

#include <algorithm>
#include <array>
#include <span>

#include "sql/splitter.h"

namespace dbv::scripts {

namespace {

struct Known {
    std::string_view name;
    ClientDeed deed;
};

using enum ClientDeed;

constexpr auto kPsqlLines = std::to_array<Known>({
    {"i", Include},
    {"include", Include},
    {"ir", IncludeBeside},
    {"include_relative", IncludeBeside},
    {"echo", Echo},
    {"qecho", Echo},
    {"warn", Echo},
    {"set", Set},
    {"unset", Unset},
    {"if", If},
    {"elif", ElseIf},
    {"else", Else},
    {"endif", EndIf},
    {"q", Quit},
    {"quit", Quit},
    {"c", Connect},
    {"connect", Connect},
    {"restrict", Nothing},
    {"copy", CopyFrom},
    {"unrestrict", Nothing},
    {"g", Display},
    {"gx", Display},
    {"gset", SetFromRow},
    {"gexec", RunCells},
    {"crosstabview", Display},
    {"r", Nothing},
    {"reset", Nothing},
    {"a", Display},
    {"C", Display},
    {"f", Display},
    {"H", Display},
    {"html", Display},
    {"t", Display},
    {"T", Display},
    {"x", Display},
    {"pset", Display},
    {"timing", Display},
    {"o", Display},
    {"out", Display},
    {"p", Display},
    {"print", Display},
    {"w", Display},
    {"write", Display},
    {"s", Display},
    {"h", Display},
    {"help", Display},
    {"?", Display},
    {"l", Display},
    {"list", Display},
    {"conninfo", Display},
    {"errverbose", Display},
    {"encoding", Nothing},
    {"z", Display},
    {"sf", Display},
    {"sv", Display},
    {"copyright", Display},
});

constexpr auto kSqliteLines = std::to_array<Known>({
    {".read", Include},       {".print", Echo},        {".quit", Quit},        {".exit", Quit},
    {".bail", StopOnError},   {".mode", Display},      {".headers", Display},  {".header", Display},
    {".timer", Display},      {".echo", Display},      {".width", Display},    {".nullvalue", Display},
    {".separator", Display},  {".changes", Display},   {".stats", Display},    {".eqp", Display},
    {".explain", Display},    {".output", Display},    {".once", Display},     {".prompt", Display},
    {".show", Display},       {".tables", Display},    {".schema", Display},   {".indexes", Display},
    {".indices", Display},    {".databases", Display}, {".dbinfo", Display},   {".help", Display},
    {".log", Display},        {".trace", Display},     {".version", Display},  {".dump", Display},
    {".fullschema", Display}, {".lint", Display},      {".progress", Display}, {".binary", Display},
});

constexpr auto kMysqlLines = std::to_array<Known>({
    {"source", Include},  {"\\.", Include},    {"delimiter", Nothing}, {"\\d", Nothing},     {"quit", Quit},
    {"exit", Quit},       {"\\q", Quit},       {"pager", Display},     {"\\P", Display},     {"nopager", Display},
    {"\\n", Display},     {"tee", Display},    {"\\T", Display},       {"notee", Display},   {"\\t", Display},
    {"prompt", Display},  {"\\R", Display},    {"warnings", Display},  {"\\W", Display},     {"nowarning", Display},
    {"\\w", Display},     {"status", Display}, {"\\s", Display},       {"print", Display},   {"\\p", Display},
    {"help", Display},    {"\\h", Display},    {"?", Display},         {"\\?", Display},     {"rehash", Nothing},
    {"\\#", Nothing},     {"clear", Nothing},  {"\\c", Nothing},       {"sandbox", Nothing}, {"\\-", Nothing},
    {"charset", Nothing}, {"\\C", Nothing},    {"use", Connect},       {"\\u", Connect},
});

bool isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::string inSmallLetters(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

/// The words of a line: in quotes, blanks belong to them, and a doubled quote is one.
std::vector<std::string> wordsOf(std::string_view text) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (true) {
        while (at < text.size() && isBlank(text[at])) {
            ++at;
        }
        if (at == text.size()) {
            return words;
        }
        std::string& word = words.emplace_back();
        char quote = '\0';
        for (; at < text.size() && (quote != '\0' || !isBlank(text[at])); ++at) {
            const char c = text[at];
            if (quote == '\0' && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c != quote || quote == '\0') {
                word += c;
            } else if (at + 1 < text.size() && text[at + 1] == quote) {
                word += c;
                ++at;
            } else {
                quote = '\0';
            }
        }
    }
}

ClientDeed deedOf(std::string_view name, std::span<const Known> known, bool anyCase) {
    const std::string looked = anyCase ? inSmallLetters(name) : std::string(name);
    const auto found = std::ranges::find(known, looked, &Known::name);
    return found == known.end() ? Refused : found->deed;
}

/// Of lines whose kind decides less than their arguments.
void lookAtArguments(ClientLine& line) {
    const bool pipes = !line.arguments.empty() && line.arguments.front().starts_with('|');
    const bool includes = line.deed == Include || line.deed == IncludeBeside;
    // Nothing of the shell's is run here.
    if ((includes && (line.arguments.size() != 1 || pipes)) || (line.deed == Connect && line.arguments.empty())) {
        line.deed = Refused;
    }
}

ClientLine readPsqlLine(std::string_view line) {
    ClientLine read;
    const auto* const stop = std::ranges::find_if(line.substr(1), [](char c) { return isBlank(c) || c == '\\'; });
    const auto size = static_cast<std::size_t>(stop - (line.data() + 1));
    const std::string_view name = line.substr(1, size);
    read.name = "\\" + std::string(name);
    read.arguments = wordsOf(line.substr(1 + size));
    read.deed = deedOf(name, kPsqlLines, false);
    if (read.deed == Refused && name.starts_with('d')) {
        // \d and its kind describe.
        read.deed = Display;
    }
    if (read.deed == Set && !read.arguments.empty() && read.arguments.front() == "ON_ERROR_STOP") {
        read.deed = StopOnError;
        read.arguments.erase(read.arguments.begin());
    }
    return read;
}

ClientLine readSqliteLine(std::string_view line) {
    ClientLine read;
    const auto* const stop = std::ranges::find_if(line, isBlank);
    read.name = line.substr(0, static_cast<std::size_t>(stop - line.data()));
    read.arguments = wordsOf(line.substr(read.name.size()));
    read.deed = deedOf(read.name, kSqliteLines, false);
    return read;
}

ClientLine readMysqlLine(std::string_view line) {
    ClientLine read;
    const auto* const blank = std::ranges::find_if(line, isBlank);
    const std::size_t size =
        line.starts_with('\\') ? std::min<std::size_t>(2, line.size()) : static_cast<std::size_t>(blank - line.data());
    read.name = line.substr(0, size);
    read.deed = deedOf(read.name, kMysqlLines, !line.starts_with('\\'));
    std::string_view rest = line.substr(size);
    while (rest.ends_with(';') || (!rest.empty() && isBlank(rest.back()))) {
        rest.remove_suffix(1);
    }
    read.arguments = wordsOf(rest);
    return read;
}

} // namespace

std::optional<Error> wrongDelimiter(std::string_view line, DialectId dialect) {
    const bool mySql = dialect == DialectId::MySql || dialect == DialectId::MariaDb;
    if (!mySql || sql::isObeyedByReading(line, dialect)) {
        return std::nullopt;
    }
    const ClientLine read = readMysqlLine(line);
    const std::string name = inSmallLetters(read.name);
    if (name != "delimiter" && name != "\\d") {
        return std::nullopt;
    }
    static constexpr const char* kHint = "The delimiter stays what it was.";
    if (line.substr(read.name.size()).contains('\\')) {
        return makeError(ErrorKind::SqlError, "DELIMITER cannot contain a backslash character.", kHint,
                         Damage::Statement);
    }
    if (read.arguments.empty() || read.arguments.front().empty()) {
        return makeError(ErrorKind::SqlError, "DELIMITER must be followed by a 'delimiter' character or string.", kHint,
                         Damage::Statement);
    }
    return makeError(ErrorKind::InvalidInput,
                     "A delimiter of more than 14 characters, or of others than ASCII, is not kept here.",
                     "Write a shorter one, as // is.", Damage::Statement);
}

ClientLine readClientLine(std::string_view line, DialectId dialect) {
    ClientLine read = dialect == DialectId::PostgreSql ? readPsqlLine(line)
                      : dialect == DialectId::Sqlite   ? readSqliteLine(line)
                                                       : readMysqlLine(line);
    lookAtArguments(read);
    return read;
}

} // namespace dbv::scripts
