// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/ssh_way.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>

namespace dbv::viewmodel {

namespace {

QString said(const char* text) {
    return QCoreApplication::translate("SshWay", text);
}

/// A machine as it is written, in its three parts.
struct WrittenHop {
    QString user;
    QString host;
    QString port;
};

WrittenHop partsOf(const QString& word) {
    WrittenHop hop;
    const qsizetype at = word.lastIndexOf(QLatin1Char('@'));
    hop.user = at < 0 ? QString() : word.left(at);
    hop.host = word.mid(at + 1);
    static const QRegularExpression kBracketed(QStringLiteral("^\\[([^\\]]*)\\](?::(.*))?$"));
    if (const QRegularExpressionMatch match = kBracketed.match(hop.host); match.hasMatch()) {
        hop.host = match.captured(1);
        hop.port = match.captured(2);
    } else if (hop.host.count(QLatin1Char(':')) == 1) {
        hop.port = hop.host.section(QLatin1Char(':'), 1);
        hop.host = hop.host.section(QLatin1Char(':'), 0, 0);
    }
    return hop;
}

QString troubleOf(const QString& word) {
    const WrittenHop hop = partsOf(word);
    static const QRegularExpression kNoHost(QStringLiteral("[\\s\\[\\]/\\x{0}-\\x{1f}]"));
    if (hop.host.isEmpty() || hop.host.startsWith(QLatin1Char('-')) || kNoHost.match(hop.host).hasMatch()) {
        return said("\"%1\" names no machine. Write user@host:port, of which the host alone is needed.").arg(word);
    }
    const bool endsWithColon = word.endsWith(QLatin1Char(':')) && hop.host.count(QLatin1Char(':')) == 0;
    bool isNumber = false;
    const uint port = hop.port.toUInt(&isNumber);
    if (endsWithColon || (!hop.port.isEmpty() && (!isNumber || port == 0 || port > 65535))) {
        return said("The port of \"%1\" is no number from 1 to 65535.").arg(word);
    }
    return {};
}

QStringList wordsOf(const QString& text) {
    QStringList all;
    for (const QString& word : text.split(QLatin1Char(','))) {
        const QString hop = word.trimmed();
        all.append(hop.startsWith(QLatin1String("ssh://"), Qt::CaseInsensitive) ? hop.mid(6) : hop);
    }
    return all;
}

protocol::SshHop hopOf(const QString& word) {
    const WrittenHop parts = partsOf(word);
    return {.host = parts.host.toStdString(), .port = parts.port.toUShort(), .user = parts.user.toStdString()};
}

QString textOf(const protocol::SshHop& hop) {
    QString text = hop.user.empty() ? QString() : QString::fromStdString(hop.user) + QLatin1Char('@');
    text += QString::fromStdString(hop.host.find(':') == std::string::npos ? hop.host : "[" + hop.host + "]");
    return hop.port == 0 ? text : text + QLatin1Char(':') + QString::number(hop.port);
}

} // namespace

void readSshWay(const QString& text, protocol::SshConfig& ssh) {
    ssh.target = {};
    ssh.jump.clear();
    for (const QString& word : wordsOf(text)) {
        if (!word.isEmpty()) {
            ssh.jump.push_back(hopOf(word));
        }
    }
    if (!ssh.jump.empty()) {
        ssh.target = ssh.jump.back();
        ssh.jump.pop_back();
    }
}

QString sshWayText(const protocol::SshConfig& ssh) {
    QStringList words;
    for (const protocol::SshHop& hop : ssh.jump) {
        words.append(textOf(hop));
    }
    if (ssh.used()) {
        words.append(textOf(ssh.target));
    }
    return words.join(QStringLiteral(", "));
}

QString sshWayTrouble(const QString& text) {
    if (text.trimmed().isEmpty()) {
        return {};
    }
    for (const QString& word : wordsOf(text)) {
        if (QString trouble = word.isEmpty() ? said("A machine is missing before or behind a comma.") : troubleOf(word);
            !trouble.isEmpty()) {
            return trouble;
        }
    }
    return {};
}

} // namespace dbv::viewmodel
