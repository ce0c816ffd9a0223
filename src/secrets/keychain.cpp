// SPDX-License-Identifier: Apache-2.0
#include "secrets/keychain.h"

#include <condition_variable>
#include <utility>

#include <QByteArray>
#include <QObject>
#include <QString>

#include <qt6keychain/keychain.h>

#include "secrets/keychain_thread.h"
#include "secrets/keyring_search.h"
#include "secrets/sealing.h"

namespace dbv::secrets {

namespace {

constexpr const char* kInsteadOfIt = "Use a master password instead.";

Error keychainError(QKeychain::Error code, const QString& text) {
    const std::string reason = text.isEmpty() ? std::string() : ": " + text.toStdString();
    switch (code) {
    case QKeychain::AccessDenied:
        return makeError(ErrorKind::VaultLocked, "The system's keychain is locked" + reason + ".",
                         "Unlock it, or log in with your password, and try again.");
    case QKeychain::AccessDeniedByUser:
        return makeError(ErrorKind::VaultLocked, "The use of the system's keychain was refused" + reason + ".",
                         "Try again and allow it, or use a master password instead.");
    default:
        return makeError(ErrorKind::Unsupported, "The system's keychain can not be used" + reason + ".", kInsteadOfIt);
    }
}

/// Nobody else has these bytes any more, so they are wiped where they are.
void wipeShared(const QByteArray& bytes) {
    wipe({const_cast<char*>(bytes.constData()), static_cast<std::size_t>(bytes.size())});
}

} // namespace

/// One job: what is asked, and the answer, which may come when nobody waits for it any more.
class Keychain::Question {
public:
    enum class Kind { Read, Write, Delete };

    Question(Kind kind, std::string service, std::string name, Secret key = {})
        : m_kind(kind), m_service(std::move(service)), m_name(std::move(name)), m_key(std::move(key)) {}

    /// In the thread of the keychain.
    static void begin(const std::shared_ptr<Question>& self, QObject& context) {
        QKeychain::Job* job = self->makeJob();
        job->setKey(QString::fromStdString(self->m_name));
        QObject::connect(job, &QKeychain::Job::finished, &context,
                         [self](QKeychain::Job* ended) { self->take(*ended); });
        job->start();
    }

