// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace dbv::viewmodel {

/// In which order, how wide, and whether at all the columns of a result are shown.
///
/// A *logical* column is a place in the result, a *visual* one a place on the screen; hidden columns keep theirs.
class ColumnLayout {
public:
    explicit ColumnLayout(int columns);

    [[nodiscard]] int count() const { return static_cast<int>(m_order.size()); }
    [[nodiscard]] int logicalAt(int visual) const { return m_order[static_cast<std::size_t>(visual)]; }
    [[nodiscard]] int visualOf(int logical) const { return m_places[static_cast<std::size_t>(logical)]; }
    /// Takes the column at one visual place to another; those between move up.
    void move(int fromVisual, int toVisual);

    [[nodiscard]] bool isHidden(int logical) const { return m_hidden[static_cast<std::size_t>(logical)]; }
    void setHidden(int logical, bool hidden) { m_hidden[static_cast<std::size_t>(logical)] = hidden; }
    [[nodiscard]] int shownCount() const;
    /// Shows what another layout of as many columns shows, in its order. Widths come from the rows.
    void arrangeAs(const ColumnLayout& other) {
        m_order = other.m_order;
        m_places = other.m_places;
        m_hidden = other.m_hidden;
    }

    /// 0 when nobody chose one. Unit: device-independent pixels.
    [[nodiscard]] int width(int logical) const { return m_widths[static_cast<std::size_t>(logical)]; }
    void setWidth(int logical, int width) { m_widths[static_cast<std::size_t>(logical)] = width; }

    /// The nearest shown visual column from a place on, in steps of +1 or -1, the place itself included.
    [[nodiscard]] std::optional<int> shownFrom(int visual, int step) const;

private:
    std::vector<int> m_order;
    std::vector<int> m_places;
    std::vector<int> m_widths;
    std::vector<bool> m_hidden;
};

} // namespace dbv::viewmodel
