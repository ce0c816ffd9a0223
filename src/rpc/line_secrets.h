// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include <dbv/core/secret.h>
#include <dbv/core/wiped_text.h>

namespace dbv::rpc {

/// The secrets of one request, by the place where they stand: `config.ssh.password`.
using RequestSecrets = std::map<std::string, Secret, std::less<>>;

/// The secrets of a line of input. They are taken out of its text before that is read as JSON, as the values of a JSON
/// document lie in memory that nobody wipes.
class LineSecrets {
public:
    /// Takes them out of a line; asterisks stand in their places, so that all else stays where it was. What is no JSON,
    /// and a string that is not valid, is left to those who can say so.
    [[nodiscard]] static LineSecrets takenFrom(WipedText& line);

    /// Those of one request: of the only one in the line, or of one in its array.
    [[nodiscard]] RequestSecrets takeRequest(std::size_t index);
    void add(std::size_t request, std::string place, Secret secret) {
        m_requests[request].insert_or_assign(std::move(place), std::move(secret));
    }

private:
    std::map<std::size_t, RequestSecrets> m_requests;
};

} // namespace dbv::rpc
