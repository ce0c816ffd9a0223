// SPDX-License-Identifier: Apache-2.0
#include "ssh/login_keys.h"

#include <algorithm>

#include "ssh/key_print.h"

namespace dbv::ssh {

namespace {

constexpr int kPassphraseAttempts = 3;

/// Reads a key file, asking for its passphrase as often as it is wrong.
KeyResult<PrivateKey> unlock(const std::string& file, const std::string& hop, SshPrompts& prompts) {
    KeyResult<PrivateKey> key = loadPrivateKey(file, nullptr);
    for (int attempt = 1;
         attempt <= kPassphraseAttempts && !key &&
         (key.error().trouble == KeyTrouble::NeedsPassphrase || key.error().trouble == KeyTrouble::WrongPassphrase);
         ++attempt) {
        const auto passphrase = prompts.passphrase({hop, file, attempt});
        if (!passphrase) {
            return std::unexpected(KeyError{KeyTrouble::NeedsPassphrase, passphrase.error()});
        }
        key = loadPrivateKey(file, &*passphrase);
    }
    return key;
}

bool needsSystemSsh(std::string_view type) {
    return type.starts_with("sk-") || type.find("-cert-v01@") != std::string_view::npos;
}

/// Gathers the keys of one host.
class KeyCollection {
public:
    KeyCollection(const HostSettings& settings, const std::string& hop, SshPrompts& prompts)
        : m_settings(settings), m_hop(hop), m_prompts(prompts) {}

    void readFiles() {
        for (const std::string& file : m_settings.identityFiles) {
            auto blob = publicBlobOf(file);
            std::error_code code;
            const bool there = std::filesystem::exists(file, code);
            if (!there && !blob) {
                if (m_settings.identityFilesGiven) {
                    m_found.troubles.push_back("There is no key file " + file + ".");
                }
                continue;
            }
            m_files.push_back({file, blob.value_or("")});
        }
    }

    Result<void> addAgent(const std::stop_token& stop) {
        if (m_settings.agentSocket.empty()) {
            return {};
        }
        auto agent = connectAgent(m_settings.agentSocket, stop);
        auto keys = agent ? (*agent)->keys() : std::unexpected(agent.error());
        if (!keys) {
            if (keys.error().kind == ErrorKind::Cancelled) {
                return std::unexpected(keys.error());
            }
            m_found.troubles.push_back(keys.error().message);
            return {};
        }
        m_agent = std::move(*agent);
        for (const File& file : m_files) {
            std::ranges::for_each(*keys, [&](const AgentKey& key) {
                if (key.blob == file.blob) {
                    addAgentKey(key);
                }
            });
        }
        for (const AgentKey& key : *keys) {
            const bool named = std::ranges::any_of(m_files, [&](const File& file) { return file.blob == key.blob; });
            if (!named && !m_settings.identitiesOnly) {
                addAgentKey(key);
            }
        }
        return {};
    }

    Result<void> addFiles() {
        for (File& file : m_files) {
            const bool inAgent = !file.blob.empty() && std::ranges::any_of(m_found.keys, [&](const LoginKey& key) {
                return key.blob == file.blob;
            });
            if (inAgent) {
                continue;
            }
            if (auto added = addFile(file); !added) {
                return added;
            }
        }
        return {};
    }

    LoginKeys take() { return std::move(m_found); }

private:
    struct File {
        std::string path;
        /// Empty while only the passphrase would tell.
        std::string blob;
    };

    void addAgentKey(const AgentKey& key) {
        const std::string type = keyTypeOf(key.blob);
        const std::string label = type + " " + fingerprintOf(key.blob) + " from the agent";
        if (needsSystemSsh(type)) {
            noteSystemKey(label);
            return;
        }
        m_found.keys.push_back(
            {key.blob, label, [agent = m_agent, blob = key.blob](std::string_view algorithm, std::string_view message) {
                 return agent->sign(blob, algorithm, message);
             }});
    }

    void noteSystemKey(const std::string& label) {
        m_found.troubles.push_back("The key " + label + " can be used by the system's ssh only.");
        m_found.systemReason = "the key " + label + " can be used by the system's ssh only";
    }

    Result<void> addFile(File& file) {
        if (file.blob.empty()) {
            auto key = unlock(file.path, m_hop, m_prompts);
            if (!key) {
                if (key.error().error.kind == ErrorKind::Cancelled) {
                    return std::unexpected(key.error().error);
                }
                noteFile(key.error(), file.path);
                return {};
            }
            auto shared = std::make_shared<PrivateKey>(std::move(*key));
            m_found.keys.push_back({shared->publicBlob(), labelOf(shared->publicBlob(), file.path),
                                    [shared](std::string_view algorithm, std::string_view message) {
                                        return shared->sign(algorithm, message);
                                    }});
            return {};
        }
        // The public half of a key that can not be used would only waste an attempt.
        if (auto readable = loadPrivateKey(file.path, nullptr);
            !readable && readable.error().trouble != KeyTrouble::NeedsPassphrase) {
            noteFile(readable.error(), file.path);
            return {};
        }
        m_found.keys.push_back({file.blob, labelOf(file.blob, file.path),
                                [path = file.path, hop = m_hop, &prompts = m_prompts](
                                    std::string_view algorithm, std::string_view message) -> Result<std::string> {
                                    const auto key = unlock(path, hop, prompts);
                                    return key ? key->sign(algorithm, message) : std::unexpected(key.error().error);
                                }});
        return {};
    }

    void noteFile(const KeyError& error, const std::string& path) {
        m_found.troubles.push_back(error.error.message);
        if (error.trouble == KeyTrouble::NeedsSystemSsh) {
            m_found.systemReason = "the key " + path + " can be used by the system's ssh only";
        }
    }

    static std::string labelOf(std::string_view blob, const std::string& path) {
        return keyTypeOf(blob) + " " + fingerprintOf(blob) + " from " + path;
    }

    const HostSettings& m_settings;
    const std::string& m_hop;
    SshPrompts& m_prompts;
    std::vector<File> m_files;
    std::shared_ptr<Agent> m_agent;
    LoginKeys m_found;
};

} // namespace

Result<LoginKeys> loginKeys(const HostSettings& settings, const std::string& hop, SshPrompts& prompts,
                            const std::stop_token& stop) {
    KeyCollection collection(settings, hop, prompts);
    collection.readFiles();
    if (auto added = collection.addAgent(stop); !added) {
        return std::unexpected(added.error());
    }
    if (auto added = collection.addFiles(); !added) {
        return std::unexpected(added.error());
    }
    return collection.take();
}

} // namespace dbv::ssh
