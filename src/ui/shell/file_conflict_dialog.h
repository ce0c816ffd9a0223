// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "ui/theme/theme.h"
#include "viewmodel/tab_files.h"

namespace dbv::ui {

/// Somebody else has changed the file of a tab: both texts compared, and which of them is to stand. Closed, nothing is done.
class FileConflictDialog final : public QDialog {
    Q_OBJECT

public:
    FileConflictDialog(const viewmodel::FileConflict& conflict, const Theme& theme, QWidget* parent);

Q_SIGNALS:
    void mineChosen();
    void theirsChosen();
};

} // namespace dbv::ui
