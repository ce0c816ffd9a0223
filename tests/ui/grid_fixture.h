// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <QTest>
#include <QWheelEvent>

#include <gtest/gtest.h>

#include "support/fake_row_source.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "ui/grid/row_scroll_bar.h"
#include "ui/grid/window_model.h"
#include "viewmodel/result_model.h"

namespace dbv::ui {

inline constexpr std::uint64_t kMillion = 1'000'000;

/// The row number in the first column, `v` and the row number in the others.
inline test::FakeValue numbered(std::uint64_t row, int column) {
    return column == 0 ? test::FakeValue(static_cast<std::int64_t>(row)) : test::FakeValue("v" + std::to_string(row));
}

/// A grid on the screen over a made-up result.
class ResultGridTest : public testing::Test {
protected:
    void show(int columns, std::uint64_t rows) { show(test::fakeColumns(columns), rows); }
    void show(std::vector<Column> columns, std::uint64_t rows) {
        m_source = std::make_shared<test::FakeRowSource>(std::move(columns), rows, numbered);
        m_result = std::make_unique<viewmodel::ResultModel>(m_source);
        m_grid.resize(900, 600);
        m_grid.setResult(m_result.get());
        m_grid.show();
        m_grid.activateWindow();
        m_grid.setFocus();
        ASSERT_TRUE(QTest::qWaitForWindowExposed(&m_grid));
    }
    void press(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
        QTest::keyClick(&m_grid.table(), static_cast<Qt::Key>(key), modifiers);
    }
    void turnWheel(int angle) {
        QWidget* target = m_grid.table().viewport();
        QWheelEvent event(QPointF(50, 50), target->mapToGlobal(QPointF(50, 50)), {}, {0, angle}, Qt::NoButton,
                          Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(target, &event);
    }
    [[nodiscard]] viewmodel::GridCell current() const { return m_grid.table().selection().current(); }
    [[nodiscard]] std::uint64_t top() const { return m_grid.table().window().top(); }
    [[nodiscard]] std::uint64_t bottom() const { return top() + m_grid.table().window().pageRows() - 1; }
    [[nodiscard]] RowScrollBar& bar() const { return *m_grid.findChild<RowScrollBar*>(); }

    std::shared_ptr<test::FakeRowSource> m_source;
    std::unique_ptr<viewmodel::ResultModel> m_result;
    ResultGrid m_grid;
};

} // namespace dbv::ui
