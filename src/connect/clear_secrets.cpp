// SPDX-License-Identifier: Apache-2.0
#include "connect/clear_secrets.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "connect/connection_url.h"

namespace dbv::connect {

namespace {

constexpr std::string_view kMask = "***";
constexpr std::string_view kBlanks = " \t\r\n\v\f";
constexpr std::size_t kNowhere = std::string_view::npos;

bool isOfWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '%';
}

/// The word that ends before `end`, behind blanks and a quote.
std::string_view wordBefore(std::string_view text, std::size_t end) {
    while (end > 0 && (kBlanks.contains(text[end - 1]) || text[end - 1] == '"' || text[end - 1] == '\'')) {
        --end;
    }
    std::size_t begin = end;
    while (begin > 0 && isOfWord(text[begin - 1])) {
        --begin;
    }
    return text.substr(begin, end - begin);
}

/// Where the value begins that stands behind a word for a password, as in `password=x` and `"pwd": "x"`.
std::size_t keyedSecret(std::string_view text) {
    for (std::size_t at = text.find_first_of("=:"); at != kNowhere; at = text.find_first_of("=:", at + 1)) {
        if (namesSecret(wordBefore(text, at))) {
            return at + 1;
        }
    }
    return kNowhere;
}

/// Whether a scheme is one of a connection, and not the user of `user:password@host`.
bool isKnownScheme(std::string_view scheme) {
    const std::string word = lowered(scheme);
    return word.contains("sql") || word.contains("postgres") || word.contains("maria") || word == "jdbc" ||
           word == "file";
}

/// Of those, one whose URLs lead to a server.
bool isServerScheme(std::string_view scheme) {
    return isKnownScheme(scheme) && lowered(scheme) != "file" && !lowered(scheme).starts_with("sqlite");
}

/// Where user and password begin, if they stand in front of the `@`.
std::size_t userBegin(std::string_view text, std::size_t at) {
    if (const std::size_t slashes = text.find("//"); slashes < at) {
        return slashes + 2;
    }
    const std::optional<std::string_view> scheme = urlScheme(text);
    std::size_t begin = scheme && isKnownScheme(*scheme) ? scheme->size() + 1 : 0;
    while (begin < at && text[begin] == '/') {
        ++begin;
    }
    return begin;
}

std::string maskedUser(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == kNowhere) {
        const std::optional<std::string_view> scheme = urlScheme(text);
        const std::size_t second = scheme ? text.find(':', scheme->size() + 1) : kNowhere;
        return second == kNowhere || text.contains("//") ? std::string(text)
                                                         : std::string(text.substr(0, second + 1)) + std::string(kMask);
    }
    const std::size_t begin = userBegin(text, at);
    // Some write a slash between the user and the password.
    const std::size_t colon = text.substr(0, at).find_first_of(":/", begin);
    // Without slashes it may be either, the user or the password.
    const bool userAlone = colon == kNowhere && (begin == 0 || text[begin - 1] == '/');
    if (userAlone) {
        return std::string(text);
    }
    return std::string(text.substr(0, colon == kNowhere ? begin : colon + 1)) + std::string(kMask) +
           std::string(text.substr(at));
}

std::string_view trimmedText(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kBlanks);
    return begin == kNowhere ? std::string_view() : text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

/// `psql -h host`, also by its path.
bool isClientsLine(std::string_view text) {
    static constexpr auto kClients = std::to_array<std::string_view>(
        {"mariadb", "mycli", "mysql", "mysqldump", "mysqlsh", "pg_dump", "pgcli", "psql"});
    const std::size_t blank = text.find_first_of(kBlanks);
    if (blank == kNowhere || text.find_first_not_of(kBlanks, blank) == kNowhere) {
        return false;
    }
    const std::string_view program = text.substr(0, blank);
    const std::size_t slash = program.rfind('/');
    return std::ranges::find(kClients, program.substr(slash == kNowhere ? 0 : slash + 1)) != kClients.end();
}

