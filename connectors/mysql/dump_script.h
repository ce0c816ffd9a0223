// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/connector/dumper.h>
#include <dbv/core/result.h>

#include "mysql/dump_contents.h"

namespace dbv::mysql {

/// What a statement of a dump is for.
enum class ScriptPart : std::uint8_t {
    Statement, ///< ends with a semicolon
    Program,   ///< has semicolons of its own, for the clients that know DELIMITER
    Switch     ///< sets going what acts by itself (events): left out where the database is one for a trial
};

/// What a statement does for an object.
enum class ScriptStep : std::uint8_t {
    Session, ///< nothing: it is about the session, and always run
    Hold,    ///< makes what stands in its place until it is made
    Make,
    Rows,
    Value ///< says where a sequence stands
};

/// Of what object a statement is.
struct ScriptTag {
    ScriptStep step = ScriptStep::Session;
    ObjectType type = ObjectType::Table;
    std::string name;

    friend bool operator==(const ScriptTag&, const ScriptTag&) = default;
};

/// Writes a dump that the engines' own clients can run, and of which each statement is found again without reading SQL: a comment
/// before it says how many bytes it has, and of what it is. What is in the dump stands before all.
class ScriptWriter {
public:
    explicit ScriptWriter(const DumpSink& sink) : m_sink(sink) {}

    /// Before anything is put. Errors: those of the sink.
    [[nodiscard]] Result<void> putContents(const DumpContents& contents);
    /// Errors: those of the sink.
    [[nodiscard]] Result<void> put(ScriptPart part, std::string_view statement, const ScriptTag& tag = {});
    /// Hands on what it still holds.
    [[nodiscard]] Result<void> finish();

private:
    const DumpSink& m_sink;
    std::string m_held;
};

/// Reads it again, a statement at a time.
class ScriptReader {
public:
    explicit ScriptReader(const DumpSource& source) : m_source(source) {}

    struct Item {
        ScriptPart part = ScriptPart::Statement;
        std::string statement;
        ScriptTag tag;
    };
    /// What the dump says that it holds; nothing where it was made before that was written. Nothing was read yet. Errors: as `next`.
    [[nodiscard]] Result<std::optional<DumpContents>> contents();
    /// Nothing at the end. Errors: those of the source; CorruptBackup for what `ScriptWriter` does not write.
    [[nodiscard]] Result<std::optional<Item>> next();

private:
    /// Whether so many bytes are held; false at the end of the source.
    [[nodiscard]] Result<bool> hold(std::size_t bytes);
    /// The next line, which stays the next one.
    [[nodiscard]] Result<std::optional<std::string_view>> peekLine();
    [[nodiscard]] Result<std::optional<std::string>> line();
    [[nodiscard]] Result<void> expect(std::string_view text);

    const DumpSource& m_source;
    std::string m_held;
    std::size_t m_at = 0;
    bool m_ended = false;
};

} // namespace dbv::mysql
