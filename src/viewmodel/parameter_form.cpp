// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/parameter_form.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include <QLocale>

#include "sql/parameters.h"
#include "sql/splitter.h"

namespace dbv::viewmodel {

namespace {

/// A text in quotes or bytes in hexadecimal, as SQL writes them; nothing for what is neither.
std::optional<ParameterValue> literalOf(const QString& text) {
    const bool bytes = text.startsWith(QLatin1Char('x'), Qt::CaseInsensitive);
    const QStringView quoted = QStringView(text).mid(bytes ? 1 : 0);
    if (quoted.size() < 2 || !quoted.startsWith(u'\'') || !quoted.endsWith(u'\'')) {
        return std::nullopt;
    }
    QString inner = quoted.mid(1, quoted.size() - 2).toString();
    if (bytes) {
        const QByteArray digits = inner.toLatin1();
        const QByteArray decoded = QByteArray::fromHex(digits);
        return decoded.toHex() == digits.toLower()
                   ? std::optional<ParameterValue>(ParameterBytes{decoded.toStdString()})
                   : std::nullopt;
    }
    const QString bare = QString(inner).remove(QLatin1String("''"));
    return bare.contains(QLatin1Char('\''))
               ? std::nullopt
               : std::optional<ParameterValue>(inner.replace(QLatin1String("''"), QLatin1String("'")).toStdString());
}

} // namespace

ParameterValue valueOf(const ParameterInput& input) {
    if (input.isNull) {
        return {};
    }
    if (const std::optional<ParameterValue> literal = literalOf(input.text)) {
        return *literal;
    }
    bool fits = false;
    if (const qlonglong whole = input.text.toLongLong(&fits); fits && QString::number(whole) == input.text) {
        return std::int64_t{whole};
    }
    if (const double real = input.text.toDouble(&fits);
        fits && std::isfinite(real) && input.text == QString::number(real, 'g', QLocale::FloatingPointShortest)) {
        return real;
    }
    return input.text.toStdString();
}

QString kindText(const ParameterInput& input) {
    const ParameterValue value = valueOf(input);
    return std::holds_alternative<std::int64_t>(value)     ? ParameterForm::tr("whole number")
           : std::holds_alternative<double>(value)         ? ParameterForm::tr("number")
           : std::holds_alternative<std::string>(value)    ? ParameterForm::tr("text")
           : std::holds_alternative<ParameterBytes>(value) ? ParameterForm::tr("bytes")
                                                           : QString();
}

bool ParameterForm::ask(SqlToRun& sql, DialectId dialect) {
    cancel();
    // Most texts are told apart by a quick look.
    if (sql.sql.size() > kMostBytes || sql.sql.find_first_of("?:@$") == std::string::npos) {
        return false;
    }
    const std::vector<sql::Statement> statements = sql::split(sql.sql, dialect);
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const TextSpan span = statements[i].span;
        const std::vector<std::string> parameters =
            statements[i].kind == sql::StatementKind::Sql
                ? sql::parametersOf(std::string_view(sql.sql).substr(span.begin, span.size()), dialect)
                : std::vector<std::string>();
        if (parameters.empty()) {
            continue;
        }
        if (statements.size() == 1) {
            open(std::move(sql), parameters);
        } else {
            Q_EMIT refused(tr("Nothing was run: statement %1 of %2 has parameters. Run it by itself, and it asks for "
                              "their values.")
                               .arg(QLocale().toString(static_cast<qulonglong>(i + 1)),
                                    QLocale().toString(static_cast<qulonglong>(statements.size()))));
        }
        return true;
    }
    return false;
}

void ParameterForm::open(SqlToRun sql, const std::vector<std::string>& parameters) {
    m_sql = std::move(sql);
    m_fields.clear();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (parameters[i].empty()) {
            continue;
        }
        ParameterField field;
        field.place = i + 1;
        field.name = parameters[i] == "?" ? QLatin1Char('?') + QString::number(field.place)
                                          : QString::fromStdString(parameters[i]);
        if (const auto known = m_remembered.find(field.name); known != m_remembered.end()) {
            field.input = known->second;
        }
        m_fields.push_back(std::move(field));
    }
    Q_EMIT opened();
}

void ParameterForm::setText(std::size_t field, const QString& text) {
    m_fields.at(field).input = {text, false};
}

void ParameterForm::setNull(std::size_t field, bool isNull) {
    m_fields.at(field).input.isNull = isNull;
}

void ParameterForm::remember() {
    for (const ParameterField& field : m_fields) {
        m_remembered[field.name] = field.input;
    }
}

void ParameterForm::accept() {
    if (!m_sql) {
        return;
    }
    remember();
    SqlToRun sql = *std::exchange(m_sql, std::nullopt);
    // By number, whatever they are called; a number that no parameter has needs a value too.
    sql.parameters.assign(m_fields.back().place, ParameterValue());
    for (const ParameterField& field : m_fields) {
        sql.parameters[field.place - 1] = valueOf(field.input);
    }
    Q_EMIT closed();
    Q_EMIT accepted(sql);
}

void ParameterForm::cancel() {
    if (m_sql) {
        remember();
        m_sql.reset();
        Q_EMIT closed();
    }
}

} // namespace dbv::viewmodel
