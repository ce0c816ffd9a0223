// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QStringList>

#include <map>
#include <vector>

#include "source_tree.h"

namespace dbv::arch {

/// What the files of one room may include.
struct RoomLaw {
    QStringList rooms;     ///< other rooms, directly; `contract` is include/dbv
    QStringList qtModules; ///< `Core` for <QtCore/…>
};

/// The dependency list of docs/architecture.md.
[[nodiscard]] const std::map<QString, RoomLaw>& roomLaws();

/// Includes that the laws of their room do not allow, of other rooms and of Qt.
[[nodiscard]] Findings wrongIncludes(const std::vector<SourceFile>& files);

/// Includes of connectors beyond the contract, the standard library, Qt Core, themselves, and their client library.
[[nodiscard]] Findings wrongConnectorIncludes(const std::vector<SourceFile>& files);

/// Rooms in DEPS of a room's CMakeLists.txt that its law does not allow.
[[nodiscard]] Findings wrongLinks(const std::vector<SourceFile>& files);

/// The graph of rooms: from, to, and one include that makes the edge.
using RoomGraph = std::map<QString, std::map<QString, QString>>;

[[nodiscard]] RoomGraph roomGraph(const std::vector<SourceFile>& files);

/// One cycle as `a -> b -> a`, or nothing.
[[nodiscard]] QString cycleIn(const RoomGraph& graph);

/// The graph for a person: a line for each edge.
[[nodiscard]] QString described(const RoomGraph& graph);

/// The Qt module that an include comes from (`Core`), however it is written; empty when it is not Qt.
[[nodiscard]] QString qtModuleOf(const QString& include);

} // namespace dbv::arch
