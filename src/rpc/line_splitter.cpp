// SPDX-License-Identifier: Apache-2.0
#include "rpc/line_splitter.h"

#include <utility>

namespace dbv::rpc {

void LineSplitter::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        add(bytes.substr(0, end));
        if (end == std::string_view::npos) {
            return;
        }
        endLine();
        bytes.remove_prefix(end + 1);
    }
}

void LineSplitter::finish() {
    if (m_tooLong || !m_line.empty()) {
        endLine();
    }
}

void LineSplitter::add(std::string_view piece) {
    if (m_tooLong) {
        return;
    }
    if (m_line.size() + piece.size() > m_maxLine) {
        m_tooLong = true;
        m_line = {};
        return;
    }
    m_line += piece;
}

void LineSplitter::endLine() {
    m_take(std::exchange(m_line, {}), std::exchange(m_tooLong, false));
}

} // namespace dbv::rpc
