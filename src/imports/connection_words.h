// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/secret.h>

#include "connect/url_text.h"
#include "imports/pasted_connection.h"
#include "imports/vocabulary.h"

namespace dbv::imports {

/// Collects what is said about one connection, word by word, in the vocabulary of whichever client it was written for.
class ConnectionWords {
public:
    explicit ConnectionWords(Engine engine = Engine::Unknown) : m_engine(engine) {}

    [[nodiscard]] Engine engine() const { return m_engine; }
    void setEngine(Engine engine) { m_engine = engine; }
    /// What stands in front of a URL's query, whose words follow.
    void setPlaces(std::vector<connect::ServerPlace> places);
    void setUser(std::string user) { m_result.config.user = std::move(user); }
    void setPassword(Secret password) { m_result.password = std::move(password); }
    void setDatabase(std::string database) { m_result.config.database = std::move(database); }
    void remark(std::string sentence) { m_result.remarks.push_back(std::move(sentence)); }

    /// Takes one word and its value; a word that the engine's connector does not have is left out with a remark.
    /// The answer is what is wrong with the value, if something is; it does not repeat it.
    [[nodiscard]] std::optional<std::string> take(std::string_view name, std::string value);

    /// The connection. Nothing is left here.
    [[nodiscard]] Pasted finish();

private:
    void takeHosts(std::string_view value);
    /// libpq dials `hostaddr`, and expects `host` there.
    void settleAddress();
    /// Why a word of a MySQL URL can not be taken: it says something else than what stands in front of it.
    [[nodiscard]] std::optional<std::string> contradiction(const std::string& word, std::string_view value) const;
    [[nodiscard]] std::optional<std::string> takePorts(std::string_view value);
    /// Whether it was one of the words; `trouble` is what is wrong with its value.
    [[nodiscard]] bool takeSecret(const std::string& word, std::string& value);
    [[nodiscard]] bool takePart(const std::string& word, std::string& value, std::optional<std::string>& trouble);
    [[nodiscard]] bool takeTls(const std::string& word, std::string& value, std::optional<std::string>& trouble);
    [[nodiscard]] bool takeTlsSwitch(const std::string& word, std::string_view value);
    [[nodiscard]] bool takeOption(const std::string& word, std::string& value);
    void wantTls(TlsMode mode);
    /// A socket, and a host that is not this machine: two places.
    void settleSocket();

    Engine m_engine;
    Pasted m_result;
    std::vector<connect::ServerPlace> m_places;
    /// As they are written; one for all, or one for each place.
    std::vector<std::string> m_ports;
    std::string m_address;
    bool m_isUrl = false;
    std::string m_socket;
};

} // namespace dbv::imports
