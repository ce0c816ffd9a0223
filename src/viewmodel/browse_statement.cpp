// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/browse_statement.h"

#include <string>

#include "sql/literal.h"

namespace dbv::viewmodel {

QString browseStatement(const ObjectPath& path, DialectId dialect) {
    std::string from = path.schema.empty() ? std::string() : sql::quoteIdentifier(path.schema, dialect) + ".";
    from += sql::quoteIdentifier(path.name, dialect);
    return QStringLiteral("SELECT * FROM ") + QString::fromStdString(from) + QLatin1Char(';');
}

} // namespace dbv::viewmodel
