// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include <dbv/core/secret.h>

#include "imports/foreign_cipher.h"
#include "imports/foreign_file.h"
#include "imports/found_connection.h"

namespace dbv::imports {

/// The key of an installation of Beekeeper Studio or DbGate: in a file `.key`, which a published key opens.
class PhraseKey {
public:
    PhraseKey(const std::optional<ForeignFile>& file, const char* published, std::string program)
        : m_program(std::move(program)) {
        if (file) {
            m_key = decryptPhraseIn(Secret(published), file->bytes, "encryptionKey");
        }
    }

    /// What was encrypted; empty, with a loss that names it, when it can not be read.
    [[nodiscard]] Secret open(const std::string& text, const std::string& what, FoundConnection& found) const {
        if (text.empty()) {
            return {};
        }
        std::optional<Secret> plain = m_key ? decryptPhrase(*m_key, text) : std::nullopt;
        if (!plain) {
            found.loses("The " + what + " could not be read: " +
                        (m_key ? std::string("it is encrypted with another key")
                               : m_program + " keeps its key where other programs can not read it") +
                        ". Enter it at the first use.");
        }
        return plain ? *std::move(plain) : Secret();
    }

private:
    std::string m_program;
    std::optional<Secret> m_key;
};

} // namespace dbv::imports
