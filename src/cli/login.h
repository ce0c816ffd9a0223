// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bus/secret_shelf.h"
#include "cli/arguments.h"
#include "cli/secret_desk.h"
#include "cli/secret_word.h"
#include "protocol/connection_config.h"

namespace dbv::cli {

/// What the options of a verb say about getting to a database.
struct Login {
    /// A secret that is to be read before the opening, and where it goes.
    struct Wanted {
        SecretId protocol::SecretIds::* place = nullptr;
        /// For people.
        std::string name;
        SecretWord word;
    };

    protocol::ConnectionTarget target;
    std::vector<Wanted> wanted;
    /// Absent where the master password is asked for only when it is needed.
    std::optional<SecretWord> master;
};

/// What a person calls a database: a file, a URL, or `@name`, of which a stricter safety than its own may be wanted.
[[nodiscard]] protocol::ConnectionTarget targetOf(const std::string& text, Safety safety);

/// A target with the options of the way and of its secrets.
/// Errors: InvalidInput, also for options beside `@name` that would change what is saved.
/// `usual` is the safety of a target that is not saved, where no option says another.
[[nodiscard]] Result<Login> loginOf(const std::string& target, const Arguments& arguments, Safety usual = Safety::Off);

/// The same for a connection that is to be kept: a password that is read now (`stored`, `fd:N`) is wanted, everything else
/// is for later.
[[nodiscard]] Result<Login> loginForKeeping(const std::string& target, const Arguments& arguments);
[[nodiscard]] protocol::SecretSource* sourceOf(protocol::SecretSources& sources, SecretId protocol::SecretIds::* place);

/// `[user@]host[:port]`, the machines on the way between commas; an IPv6 address in brackets.
/// Errors: InvalidInput.
[[nodiscard]] Result<protocol::SshConfig> sshWayOf(std::string_view way);

/// Gets ready what an opening needs beforehand.
class LoginDesk {
public:
    using Ready = std::function<void(Result<protocol::ConnectionTarget>)>;

    /// `desk` outlives this.
    LoginDesk(SecretDesk& desk, Login login) : m_desk(desk), m_login(std::move(login)) {}

    [[nodiscard]] const Login& login() const { return m_login; }
    /// Reads what is wanted and opens the stored secrets where that was asked for. The secrets stay for as long as this.
    void prepare(const Ready& ready);
    /// An error of the opening, with the option that would help.
    [[nodiscard]] Error explained(Error error) const;

private:
    void readNext(const Ready& ready);

    SecretDesk& m_desk;
    Login m_login;
    std::vector<bus::LeftSecret> m_left;
};

} // namespace dbv::cli
