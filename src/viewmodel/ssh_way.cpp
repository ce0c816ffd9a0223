// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/ssh_way.h"

#include <QRegularExpression>
#include <QStringList>

namespace dbv::viewmodel {

namespace {

protocol::SshHop hopOf(const QString& word) {
    static const QRegularExpression kShape(QStringLiteral("^(?:(.*)@)?(\\[[^\\]]*\\]|[^:]*)(?::(\\d{1,5}))?$"));
    const QRegularExpressionMatch match = kShape.match(word);
    protocol::SshHop hop;
    hop.user = match.captured(1).toStdString();
    QString host = match.hasMatch() ? match.captured(2) : word;
    if (host.startsWith(QLatin1Char('['))) {
        host = host.mid(1, host.size() - 2);
    }
    hop.host = host.toStdString();
    hop.port = match.captured(3).toUShort();
    return hop;
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
    for (const QString& word : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        ssh.jump.push_back(hopOf(word.trimmed()));
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

} // namespace dbv::viewmodel