/// `host=...`, `Server=...;`, as clients write the words of a connection.
bool isListOfWords(std::string_view text) {
    static constexpr auto kWords =
        std::to_array<std::string_view>({"data source", "database", "dbname", "driver", "host", "hostaddr", "hostname",
                                         "port", "server", "service", "uid", "user", "username"});
    const std::size_t equals = text.find('=');
    return equals != kNowhere &&
           std::ranges::find(kWords, lowered(trimmedText(text.substr(0, equals)))) != kWords.end();
}

bool saysItIsAPath(std::string_view text) {
    static constexpr auto kHeads = std::to_array<std::string_view>({"/", "./", "../", "~/", "\\", ".\\", "..\\"});
    const bool drive =
        text.size() > 2 && text[1] == ':' && (text[2] == '\\' || (text[2] == '/' && text.find('@') == kNowhere));
    return drive || (!text.starts_with("//") &&
                     std::ranges::any_of(kHeads, [&](std::string_view head) { return text.starts_with(head); }));
}

std::unexpected<Error> notUnderstood(std::string_view text) {
    return fail(ErrorKind::InvalidInput, "This form of a connection is not understood: " + maskedPlace(text) + ".",
                "Write postgresql://user@host:port/database, mysql://user@host/database or sqlite:/path/of/a/file, "
                "without a password: it is asked for, or comes from where the connection says. A file whose name looks "
                "so is written ./name.");
}

std::unexpected<Error> clearSecret(const std::string& where) {
    return fail(ErrorKind::InvalidInput, where + " would keep and show a password in clear.",
                "Leave it out: a password is asked for, or comes from where the connection says.");
}

/// One machine on the way through SSH. No user there has a colon in the name, and no host an @.
Result<void> refuseInHop(const protocol::SshHop& hop) {
    const bool words = keyedSecret(hop.user) != kNowhere || keyedSecret(hop.host) != kNowhere;
    return hop.user.contains(':') || hop.host.contains('@') || words
               ? clearSecret("The user or the host of the SSH server")
               : Result<void>();
}

/// `file:name?key=...`, as the extensions that encrypt a file take it.
bool holdsFileKey(std::string_view url) {
    static constexpr auto kKeys = std::to_array<std::string_view>({"hexkey", "key", "textkey"});
    std::size_t at = url.find('?');
    while (at != kNowhere) {
        const std::string_view rest = url.substr(at + 1);
        const std::string name = lowered(rest.substr(0, rest.find_first_of("=&")));
        if (namesSecret(name) || std::ranges::find(kKeys, name) != kKeys.end()) {
            return true;
        }
        const std::size_t next = rest.find('&');
        at = next == kNowhere ? kNowhere : at + 1 + next;
    }
    return false;
}

/// `user:password@host`. An `@` at the beginning is that of an abstract socket.
bool hostHoldsUser(std::string_view host) {
    const std::size_t at = host.rfind('@');
    return at != kNowhere && at > 0 && host[at - 1] != ',' && !host.starts_with('/');
}

/// Whether a word before an equals sign is that of a password: `password_encryption` and the like are none.
bool isWordOfSecret(std::string_view word) {
    static constexpr auto kEnds =
        std::to_array<std::string_view>({"passphrase", "passwd", "password", "secret", "token", "_pass", "_pwd"});
    const std::string name = lowered(word);
    return name == "pass" || name == "pwd" ||
           std::ranges::any_of(kEnds, [&](std::string_view end) { return name.ends_with(end); });
}

