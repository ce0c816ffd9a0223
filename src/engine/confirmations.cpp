// SPDX-License-Identifier: Apache-2.0
#include "engine/confirmations.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>

#include <QCryptographicHash>
#include <QRandomGenerator>

namespace dbv::engine {

namespace {

constexpr std::chrono::minutes kGoodFor{15};
// More than anybody has open; the oldest go.
constexpr std::size_t kMostAsked = 256;

/// A digest of all that a command would do.
class Digest {
public:
    void add(std::string_view text) {
        add(text.size());
        m_hash.addData(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())));
    }
    void add(std::uint64_t number) {
        m_hash.addData(QByteArrayView(reinterpret_cast<const char*>(&number), sizeof number));
    }
    void add(const ParameterValue& value) {
        add(value.index());
        if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            add(static_cast<std::uint64_t>(*whole));
        } else if (const auto* real = std::get_if<double>(&value)) {
            add(std::string_view(reinterpret_cast<const char*>(real), sizeof *real));
        } else if (const auto* text = std::get_if<std::string>(&value)) {
            add(std::string_view(*text));
        } else if (const auto* bytes = std::get_if<ParameterBytes>(&value)) {
            add(std::string_view(reinterpret_cast<const char*>(bytes->bytes.data()), bytes->bytes.size()));
        }
    }
    [[nodiscard]] QByteArray result() const { return m_hash.result(); }

private:
    QCryptographicHash m_hash{QCryptographicHash::Sha256};
};

QByteArray digestOf(const protocol::RunQuery& query) {
    Digest digest;
    digest.add(query.connection.value);
    digest.add(query.session.value);
    digest.add(std::string_view(query.sql));
    digest.add(query.positional.size());
    for (const ParameterValue& value : query.positional) {
        digest.add(value);
    }
    for (const auto& [name, value] : query.named) {
        digest.add(std::string_view(name));
        digest.add(value);
    }
    return digest.result();
}

} // namespace

std::string Confirmations::ask(const protocol::RunQuery& query, std::string looked) {
    std::array<quint32, 4> random{};
    QRandomGenerator::system()->fillRange(random.data(), static_cast<qsizetype>(random.size()));
    const QByteArray token =
        QByteArray(reinterpret_cast<const char*>(random.data()), static_cast<qsizetype>(sizeof random)).toHex();
    const std::scoped_lock lock(m_mutex);
    if (m_asked.size() == kMostAsked) {
        m_asked.pop_front();
    }
    m_asked.push_back(
        {token, digestOf(query), query.connection, query.session, std::chrono::steady_clock::now(), std::move(looked)});
    return token.toStdString();
}

Result<std::string> Confirmations::redeem(const protocol::RunQuery& query) {
    const QByteArray token = QByteArray::fromStdString(query.confirm);
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find(m_asked, token, &Asked::token);
    const bool good = found != m_asked.end() && found->about == digestOf(query) &&
                      std::chrono::steady_clock::now() - found->when < kGoodFor;
    std::string looked;
    if (found != m_asked.end()) {
        looked = std::move(found->looked);
        m_asked.erase(found);
    }
    if (good) {
        return looked;
    }
    return fail(ErrorKind::InvalidInput,
                "The confirmation is not valid: it was not given for exactly this text with these values on this "
                "connection, was "
                "used before, is older than a quarter of an hour, or something else has run on the session since. "
                "Nothing was sent.",
                "Send it without a confirmation, to be asked again.");
}

void Confirmations::forget(ConnectionId connection, SessionKey session) {
    const std::scoped_lock lock(m_mutex);
    std::erase_if(m_asked,
                  [&](const Asked& asked) { return asked.connection == connection && asked.session == session; });
}

} // namespace dbv::engine
