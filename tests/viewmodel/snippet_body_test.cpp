// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/snippet_body.h"

#include <gtest/gtest.h>

#include "support/qt_printers.h"

namespace dbv::viewmodel {
namespace {

using Qt::Literals::StringLiterals::operator""_s;

/// The text with its places marked: `<number:text>`.
QString marked(const QString& body, const QString& indent = {}) {
    const SnippetBody read = readSnippetBody(body, indent);
    QString text = read.text;
    for (std::size_t i = read.places.size(); i > 0; --i) {
        const SnippetPlace& place = read.places[i - 1];
        text.insert(static_cast<qsizetype>(place.span.end), u'>');
        text.insert(static_cast<qsizetype>(place.span.begin), u'<' + QString::number(place.number) + u':');
    }
    return text;
}

TEST(SnippetBody, HasPlacesAndAnEnd) {
    EXPECT_EQ(marked(u"SELECT ${1:*} FROM ${2}"_s), u"SELECT <1:*> FROM <2:><0:>"_s);
    EXPECT_EQ(marked(u"a $0 b"_s), u"a <0:> b"_s);
    EXPECT_EQ(marked(u"${0:all}"_s), u"<0:all>"_s);
    EXPECT_EQ(marked(u""_s), u"<0:>"_s);
}

TEST(SnippetBody, GivesPlacesOfOneNumberOneText) {
    EXPECT_EQ(marked(u"${1} AS ${1:x}, ${1:y}$0"_s), u"<1:x> AS <1:x>, <1:y><0:>"_s);
}

TEST(SnippetBody, LeavesWhatMeansSomethingInSql) {
    EXPECT_EQ(marked(u"$1 $$ $10 ${x} $ ${ ${1:open"_s), u"$1 $$ $10 ${x} $ ${ ${1:open<0:>"_s);
    EXPECT_EQ(marked(uR"(\${1} '\n' ${1:a\}b\\})"_s), uR"(${1} '\n' <1:a}b\><0:>)"_s);
    EXPECT_EQ(marked(u"$00"_s), u"$00<0:>"_s);
}

TEST(SnippetBody, TakesPlacesInPlacesAndChoices) {
    const SnippetBody read = readSnippetBody(u"${1:a ${2:b}}${3|asc,desc|}$0"_s, {});
    EXPECT_EQ(read.text, u"a basc"_s);
    EXPECT_EQ(read.places, (std::vector<SnippetPlace>{{1, {0, 3}}, {2, {2, 3}}, {3, {3, 6}}, {0, {6, 6}}}));
    EXPECT_EQ(read.numbers(), (std::vector{1, 2, 3, 0}));
    EXPECT_EQ(marked(u"${1|open"_s), u"${1|open<0:>"_s);
}

TEST(SnippetBody, IsIndentedLikeItsPlace) {
    EXPECT_EQ(marked(u"BEGIN\n    ${1:x}\nEND"_s, u"  "_s), u"BEGIN\n      <1:x>\n  END<0:>"_s);
}

} // namespace
} // namespace dbv::viewmodel