/// `create user u identified by 'x'`, `set password for u = 'x'`, `alter role u password 'x'`.
bool isPasswordStatement(std::string_view text) {
    constexpr std::string_view kQuotes = "'\"$";
    const std::string words = lowered(text);
    const std::size_t identified = words.find("identified ");
    if (identified != kNowhere && words.find_first_of(kQuotes, identified) != kNowhere) {
        return true;
    }
    constexpr std::string_view kWord = "password";
    for (std::size_t at = words.find(kWord); at != kNowhere; at = words.find(kWord, at + 1)) {
        const std::string_view rest = std::string_view(words).substr(at + kWord.size());
        const std::size_t next = rest.find_first_not_of(kBlanks);
        const bool isQuoted = next != kNowhere && kQuotes.contains(rest[next]);
        const bool isWord = at > 0 && kBlanks.contains(words[at - 1]);
        if ((isWord && isQuoted) || (rest.starts_with(" for ") && rest.contains('='))) {
            return true;
        }
    }
    return false;
}

/// Whether the value of an option surely holds a password: in the words of a connection, in a URL or in a statement.
bool valueHoldsSecret(std::string_view value) {
    for (std::size_t at = value.find('='); at != kNowhere; at = value.find('=', at + 1)) {
        const bool given = value.find_first_not_of(kBlanks, at + 1) != kNowhere;
        if (given && isWordOfSecret(wordBefore(value, at))) {
            return true;
        }
    }
    const std::size_t slashes = value.find("://");
    const std::string_view authority =
        slashes == kNowhere ? std::string_view()
                            : value.substr(slashes + 3, value.find_first_of("/'\"", slashes + 3) - slashes - 3);
    const std::size_t at = authority.rfind('@');
    return (at != kNowhere && authority.substr(0, at).contains(':')) || isPasswordStatement(value);
}

Result<void> refuseInOptions(const std::map<std::string, std::string, std::less<>>& options) {
    for (const auto& [name, value] : options) {
        const bool file = value.starts_with('/') && !value.starts_with("/*");
        if (namesSecret(name) || (name.starts_with("host") && hostHoldsUser(value)) ||
            (!file && valueHoldsSecret(value))) {
            return clearSecret("The option " + name);
        }
    }
    return {};
}

Result<void> refuseInParts(const protocol::ConnectionConfig& config) {
    if (Result<void> clean = refuseInOptions(config.options); !clean) {
        return clean;
    }
    // `sec;password=x`: no user and no host is called so. A colon alone may be one of the name.
    if (keyedSecret(config.user) != kNowhere) {
        return clearSecret("The user");
    }
    if (hostHoldsUser(config.host) || keyedSecret(config.host) != kNowhere) {
        return clearSecret("The host");
    }
    // libpq reads a database of such a form as a whole connection. Files may be called so.
    const bool server = !config.connector.empty() && config.connector != "sqlite";
    return server && (keyedSecret(config.database) != kNowhere || config.database.contains("://"))
               ? clearSecret("The database")
               : Result<void>();
}

} // namespace

bool namesSecret(std::string_view option) {
    static constexpr auto kParts =
        std::to_array<std::string_view>({"password", "passphrase", "passwd", "secret", "token", "scram_client_key"});
    const std::string name = lowered(option);
    return name == "pass" || name == "pwd" || name == "mysql_pwd" || name.ends_with("_pass") ||
           std::ranges::any_of(kParts, [&](std::string_view part) { return name.contains(part); });
}

std::string maskedPlace(std::string_view text) {
    text = trimmedText(text);
    if (isClientsLine(text)) {
        return std::string(text.substr(0, text.find_first_of(kBlanks))) + " " + std::string(kMask);
    }
    if (const std::optional<std::string_view> scheme = urlScheme(text); scheme && isServerScheme(*scheme)) {
        // A URL has no blanks; what follows one is perhaps the rest of a command.
        if (const std::size_t blank = text.find_first_of(kBlanks); blank != kNowhere) {
            return maskedPlace(text.substr(0, blank)) + " " + std::string(kMask);
        }
    }
    const std::size_t secret = keyedSecret(text);
    return secret == kNowhere ? maskedUser(text) : maskedUser(text.substr(0, secret)) + std::string(kMask);
}

