// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/sql_to_run.h"

#include "sql/text_position.h"

namespace dbv::viewmodel {

TextSpan SqlToRun::inText(TextSpan bytes) const {
    return {position + sql::utf16Offset(sql, bytes.begin), position + sql::utf16Offset(sql, bytes.end)};
}

} // namespace dbv::viewmodel
