// SPDX-License-Identifier: Apache-2.0
#include "sql/clause_map.h"

#include <algorithm>
#include <initializer_list>

namespace dbv::sql {
namespace {

bool isAny(FormatWord word, std::initializer_list<FormatWord> words) {
    return std::ranges::find(words, word) != words.end();
}

bool isJoinSide(FormatWord word) {
    return isAny(word, {FormatWord::Natural, FormatWord::Left, FormatWord::Right, FormatWord::Full, FormatWord::Inner,
                        FormatWord::Outer, FormatWord::Cross});
}

bool isConstant(TokenKind kind) {
    return kind == TokenKind::String || kind == TokenKind::Number || kind == TokenKind::Parameter ||
           kind == TokenKind::BlobLiteral;
}

/// Words that are keywords in every place where a bracket, a word or a constant follows or stands before them.
bool isAlwaysKeyword(FormatWord word) {
    return isAny(word,
                 {FormatWord::All,    FormatWord::And,    FormatWord::As,        FormatWord::Between, FormatWord::By,
                  FormatWord::Create, FormatWord::Delete, FormatWord::Distinct,  FormatWord::Exists,  FormatWord::From,
                  FormatWord::Having, FormatWord::In,     FormatWord::Into,      FormatWord::Is,      FormatWord::Join,
                  FormatWord::Like,   FormatWord::Not,    FormatWord::On,        FormatWord::Or,      FormatWord::Order,
                  FormatWord::Over,   FormatWord::Select, FormatWord::Returning, FormatWord::Table,   FormatWord::Then,
                  FormatWord::Union,  FormatWord::Using,  FormatWord::Where,     FormatWord::Group,   FormatWord::Set});
}

} // namespace

FormatWord ClauseMap::wordAt(std::size_t at) const {
    return at < m_pieces.size() ? m_pieces[at].word : FormatWord::None;
}

bool ClauseMap::opensBracket(std::size_t at) const {
    return at < m_pieces.size() && m_pieces[at].kind == TokenKind::OpenBracket;
}

void ClauseMap::draw() {
    m_levels.assign(1, Level{});
    for (std::uint32_t i = 0; i < m_pieces.size(); ++i) {
        if (!m_pieces[i].isComment()) {
            place(i);
        }
    }
    while (m_levels.size() > 1) {
        closeLevel(kNone);
    }
    endClause();
}

void ClauseMap::place(std::uint32_t at) {
    Piece& piece = m_pieces[at];
    if (piece.kind == TokenKind::OpenBracket) {
        open(at, false);
        return;
    }
    if (piece.kind == TokenKind::CloseBracket) {
        close(at);
        return;
    }
    if (piece.word == FormatWord::Case) {
        piece.keyword = true;
        open(at, true);
        return;
    }
    if (piece.word == FormatWord::End && m_levels.back().isCase) {
        piece.keyword = true;
        closeLevel(at);
        return;
    }
    noteItem(at);
    if (piece.word != FormatWord::None) {
        noteWord(at);
    }
    m_levels.back().last = at;
}

void ClauseMap::open(std::uint32_t at, bool isCase) {
    Level& around = m_levels.back();
    Piece& piece = m_pieces[at];
    piece.role = PieceRole::Open;
    piece.link = kNone;
    piece.opensTable = m_levels.size() == 1 && around.verb == FormatWord::Create && around.isTable && !around.isQuery &&
                       !isCase && wordAt(around.last) == FormatWord::None;
    around.constants = false;
    around.last = at;
    Level level;
    level.open = at;
    level.isCase = isCase;
    level.constants = !isCase;
    m_levels.push_back(level);
}

void ClauseMap::close(std::uint32_t at) {
    // A CASE without its END ends with the bracket around it.
    while (m_levels.size() > 1 && m_levels.back().isCase) {
        closeLevel(kNone);
    }
    if (m_levels.size() > 1) {
        closeLevel(at);
    }
}

void ClauseMap::closeLevel(std::uint32_t by) {
    endClause();
    const Level level = m_levels.back();
    m_levels.pop_back();
    Piece& opening = m_pieces[level.open];
    opening.link = by;
    opening.constants = level.constants && level.last != kNone;
    if (by == kNone) {
        opening.role = PieceRole::Plain;
        return;
    }
    m_pieces[by].role = PieceRole::Close;
    m_pieces[by].link = level.open;
    m_levels.back().last = by;
}

void ClauseMap::endClause() {
    const Level& level = m_levels.back();
    if (level.clause != kNone) {
        m_pieces[level.clause].link = level.last;
    }
}

void ClauseMap::beginClause(std::uint32_t at) {
    endClause();
    m_pieces[at].role = PieceRole::Clause;
    m_pieces[at].keyword = true;
    m_levels.back().clause = at;
    m_levels.back().between = false;
}

void ClauseMap::noteItem(std::uint32_t at) {
    Level& level = m_levels.back();
    Piece& piece = m_pieces[at];
    if (piece.kind == TokenKind::Operator && m_statement.is(piece, ",")) {
        piece.role = PieceRole::Comma;
        level.itemSize = 0;
        if (level.clause != kNone) {
            m_pieces[level.clause].hasCommas = true;
        } else if (level.open != kNone) {
            m_pieces[level.open].hasCommas = true;
        } else if (!m_pieces.empty()) {
            m_pieces.front().hasCommas = true;
        }
        return;
    }
    const bool sign = piece.kind == TokenKind::Operator && !piece.binary;
    level.itemSize += sign ? 0 : 1;
    const bool null =
        piece.kind == TokenKind::Keyword && piece.end - piece.begin == 4 && piece.word == FormatWord::None;
    level.constants = level.constants && level.itemSize <= 1 && (sign || null || isConstant(piece.kind));
}

void ClauseMap::noteWord(std::uint32_t at) {
    Level& level = m_levels.back();
    Piece& piece = m_pieces[at];
    if (level.verb == FormatWord::None && level.last == kNone) {
        level.verb = piece.word;
        level.isWindow = piece.word == FormatWord::Partition || piece.word == FormatWord::Order;
        piece.keyword = level.isWindow;
    }
    level.isTable = level.isTable || piece.word == FormatWord::Table;
    level.isQuery = level.isQuery || beginsQuery(at);
    piece.keyword = piece.keyword || isAlwaysKeyword(piece.word);
    if (level.isCase && isAny(piece.word, {FormatWord::When, FormatWord::Else, FormatWord::Then})) {
        piece.role = piece.word == FormatWord::Then ? PieceRole::Plain : PieceRole::Branch;
        piece.keyword = true;
    } else if ((level.isQuery || level.isWindow) && beginsClause(at)) {
        beginClause(at);
    } else if (piece.word == FormatWord::Between) {
        level.between = true;
    } else if (isAny(piece.word, {FormatWord::And, FormatWord::Or, FormatWord::Xor})) {
        if (piece.word == FormatWord::And && level.between) {
            level.between = false;
        } else {
            piece.role = PieceRole::Condition;
            piece.keyword = true;
        }
    } else if (isJoinSide(piece.word)) {
        piece.keyword = isAny(wordBehind(at), {FormatWord::Join, FormatWord::Outer});
    } else if (clauseWord() == FormatWord::When) {
        piece.keyword = piece.keyword || isAny(piece.word, {FormatWord::Matched, FormatWord::Values, FormatWord::Update,
                                                            FormatWord::Insert, FormatWord::Do});
    } else if (piece.word == FormatWord::Conflict) {
        piece.keyword = clauseWord() == FormatWord::On;
    }
}

bool ClauseMap::beginsQuery(std::uint32_t at) const {
    const Level& level = m_levels.back();
    const FormatWord word = m_pieces[at].word;
    const bool first = level.last == kNone;
    if (isAny(level.verb, {FormatWord::Grant, FormatWord::Revoke}) && level.open == kNone) {
        return false;
    }
    const bool head = isAny(word, {FormatWord::Select, FormatWord::With, FormatWord::Insert, FormatWord::Update,
                                   FormatWord::Delete, FormatWord::Merge, FormatWord::Values, FormatWord::Replace});
    if (first) {
        return head && !opensBracket(m_statement.behind(at) + (word == FormatWord::Replace ? 0 : m_pieces.size()));
    }
    if (isAny(level.verb, {FormatWord::Create, FormatWord::Alter}) && level.open == kNone) {
        return isAny(word, {FormatWord::Select, FormatWord::With, FormatWord::Values}) &&
               isAny(wordBefore(), {FormatWord::As, FormatWord::Is});
    }
    return word == FormatWord::Select || (head && isAny(wordBefore(), {FormatWord::Explain, FormatWord::As}));
}

bool ClauseMap::beginsJoin(std::uint32_t at) const {
    const FormatWord word = m_pieces[at].word;
    if (isJoinSide(wordBefore())) {
        return false;
    }
    if (word == FormatWord::Join || word == FormatWord::StraightJoin) {
        return clauseWord() != FormatWord::Select;
    }
    if (!isJoinSide(word) || word == FormatWord::Outer) {
        return false;
    }
    std::size_t behind = m_statement.behind(at);
    for (int i = 0; i < 2 && isJoinSide(wordAt(behind)); ++i) {
        behind = m_statement.behind(behind);
    }
    return wordAt(behind) == FormatWord::Join;
}

bool ClauseMap::beginsClause(std::uint32_t at) const {
    const Level& level = m_levels.back();
    const FormatWord word = m_pieces[at].word;
    const FormatWord next = wordBehind(at);
    const FormatWord before = wordBefore();
    const bool first = level.last == kNone;
    switch (word) {
    case FormatWord::Select: return !isAny(level.verb, {FormatWord::Grant, FormatWord::Revoke});
    case FormatWord::With: return first || isAny(before, {FormatWord::As, FormatWord::Explain, FormatWord::Into});
    case FormatWord::Insert:
    case FormatWord::Delete:
    case FormatWord::Merge: return before != FormatWord::Then && clauseWord() != FormatWord::When;
    case FormatWord::Update:
        return first || (!isAny(before, {FormatWord::For, FormatWord::Do, FormatWord::Key, FormatWord::Then,
                                         FormatWord::On, FormatWord::No}) &&
                         clauseWord() != FormatWord::Select);
    case FormatWord::Replace: return first;
    case FormatWord::From: return !isAny(before, {FormatWord::Distinct, FormatWord::Delete});
    case FormatWord::Group:
    case FormatWord::Order:
    case FormatWord::Partition: return next == FormatWord::By && (word != FormatWord::Partition || level.isWindow);
    case FormatWord::Rows:
    case FormatWord::Range:
    case FormatWord::Groups: return level.isWindow && !first;
    case FormatWord::Where:
    case FormatWord::Having:
    case FormatWord::Limit:
    case FormatWord::Returning:
    case FormatWord::Union:
    case FormatWord::Intersect:
    case FormatWord::Except: return !first;
    case FormatWord::Window:
        return !first && isAny(clauseWord(), {FormatWord::From, FormatWord::Where, FormatWord::Group,
                                              FormatWord::Having, FormatWord::Join});
    case FormatWord::Offset:
        return !first && next == FormatWord::None && !isAny(clauseWord(), {FormatWord::Limit, FormatWord::Select});
    case FormatWord::Fetch: return !first && isAny(next, {FormatWord::First, FormatWord::Next});
    case FormatWord::For:
        return !first && isAny(next, {FormatWord::Update, FormatWord::Share, FormatWord::No, FormatWord::Key});
    case FormatWord::Values:
        return first || (isAny(clauseWord(), {FormatWord::Insert, FormatWord::Replace, FormatWord::With}) ||
                         isAny(before, {FormatWord::All, FormatWord::Union, FormatWord::Except, FormatWord::Intersect,
                                        FormatWord::As}));
    case FormatWord::Set: return !first && clauseWord() != FormatWord::When && before != FormatWord::By;
    case FormatWord::On: return isAny(next, {FormatWord::Conflict, FormatWord::Duplicate});
    case FormatWord::When:
        return level.verb == FormatWord::Merge || clauseWord() == FormatWord::Merge ||
               clauseWord() == FormatWord::When || clauseWord() == FormatWord::Using;
    case FormatWord::Using:
        return isAny(clauseWord(), {FormatWord::Merge, FormatWord::Delete}) && !isAny(before, {FormatWord::By});
    default: return beginsJoin(at);
    }
}

} // namespace dbv::sql
