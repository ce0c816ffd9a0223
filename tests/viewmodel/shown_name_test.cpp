// SPDX-License-Identifier: Apache-2.0
// Names with line ends in them look the same all over the window.
#include "viewmodel/shown_name.h"

#include <gtest/gtest.h>

#include "support/qt_printers.h"
#include "viewmodel/connection_facts_text.h"
#include "viewmodel/palette_list.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

TEST(ShownName, StandsOnOneLineAndKeepsItsLength) {
    const QString name = u"two\nlines\tand\r\u202Eturned\u0001"_s;
    EXPECT_EQ(shownName(name), u"two↵lines⇥and␍\uFFFDturned\uFFFD"_s);
    EXPECT_EQ(shownName(name).size(), name.size());
    EXPECT_EQ(shownName(u"Ordnung & Übersicht"_s), u"Ordnung & Übersicht"_s);
}

TEST(ShownName, IsWhatThePaletteAndTheDetailsShow) {
    PaletteEntry entry;
    entry.text = u"two\nlines"_s;
    entry.note = u"in\nit"_s;
    const PaletteList list({entry});
    const QModelIndex row = list.index(0, 0);
    EXPECT_EQ(row.data().toString(), u"two↵lines"_s);
    EXPECT_EQ(row.data(PaletteList::NoteRole).toString(), u"in↵it"_s);
    OpenDatabase database;
    database.name = u"two\nlines"_s;
    EXPECT_TRUE(connectionFactsText(database, {}).startsWith(u"Name: two↵lines\n"_s));
}

} // namespace
} // namespace dbv::viewmodel
