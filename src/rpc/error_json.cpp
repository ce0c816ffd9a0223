// SPDX-License-Identifier: Apache-2.0
#include "rpc/error_json.h"

#include <algorithm>

namespace dbv::rpc {

namespace {

QString fromUtf8(std::string_view text) {
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

void insertText(QJsonObject& object, QLatin1String name, const std::string& text) {
    if (!text.empty()) {
        object.insert(name, fromUtf8(text));
    }
}

} // namespace

std::size_t CharacterCounter::at(std::size_t byte) {
    byte = std::min(byte, m_text.size());
    if (byte < m_byte) {
        m_byte = 0;
        m_before = 0;
    }
    const auto begins = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
    m_before += static_cast<std::size_t>(std::ranges::count_if(m_text.substr(m_byte, byte - m_byte), begins));
    m_byte = byte;
    const bool inside = byte < m_text.size() && !begins(m_text[byte]);
    return inside ? std::max<std::size_t>(m_before, 1) : m_before + 1;
}

QJsonArray diagnosisJson(const std::vector<protocol::DiagnosisStep>& diagnosis) {
    QJsonArray steps;
    for (const protocol::DiagnosisStep& step : diagnosis) {
        steps.append(QJsonObject{{QLatin1String("step"), fromUtf8(step.step)},
                                 {QLatin1String("ok"), step.ok},
                                 {QLatin1String("message"), fromUtf8(step.message)},
                                 {QLatin1String("timeMs"), step.timeMs}});
    }
    return steps;
}

QJsonObject errorJson(const Error& error, CharacterCounter* characters,
                      const std::vector<protocol::DiagnosisStep>& diagnosis) {
    QJsonObject data;
    data.insert(QLatin1String("kind"), fromUtf8(kindName(error.kind)));
    insertText(data, QLatin1String("sqlState"), error.sqlState);
    insertText(data, QLatin1String("detail"), error.detail);
    insertText(data, QLatin1String("hint"), error.hint);
    if (error.nativeCode != 0) {
        data.insert(QLatin1String("nativeCode"), static_cast<qint64>(error.nativeCode));
    }
    if (error.damage == Damage::Transaction || error.damage == Damage::Session) {
        data.insert(QLatin1String("damage"),
                    QLatin1String(error.damage == Damage::Transaction ? "transaction" : "session"));
    }
    if (error.inDoubt) {
        data.insert(QLatin1String("inDoubt"), true);
    }
    if (error.where && characters != nullptr) {
        data.insert(QLatin1String("position"), static_cast<qint64>(characters->at(error.where->begin)));
    }
    if (!diagnosis.empty()) {
        data.insert(QLatin1String("diagnosis"), diagnosisJson(diagnosis));
    }
    return {{QLatin1String("code"), codeOf(error.kind)},
            {QLatin1String("message"), fromUtf8(error.message)},
            {QLatin1String("data"), data}};
}

QJsonObject messageErrorJson(int code, const QString& message, const QString& hint) {
    QJsonObject data;
    data.insert(QLatin1String("kind"),
                fromUtf8(kindName(code == kMethodNotFound ? ErrorKind::Unsupported : ErrorKind::InvalidInput)));
    if (!hint.isEmpty()) {
        data.insert(QLatin1String("hint"), hint);
    }
    return {{QLatin1String("code"), code}, {QLatin1String("message"), message}, {QLatin1String("data"), data}};
}

} // namespace dbv::rpc
