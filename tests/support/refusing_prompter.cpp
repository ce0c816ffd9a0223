// SPDX-License-Identifier: Apache-2.0
// The window in which a desktop's keyring asks its user, as the keyring sees it over D-Bus, with a user who refuses. Says
// "ready" when it can be asked, and then a line for each time it was. Ends with its input.
#include <cstdio>

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVirtualObject>
#include <QSocketNotifier>

#include <unistd.h>

namespace {

using Qt::Literals::StringLiterals::operator""_s;

class RefusingPrompter : public QDBusVirtualObject {
public:
    [[nodiscard]] QString introspect(const QString& /*path*/) const override { return {}; }
    bool handleMessage(const QDBusMessage& message, const QDBusConnection& bus) override {
        if (message.interface() != u"org.gnome.keyring.internal.Prompter" || message.arguments().isEmpty()) {
            return false;
        }
        bus.send(message.createReply());
        const QString asker = message.arguments().front().value<QDBusObjectPath>().path();
        const auto answer = [&](const QString& method, const QVariantList& arguments) {
            QDBusMessage call = QDBusMessage::createMethodCall(
                message.service(), asker, u"org.gnome.keyring.internal.Prompter.Callback"_s, method);
            call.setArguments(arguments);
            bus.send(call);
        };
        if (message.member() == u"BeginPrompting") {
            answer(u"PromptReady"_s, {QString(), QVariantMap(), QString()});
        } else if (message.member() == u"PerformPrompt") {
            std::puts("asked");
            std::fflush(stdout);
            answer(u"PromptReady"_s, {u"no"_s, QVariantMap(), QString()});
        } else {
            answer(u"PromptDone"_s, {});
        }
        return true;
    }
};

} // namespace

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    RefusingPrompter prompter;
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.registerVirtualObject(u"/org/gnome/keyring/Prompter"_s, &prompter) ||
        !bus.registerService(u"org.gnome.keyring.SystemPrompter"_s)) {
        std::puts("the bus does not take it");
        return 1;
    }
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    std::puts("ready");
    std::fflush(stdout);
    return QCoreApplication::exec();
}
