// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/sql_to_run.h"

namespace dbv::viewmodel {

TextSpan SqlToRun::inText(TextSpan bytes) {
    const std::size_t begin = counter.at(sql, bytes.begin);
    return {position + begin, position + counter.at(sql, bytes.end)};
}

} // namespace dbv::viewmodel
