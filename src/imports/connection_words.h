// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <dbv/core/secret.h>

#include "imports/pasted_connection.h"
#include "imports/vocabulary.h"

namespace dbv::imports {

/// One of the places that a connection may lead to; port 0 is the usual one.
struct ServerPlace {
    std::string host;
    std::uint16_t port = 0;
};

/// Collects what is said about one connection, word by word, in the vocabulary of whichever client it was written for.
class ConnectionWords {
public:
    explicit ConnectionWords(Engine engine = Engine::Unknown) : m_engine(engine) {}

    [[nodiscard]] Engine engine() const { return m_engine; }
    void setEngine(Engine engine) { m_engine = engine; }
    void setPlaces(std::vector<ServerPlace> places) { m_places = std::move(places); }
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
    [[nodiscard]] std::optional<std::string> takeHosts(std::string_view value);
    [[nodiscard]] std::optional<std::string> takePorts(std::string_view value);
    /// Whether it was one of the words; `trouble` is what is wrong with its value.
    [[nodiscard]] bool takeSecret(const std::string& word, std::string& value);
    [[nodiscard]] bool takePart(const std::string& word, std::string& value, std::optional<std::string>& trouble);
    [[nodiscard]] bool takeTls(const std::string& word, std::string& value, std::optional<std::string>& trouble);
    [[nodiscard]] bool takeTlsSwitch(const std::string& word, std::string_view value);
    [[nodiscard]] bool takeOption(const std::string& word, std::string& value);
    void wantTls(TlsMode mode);

    Engine m_engine;
    Pasted m_result;
    std::vector<ServerPlace> m_places;
    std::vector<std::uint16_t> m_ports;
    std::string m_socket;
};

} // namespace dbv::imports
