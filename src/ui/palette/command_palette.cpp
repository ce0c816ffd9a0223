// SPDX-License-Identifier: Apache-2.0
#include "ui/palette/command_palette.h"

#include <algorithm>
#include <iterator>
#include <memory>

#include <QAccessible>
#include <QApplication>
#include <QFileInfo>
#include <QKeyEvent>
#include <QKeySequence>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/palette/palette_delegate.h"
#include "viewmodel/schema_texts.h"

namespace dbv::ui {

namespace {

using viewmodel::ActionCatalog;
using viewmodel::ActionSpec;
using viewmodel::PaletteEntry;
using viewmodel::SchemaPlace;

constexpr int kPaletteWidth = 640;
constexpr int kPaletteHeight = 420;
constexpr int kPaletteTop = 48;

QString shortcutText(const QString& keys) {
    const auto sequences = QKeySequence::listFromString(keys, QKeySequence::PortableText);
    return sequences.isEmpty() ? QString() : sequences.front().toString(QKeySequence::NativeText);
}

PaletteEntry actionEntry(const ActionCatalog& actions, const ActionSpec& action) {
    PaletteEntry entry;
    entry.text = ActionCatalog::text(action);
    entry.note = ActionCatalog::menu(action);
    entry.keys = shortcutText(actions.keys(action.id));
    entry.icon = QLatin1String(action.icon);
    if (!actions.isEnabled(action.id)) {
        const QString why = actions.whyNot(action.id);
        entry.whyNot = why.isEmpty() ? CommandPalette::tr("Not available now") : why;
    }
    return entry;
}

PaletteEntry objectEntry(const viewmodel::SchemaTree& tree, const SchemaPlace& object, const QString& database) {
    PaletteEntry entry;
    entry.text = QString::fromStdString(object.path.name);
    QStringList within{database};
    for (const std::string& name : {object.path.schema, object.path.parent}) {
        if (!name.empty()) {
            within.prepend(QString::fromStdString(name));
        }
    }
    entry.note = within.join(QStringLiteral(" · "));
    entry.icon = viewmodel::iconOf(object.type);
    entry.environment = tree.environmentOf(object.connection);
    return entry;
}

PaletteEntry urlEntry(const QString& url) {
    PaletteEntry entry;
    const QString file = QFileInfo(QUrl(url).path()).fileName();
    entry.text = file.isEmpty() ? url : file;
    entry.note = file.isEmpty() ? QString() : url;
    entry.keys = CommandPalette::tr("recent");
    entry.icon = QStringLiteral("database");
    return entry;
}

PaletteEntry savedEntry(const protocol::SavedConnection& connection) {
    PaletteEntry entry;
    entry.text = QString::fromStdString(connection.name);
    entry.note = QString::fromStdString(connection.config.url);
    entry.keys = CommandPalette::tr("connection");
    entry.environment = connection.environment;
    entry.icon = QStringLiteral("database");
    return entry;
}

PaletteEntry snippetEntry(const protocol::Snippet& snippet) {
    PaletteEntry entry;
    entry.text = QString::fromStdString(snippet.name);
    entry.note = QString::fromStdString(snippet.description.empty() ? snippet.folder : snippet.description);
    entry.keys = QString::fromStdString(snippet.trigger);
    return entry;
}

} // namespace

CommandPalette* CommandPalette::openActions(ActionCatalog& actions, QWidget& window) {
    std::vector<PaletteEntry> entries;
    std::vector<std::string_view> ids;
    for (const ActionSpec& action : ActionCatalog::all()) {
        if (!actions.isHidden(action.id)) {
            entries.push_back(actionEntry(actions, action));
            ids.push_back(action.id);
        }
    }
    const auto choose = [&actions, ids](const CommandPalette&, std::size_t entry) { actions.trigger(ids[entry]); };
    const QString keys = shortcutText(actions.keys("view.openAnything"));
    const QString nothing = keys.isEmpty()
                                ? tr("No action has these letters in its name. Take some away.")
                                : tr("No action has these letters in its name. Take some away, or press %1 for tables, "
                                     "connections and files.")
                                      .arg(keys);
    return new CommandPalette(std::move(entries), {tr("Type the name of an action"), nothing}, choose, window);
}

CommandPalette* CommandPalette::openObjects(viewmodel::SchemaTree& tree,
                                            const std::vector<protocol::SavedConnection>& saved,
                                            const QStringList& recentUrls, QWidget& window) {
    std::vector<SchemaPlace> places;
    std::vector<PaletteEntry> entries;
    for (auto& [place, database] : tree.knownObjects()) {
        entries.push_back(objectEntry(tree, place, database));
        places.push_back(std::move(place));
    }
    std::ranges::transform(saved, std::back_inserter(entries), savedEntry);
    std::ranges::transform(recentUrls, std::back_inserter(entries), urlEntry);
    const auto choose = [places = std::move(places), saved, recentUrls](CommandPalette& palette, std::size_t entry) {
        if (entry < places.size()) {
            Q_EMIT palette.objectChosen(places[entry]);
        } else if (entry < places.size() + saved.size()) {
            Q_EMIT palette.connectionChosen(saved[entry - places.size()]);
        } else {
            Q_EMIT palette.urlChosen(recentUrls[static_cast<qsizetype>(entry - places.size() - saved.size())]);
        }
    };
    auto* palette = new CommandPalette(
        std::move(entries),
        {tr("Type the name of a table, a routine or another object, a connection, a saved query or a recent file"),
         tr("Nothing that is known here has these letters in its name. Take some away, or connect to the database that "
            "has it: the objects of open databases are found, and of a schema those that were read.")},
        choose, window);
    connect(&tree, &viewmodel::SchemaTree::partsRead, palette, [palette, &tree](const QModelIndex& schema) {
        std::vector<PaletteEntry> more;
        for (auto& [place, database] : tree.knownParts(schema)) {
            more.push_back(objectEntry(tree, place, database));
            palette->m_later.emplace_back([palette, object = place] { Q_EMIT palette->objectChosen(object); });
        }
        palette->add(std::move(more));
    });
    tree.readParts();
    return palette;
}

void CommandPalette::addQueries(const std::vector<protocol::QueryFile>& files) {
    std::vector<PaletteEntry> more;
    for (const protocol::QueryFile& file : files) {
        PaletteEntry entry;
        entry.text = QString::fromStdString(file.name);
        entry.note = QString::fromStdString(file.path);
        entry.keys = tr("query");
        more.push_back(std::move(entry));
        m_later.emplace_back([this, path = QString::fromStdString(file.path)] { Q_EMIT queryChosen(path); });
    }
    add(std::move(more));
}

CommandPalette* CommandPalette::openSnippets(std::vector<protocol::Snippet> snippets, QWidget& window) {
    std::vector<PaletteEntry> entries;
    entries.reserve(snippets.size());
    std::ranges::transform(snippets, std::back_inserter(entries), snippetEntry);
    const auto choose = [snippets = std::move(snippets)](CommandPalette& palette, std::size_t entry) {
        Q_EMIT palette.snippetChosen(snippets[entry]);
    };
    return new CommandPalette(std::move(entries),
                              {tr("Type the name of a snippet"),
                               tr("No snippet has these letters in its name, its folder or its word. Take some away.")},
                              choose, window);
}

CommandPalette::CommandPalette(std::vector<PaletteEntry> entries, const Words& words, Choose choose, QWidget& window)
    : QFrame(&window),
      m_known(entries.size()),
      m_found(new viewmodel::PaletteList(std::move(entries), this)),
      m_typed(new QLineEdit),
      m_list(new QListView),
      m_nothing(new QLabel(words.nothing)),
      m_choose(std::move(choose)),
      m_focusBefore(QApplication::focusWidget()) {
    for (CommandPalette* other : window.findChildren<CommandPalette*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (other != this && !other->m_dismissed) {
            m_focusBefore = other->m_focusBefore;
            other->m_focusBefore = nullptr;
            other->dismiss();
        }
    }
    setFrameStyle(static_cast<int>(QFrame::StyledPanel) | static_cast<int>(QFrame::Raised));
    setAutoFillBackground(true);
    m_typed->setPlaceholderText(words.prompt);
    m_typed->setAccessibleName(words.prompt);
    m_list->setModel(m_found);
    m_list->setItemDelegate(new PaletteDelegate(this));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setAccessibleName(tr("Matches"));
    m_nothing->setObjectName(QStringLiteral("palette.nothing"));
    m_nothing->setTextFormat(Qt::PlainText);
    m_nothing->setWordWrap(true);
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_nothing->setContentsMargins(6, 6, 6, 6);
    m_nothing->setAutoFillBackground(true);
    m_nothing->setBackgroundRole(QPalette::Base);
    m_nothing->setForegroundRole(QPalette::Text);
    m_nothing->hide();
    auto* lines = new QVBoxLayout(this);
    lines->setContentsMargins(6, 6, 6, 6);
    lines->addWidget(m_typed);
    lines->addWidget(m_list, 1);
    lines->addWidget(m_nothing, 1);
    connect(m_typed, &QLineEdit::textChanged, this, &CommandPalette::find);
    connect(m_list, &QListView::clicked, this, &CommandPalette::choose);
    m_typed->installEventFilter(this);
    window.installEventFilter(this);
    m_list->setCurrentIndex(m_found->index(0));
    place();
    show();
    raise();
    m_typed->setFocus();
}

void CommandPalette::place() {
    const QSize room = parentWidget()->size();
    const int width = std::min(kPaletteWidth, room.width() - 16);
    const int top = std::min(kPaletteTop, room.height() / 8);
    setGeometry((room.width() - width) / 2, top, width, std::min(kPaletteHeight, room.height() - top - 8));
}

void CommandPalette::add(std::vector<PaletteEntry> entries) {
    const QModelIndex current = m_list->currentIndex();
    const std::size_t chosen = current.isValid() ? m_found->entryAt(current.row()) : 0;
    m_found->add(std::move(entries));
    m_list->setCurrentIndex(m_found->index(std::max(m_found->rowOf(chosen), 0)));
    showWhetherAny();
}

void CommandPalette::find(const QString& typed) {
    m_found->setPattern(typed);
    m_list->setCurrentIndex(m_found->index(0));
    showWhetherAny();
}

void CommandPalette::showWhetherAny() {
    // With nothing typed there is nothing to take away.
    const bool nothing = m_found->rowCount() == 0 && !m_typed->text().isEmpty();
    if (nothing == !m_nothing->isHidden()) {
        return;
    }
    m_list->setVisible(!nothing);
    m_nothing->setVisible(nothing);
    if (nothing) {
        QAccessibleEvent alert(m_nothing, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
}

void CommandPalette::choose(const QModelIndex& index) {
    if (!index.isValid()) {
        return;
    }
    const std::size_t entry = m_found->entryAt(index.row());
    // A thing that can not be done says why and leaves the palette open, to choose another.
    if (m_found->entry(entry).whyNot.isEmpty()) {
        dismiss();
    }
    entry < m_known ? m_choose(*this, entry) : m_later[entry - m_known]();
}

void CommandPalette::dismiss() {
    if (m_dismissed) {
        return;
    }
    m_dismissed = true;
    // Before hiding: hiding the focused line would give the focus to whatever comes next in the tab order.
    if (m_focusBefore != nullptr && m_typed->hasFocus()) {
        m_focusBefore->setFocus();
    }
    hide();
    deleteLater();
}

void CommandPalette::step(int by) {
    const int last = m_found->rowCount() - 1;
    if (last >= 0) {
        m_list->setCurrentIndex(m_found->index(std::clamp(m_list->currentIndex().row() + by, 0, last)));
    }
}

bool CommandPalette::useKey(int key) {
    const int page = std::max(1, m_list->viewport()->height() / std::max(1, m_list->sizeHintForRow(0)) - 1);
    switch (key) {
    case Qt::Key_Escape: dismiss(); return true;
    case Qt::Key_Return:
    case Qt::Key_Enter: choose(m_list->currentIndex()); return true;
    case Qt::Key_Up: step(-1); return true;
    case Qt::Key_Down: step(1); return true;
    case Qt::Key_PageUp: step(-page); return true;
    case Qt::Key_PageDown: step(page); return true;
    default: return false;
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_typed) {
        if (event->type() == QEvent::Resize) {
            place();
        }
        return QFrame::eventFilter(watched, event);
    }
    if (event->type() == QEvent::ShortcutOverride) {
        // Esc is a shortcut of the window as well; while this is open it is meant for this.
        if (static_cast<QKeyEvent*>(event)->key() == Qt::Key_Escape) {
            event->accept();
            return true;
        }
    } else if (event->type() == QEvent::KeyPress) {
        return useKey(static_cast<QKeyEvent*>(event)->key()) || QFrame::eventFilter(watched, event);
    } else if (event->type() == QEvent::FocusOut &&
               static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
        dismiss();
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace dbv::ui