Result<void> refuseOtherForms(std::string_view text) {
    if (kBlanks.contains(text.front())) {
        return fail(
            ErrorKind::InvalidInput, "The connection begins with a blank: " + maskedPlace(text) + ".",
            "Leave the blank out, and a password too; a file whose name begins so is written ./ and then the name.");
    }
    if (saysItIsAPath(text)) {
        return isClientsLine(text) ? Result<void>(notUnderstood(text)) : Result<void>();
    }
    const std::size_t colon = text.find(':');
    const std::size_t at = text.rfind('@');
    const bool user = colon != kNowhere && at != kNowhere && colon < at;
    return user || keyedSecret(text) != kNowhere || isListOfWords(text) || isClientsLine(text)
               ? Result<void>(notUnderstood(text))
               : Result<void>();
}

Result<void> refuseStrayUser(std::string_view url, std::string_view scheme) {
    const bool fileScheme = scheme == "sqlite" || scheme == "file";
    if (fileScheme && holdsFileKey(url)) {
        return clearSecret("The URL of the file");
    }
    const std::string_view place = url.substr(0, url.find('?'));
    std::string_view body = place.substr(scheme.size() + 1);
    if (body.starts_with("file:")) {
        body.remove_prefix(5);
    }
    if (!body.starts_with("//")) {
        const bool words = keyedSecret(body) != kNowhere || isListOfWords(body);
        const bool colons = body.contains(':') && !body.contains("//");
        return !fileScheme && (body.contains('@') || colons || words) ? Result<void>(notUnderstood(url))
                                                                      : Result<void>();
    }
    const std::string_view authority = body.substr(2, body.find('/', 2) - 2);
    if (fileScheme) {
        return body.starts_with("//") && authority.contains('@') && authority.contains(':')
                   ? Result<void>(notUnderstood(url))
                   : Result<void>();
    }
    // A slash in a password ends the part in which the user is looked for.
    return !authority.contains('@') && body.contains('@') ? Result<void>(notUnderstood(url)) : Result<void>();
}

bool mayBeLogin(std::string_view text) {
    const std::size_t at = text.rfind('@');
    return !urlScheme(text) && !saysItIsAPath(text) && at != kNowhere && text.find('/') < at &&
           !text.substr(at).contains('/');
}

Error loginTakenForFile(std::string_view text) {
    return notUnderstood(text).error();
}

Result<void> refuseClearSecrets(const protocol::ConnectionConfig& config) {
    if (!config.url.empty()) {
        const Result<protocol::ConnectionConfig> parts = parseConnectionUrl(config.url);
        const Result<void> clean = parts ? refuseInParts(*parts) : std::unexpected(parts.error());
        if (!clean) {
            return clean;
        }
    }
    if (Result<void> clean = refuseInParts(config); !clean) {
        return clean;
    }
    if (Result<void> clean = refuseInHop(config.ssh.target); !clean) {
        return clean;
    }
    for (const protocol::SshHop& hop : config.ssh.jump) {
        if (Result<void> clean = refuseInHop(hop); !clean) {
            return clean;
        }
    }
    return {};
}

Result<void> refuseSecretInName(std::string_view name) {
    // "Shop: ann@db" is a name, too.
    const std::size_t at = name.rfind('@');
    const std::size_t colon = name.substr(0, at).rfind(':');
    const bool url = at != kNowhere && colon != kNowhere &&
                     (name.contains("://") || name.substr(colon, at - colon).find_first_of(kBlanks) == kNowhere);
    // "Password: none" is a name, "host=h password=x" is none.
    const std::size_t secret = keyedSecret(name);
    const bool words = secret != kNowhere && name[secret - 1] == '=';
    return url || words
               ? fail(ErrorKind::InvalidInput,
                      "The name of the connection holds what looks like a password: " + maskedPlace(name) + ".",
                      "Give the name first and then where it leads.")
               : Result<void>();
}

} // namespace dbv::connect
