// SPDX-License-Identifier: Apache-2.0
#include "settings/policy.h"

#include <algorithm>
#include <cstdint>
#include <system_error>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <dbv/connector/safety_words.h>

#include "settings/file_paths.h"
#include "settings/strict_json.h"

namespace dbv::settings {

namespace {

/// More than any policy can be: such a file is something else.
constexpr qint64 kLargestPolicy = 1LL << 20;
constexpr std::int64_t kPolicyVersion = 1;
constexpr const char* kPolicyHint = "Whoever installed the program has to repair this file, or to take it away.";

std::string lineOf(const std::string& text, std::size_t offset) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
    return "line " + std::to_string(std::count(text.begin(), end, '\n') + 1);
}

std::string quoted(const QString& text) {
    constexpr qsizetype kMostShown = 80;
    return '"' + text.left(kMostShown).toStdString() + '"';
}

/// What the file says of one member; the answer is what is wrong with it.
std::optional<std::string> readTexts(const QJsonValue& value, std::vector<std::string>& texts) {
    if (!value.isArray()) {
        return "\"hide\" must be a list of actions";
    }
    for (const auto& each : value.toArray()) {
        if (!each.isString()) {
            return "\"hide\" must be a list of actions, each a text";
        }
        texts.push_back(each.toString().toStdString());
    }
    return std::nullopt;
}

} // namespace

Policy Policy::read(std::span<const std::filesystem::path> places) {
    Policy policy;
    for (const std::filesystem::path& place : places) {
        std::error_code unknown;
        const std::filesystem::file_status status = std::filesystem::symlink_status(place, unknown);
        if (status.type() == std::filesystem::file_type::not_found) {
            continue;
        }
        policy.m_file = place;
        QFile file(qtPath(place));
        if (!std::filesystem::is_regular_file(place, unknown)) {
            policy.lockDown("is not a file that can be read");
        } else if (!file.open(QIODevice::ReadOnly)) {
            policy.lockDown("can not be read: " + file.errorString().toStdString());
        } else if (file.size() > kLargestPolicy) {
            policy.lockDown("is too large");
        } else {
            const QByteArray bytes = file.read(kLargestPolicy);
            file.error() == QFileDevice::NoError
                ? policy.take(bytes.toStdString())
                : policy.lockDown("can not be read: " + file.errorString().toStdString());
        }
        return policy;
    }
    return policy;
}

void Policy::take(const std::string& text) {
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(text), &parsed);
    if (const auto raw = rawControlIn(text)) {
        lockDown("can not be read: a control character within a text in " + lineOf(text, *raw));
        return;
    }
    if (!document.isObject()) {
        lockDown(parsed.error == QJsonParseError::NoError
                     ? "is not an object"
                     : "can not be read: " + parsed.errorString().toStdString() + " in " +
                           lineOf(text, static_cast<std::size_t>(parsed.offset)));
        return;
    }
    const QJsonObject members = document.object();
    if (members.value(QLatin1String("version")) != QJsonValue(static_cast<qint64>(kPolicyVersion))) {
        lockDown("must say \"version\": 1, which is what this program knows");
        return;
    }
    for (auto member = members.begin(); member != members.end(); ++member) {
        const QString name = member.key();
        const QJsonValue& value = member.value();
        std::optional<std::string> wrong;
        if (name == QLatin1String("safety")) {
            m_safety = safetyFromWord(value.toString().toStdString());
            if (!m_safety) {
                wrong = "\"safety\" must be one of off, confirm, sandbox, dryRun, readOnly";
            }
        } else if (name == QLatin1String("hide")) {
            wrong = readTexts(value, m_hidden);
        } else if (name == QLatin1String("notice")) {
            m_notice = value.toString().toStdString();
            if (!value.isString()) {
                wrong = "\"notice\" must be a text";
            }
        } else if (name != QLatin1String("version")) {
            wrong = "has a member " + quoted(name) + "; known are version, safety, hide, notice";
        }
        if (wrong) {
            lockDown(*wrong);
            return;
        }
    }
}

void Policy::lockDown(const std::string& why) {
    m_trouble =
        makeError(ErrorKind::InvalidInput,
                  "The policy of this installation is broken, so no connection is opened: " + shownPath(m_file) + ": " +
                      why + ".",
                  kPolicyHint);
}

Result<Safety> Policy::safetyFor(Safety asked) const {
    if (m_trouble) {
        return std::unexpected(*m_trouble);
    }
    return asked == Safety::ReadOnly ? asked : m_safety.value_or(asked);
}

void Policy::holdToActions(std::span<const std::string_view> known) {
    for (const std::string& action : m_hidden) {
        if (!m_trouble && std::ranges::find(known, action) == known.end()) {
            lockDown("hides an action \"" + action.substr(0, 80) + "\" that there is not");
        }
    }
}

} // namespace dbv::settings
