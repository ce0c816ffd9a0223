// SPDX-License-Identifier: Apache-2.0
#pragma once

class QFileDialog;
class QString;
class QWidget;

namespace dbv::ui {

/// A dialog for files that does not open any of them. Where a program closes a file, POSIX drops all locks that it has on
/// it, those of an open database too: another program could then write into the middle of a transaction. So neither the
/// dialogs of desktops, which look into files in this process, nor Qt's guess of a file's type by its content are used
/// there.
///
/// Owns: itself; it goes when it is closed.
[[nodiscard]] QFileDialog* newFileDialog(const QString& title, QWidget* parent);

} // namespace dbv::ui
