// SPDX-License-Identifier: Apache-2.0
#include "include_laws.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QLibraryInfo>
#include <QtCore/QRegularExpression>

#include <algorithm>

namespace dbv::arch {

namespace {

QStringList words(const char* text) {
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

QString firstFolder(const QString& include) {
    return include.contains(u'/') ? include.section(u'/', 0, 0) : QString();
}

/// The room that an include reaches into; empty for the standard library, Qt and other libraries.
QString roomOfInclude(const Include& include) {
    const QString folder = firstFolder(include.target);
    if (folder == u"dbv")
        return QStringLiteral("contract");
    return roomLaws().contains(folder) ? folder : QString();
}

/// The standard library, and what the systems themselves offer for files, sockets and processes.
bool isOfStandardLibrary(const QString& include) {
    static const QStringList system =
        words("fcntl.h unistd.h sys/prctl.h sys/resource.h sys/stat.h sys/types.h sys/wait.h io.h windows.h "
              "arpa/inet.h netdb.h netinet/in.h netinet/tcp.h linux/tcp.h poll.h sys/ioctl.h sys/socket.h sys/un.h "
              "winsock2.h ws2tcpip.h");
    if (system.contains(include))
        return true;
    static const QRegularExpression plain(QStringLiteral("^[a-z_0-9]+$"));
    return plain.match(include).hasMatch();
}

/// The client library of each connector, and the headers it is reached by; `network` is what those to servers share.
const std::map<QString, QStringList>& clientHeaders() {
    static const std::map<QString, QStringList> headers = {
        {QStringLiteral("network"), words("openssl/bio.h openssl/err.h openssl/ssl.h openssl/x509.h openssl/x509v3.h")},
        {QStringLiteral("sqlite"), words("sqlite3.h")},
        {QStringLiteral("postgres"), words("libpq-fe.h libpq/libpq-fs.h openssl/ssl.h openssl/x509.h")},
        {QStringLiteral("mysql"),
         words("mysql.h mysqld_error.h errmsg.h openssl/ssl.h openssl/x509.h openssl/x509v3.h openssl/err.h")},
    };
    return headers;
}

bool mayConnectorInclude(const QString& connector, const Include& include) {
    if (include.quoted)
        return !include.target.contains(u'/') || firstFolder(include.target) == connector ||
               firstFolder(include.target) == u"network";
    if (firstFolder(include.target) == u"dbv" || isOfStandardLibrary(include.target))
        return true;
    if (const QString module = qtModuleOf(include.target); !module.isEmpty())
        return module == u"Core";
    const auto headers = clientHeaders().find(connector);
    return headers != clientHeaders().end() && headers->second.contains(include.target);
}

/// Depth first, with the way from the start in `way`.
QString cycleFrom(const RoomGraph& graph, const QString& room, QStringList way, QStringList& done) {
    if (const qsizetype seen = way.indexOf(room); seen >= 0)
        return (way.mid(seen) << room).join(QStringLiteral(" -> "));
    if (done.contains(room))
        return {};
    way.append(room);
    if (const auto edges = graph.find(room); edges != graph.end()) {
        for (const auto& [to, reason] : edges->second) {
            if (QString cycle = cycleFrom(graph, to, way, done); !cycle.isEmpty())
                return cycle;
        }
    }
    done.append(room);
    return {};
}

} // namespace

const std::map<QString, RoomLaw>& roomLaws() {
    // Values of the contract and settings may be named anywhere above them; `sql` is text in, structure out, so the
    // editor may ask it; rows never cross the bus, so everybody who shows rows reads them from `results`, and who writes
    // them asks the formats of `jobs`. The verbs stream as `rpc` does, and one of them is `rpc`. `resources` is what the
    // programs carry inside, so only `app` links it.
    const auto law = [](const char* rooms, const char* qtModules) { return RoomLaw{words(rooms), words(qtModules)}; };
    static const std::map<QString, RoomLaw> laws = {
        {QStringLiteral("contract"), law("", "Core")},
        {QStringLiteral("protocol"), law("contract", "Core")},
        {QStringLiteral("concurrency"), law("contract", "Core")},
        {QStringLiteral("settings"), law("contract", "Core")},
        {QStringLiteral("machine"), law("contract settings", "Core")},
        {QStringLiteral("secrets"), law("contract settings", "Core DBus")},
        {QStringLiteral("archive"), law("contract settings secrets", "Core")},
        {QStringLiteral("schedules"), law("contract protocol archive", "Core")},
        {QStringLiteral("sql"), law("contract", "Core")},
        {QStringLiteral("scripts"), law("contract concurrency sql", "Core")},
        {QStringLiteral("ssh"), law("contract", "Core")},
        {QStringLiteral("results"), law("contract settings", "Core Concurrent")},
        {QStringLiteral("catalog"), law("contract settings", "Core")},
        {QStringLiteral("store"), law("contract protocol archive schedules sql results catalog settings", "Core Sql")},
        {QStringLiteral("connect"),
         law("contract protocol sql ssh results catalog settings secrets", "Core Network DBus")},
        {QStringLiteral("imports"), law("contract protocol ssh settings secrets connect store", "Core Sql")},
        {QStringLiteral("jobs"), law("contract protocol sql results catalog settings", "Core")},
        {QStringLiteral("backup"),
         law("contract protocol sql ssh results catalog settings secrets archive jobs", "Core")},
        {QStringLiteral("bus"), law("contract protocol concurrency", "Core")},
        {QStringLiteral("engine"), law("contract protocol sql scripts ssh results catalog settings secrets store "
                                       "connect imports jobs archive backup schedules machine bus concurrency",
                                       "Core")},
        {QStringLiteral("rpc"),
         law("contract protocol archive schedules bus results settings jobs concurrency", "Core")},
        {QStringLiteral("cli"),
         law("contract protocol archive schedules machine bus results settings jobs concurrency rpc", "Core")},
        {QStringLiteral("plugins"), law("contract protocol bus settings", "Core Network")},
        {QStringLiteral("viewmodel"), law("contract protocol bus sql results catalog settings", "Core")},
        {QStringLiteral("ui"), law("contract sql settings viewmodel", "Core Gui Widgets Svg PrintSupport")},
        {QStringLiteral("app"),
         law("contract protocol concurrency settings secrets sql scripts ssh results catalog store "
             "connect imports jobs archive backup schedules machine bus engine rpc cli "
             "plugins viewmodel ui resources",
             "Core Gui Widgets Sql Network Concurrent Svg DBus")},
    };
    return laws;
}

QString qtModuleOf(const QString& include) {
    if (include.startsWith(u"Qt") && include.contains(u'/'))
        return firstFolder(include).mid(2);
    if (!include.startsWith(u'Q') && !include.startsWith(u'q'))
        return {};
    // Written without its module: the folder that has such a header says which it is.
    const QDir headers(QLibraryInfo::path(QLibraryInfo::HeadersPath));
    const QStringList modules = headers.entryList({QStringLiteral("Qt*")}, QDir::Dirs, QDir::Name);
    const auto owner = std::ranges::find_if(
        modules, [&](const QString& module) { return QFileInfo::exists(headers.filePath(module + u'/' + include)); });
    return owner == modules.end() ? QString() : owner->mid(2);
}

Findings wrongIncludes(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile& file : files) {
        const QString room = roomOf(file.path);
        if (!isProduct(file) || room == u"connector")
            continue;
        const auto law = roomLaws().find(room);
        if (law == roomLaws().end()) {
            findings.push_back({file.path, 0, QStringLiteral("'%1' is not a room of the design").arg(room)});
            continue;
        }
        for (const Include& include : includesOf(file)) {
            const QString other = roomOfInclude(include);
            const QString module = qtModuleOf(include.target);
            if (!other.isEmpty() && other != room && !law->second.rooms.contains(other))
                findings.push_back({file.path, include.line, QStringLiteral("%1 may not see %2").arg(room, other)});
            if (!module.isEmpty() && !law->second.qtModules.contains(module))
                findings.push_back({file.path, include.line, QStringLiteral("%1 may not use Qt %2").arg(room, module)});
            if (include.quoted && other.isEmpty() && !include.target.endsWith(u".moc"))
                findings.push_back({file.path, include.line,
                                    QStringLiteral("write \"%1/%2\": an include names its room")
                                        .arg(room, include.target.section(u'/', -1))});
        }
    }
    return findings;
}

Findings wrongConnectorIncludes(const std::vector<SourceFile>& files) {
    Findings findings;
    for (const SourceFile& file : files) {
        if (!isCpp(file) || roomOf(file.path) != u"connector")
            continue;
        for (const Include& include : includesOf(file)) {
            if (!mayConnectorInclude(file.path.section(u'/', 1, 1), include))
                findings.push_back(
                    {file.path, include.line,
                     QStringLiteral("a connector sees the contract, the standard library, Qt Core and its "
                                    "client library, not %1")
                         .arg(include.target)});
        }
    }
    return findings;
}

Findings wrongLinks(const std::vector<SourceFile>& files) {
    static const QRegularExpression call(QStringLiteral(R"(dbv_add_module\(\s*(\w+)\b([^)]*)\))"));
    static const QRegularExpression space(QStringLiteral("\\s+"));
    Findings findings;
    for (const SourceFile& file : files) {
        const QRegularExpressionMatch match = call.match(file.code);
        const auto law = roomLaws().find(match.captured(1));
        if (!file.path.endsWith(u"CMakeLists.txt") || law == roomLaws().end())
            continue;
        bool inDeps = false;
        for (const QString& word : match.captured(2).split(space, Qt::SkipEmptyParts)) {
            if (word == u"DEPS" || word == u"SOURCES" || word == u"MOC")
                inDeps = word == u"DEPS";
            else if (inDeps && !word.contains(u"::") && !law->second.rooms.contains(word))
                findings.push_back({file.path, lineAt(file.code, match.capturedStart()),
                                    QStringLiteral("%1 may not link %2").arg(law->first, word)});
        }
    }
    return findings;
}

RoomGraph roomGraph(const std::vector<SourceFile>& files) {
    RoomGraph graph;
    for (const SourceFile& file : files) {
        const QString room = roomOf(file.path);
        if (!isProduct(file) || room == u"connector")
            continue;
        for (const Include& include : includesOf(file)) {
            const QString other = roomOfInclude(include);
            if (!other.isEmpty() && other != room)
                graph[room].try_emplace(other, QStringLiteral("%1:%2").arg(file.path).arg(include.line));
        }
    }
    return graph;
}

QString cycleIn(const RoomGraph& graph) {
    QStringList done;
    for (const auto& [room, edges] : graph) {
        if (QString cycle = cycleFrom(graph, room, {}, done); !cycle.isEmpty())
            return cycle;
    }
    return {};
}

QString described(const RoomGraph& graph) {
    QString text;
    for (const auto& [from, edges] : graph) {
        for (const auto& [to, reason] : edges)
            text += QStringLiteral("%1 -> %2   (%3)\n").arg(from, to, reason);
    }
    return text;
}

} // namespace dbv::arch
