// SPDX-License-Identifier: Apache-2.0
// Painting a page of the result grid at random rows of a hundred million, next to Qt's own table over a small model, in
// turns within one run; and what the process holds after a million and after a hundred million rows.
#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <QApplication>
#include <QImage>
#include <QStandardItemModel>
#include <QTableView>

#include "bench/measurement.h"
#include "support/fake_row_source.h"
#include "ui/grid/grid_table.h"
#include "ui/grid/result_grid.h"
#include "viewmodel/result_model.h"

namespace {

using dbv::test::FakeRowSource;
using dbv::test::FakeValue;
using BenchClock = std::chrono::steady_clock;

constexpr int kColumns = 20;
constexpr int kRounds = 1500;
constexpr std::uint64_t kRows = 100'000'000;
constexpr QSize kScreen(1600, 900);

FakeValue mixedValue(std::uint64_t row, int column) {
    const std::uint64_t mixed = (row * 20 + static_cast<std::uint64_t>(column)) * 0x9E3779B97F4A7C15U;
    switch (column % 5) {
    case 0: return static_cast<std::int64_t>(mixed >> 8U);
    case 1: return "customer " + std::to_string(mixed % 1'000'000);
    case 2: return static_cast<double>(mixed % 10'000'000) / 100.0;
    case 3: return mixed % 7 == 0 ? FakeValue() : FakeValue("2024-0" + std::to_string(mixed % 9 + 1) + "-17 12:30:05");
    default: return "Straße " + std::to_string(mixed % 977) + ", Zürich";
    }
}

/// Milliseconds that painting a widget into an image takes.
double paintOnce(QWidget& widget, QImage& image) {
    const auto begin = BenchClock::now();
    widget.render(&image, {}, {}, QWidget::DrawChildren);
    return std::chrono::duration<double, std::milli>(BenchClock::now() - begin).count();
}

double quantile(std::vector<double> times, double share) {
    std::sort(times.begin(), times.end());
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
}

std::unique_ptr<QStandardItemModel> smallModel() {
    auto model = std::make_unique<QStandardItemModel>(1000, kColumns);
    const auto source = FakeRowSource(dbv::test::fakeColumns(kColumns), 1000, mixedValue);
    for (int row = 0; row < 1000; ++row) {
        const auto located = source.tryRow(static_cast<std::uint64_t>(row));
        for (int column = 0; column < kColumns; ++column) {
            model->setItem(row, column, new QStandardItem(dbv::viewmodel::displayCell(located->cell(column)).text));
        }
    }
    return model;
}

void benchPainting() {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(kColumns), kRows, mixedValue);
    dbv::viewmodel::ResultModel result(source);
    dbv::ui::ResultGrid grid;
    grid.resize(kScreen);
    grid.setResult(&result);
    for (int column = 0; column < kColumns; ++column) {
        grid.table().setColumnWidth(column, kScreen.width() / kColumns);
    }
    grid.show();

    const auto model = smallModel();
    QTableView plain;
    plain.setModel(model.get());
    plain.resize(kScreen);
    for (int column = 0; column < kColumns; ++column) {
        plain.setColumnWidth(column, kScreen.width() / kColumns);
    }
    plain.show();
    QCoreApplication::processEvents();

    QImage image(kScreen, QImage::Format_ARGB32_Premultiplied);
    std::mt19937_64 random(7);
    std::vector<double> ours;
    std::vector<double> theirs;
    for (int round = 0; round < kRounds; ++round) {
        const std::uint64_t row = random() % kRows;
        grid.table().scrollToRow(row);
        ours.push_back(paintOnce(*grid.table().viewport(), image));
        if (round % 4 == 0) {
            plain.scrollTo(model->index(static_cast<int>(row % 1000), 0), QAbstractItemView::PositionAtTop);
            theirs.push_back(paintOnce(*plain.viewport(), image));
        }
    }
    std::printf("grid   100,000,000 rows: median %.2f ms  p99 %.2f ms\n", quantile(ours, 0.5), quantile(ours, 0.99));
    std::printf("table        1,000 rows: median %.2f ms  p99 %.2f ms (QTableView, default delegate)\n",
                quantile(theirs, 0.5), quantile(theirs, 0.99));
    const auto both = [](const std::vector<double>& times) {
        return dbv::bench::shortNumber(quantile(times, 0.5)) + " / " + dbv::bench::shortNumber(quantile(times, 0.99));
    };
    dbv::bench::tell("grid.paint", quantile(ours, 0.99),
                     "median / p99 " + both(ours) + " ms; Qt's own table and delegate " + both(theirs) + " ms");
}

/// What is resident after looking at rows all over a result. Unit: MiB.
double memoryAfterLookingAt(std::uint64_t rows) {
    auto source = std::make_shared<FakeRowSource>(dbv::test::fakeColumns(kColumns), rows, mixedValue);
    dbv::viewmodel::ResultModel result(source);
    dbv::ui::ResultGrid grid;
    grid.resize(kScreen);
    grid.setResult(&result);
    grid.show();
    for (std::uint64_t look = 0; look < 200; ++look) {
        grid.table().scrollToRow(rows / 200 * look);
        grid.grab();
    }
    return dbv::bench::processMebibytes("VmRSS");
}

void benchMemory() {
    const double few = memoryAfterLookingAt(1'000'000);
    const double many = memoryAfterLookingAt(kRows);
    dbv::bench::tell("grid.memory", many - few,
                     "the process: " + dbv::bench::shortNumber(few) + " MB, then " + dbv::bench::shortNumber(many) +
                         " MB");
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", QByteArrayLiteral("offscreen"));
    }
    const QApplication application(argc, argv);
    benchMemory();
    benchPainting();
    return 0;
}
