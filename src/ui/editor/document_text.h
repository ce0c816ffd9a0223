// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTextDocument>

#include <dbv/core/pieced_text.h>

#include "viewmodel/text_source.h"

namespace dbv::ui {

/// The text of a document, exactly: unlike `toPlainText()` it keeps no-break spaces.
class DocumentText final : public viewmodel::TextSource {
public:
    /// The document outlives this.
    explicit DocumentText(const QTextDocument& document) : m_document(document) {}

    [[nodiscard]] std::size_t size() const override;
    [[nodiscard]] QString piece(std::size_t begin, std::size_t end) const override;
    [[nodiscard]] std::size_t lineStart(std::size_t position) const override;
    [[nodiscard]] std::size_t lineEnd(std::size_t position) const override;
    /// The whole text.
    [[nodiscard]] QString all() const;
    /// To be called at each edit, after it, for `shared`: at `position` this much is new.
    void edited(int position, int added);
    /// The whole text, without copying it.
    [[nodiscard]] const PiecedText& shared() const { return m_shared; }

private:
    const QTextDocument& m_document;
    PiecedText m_shared;
};

} // namespace dbv::ui
