// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/result.h>

#include "imports/foreign_file.h"

namespace dbv::imports {

/// An element of an XML file with all that is in it.
struct XmlElement {
    std::string name;
    std::map<std::string, std::string, std::less<>> attributes;
    /// What is written in it directly, without spaces at both ends.
    std::string text;
    std::vector<XmlElement> children;

    /// The first child of a name, if there is one.
    [[nodiscard]] const XmlElement* child(std::string_view wanted) const;
    /// The text of that child; empty when there is none.
    [[nodiscard]] std::string childText(std::string_view wanted) const;
    [[nodiscard]] std::string attribute(std::string_view wanted) const;
    /// All elements of a name below this one, in the order of the file.
    [[nodiscard]] std::vector<const XmlElement*> all(std::string_view wanted) const;
};

/// The root of a file. Entities of the file's own are never replaced: a file that declares some is refused.
/// Limits: 64 levels, 200,000 elements. Errors: InvalidInput with file and line.
[[nodiscard]] Result<XmlElement> readXml(const ForeignFile& file);

} // namespace dbv::imports
