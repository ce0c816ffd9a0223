// SPDX-License-Identifier: Apache-2.0
#include "viewmodel/name_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using dbv::viewmodel::nameListText;
using dbv::viewmodel::namesInText;
using namespace Qt::StringLiterals;

using Names = std::vector<std::string>;

TEST(NameList, IsReadAsItWasWritten) {
    for (const Names& names : {Names{}, Names{"a"}, Names{"a", "b c", "größe ☃"}, Names{"a,b", " blank", "blank "},
                               Names{"a\"b", "\"", "\"\"", ","}, Names{"'a'", "a;b"}}) {
        EXPECT_EQ(namesInText(nameListText(names)), names) << nameListText(names).toStdString();
    }
    EXPECT_EQ(nameListText({"a", "b,c"}), u"a, \"b,c\""_s);
}

TEST(NameList, TakesWhatAPersonWrites) {
    EXPECT_EQ(namesInText(u" crm ,, shop,crm , "_s), (Names{"crm", "shop"}));
    EXPECT_EQ(namesInText(u"\"a,b\" c, \"open"_s), (Names{"a,b", "c", "open"}));
    EXPECT_EQ(namesInText(u"\"\", a\"b"_s), (Names{"a\"b"}));
    EXPECT_TRUE(namesInText(u" , "_s).empty());
}

} // namespace
