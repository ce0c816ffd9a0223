// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include <QString>

#include <dbv/core/text_span.h>

namespace dbv::viewmodel {

/// A place of a snippet that is filled in. Places of one number have the same text.
/// Unit: UTF-16 code units of the snippet's text.
struct SnippetPlace {
    int number = 0;
    TextSpan span;

    friend bool operator==(const SnippetPlace&, const SnippetPlace&) = default;
};

/// A snippet as it is inserted.
struct SnippetBody {
    QString text;
    /// In the order of the text. The last one to be visited has the number 0; there always is one.
    std::vector<SnippetPlace> places;

    /// The numbers in the order in which they are visited.
    [[nodiscard]] std::vector<int> numbers() const;
};

/// Reads a body: `${1:text}` and `${1}` are places, `${1|a,b|}` one with the first of its choices, `$0` and `${0}` where the caret
/// is at the end. `\$` is a dollar sign and, within a place, `\}` a brace. All else stands for itself, `$1` and `$$` too, which
/// mean something in SQL. Lines but the first begin with `indent`.
[[nodiscard]] SnippetBody readSnippetBody(QString body, const QString& indent);

} // namespace dbv::viewmodel
