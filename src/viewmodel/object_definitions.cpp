// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/object_definitions.h"

#include <utility>

#include "viewmodel/error_text.h"

namespace dbv::viewmodel {

void ObjectDefinitions::ask(const SchemaPlace& place) {
    std::erase_if(m_asked, [](const bus::Request& one) { return !one.active(); });
    protocol::DescribeObject command{place.connection, place.path, place.type};
    if (place.kind == SchemaNodeKind::Schema) {
        command.path = {.schema = {}, .name = place.path.schema, .parent = {}};
    }
    m_asked.push_back(m_bus.ask(
        std::move(command), [this, place](const protocol::ObjectDescribed& answer) { receive(place, answer); },
        [this](const Error& error) { Q_EMIT failed(errorSentence(error)); }));
}

void ObjectDefinitions::receive(const SchemaPlace& place, const protocol::ObjectDescribed& answer) {
    const std::string& name = place.kind == SchemaNodeKind::Schema ? place.path.schema : place.path.name;
    if (answer.description.ddl.empty()) {
        const QString why = answer.notices.empty()
                                ? tr("The server keeps no definition of %1.").arg(QString::fromStdString(name))
                                : QString::fromStdString(answer.notices.front().message);
        Q_EMIT failed(why);
        return;
    }
    QString text;
    for (const Notice& notice : answer.notices) {
        text += QStringLiteral("-- ") + QString::fromStdString(notice.message).simplified() + QLatin1Char('\n');
    }
    text += QString::fromStdString(answer.description.ddl);
    if (!text.endsWith(QLatin1Char('\n'))) {
        text += text.endsWith(QLatin1Char(';')) ? QStringLiteral("\n") : QStringLiteral(";\n");
    }
    Q_EMIT ready(place.connection, tr("%1 (definition)").arg(QString::fromStdString(name)), text);
}

} // namespace dbv::viewmodel
