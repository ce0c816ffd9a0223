// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <QFrame>
#include <QPointer>
#include <QStringList>

#include <dbv/core/ids.h>
#include <dbv/data/object_path.h>

#include "viewmodel/action_catalog.h"
#include "viewmodel/connection_list.h"
#include "viewmodel/palette_list.h"
#include "viewmodel/schema_tree.h"
#include "viewmodel/snippet_list.h"
#include "viewmodel/tab_files.h"

class QLabel;
class QLineEdit;
class QListView;

namespace dbv::ui {

/// Finds an action, an object or a file by a few of its letters: a line to type in and the best matches below, over the
/// top of a window. Goes away, and deletes itself, when something is chosen or the focus goes elsewhere.
///
/// Thread: the UI thread; never modal.
class CommandPalette final : public QFrame {
    Q_OBJECT

public:
    /// Every action of the catalogue. The catalogue outlives the window.
    static CommandPalette* openActions(viewmodel::ActionCatalog& actions, QWidget& window);
    /// Every object that is known to the explorer, the connections that are kept, and what was open before. What belongs to
    /// tables comes later where it was not read. The tree outlives the window.
    static CommandPalette* openObjects(viewmodel::SchemaTree& tree, const std::vector<protocol::SavedConnection>& saved,
                                       const QStringList& recentUrls, QWidget& window);

    /// Snippets, by name, folder and word.
    static CommandPalette* openSnippets(std::vector<protocol::Snippet> snippets, QWidget& window);

    /// Puts saved queries behind what is there.
    void addQueries(const std::vector<protocol::QueryFile>& files);

Q_SIGNALS:
    void objectChosen(const dbv::viewmodel::SchemaPlace& object);
    void connectionChosen(const dbv::protocol::SavedConnection& connection);
    void urlChosen(const QString& url);
    /// The path of a saved query.
    void queryChosen(const QString& path);
    void snippetChosen(const dbv::protocol::Snippet& snippet);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    using Choose = std::function<void(CommandPalette&, std::size_t entry)>;

    struct Words {
        /// In the empty line.
        QString prompt;
        /// Where nothing has the letters that were typed: that, and what can be done.
        QString nothing;
    };

    CommandPalette(std::vector<viewmodel::PaletteEntry> entries, const Words& words, Choose choose, QWidget& window);
    void place();
    /// Puts entries behind those that are there, while what would be chosen stays that.
    void add(std::vector<viewmodel::PaletteEntry> entries);
    void find(const QString& typed);
    void showWhetherAny();
    void choose(const QModelIndex& index);
    void dismiss();
    [[nodiscard]] bool useKey(int key);
    void step(int by);

    /// How many entries there were at first.
    std::size_t m_known;
    viewmodel::PaletteList* m_found;
    QLineEdit* m_typed;
    QListView* m_list;
    QLabel* m_nothing;
    Choose m_choose;
    /// What is done for entries that came later.
    std::vector<std::function<void()>> m_later;
    QPointer<QWidget> m_focusBefore;
    bool m_dismissed = false;
};

} // namespace dbv::ui
