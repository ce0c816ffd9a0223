// SPDX-License-Identifier: Apache-2.0
// The least that a program with a window can be, to compare the start with: prints `painted` when it is.
//
//   bare_window [--quit-when-painted]
#include <cstdio>

#include <QApplication>
#include <QMainWindow>
#include <QTimer>

namespace {

class BareWindow final : public QMainWindow {
public:
    explicit BareWindow(bool quits) : m_quits(quits) {}

protected:
    bool event(QEvent* event) override {
        const bool done = QMainWindow::event(event);
        if (event->type() == QEvent::Paint && !m_painted) {
            m_painted = true;
            // When what was painted is on its way to the screen.
            QTimer::singleShot(0, this, [this] {
                std::puts("painted");
                std::fflush(stdout);
                if (m_quits) {
                    QCoreApplication::quit();
                }
            });
        }
        return done;
    }

private:
    bool m_quits;
    bool m_painted = false;
};

} // namespace

int main(int argc, char** argv) {
    const QApplication application(argc, argv);
    BareWindow window(QCoreApplication::arguments().contains(QStringLiteral("--quit-when-painted")));
    window.resize(1200, 800);
    window.show();
    return QApplication::exec();
}
