// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace dbv::app {

/// The program with the window, `db-visualizer`, from its first line to its exit code.
int runWindow(int argc, char** argv);
/// The program without one, `dbvis`.
int runDbvis(int argc, char** argv);

} // namespace dbv::app
