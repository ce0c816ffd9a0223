// SPDX-License-Identifier: Apache-2.0
// What a key costs in long scripts: the key event, the painting and all that follows in the event loop.
#include <QApplication>
#include <QKeyEvent>
#include <QStandardPaths>

#include <benchmark/benchmark.h>

#include "ui/editor/code_folds.h"
#include "ui/editor/sql_editor.h"

namespace {

QString longScript(qsizetype units) {
    QString text;
    text.reserve(units + 200);
    for (int line = 0; text.size() < units; ++line) {
        text +=
            QStringLiteral("INSERT INTO orders VALUES (%1, 'some text of a row', x'00ff', 12.5); -- row\n").arg(line);
    }
    return text;
}

/// Args: size in MiB of text, place of the caret in percent.
void typeOneKey(benchmark::State& state) {
    dbv::ui::SqlEditor editor(nullptr);
    editor.resize(1200, 800);
    editor.show();
    const QString text = longScript(static_cast<qsizetype>(state.range(0)) * 1024 * 1024 - 200);
    if (!editor.setText(text)) {
        state.SkipWithError("refused");
        return;
    }
    editor.goTo(static_cast<std::size_t>(text.size() * state.range(1) / 100));
    for (int turn = 0; turn < 200; ++turn) {
        QApplication::processEvents();
    }
    for (auto _ : state) {
        QKeyEvent down(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier, QStringLiteral("a"));
        QApplication::sendEvent(&editor, &down);
        QApplication::processEvents();
    }
}
BENCHMARK(typeOneKey)->ArgsProduct({{1, 5, 20}, {0, 50, 100}})->Unit(benchmark::kMillisecond)->MinTime(0.2);

/// The same where all statements are folded: each line on the screen has 1,000 hidden ones behind it.
void typeOneKeyBesideFolds(benchmark::State& state) {
    dbv::ui::SqlEditor editor(nullptr);
    editor.resize(1200, 800);
    editor.show();
    QString text;
    while (text.size() < state.range(0) * 1024 * 1024 - 100'000) {
        text += QStringLiteral("INSERT INTO orders VALUES\n") +
                QStringLiteral("  (1, 'some text of a row', x'00ff', 12.5), -- row\n").repeated(1000) +
                QStringLiteral("  (2, 'the last row', x'00', 1);\n");
    }
    if (!editor.setText(text)) {
        state.SkipWithError("refused");
        return;
    }
    editor.folds().foldAll();
    for (int turn = 0; turn < 2000; ++turn) {
        QApplication::processEvents();
    }
    editor.goTo(3);
    for (auto _ : state) {
        QKeyEvent down(QEvent::KeyPress, Qt::Key_A, Qt::NoModifier, QStringLiteral("a"));
        QApplication::sendEvent(&editor, &down);
        QApplication::processEvents();
    }
}
BENCHMARK(typeOneKeyBesideFolds)->Arg(1)->Arg(20)->Unit(benchmark::kMillisecond)->MinTime(0.2);

/// A quote that opens a string to the end of the text, and its removal: all that is behind changes its meaning.
void openAndCloseString(benchmark::State& state) {
    dbv::ui::SqlEditor editor(nullptr);
    editor.resize(1200, 800);
    editor.show();
    if (!editor.setText(longScript(static_cast<qsizetype>(state.range(0)) * 1024 * 1024 - 200))) {
        state.SkipWithError("refused");
        return;
    }
    editor.goTo(0);
    QApplication::processEvents();
    for (auto _ : state) {
        QKeyEvent quote(QEvent::KeyPress, Qt::Key_Apostrophe, Qt::NoModifier, QStringLiteral("'"));
        QApplication::sendEvent(&editor, &quote);
        QApplication::processEvents();
        QKeyEvent back(QEvent::KeyPress, Qt::Key_Backspace, Qt::NoModifier);
        QApplication::sendEvent(&editor, &back);
        QApplication::processEvents();
    }
}
BENCHMARK(openAndCloseString)->Arg(1)->Arg(5)->Unit(benchmark::kMillisecond)->MinTime(0.2);

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", QByteArrayLiteral("offscreen"));
    }
    QStandardPaths::setTestModeEnabled(true);
    benchmark::Initialize(&argc, argv);
    const QApplication application(argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
