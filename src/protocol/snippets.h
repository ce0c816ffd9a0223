// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/cursor.h>
#include <dbv/connector/dialect.h>

#include "protocol/on_drop.h"

/// What is said about snippets: texts that are inserted by a word, with places to fill in.
namespace dbv::protocol {

/// One snippet.
struct Snippet {
    /// Where it is kept, from the folder of snippets on, with `/` between folders; empty for one that is kept nowhere.
    std::string path;
    std::string name;
    /// With `/` between a folder and one in it; empty for none.
    std::string folder;
    /// The word that proposes it; empty for none.
    std::string trigger;
    /// Empty for all.
    std::vector<DialectId> dialects;
    std::string description;
    /// With places `${1:text}`, `${2}` and `$0`; `\$` is a dollar sign.
    std::string body;
    /// A part of the program, which can not be changed.
    bool builtIn = false;

    friend bool operator==(const Snippet&, const Snippet&) = default;
};

struct SnippetsListed {
    /// Ordered by folder and name; those of the program last.
    std::vector<Snippet> snippets;
    /// Files that could not be read as a snippet. They stay where they are.
    std::vector<Notice> notices;
    /// Where they are kept.
    std::string folder;
};
struct SnippetsRead {
    std::vector<Snippet> snippets;
    /// What was left out.
    std::vector<Notice> notices;
};
struct SnippetsWritten {};

/// Reads all of them from the disk.
struct ListSnippets {
    using Answer = SnippetsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
};
/// Keeps snippets, each in a file of its own, and removes others.
struct ChangeSnippets {
    using Answer = SnippetsListed;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// One with a path takes the place of what is kept there, also where it gets another name or folder by that.
    std::vector<Snippet> keep;
    /// Paths.
    std::vector<std::string> remove;
};
/// Reads snippets from one file: one that was written by `WriteSnippets`, or one of Visual Studio Code's. Nothing is kept.
struct ReadSnippets {
    using Answer = SnippetsRead;
    static constexpr OnDrop kOnDrop = OnDrop::Cancel;
    /// Absolute.
    std::string path;
};
/// Writes snippets into one file.
struct WriteSnippets {
    using Answer = SnippetsWritten;
    static constexpr OnDrop kOnDrop = OnDrop::Finish;
    /// Absolute.
    std::string path;
    std::vector<Snippet> snippets;
};

} // namespace dbv::protocol