    /// False when no answer came in time, or before somebody asked to stop.
    [[nodiscard]] bool wait(std::chrono::milliseconds patience, const std::stop_token& stop) {
        std::unique_lock lock(m_mutex);
        return m_answered.wait_for(lock, stop, patience, [this] { return m_code.has_value(); });
    }
    /// After `wait`.
    [[nodiscard]] QKeychain::Error code() const { return *m_code; }
    [[nodiscard]] const QString& text() const { return m_text; }
    [[nodiscard]] Secret takeKey() { return std::move(m_key); }

private:
    [[nodiscard]] QKeychain::Job* makeJob() {
        const QString service = QString::fromStdString(m_service);
        if (m_kind == Kind::Read) {
            return new QKeychain::ReadPasswordJob(service);
        }
        if (m_kind == Kind::Delete) {
            return new QKeychain::DeletePasswordJob(service);
        }
        auto* write = new QKeychain::WritePasswordJob(service);
        const std::string_view key = m_key.reveal();
        m_written = QByteArray(key.data(), static_cast<qsizetype>(key.size()));
        write->setBinaryData(m_written);
        return write;
    }
    void take(QKeychain::Job& job) {
        const std::scoped_lock lock(m_mutex);
        if (auto* read = qobject_cast<QKeychain::ReadPasswordJob*>(&job); read != nullptr) {
            const QByteArray bytes = read->binaryData();
            m_key = Secret(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
            wipeShared(bytes);
        }
        wipeShared(m_written);
        m_code = job.error();
        m_text = job.errorString();
        m_answered.notify_all();
    }

    const Kind m_kind;
    const std::string m_service;
    const std::string m_name;
    QByteArray m_written;
    std::mutex m_mutex;
    std::condition_variable_any m_answered;
    Secret m_key;
    std::optional<QKeychain::Error> m_code;
    QString m_text;
};

Keychain::Keychain(std::chrono::milliseconds patience, std::string service)
    : m_patience(patience), m_service(std::move(service)) {}
Keychain::~Keychain() = default;

KeychainThread& Keychain::thread() {
    const std::scoped_lock lock(m_mutex);
    if (m_thread == nullptr) {
        m_thread = std::make_unique<KeychainThread>();
    }
    return *m_thread;
}

Result<void> Keychain::ask(const std::shared_ptr<Question>& question, const std::stop_token& stop) {
    thread().post([question](QObject& context) { Question::begin(question, context); });
    if (question->wait(m_patience, stop)) {
        return {};
    }
    if (stop.stop_requested()) {
        return fail(ErrorKind::Cancelled, "The question to the system's keychain was given up.");
    }
    return fail(ErrorKind::TimedOut, "The system's keychain did not answer in time.",
                "Look for a window in which it asks something, or use a master password instead.");
}

/// Nothing also when the keychain is locked: what it says then is the same.
Result<std::optional<Secret>> Keychain::read(const std::string& name, const std::stop_token& stop) {
    const auto question = std::make_shared<Question>(Question::Kind::Read, m_service, name);
    if (Result<void> asked = ask(question, stop); !asked) {
        return std::unexpected(std::move(asked.error()));
    }
    if (question->code() == QKeychain::EntryNotFound) {
        return std::nullopt;
    }
    if (question->code() != QKeychain::NoError) {
        return std::unexpected(keychainError(question->code(), question->text()));
    }
    return question->takeKey();
}

Result<std::optional<Secret>> Keychain::find(const std::string& name, std::stop_token stop) {
    Result<std::optional<Secret>> found = read(name, stop);
    if (!found || found->has_value()) {
        return found;
    }
    if (keyringHides(m_service, name)) {
        // It has asked for its password, in vain; another question would bring the same window again.
        return fail(ErrorKind::VaultLocked, "The system's keychain is locked, and nobody unlocked it when it asked.",
                    "Try again and unlock it, or use a master password instead.");
    }
    if (Result<void> works = probe(stop); !works) {
        return std::unexpected(std::move(works.error()));
    }
    // The probe may have made the user unlock it.
    return read(name, stop);
}

Result<void> Keychain::keep(const std::string& name, const Secret& key, std::stop_token stop) {
    const auto question = std::make_shared<Question>(Question::Kind::Write, m_service, name, key.clone());
    if (Result<void> asked = ask(question, stop); !asked) {
        return asked;
    }
    if (question->code() != QKeychain::NoError) {
        return std::unexpected(keychainError(question->code(), question->text()));
    }
    return {};
}

Result<void> Keychain::forget(const std::string& name, std::stop_token stop) {
    const auto question = std::make_shared<Question>(Question::Kind::Delete, m_service, name);
    if (Result<void> asked = ask(question, stop); !asked) {
        return asked;
    }
    if (question->code() != QKeychain::NoError && question->code() != QKeychain::EntryNotFound) {
        return std::unexpected(keychainError(question->code(), question->text()));
    }
    return {};
}

Result<void> Keychain::probe(std::stop_token stop) {
    if (Result<void> started = startSealing(); !started) {
        return started;
    }
    // Under a name of its own: another program may be probing as well.
    const std::string name = "probe-" + hexadecimal(randomBytes(8));
    const Secret key = randomKey();
    if (Result<void> kept = keep(name, key, stop); !kept) {
        return kept;
    }
    const Result<std::optional<Secret>> found = read(name, stop);
    if (Result<void> forgotten = forget(name, stop); !forgotten) {
        return forgotten;
    }
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!found->has_value() || (*found)->reveal() != key.reveal()) {
        return std::unexpected(
            keychainError(QKeychain::OtherError, QStringLiteral("it does not give back what it was given")));
    }
    return {};
}

} // namespace dbv::secrets
