// SPDX-License-Identifier: Apache-2.0
// What somebody who types into a long script waits for: from a key, wherever in the text, to the end of the painting that shows it. Keys
// come from outside at a fixed pace, also while the program does what it does between them.
//
//   bench_typing DATABASE [MEBIBYTES]
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <QEventLoop>
#include <QKeyEvent>

#include "bench/measurement.h"
#include "bench/window_rig.h"
#include "ui/editor/sql_editor.h"

namespace dbv::bench {

namespace {

/// Faster than anybody types for long.
constexpr std::chrono::milliseconds kBetweenKeys{40};
constexpr int kPlaces = 12;

/// Queries and rows, as scripts have them. Unit: UTF-16 code units.
QString scriptOf(qsizetype units) {
    QString text;
    text.reserve(units + 1000);
    for (int i = 0; text.size() < units - 500; ++i) {
        text += i % 10 == 0
                    ? QStringLiteral("-- orders of customer %1\nSELECT o.id, o.total, c.name\n  FROM orders o\n  JOIN "
                                     "customers c ON c.id = o.customer_id\n WHERE c.id = %1 AND o.note LIKE "
                                     "'%it''s%'\n ORDER BY o.id;\n")
                          .arg(i)
                    : QStringLiteral("INSERT INTO orders VALUES (%1, 'some text of a row', x'00ff', 12.5);\n").arg(i);
    }
    return text;
}

QKeyEvent* keyFor(QChar letter) {
    if (letter == u'\n') {
        return new QKeyEvent(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, QStringLiteral("\r"));
    }
    if (letter == u'\b') {
        return new QKeyEvent(QEvent::KeyPress, Qt::Key_Backspace, Qt::NoModifier);
    }
    return new QKeyEvent(QEvent::KeyPress, letter.toUpper().unicode(), Qt::NoModifier, QString(letter));
}

/// Types at the caret. Unit: milliseconds for each key.
std::vector<double> type(PaintAwareApplication& application, ui::SqlEditor& editor, const QString& text) {
    std::vector<double> took;
    for (const QChar letter : text) {
        QEventLoop loop;
        Stopwatch watch;
        application.onKeyShown(editor, [&] {
            took.push_back(watch.milliseconds());
            loop.quit();
        });
        // From outside, whatever the event loop is at.
        const std::jthread keyboard([&] {
            std::this_thread::sleep_for(kBetweenKeys);
            watch = Stopwatch();
            QCoreApplication::postEvent(&editor, keyFor(letter));
        });
        loop.exec();
    }
    return took;
}

void measure(PaintAwareApplication& application, const std::string& database, int mebibytes) {
    WindowRig rig(application, database);
    ui::SqlEditor& editor = rig.editor();
    const QString script = scriptOf(qsizetype{mebibytes} * 1024 * 1024);
    if (!editor.setText(script)) {
        giveUp("the text was refused");
    }
    rig.rest(4000);
    std::mt19937_64 random(11);
    std::vector<double> all;
    std::string medians;
    for (int place = 0; place < kPlaces; ++place) {
        const auto size = static_cast<std::size_t>(script.size());
        const std::size_t at = place == 0 ? 0 : place == 1 ? size / 2 : place == 2 ? size : random() % size;
        editor.goTo(at);
        rig.rest(1000);
        const std::vector<double> took =
            type(application, editor,
                 QStringLiteral("\nselect name, total from orders where city = 'Rome' and id > 10;\n\b\b;\n"));
        all.insert(all.end(), took.begin(), took.end());
    }
    std::ranges::sort(all);
    const double p99 = all[all.size() * 99 / 100];
    tell("typing", p99,
         std::to_string(all.size()) + " keys: median " + shortNumber(median(all)) + " ms, p99 " + shortNumber(p99) +
             " ms, longest " + shortNumber(all.back()) + " ms");
}

} // namespace

} // namespace dbv::bench

int main(int argc, char** argv) {
    dbv::bench::PaintAwareApplication application(argc, argv);
    if (argc < 2) {
        dbv::bench::giveUp("usage: bench_typing DATABASE [MEBIBYTES]");
    }
    // Of at most 20 MiB in UTF-8, which is what an editor takes.
    dbv::bench::measure(application, argv[1], argc > 2 ? std::atoi(argv[2]) : 19);
    return 0;
}
