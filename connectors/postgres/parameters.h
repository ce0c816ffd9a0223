// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include <dbv/connector/session.h>
#include <dbv/core/result.h>

#include "postgres/libpq.h"

namespace dbv::postgres {

/// Values of a statement's parameters as libpq takes them. Valid as long as the statement they were made from.
class BoundParameters {
public:
    void addNull();
    void addText(std::string text);
    void addBytes(const std::string& bytes);

    [[nodiscard]] int count() const { return static_cast<int>(m_values.size()); }
    [[nodiscard]] const Oid* types() const { return m_types.data(); }
    [[nodiscard]] const char* const* values() const { return m_values.data(); }
    [[nodiscard]] const int* lengths() const { return m_lengths.data(); }
    [[nodiscard]] const int* formats() const { return m_formats.data(); }
    /// Room for all, so that what was added stays where it is.
    void reserve(std::size_t count);

private:
    std::vector<std::string> m_texts;
    std::vector<Oid> m_types;
    std::vector<const char*> m_values;
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
};

/// Numbers and texts go as text whose type the server infers, so that they fit whatever they are compared with; bytes
/// go as bytea.
/// Errors: InvalidInput for names, and for a NUL in a text.
[[nodiscard]] Result<BoundParameters> bindParameters(const StatementText& statement);

} // namespace dbv::postgres
