// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include <QObject>
#include <QString>

#include <dbv/connector/dialect.h>

#include "viewmodel/sql_to_run.h"

namespace dbv::viewmodel {

/// What a parameter of a statement is to be.
struct ParameterInput {
    QString text;
    bool isNull = false;
};

/// What is sent for an input: an integer or a real number where the text is just how one is written, else text.
/// "007", "1.50" and " 1" are texts, so that nothing which was typed is changed.
[[nodiscard]] ParameterValue valueOf(const ParameterInput& input);
/// The name of the kind of value, for people.
[[nodiscard]] QString kindText(const ParameterInput& input);

/// One parameter that a value is asked for.
struct ParameterField {
    /// As it stands in the statement; one without a name by its number.
    QString name;
    ParameterInput input;
    /// From 1.
    std::size_t place = 0;
};

/// Asks for the values of a statement's parameters before it runs, and remembers them.
///
/// Limits: looks for parameters in texts of up to `kMostBytes`; in longer ones the server says that a value is missing.
class ParameterForm final : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t kMostBytes = 1'000'000;

    using QObject::QObject;

    /// True when the text has parameters: then it is taken, and `accepted` gives it back with their values, or
    /// `refused` says why it can not be run. False leaves the text alone.
    [[nodiscard]] bool ask(SqlToRun& sql, DialectId dialect);
    [[nodiscard]] bool isOpen() const { return m_sql.has_value(); }
    [[nodiscard]] const std::vector<ParameterField>& fields() const { return m_fields; }
    void setText(std::size_t field, const QString& text);
    void setNull(std::size_t field, bool isNull);
    void accept();
    /// Runs nothing. Does nothing when nothing is asked.
    void cancel();

Q_SIGNALS:
    void opened();
    void closed();
    void accepted(const dbv::viewmodel::SqlToRun& sql);
    void refused(const QString& why);

private:
    void open(SqlToRun sql, const std::vector<std::string>& parameters);
    void remember();

    std::optional<SqlToRun> m_sql;
    std::vector<ParameterField> m_fields;
    std::map<QString, ParameterInput> m_remembered;
};

} // namespace dbv::viewmodel
