// SPDX-License-Identifier: Apache-2.0
#include "secrets/keychain_thread.h"

#include <future>
#include <thread>
#include <utility>

#include <QEventLoop>
#include <QObject>

namespace dbv::secrets {

/// The thread, and what lives in it while it runs.
class KeychainThread::Loop {
public:
    Loop() {
        std::promise<void> started;
        m_thread = std::jthread([this, &started] {
            QEventLoop loop;
            QObject receiver;
            m_loop = &loop;
            m_receiver = &receiver;
            started.set_value();
            loop.exec();
        });
        started.get_future().wait();
    }
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop() {
        post([this](QObject&) { m_loop->quit(); });
    }

    void post(std::function<void(QObject&)> task) {
        QMetaObject::invokeMethod(
            m_receiver, [receiver = m_receiver, task = std::move(task)] { task(*receiver); }, Qt::QueuedConnection);
    }

private:
    QEventLoop* m_loop = nullptr;
    QObject* m_receiver = nullptr;
    // Last: it is joined before anything else goes.
    std::jthread m_thread;
};

KeychainThread::KeychainThread() : m_loop(std::make_unique<Loop>()) {}
KeychainThread::~KeychainThread() = default;

void KeychainThread::post(std::function<void(QObject&)> task) {
    m_loop->post(std::move(task));
}

} // namespace dbv::secrets
